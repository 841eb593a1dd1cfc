"""Who may ask the server what: every rule by itself, and the headers of every answer.

A page of another site, open in the same browser, must neither learn anything here nor have anything
done.  `docs/web.md` says against whom each rule stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from secrets import compare_digest
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shapeproof.language import Translate
from shapeproof.message import Message as Said
from shapeproof.message import say
from shapeproof.web.answers import refusal

LARGEST = 4 * 1024 * 1024
"""The bytes of a question."""
SLOW = 10
"""The seconds in which the head of a request must have come, and then a question."""
THROWN_AWAY, LINGERS = 512 * 1024, 0.5
"""The bytes, and the seconds, for which a refused question is still listened to."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LASTING = "private, max-age=31536000, immutable"
"""How long files are kept whose names change with what is in them."""


class Refused(NamedTuple):
    """The status of an answer that is none, and why."""

    status: HTTPStatus
    reason: Said


class Door(NamedTuple):
    """Where the server is, and what it was started with."""

    port: int
    token: str

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def address(self) -> str:
        """Behind the `#` is what a browser sends to nobody."""
        return f"http://127.0.0.1:{self.port}/#token={self.token}"


Rule = Callable[[Door, str, Headers], Refused | None]
"""What a rule has against a request of this method with these headers."""


def host(door: Door, method: str, headers: Headers) -> Refused | None:
    """The name in the address is ours, and not one of somebody else's that leads here."""
    if headers.getlist("host") in [[name] for name in door.hosts]:
        return None
    reason = say("this server answers at {address} alone", address=door.hosts[0])
    return Refused(HTTPStatus.MISDIRECTED_REQUEST, reason)


def site(door: Door, method: str, headers: Headers) -> Refused | None:
    """The page that asks is ours, where the browser says which it is."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    own = {f"http://{name}" for name in headers.getlist("host")}
    if set(origins) <= own and set(sites) <= {"same-origin"}:
        return None
    return Refused(HTTPStatus.FORBIDDEN, say("pages of other sites are not answered"))


def token(door: Door, method: str, headers: Headers) -> Refused | None:
    """Whoever asks was given the address with the token."""
    given = headers.get("authorization", "").encode("latin-1")
    if compare_digest(given, f"Bearer {door.token}".encode()):
        return None
    reason = say("open the address with the token that `shapeproof web` has printed")
    return Refused(HTTPStatus.UNAUTHORIZED, reason)


def kind(door: Door, method: str, headers: Headers) -> Refused | None:
    """A question is JSON, which no form of another page can send."""
    kinds = [one.partition(";")[0].strip().lower() for one in headers.getlist("content-type")]
    if method != "POST" or kinds == ["application/json"]:
        return None
    reason = say("a question is sent as {kind}", kind="application/json")
    return Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, reason)


def length(door: Door, method: str, headers: Headers) -> Refused | None:
    """A question says how long it is, and is not too long; one in chunks is counted as it comes."""
    if method != "POST" or "chunked" in headers.get("transfer-encoding", "").lower():
        return None
    given = headers.getlist("content-length")
    if len(given) != 1 or not (given[0].isascii() and given[0].isdigit()):
        return Refused(HTTPStatus.LENGTH_REQUIRED, say("a question says how long it is"))
    return None if int(given[0][:12]) <= LARGEST else too_large()


def too_large() -> Refused:
    reason = say("a question has at most {most} MB", most=LARGEST // 1024 // 1024)
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)


def too_slow() -> Refused:
    reason = say("a question must have come in {n:second|seconds}", n=SLOW)
    return Refused(HTTPStatus.REQUEST_TIMEOUT, reason)


EVERYWHERE: tuple[Rule, ...] = (host,)
OF_QUESTIONS: tuple[Rule, ...] = (site, token, kind, length)


class Guard:
    """An application behind rules.  Of what is refused no body is looked at."""

    def __init__(self, app: ASGIApp, rules: Iterable[Rule], door: Door, tell: Translate) -> None:
        self.app, self.rules, self.door, self.tell = app, tuple(rules), door, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            for rule in self.rules:
                if refused := rule(self.door, scope["method"], headers):
                    await Refusing(refused, self.tell)(scope, receive, send)
                    return
        await self.app(scope, receive, send)


class Refusing(JSONResponse):
    """One line, after which the connection is closed.

    A little of what is still on its way is thrown away first: a connection that is closed before
    that comes is reset, and the line is lost.
    """

    def __init__(self, refused: Refused, tell: Translate) -> None:
        headers = {"Connection": "close"}
        if refused.status is HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        super().__init__(refusal(refused.reason, tell), refused.status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        left, is_more = THROWN_AWAY, True
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGERS):
                while is_more and left > 0:
                    message = await receive()
                    is_more = message.get("more_body", False)
                    left -= len(message.get("body", b""))
        await send({"type": "http.response.body", "body": b""})


class WithHeaders:
    """An application whose every answer says what a browser may do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["path"].startswith("/assets/") and message["status"] == HTTPStatus.OK:
                    headers["Cache-Control"] = LASTING
            await send(message)

        await self.app(scope, receive, with_headers)
