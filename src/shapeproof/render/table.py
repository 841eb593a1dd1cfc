"""Colour and box lines on a terminal, by rich."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shapeproof.explanation import Entry
from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.render import text
from shapeproof.render.writing import titled, wide, wrapped

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

BORDERS = 13  # columns that the lines of a table take


class Screen(NamedTuple):
    """What a table is printed on."""

    columns: int
    has_colours: bool


def show(model: Model, entries: list[Entry], tell: Translate, screen: Screen) -> str:
    """The summary as a table, every row with the equations of its numbers."""
    from rich.text import Text

    if screen.columns < text.NARROW:
        return told(text.show(model, entries, tell, screen.columns), screen)
    title = Text(titled(model.name, model.kind), "bold")
    return _printed(screen, title, _table(entries, tell, screen), *_last(model, tell, screen))


def told(told: str, screen: Screen) -> str:
    """An explanation in plain text, its headings and equations set off."""
    return _printed(screen, *map(_marked, told.splitlines()))


def _last(model: Model, tell: Translate, screen: Screen) -> Iterator[Text]:
    """What stands below the table."""
    for line in (*text.totals(model, tell), *text.afterwards(model, tell)):
        yield from map(_marked, wrapped(line, screen.columns, text.INDENT) if line else [""])


def _table(entries: list[Entry], tell: Translate, screen: Screen) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ROUNDED, show_lines=True, header_style="bold")
    rows = [text.cells(entry, tell) for entry in entries]
    heads = text.headings(tell)
    widths = text.widths_of([heads, *rows], screen.columns - BORDERS)
    table.add_column(heads[0], overflow="fold")
    table.add_column(heads[1], overflow="fold", max_width=widths[1])
    table.add_column(heads[2], justify="right", overflow="fold", max_width=widths[2])
    table.add_column(heads[3], justify="right", overflow="fold", max_width=widths[3])
    for entry, (name, shape, params, macs) in zip(entries, rows):
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


def _printed(screen: Screen, *pieces: Table | Text) -> str:
    """What rich writes for such a terminal."""
    from rich.console import Console

    console = Console(width=screen.columns, force_terminal=screen.has_colours, highlight=False)
    with console.capture() as capture:
        for piece in pieces:
            console.print(piece, soft_wrap=False)
    return capture.get().rstrip("\n")
