"""`shapeproof sweep MODEL --vary conv1d.kernel_size=1:60`: every candidate, exact."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from shapeproof.cli import Parser, whole
from shapeproof.commands.output import (
    as_document,
    columns_of,
    dumps,
    format_of,
    in_one_line,
    refused,
    write,
)
from shapeproof.language import Translate
from shapeproof.message import ShapeproofError, say
from shapeproof.progress import waiting

if TYPE_CHECKING:
    from shapeproof.sweeper import Sweep

INTERRUPTED = 130


def options(command: Parser, tell: Translate) -> None:
    command.add_argument("model", metavar="MODEL", help=tell("FILE, FILE:NAME or - (a pipe)"))
    command.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="KEY=VALUES",
        help=tell(
            "LAYER.ARGUMENT or input.1, and its values: 1:60 takes both ends, 1:60:2 every second, "
            "4,8,16 are three; same,valid and true,false are settings"
        ),
    )
    command.add_argument(
        "--where",
        default="",
        metavar="CONDITION",
        help=tell('such as "params < 1e6 and output[1] >= 4"'),
    )
    command.add_argument(
        "--sort",
        default="",
        metavar="NAMES",
        help=tell("the best first: params, or macs,params; --sort=-params takes the largest first"),
    )
    command.add_argument(
        "--pareto",
        default="",
        metavar="NAMES",
        help=tell(
            "those that no other candidate betters in all of these, such as params,-output[1]: "
            "few parameters, a large output"
        ),
    )
    command.add_argument(
        "--top",
        type=lambda text: whole(text, tell),
        default=20,
        metavar="N",
        help=tell("how many of the best are shown (20)"),
    )
    command.add_argument(
        "--plot", metavar="FILE", help=tell("a picture over one or two of these: .png or .svg")
    )
    command.add_argument(
        "--engine",
        default="",
        metavar="ENGINE",
        help=tell("who does the work: processes:2, or dask://HOST:PORT"),
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Sweep, and tell the best; 0, 1 where no candidate can be, or 130 where it was interrupted."""
    try:
        found = swept_as_asked(options, tell)
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    if found.is_whole:
        return 0 if found.valid else 1
    done, points = f"{found.done:,}", f"{found.points:,}"
    told = say(
        "interrupted: {done} of {points} candidates were looked at", done=done, points=points
    )
    print(in_one_line(f"{options.model}: {told.told(tell)}"), file=sys.stderr)
    return INTERRUPTED


def swept_as_asked(options: argparse.Namespace, tell: Translate) -> Sweep:
    """The sweep, its table written where it was asked for, and what else is shown."""
    from shapeproof.read import Target, shapes
    from shapeproof.render import sweep as renderer
    from shapeproof.subject import of_target
    from shapeproof.sweeper import Sweep, names, need_plot
    from shapeproof.sweeping import tables
    from shapeproof.sweeping.engines import engine
    from shapeproof.sweeping.grid import parsed
    from shapeproof.sweeping.interrupts import heard
    from shapeproof.sweeping.outcome import planned, swept

    axes = [parsed(text) for text in options.vary]
    if options.plot:
        need_plot(axes, options.plot)
    sort, pareto = names(options.sort), names(options.pareto)
    inputs, format, file = shapes(options.input), format_of(options), options.output_file
    if file and (format == "csv" or is_table(file)):
        options.output_file = None  # what is shown goes elsewhere
    else:
        file = None
    is_seen = format == "csv" and not file and sys.stdout.isatty()  # line by line, as they come
    bar = nullcontext(None) if is_seen else waiting(tell("candidates"))
    with heard() as stop, engine(options.engine) as executor, bar as progress:
        subject = of_target(Target.parse(options.model), inputs, options.framework or "")
        plan = planned(subject, axes, options.where, sort, pareto, options.top, stop)
        target: Any = nullcontext()
        if file:
            target = tables.to_file(file, plan)
        elif format == "csv":
            target = nullcontext(tables.csv_to(sys.stdout, plan))
        with target as put:
            found = Sweep(plan, swept(plan, executor, stop, progress, put))
    if options.plot and found.is_whole:
        found.plot(options.plot, options.lang)
    if format != "csv":
        told = (
            dumps(found.to_dict(options.lang))
            if format == "json"
            else renderer.text(found, tell, columns_of(options))
        )
        write([as_document(told, options)], options, "", tell)
    return found


def is_table(path: str) -> bool:
    """Whether a file is to have a line for every candidate, and not what is shown."""
    return path.endswith((".csv", ".parquet"))
