"""`shapeproof show MODEL...`: the summary that shows its work."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shapeproof.cli import FIGURES, Parser, whole
from shapeproof.commands.output import (
    columns_of,
    dumps,
    format_of,
    read,
    refused,
    screen,
    told_problems,
    write,
)
from shapeproof.language import Translate
from shapeproof.message import ReadError, ShapeproofError, say
from shapeproof.progress import waiting

if TYPE_CHECKING:
    from shapeproof.model import Model, Problem
    from shapeproof.outline import Entry
    from shapeproof.report import Report


TOGETHER = ("csv", "html", "latex", "mermaid")
"""The formats of which one document holds all models."""
INTERLEAVED = ("table", "text", "markdown")
"""Those that hold derivations where these are asked for; others always do, or never:"""
SHORT = (*FIGURES, "csv", "keras2", "keras3", "mermaid")


def options(command: Parser, tell: Translate) -> None:
    model = tell("FILE, FILE:NAME or - (a pipe)")
    command.add_argument("models", nargs="+", metavar="MODEL", help=model)
    command.add_argument(
        "--depth",
        type=lambda text: whole(text, tell),
        metavar="N",
        help=tell("fold models that are nested deeper"),
    )
    command.add_argument(
        "--expand-nested", action="store_true", help=tell("with keras3: nested models' layers too")
    )
    command.add_argument(
        "--show-trainable", action="store_true", help=tell("with keras3: which layers are frozen")
    )
    command.add_argument(
        "--optimizer",
        nargs="?",
        const="",
        metavar="NAME",
        help=tell("what the optimizer keeps, too: the model's own, or one by name"),
    )
    command.add_argument(
        "--by",
        choices=("params", "macs"),
        default="",
        help=tell("with svg and tikz: boxes as large as this number"),
    )
    command.add_argument(
        "--why", action="store_true", help=tell("each layer's derivation below its row")
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Every model's summary; the worst of their exit codes."""
    if options.why and format_of(options) in SHORT:
        reason = say("{format} has no room for derivations; take text, or leave out --why",
                     format=options.format)  # fmt: skip
        return refused(ReadError(reason), options.models[0], tell)
    written: list[str] = []
    together: list[Report] = []
    found: list[ShapeproofError | Sequence[Problem]] = []
    if format_of(options) in FIGURES and len(options.models) > 1:
        reason = say("{format} holds one figure; give one MODEL at a time", format=options.format)
        return refused(ReadError(reason), options.models[1], tell)
    with waiting(tell("reading")) as told:
        for number, name in enumerate(options.models):
            if number:
                told(number, len(options.models))
            try:
                report = read(name, options.input, options.framework)
                if options.optimizer is not None:
                    report = report.with_optimizer(options.optimizer)
                if format_of(options) in TOGETHER:
                    together.append(report)
                else:
                    written.append(summary(report, options, tell))
                found.append(report.model.problems)
            except ShapeproofError as error:
                found.append(error)
    codes = [
        refused(one, name, tell)
        if isinstance(one, ShapeproofError)
        else told_problems(one, options, tell)
        for name, one in zip(options.models, found)
    ]
    if together:
        try:
            written = [document(together, options, tell)]
        except ShapeproofError as error:
            codes.append(refused(error, together[0].source, tell))
    write(written, options, "\n" if format_of(options) == "json" else "\n\n", tell)
    return max(codes)


def document(reports: list[Report], options: argparse.Namespace, tell: Translate) -> str:
    """All models in one document."""
    from importlib import import_module

    renderer = import_module(f"shapeproof.render.{format_of(options)}")
    models = [report.model for report in reports]
    match format_of(options):
        case "csv":
            return str(renderer.document(models, tell))
        case "mermaid":
            return str(renderer.document(models, tell, options.depth))
        case _:
            outlines = [report.outline(options.depth) for report in reports]
            return str(renderer.document(zip(models, outlines), tell))


def summary(report: Report, options: argparse.Namespace, tell: Translate) -> str:
    """A model in one of the formats."""
    from importlib import import_module

    format, model = format_of(options), report.model
    if format == "json":
        from shapeproof.render.document import document

        return dumps(document(model, report.rows, report.source, tell))
    if format in ("keras2", "keras3") and model.framework != "keras":
        raise ReadError(
            say(
                "{format} is what Keras prints of its own models; this one is {other}'s",
                format=format,
                other=model.framework,
            )
        )
    if format in FIGURES:
        from shapeproof.render.figures.model import figure

        drawing = figure(model, tell, options.depth, options.by)
        return str(import_module(f"shapeproof.render.figures.{format}").written(drawing))
    renderer = import_module(f"shapeproof.render.{format}")
    if format == "keras2":
        return str(renderer.render(model))
    if format == "keras3":
        return str(
            renderer.render(
                model, expand_nested=options.expand_nested, show_trainable=options.show_trainable
            )
        )
    entries = report.outline(options.depth)
    if options.why and format in INTERLEAVED:
        return with_derivations(model, entries, options, tell)
    if format == "table":
        return str(renderer.show(model, entries, tell, screen(options)))
    if format == "text":
        return str(renderer.show(model, entries, tell, columns_of(options)))
    return str(renderer.show(model, entries, tell))


def with_derivations(
    model: Model, entries: list[Entry], options: argparse.Namespace, tell: Translate
) -> str:
    """A summary with what `why` says of each layer."""
    from shapeproof.render import interleaved

    match format_of(options):
        case "table":
            return interleaved.table(model, entries, tell, screen(options))
        case "text":
            return interleaved.text(model, entries, tell, columns_of(options))
        case _:
            return interleaved.markdown(model, entries, tell)
