"""`shapeproof web [MODEL]`: the same answers on a page, in a browser."""

from __future__ import annotations

import argparse

from shapeproof.cli import Parser
from shapeproof.commands.output import (
    refused,
)
from shapeproof.language import Translate
from shapeproof.message import ShapeproofError, say

USUAL = 8321
"""The port, unless another program has it."""
HIGHEST = 65535


def options(command: Parser, tell: Translate) -> None:
    model = tell("FILE or FILE:NAME, whose source stands in the editor")
    command.add_argument("model", nargs="?", metavar="MODEL", help=model)
    place = say("on 127.0.0.1; without it {usual}, or one that is free", usual=str(USUAL))
    command.add_argument(
        "--port", type=lambda text: port(text, tell), metavar="N", help=place.told(tell)
    )
    command.add_argument("--no-open", action="store_true", help=tell("open no browser"))
    command.set_defaults(command=run)


def port(text: str, tell: Translate) -> int:
    """`8321`."""
    if text.isascii() and text.isdigit() and int(text[:6]) <= HIGHEST:
        return int(text)
    reason = say("{text} is no port such as {usual}", text=repr(text), usual=str(USUAL))
    raise argparse.ArgumentTypeError(reason.told(tell))


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Serve the page until somebody presses Ctrl-C."""
    from shapeproof.web.opening import Start, start
    from shapeproof.web.serving import bound, serve

    name = options.model
    try:
        first = start(name, options.input, options.framework or "") if name else Start()
        with bound(options.port, USUAL) as listening:
            serve(listening, first, options.lang, not options.no_open)
    except ShapeproofError as error:
        return refused(error, name or "shapeproof web", tell)
    return 0
