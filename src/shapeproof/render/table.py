"""Colour and box lines on a terminal, by rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapeproof.explanation import Entry
from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.render import text
from shapeproof.render.writing import titled, wide

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text


def show(model: Model, entries: list[Entry], tell: Translate = str) -> str:
    """The summary as a table, every row with the equations of its numbers."""
    from rich.text import Text

    below = [*text.totals(model, tell), *text.afterwards(model, tell)]
    return _printed(
        Text(titled(model.name, model.kind), "bold"), _table(entries, tell), *map(_marked, below)
    )


def told(told: str) -> str:
    """An explanation in plain text, its headings and equations set off."""
    return _printed(*map(_marked, told.splitlines()))


def _table(entries: list[Entry], tell: Translate) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ROUNDED, show_lines=True, header_style="bold")
    table.add_column(tell("Layer (type)"), overflow="fold")
    widest = text.WIDEST
    table.add_column(tell("Output shape"), overflow="fold", max_width=widest[0])
    table.add_column(tell("Params"), justify="right", overflow="fold", max_width=widest[1])
    table.add_column(tell("MACs"), justify="right", overflow="fold", max_width=widest[2])
    for entry in entries:
        name, shape, params, macs = text.cells(entry, tell)
        first = Text(name, "bold cyan")
        for line in text.below(entry, tell):
            first.append("\n").append_text(_equation(text.INDENT * entry.level + line))
        table.add_row(first, Text(shape, "green"), Text(params, "magenta"), Text(macs))
    return table


def _equation(line: str) -> Text:
    """An equation below a row, its numbers set off from its name."""
    from rich.text import Text

    subject, colon, shown = line.partition(": ")
    return Text.assemble((subject + colon, "dim"), shown)


def _marked(line: str) -> Text:
    from rich.text import Text

    style = "" if line.startswith(" ") or wide(line) > 60 else "bold"
    return Text(line, style)


def _printed(*pieces: Table | Text) -> str:
    """What rich writes for the terminal that is there."""
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as capture:
        for piece in pieces:
            console.print(piece, soft_wrap=False)
    return capture.get().rstrip("\n")
