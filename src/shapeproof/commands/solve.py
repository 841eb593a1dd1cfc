"""`shapeproof solve MODEL LAYER.ARGUMENT --output SHAPE`: the formulas run backwards."""

from __future__ import annotations

import argparse

from shapeproof.cli import Parser
from shapeproof.commands.output import (
    as_document,
    columns_of,
    dumps,
    format_of,
    refused,
    write,
)
from shapeproof.language import Translate
from shapeproof.message import AskError, ShapeproofError, say
from shapeproof.progress import waiting

COMPARING = ("<", ">", "=")


def options(command: Parser, tell: Translate) -> None:
    command.add_argument("model", metavar="MODEL", help=tell("FILE, FILE:NAME or - (a pipe)"))
    command.add_argument(
        "asked",
        nargs="*",
        metavar="UNKNOWN",
        help=tell("LAYER.ARGUMENT, input.1 for a size of the input, or a condition"),
    )
    command.add_argument(
        "--free", action="append", default=[], metavar="KEYS", help=tell("more unknowns, by commas")
    )
    command.add_argument(
        "--output", metavar="SHAPE", help=tell("what comes out; * is a size that does not matter")
    )
    command.add_argument("--params", metavar="N", help=tell('such as 1000000 or "<= 1e6"'))
    command.add_argument("--macs", metavar="N", help=tell('such as 1000000 or "<= 1e6"'))
    command.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help=tell('such as "params <= 1e6 and output[1] >= 4"'),
    )
    command.add_argument(
        "--bounds",
        action="append",
        default=[],
        metavar="KEY=LOW:HIGH",
        help=tell("where to look"),
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Tell the values; 0 where there are some, 1 where there are none."""
    from shapeproof.read import Target, shapes
    from shapeproof.render import solution as renderer
    from shapeproof.solving.solution import solution
    from shapeproof.solving.targets import asked
    from shapeproof.subject import of_target

    try:
        conditions = [one for one in options.asked if any(sign in one for sign in COMPARING)]
        named = [*(one for one in options.asked if one not in conditions), *options.free]
        keys = [key.strip() for row in named for key in row.split(",") if key.strip()]
        if not keys:
            raise AskError(say("name what is unknown, as in conv1.kernel_size or input.1"))
        counts = {"params": options.params, "macs": options.macs}
        target, text = asked(options.output, counts, [*conditions, *options.where])
        bounds = dict(map(within, options.bounds))
        file = Target.parse(options.model)
        with waiting(tell("reading")):
            subject = of_target(file, shapes(options.input), options.framework or "")
            found = solution(subject, keys, target, text, bounds)
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    if format_of(options) == "json":
        told = dumps(renderer.document(found))
    else:
        told = as_document(renderer.told(found, tell, columns_of(options)), options)
    write([told], options, "", tell)
    return 0 if found.total else 1


def within(text: str) -> tuple[str, tuple[int, int]]:
    """`conv2.padding=0:10`."""
    key, _, values = text.rpartition("=")
    low, _, high = values.partition(":")
    try:
        return key.strip(), (int(low), int(high or low))
    except ValueError:
        reason = say("`{text}` gives no bounds: write conv2.padding=0:10", text=text)
        raise AskError(reason) from None
