"""Colour and box lines on a terminal, by rich."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.outline import Entry
from shapeproof.render import text
from shapeproof.render.writing import titled, wide, wrapped

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.table import Table
    from rich.text import Text

BORDERS = 13  # columns that the lines of a table take
STYLES = ("bold cyan", "green", "magenta", "")
JUSTIFIED: tuple[JustifyMethod, ...] = ("left", "left", "right", "right")


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


def apart(model: Model, rows: text.Below, tell: Translate, screen: Screen) -> str:
    """The summary with lines around each row, and what stands below it as wide as the screen."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = [text.inset(entry, tell) for entry, _ in rows]
    heads = text.headings(tell)
    widths = text.widths_of([heads, *cells], screen.columns - BORDERS)
    printed: list[Table | Text] = [Text(titled(model.name, model.kind), "bold")]
    for i, (line, (_, below)) in enumerate(zip(cells, rows)):
        table = Table(box=box.ROUNDED, show_header=not i, header_style="bold")
        for head, width, justify in zip(heads, widths, JUSTIFIED):
            table.add_column(head, width=width, justify=justify, overflow="fold")
        table.add_row(*map(Text, line, STYLES))
        lines = text.indented(below, line[0], screen.columns)
        printed += [table, *(_marked(one.rstrip(), len(one) - len(one.lstrip())) for one in lines)]
    return _printed(screen, *printed, *_last(model, tell, screen))


def _last(model: Model, tell: Translate, screen: Screen) -> Iterator[Text]:
    """What stands below the table."""
    for line in (*text.totals(model, tell), *text.afterwards(model, tell)):
        yield from map(_marked, wrapped(line, screen.columns, text.INDENT) if line else [""])


def _table(entries: list[Entry], tell: Translate, screen: Screen) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ROUNDED, show_lines=True, header_style="bold")
    rows = [text.inset(entry, tell) for entry in entries]
    heads = text.headings(tell)
    widths = text.widths_of([heads, *rows], screen.columns - BORDERS)
    for head, width, justify in zip(heads, (None, *widths[1:]), JUSTIFIED):
        table.add_column(head, max_width=width, justify=justify, overflow="fold")
    for entry, row in zip(entries, rows):
        first, *others = map(Text, row, STYLES)
        for line in text.below(entry, tell):
            first.append("\n").append_text(_equation(text.INDENT * entry.level + line))
        table.add_row(first, *others)
    return table


def _equation(line: str) -> Text:
    """An equation below a row, its numbers set off from its name."""
    from rich.text import Text

    subject, colon, shown = line.partition(": ")
    return Text.assemble((subject + colon, "dim"), shown)


def _marked(line: str, margin: int = 0) -> Text:
    """A line of an explanation, a heading set off: one that is short and begins at the margin."""
    from rich.text import Text

    is_heading = not line[margin:].startswith(" ") and wide(line) <= 60
    return Text(line, "bold" if is_heading else "")


def _printed(screen: Screen, *pieces: Table | Text) -> str:
    """What rich writes for such a terminal."""
    from rich.console import Console

    console = Console(width=screen.columns, force_terminal=screen.has_colours, highlight=False)
    with console.capture() as capture:
        for piece in pieces:
            console.print(piece, soft_wrap=False)
    return capture.get().rstrip("\n")
