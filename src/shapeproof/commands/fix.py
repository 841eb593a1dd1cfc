"""`shapeproof fix MODEL`: what is wrong, which layer is guilty, and what mends it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

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
from shapeproof.message import ReadError, ShapeproofError, say
from shapeproof.progress import waiting

if TYPE_CHECKING:
    from shapeproof.diagnosis.diagnosing import Diagnosis


def options(command: Parser, tell: Translate) -> None:
    command.add_argument(
        "model", nargs="?", metavar="MODEL", help=tell("FILE, FILE:NAME or - (a pipe)")
    )
    command.add_argument(
        "--write", metavar="FILE", help=tell("make the best edit of each problem in a copy, there")
    )
    command.add_argument(
        "--in-place", action="store_true", help=tell("make them in the file itself")
    )
    command.add_argument(
        "--error", metavar="TEXT", help=tell("a framework's own message: what it means")
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Tell what is wrong; 0 for a sound model, 1 for one that is not."""
    if options.error is not None:
        return explained(options, tell)
    if options.model is None:
        print(f"shapeproof: {tell('name a model, or give --error')}", file=sys.stderr)
        return 2
    from shapeproof.diagnosis.diagnosing import diagnose
    from shapeproof.read import Target, shapes
    from shapeproof.render import diagnosis as renderer
    from shapeproof.report import Report
    from shapeproof.subject import of_target

    try:
        target = Target.parse(options.model)
        with waiting(tell("reading")):
            subject = of_target(target, shapes(options.input), options.framework or "")
            found = diagnose(subject)
        if format_of(options) == "json":
            from shapeproof.render.document import document

            whole = document(found.model, Report(found.model).rows, options.model, tell)
            text = dumps(renderer.document(found, whole, tell))
        else:
            text = as_document(renderer.told(found, tell, columns_of(options)), options)
        write([text], options, "", tell)
        if options.write or options.in_place:
            made(found, options.write or target.file, tell)
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    return 1 if found.findings else 0


def made(found: Diagnosis, file: str, tell: Translate) -> None:
    """The best edits made in a file; what was done is said on standard error.

    Raises `EditError` where they cannot be written.
    """
    from shapeproof.editing import combined, write

    edits, manuscript = found.best, found.manuscript
    if manuscript is None or not edits:
        raise ReadError(say("there is no edit to be made in {file}", file=file))
    whole = combined(*edits) or edits[0]
    write(manuscript, whole, file)
    done = say("{file}: {edit}", file=file, edit=whole.label)
    print(done.told(tell), file=sys.stderr)


def explained(options: argparse.Namespace, tell: Translate) -> int:
    """A message that a framework has raised, in other words."""
    from shapeproof.complaints import UNKNOWN, explained
    from shapeproof.render import complaint as renderer

    found = explained(options.error)
    if found is None:
        print(f"shapeproof: {UNKNOWN.told(tell)}", file=sys.stderr)
        return 2
    if format_of(options) == "json":
        write([dumps(renderer.document(found, tell))], options, "", tell)
    else:
        told = renderer.told(found, tell, columns_of(options))
        write([as_document(told, options)], options, "", tell)
    return 0
