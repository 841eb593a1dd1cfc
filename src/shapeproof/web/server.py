"""The local server: the page, and its questions, which worker processes answer."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from shapeproof.language import Translate, translator
from shapeproof.message import AskError, Message, say
from shapeproof.web import guard, questions
from shapeproof.web.answers import refusal
from shapeproof.web.connections import Connection
from shapeproof.web.guard import Door, Guard, Refusing, WithHeaders
from shapeproof.web.opening import Start
from shapeproof.web.workers import NoAnswer, Pool

PAGE = Path(__file__).parent / "page"
"""The page as `make page` builds it."""
SETTINGS: dict[str, Any] = {
    "http": Connection,
    "ws": "none",
    "lifespan": "on",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_keep_alive": 60,
    "timeout_graceful_shutdown": 1,
}
"""What uvicorn is told."""
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""What browsers must be told that files are; systems differ in what they take them for."""


def application(
    door: Door, pool: Pool, start: Start, tell: Translate = str, page: Path = PAGE
) -> ASGIApp:
    """The page at `/`, `api/start` and `api/ask` behind their rules."""
    for ending, kind in KINDS.items():
        mimetypes.add_type(kind, ending)

    @asynccontextmanager
    async def working(_: Starlette) -> AsyncGenerator[None]:
        async with pool:
            yield

    async def index(_: Request) -> Response:
        return FileResponse(page / "index.html")

    async def started(_: Request) -> Response:
        return JSONResponse(start._asdict())

    async def ask(request: Request) -> Response:
        return await asked(request, pool, tell)

    async def failed(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        what = Message(HTTPStatus(status).phrase)
        return JSONResponse(refusal(what, tell), status, headers)

    routes = [Route("/start", started), Route("/ask", ask, methods=["POST"])]
    api = Guard(Router(routes, redirect_slashes=False), guard.OF_QUESTIONS, door, tell)
    app = Starlette(
        routes=[Mount("/api", api), Route("/", index), Mount("/", StaticFiles(directory=page))],
        lifespan=working,
        exception_handlers={HTTPException: failed, 500: failed},
    )
    return WithHeaders(Guard(app, guard.EVERYWHERE, door, tell))


async def asked(request: Request, pool: Pool, tell: Translate) -> Response:
    """The answer to the question in a request's body, or a refusal."""
    try:
        async with asyncio.timeout(guard.SLOW):
            body = await body_of(request)
    except TimeoutError:
        return Refusing(guard.too_slow(), tell)
    except ClientDisconnect:
        return gone()
    if body is None:
        return Refusing(guard.too_large(), tell)
    try:
        question = questions.asked(parsed(body))
    except AskError as error:
        return JSONResponse(refusal(error.message, tell), HTTPStatus.BAD_REQUEST)
    about = (str(question.get("source")), str(question.get("inputs")))
    asking = asyncio.create_task(pool.answer(body, hash(about)))
    leaving = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            return gone()
        return Response(asking.result(), media_type="application/json")
    except NoAnswer as error:
        told = translator(questions.language(question))
        return JSONResponse(refusal(error.message, told))
    finally:
        asking.cancel()
        leaving.cancel()


async def body_of(request: Request) -> bytes | None:
    """What was sent; None where it is too much, of which no more is read."""
    pieces: list[bytes] = []
    left = guard.LARGEST
    async for piece in request.stream():
        left -= len(piece)
        if left < 0:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def parsed(body: bytes) -> Any:
    """Raises `AskError` for what is no JSON, or JSON that nobody wrote."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise AskError(say("a question is one JSON object, and this is none")) from None


def gone() -> Response:
    """What nobody hears any more."""
    return Response(status_code=499)
