"""How a command answers: in which form, how wide and where to; and in one line what is wrong."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shapeproof import terminal
from shapeproof.language import Translate, translator
from shapeproof.message import Message, ShapeproofError
from shapeproof.terminal import COLUMNS

if TYPE_CHECKING:
    from shapeproof.model import Problem
    from shapeproof.render.table import Screen
    from shapeproof.report import Report

FOR_PEOPLE = ("table", "text", "keras2", "keras3")
"""The formats in a terminal's own encoding; documents are in UTF-8, as they say themselves."""
UNREADABLE = ("unsupported",)  # problems that are ours, not the model's


def read(name: str, inputs: list[str], framework: str | None) -> Report:
    from shapeproof.read import Target, read, shapes
    from shapeproof.report import Report

    return Report(read(Target.parse(name), shapes(inputs), framework or ""), name)


def dumps(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def format_of(options: argparse.Namespace) -> str:
    """The format asked for; else a table on a terminal and text in a pipe."""
    if options.format:
        return str(options.format)
    return "table" if on_terminal(options) else "text"


def on_terminal(options: argparse.Namespace) -> bool:
    """Whether a person reads what is written."""
    return sys.stdout.isatty() and not options.output_file


def columns_of(options: argparse.Namespace) -> int:
    """As many as the terminal has; text in a pipe has 80."""
    is_shown = on_terminal(options)
    return terminal.columns(is_shown) if is_shown or format_of(options) == "table" else COLUMNS


def screen(options: argparse.Namespace) -> Screen:
    """What a table is printed on."""
    from shapeproof.render.table import Screen

    return Screen(columns_of(options), terminal.has_colours(on_terminal(options)))


def shown(told: str, options: argparse.Namespace) -> str:
    """A text, its headings set off on a terminal."""
    if format_of(options) != "table":
        return as_document(told, options)
    from shapeproof.render import table

    return table.told(told, screen(options))


def as_document(told: str, options: argparse.Namespace) -> str:
    """A text as it stands, in a document where one is asked for."""
    if (format := format_of(options)) not in ("markdown", "latex", "html"):
        return told
    from importlib import import_module

    renderer = import_module(f"shapeproof.render.{format}")
    return str(renderer.verbatim(told, translator(options.lang)))


def write(pieces: list[str], options: argparse.Namespace, between: str, tell: Translate) -> None:
    """To the file asked for, or to standard output; there through a pager, if one is asked for."""
    if not pieces:
        return
    whole = between.join(pieces).removesuffix("\n") + "\n"
    try:
        if options.output_file:
            from pathlib import Path

            file = Path(options.output_file)
            file.write_text(whole, encoding="utf-8", errors=terminal.LENIENT, newline="")
        elif not (options.pager and on_terminal(options) and terminal.paged(whole)):
            if format_of(options) not in FOR_PEOPLE:
                terminal.take_utf_8()
            sys.stdout.write(whole)
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        why = Message(str(error.strerror))
        if not options.output_file:
            terminal.write_no_more()
        print(f"{options.output_file or 'stdout'}: {why.told(tell)}", file=sys.stderr)
        raise SystemExit(2) from None


def told_problems(problems: Sequence[Problem], options: argparse.Namespace, tell: Translate) -> int:
    """Say on standard error what is wrong with a model that was read; its exit code.

    A terminal that shows the summary's own list of problems is not told twice.
    """
    from shapeproof.render.text import located

    if not (sys.stderr.isatty() and format_of(options) == "table" and not options.output_file):
        for problem in problems:
            print(in_one_line(located(problem).told(tell)), file=sys.stderr)
    kinds = [problem.kind for problem in problems]
    if any(kind in UNREADABLE for kind in kinds):
        return 2
    return 1 if kinds else 0


def refused(error: ShapeproofError, name: str, tell: Translate) -> int:
    """Say in one line why something could not be read."""
    from shapeproof.read import Target
    from shapeproof.render.text import where

    told = error.message.told(tell)
    file = Target.parse(name).file
    place = where(error.at._replace(file=error.at.file or file)) if error.at else file
    print(in_one_line(f"{place}: {told}"), file=sys.stderr)
    return 2


def in_one_line(text: str) -> str:
    """Without line ends and what else would move a terminal's cursor or change its colours."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)
