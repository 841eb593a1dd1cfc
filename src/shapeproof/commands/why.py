"""`shapeproof why MODEL [LAYER]`: one layer's derivation, or why a number is not another."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shapeproof.cli import FIGURES, Parser, whole
from shapeproof.commands.output import (
    columns_of,
    dumps,
    format_of,
    read,
    refused,
    shown,
    told_problems,
    write,
)
from shapeproof.language import Translate
from shapeproof.message import ReadError, ShapeproofError, say
from shapeproof.progress import waiting

if TYPE_CHECKING:
    from shapeproof.causes import Answer
    from shapeproof.layer_report import LayerReport
    from shapeproof.report import Report


WHOLE = ("csv", "html", "latex", "markdown")
"""The formats of which one document holds all layers."""


def options(command: Parser, tell: Translate) -> None:
    model = tell("FILE, FILE:NAME or - (a pipe)")
    command.add_argument("model", metavar="MODEL", help=model)
    command.add_argument("layer", nargs="?", metavar="LAYER", help=tell("its name in the summary"))
    command.add_argument(
        "--expected",
        type=lambda text: whole(text, tell),
        metavar="VALUE",
        help=tell("what you expected: why it is not so"),
    )
    command.add_argument(
        "--of",
        choices=("output", "params", "macs", "flops"),
        default="",
        help=tell("which number was meant"),
    )
    command.add_argument(
        "--cell",
        type=lambda text: place(text, tell),
        metavar="0,3,5",
        help=tell("what one number of the output is made of"),
    )
    command.set_defaults(command=run)


def place(text: str, tell: Translate = str) -> tuple[int, ...]:
    """`0,3,5`."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        reason = say("{text} is no place such as 0,3,5", text=repr(text))
        raise argparse.ArgumentTypeError(reason.told(tell)) from None


def run(options: argparse.Namespace, tell: Translate) -> int:
    """One layer explained, or each of them; or why a number is not the one that was expected."""
    try:
        with waiting(tell("reading")):
            report = read(options.model, options.input, options.framework)
            answers = answers_of(report, options, tell)
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    write(answers, options, "\n" if format_of(options) == "json" else "\n\n\n", tell)
    return told_problems(report.model.problems, options, tell)


def answers_of(report: Report, options: argparse.Namespace, tell: Translate) -> list[str]:
    """What is to be said.  Raises `ShapeproofError` for a question that cannot be asked."""
    names = [options.layer] if options.layer else [row.call.path for row in report.rows]
    if not options.layer and options.cell:
        raise ReadError(say("name the layer that --cell is about"))
    is_answer = options.expected is not None or options.cell
    if is_answer and format_of(options) == "csv":
        raise ReadError(say("an answer in words has no rows; take another format than csv"))
    if format_of(options) in FIGURES and (is_answer or not options.layer):
        reason = say("{format} is the picture of one layer: name it, and ask nothing else",
                     format=options.format)  # fmt: skip
        raise ReadError(reason)
    if options.expected is not None:
        about = report[options.layer] if options.layer else report
        return [unexpected(about.expect(options.expected, options.of), options, tell)]
    if not is_answer and format_of(options) in WHOLE:
        return [document([report[name] for name in names], options, tell)]
    return [answer(report[name], options, tell) for name in names]


def document(layers: list[LayerReport], options: argparse.Namespace, tell: Translate) -> str:
    """The derivations of all of these in one document."""
    from importlib import import_module

    renderer = import_module(f"shapeproof.render.{format_of(options)}")
    return str(renderer.derivations([layer.row for layer in layers], tell))


def answer(about: LayerReport, options: argparse.Namespace, tell: Translate) -> str:
    """What is to be said of one layer: its derivation, or one cell."""
    from shapeproof.render import document, layer

    row, format = about.row, format_of(options)
    if format in FIGURES:
        return about.to_svg(options.lang) if format == "svg" else about.to_tikz(options.lang)
    if options.cell:
        reads = about.cell(*options.cell)
        if format == "json":
            return dumps(document.cell(reads, tell))
        told = layer.cell(reads, row, options.cell, tell, columns_of(options))
    elif format == "json":
        return dumps(document.layer(row))
    else:
        told = layer.why(row, tell, columns_of(options))
    return shown(told, options)


def unexpected(found: Answer, options: argparse.Namespace, tell: Translate) -> str:
    """Why a number is not the one that was expected."""
    from shapeproof.render import document, layer

    if format_of(options) == "json":
        return dumps(document.answer(found, tell))
    return shown(layer.answer(found, tell, columns_of(options)), options)
