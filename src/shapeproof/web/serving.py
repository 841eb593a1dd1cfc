"""The server as a person starts it: on 127.0.0.1, its address told, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from contextlib import suppress
from secrets import token_urlsafe
from threading import Thread
from typing import Any

from shapeproof.extras import extra
from shapeproof.language import translator
from shapeproof.message import Message, ReadError, say
from shapeproof.web.opening import Start

HOST = "127.0.0.1"


def bound(port: int | None, usual: int) -> socket.socket:
    """A socket at this port; without one, at the usual one, or at any that is free.

    Raises `ReadError` where the port cannot be had.
    """
    try:
        return _bound(usual if port is None else port)
    except OSError as error:
        if port is not None:
            why = Message(error.strerror or str(error))
            raise ReadError(say("port {port} cannot be had: {why}; leave out --port to take one "
                                "that is free", port=str(port), why=why)) from None  # fmt: skip
    return _bound(0)


def _bound(port: int) -> socket.socket:
    # Only of a socket that says TCP does asyncio send small pieces at once, and not 40 ms later.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two programs have the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def serve(listening: socket.socket, start: Start, language: str, opens: bool) -> None:
    """Serve the page until somebody presses Ctrl-C.

    Raises `ReadError` where the page, or what serves it, is not installed.
    """
    uvicorn: Any = extra("uvicorn", "web")
    extra("starlette", "web")
    from shapeproof.web.guard import Door
    from shapeproof.web.server import PAGE, SETTINGS, application
    from shapeproof.web.workers import Limits, Pool

    if not (PAGE / "index.html").is_file():
        raise ReadError(say("the page is not built; in a clone, `make page` builds it with npm; "
                            "installed packages have it"))  # fmt: skip
    tell = translator(language)
    door = Door(listening.getsockname()[1], token_urlsafe(32))
    level = "info" if os.environ.get("SHAPEPROOF_DEBUG") else "critical"
    config = uvicorn.Config(
        application(door, Pool(Limits()), start, tell), log_level=level, **SETTINGS
    )
    told = say("{address} (Ctrl-C ends it)", address=door.address)
    print(told.told(tell), flush=True)
    if opens and has_screen():
        Thread(target=webbrowser.open, args=(door.address,), daemon=True).start()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def has_screen() -> bool:
    """Whether a browser that is opened would not take the terminal away."""
    is_graphical = sys.platform in ("win32", "darwin")
    return is_graphical or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
