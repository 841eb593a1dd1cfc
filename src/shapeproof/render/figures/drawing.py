"""A drawing: rectangles, texts and wires by their roles, for any notation to draw.

Lengths are SVG's pixels, from the top left corner.  Every text is of one width a character, so
that what it takes is known before it is drawn, Chinese characters two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from shapeproof.render.escaping import visible
from shapeproof.render.figures.layered import Point
from shapeproof.render.writing import wide, wrapped

ADVANCE = 0.62  # of a character, in its size: a little more than the fonts have
LINE = 1.35  # from one line of text to the next, in its size
SIZES = {"name": 12.0, "heading": 12.0}
SMALL = 10.5
ROW = 17.0  # from one line to the next, with room around it
COLUMNS = 84  # of a paragraph


class Rect(NamedTuple):
    """A rectangle; `strength` is how much of its colour is seen."""

    x: float
    y: float
    width: float
    height: float
    role: str
    strength: float = 1.0


class Text(NamedTuple):
    """A line of text; `x` is where it begins (-1 for its `side`), its middle (0) or its end (1),
    and `y` the middle of its height."""

    x: float
    y: float
    text: str
    role: str = "text"
    side: int = 0


class Wire(NamedTuple):
    """An arrow: straight between points one below the other, else bent so that it is upright at
    either end."""

    points: tuple[Point, ...]
    role: str = "wire"


class Part(NamedTuple):
    """What belongs together, and what it is to one who does not see it."""

    title: str
    shapes: tuple[Rect | Text | Wire, ...]


class Drawing(NamedTuple):
    """`told` is what a title has no room for."""

    title: str
    width: float
    height: float
    parts: tuple[Part, ...]
    told: str = ""


class Look(NamedTuple):
    """The colours of what is inside and around, by their names in `COLOURS`; empty for none."""

    inside: str = ""
    around: str = ""
    is_dashed: bool = False
    rounded: float = 3.0


COLOURS = {
    "ink": ("1f2328", "e6edf3"),
    "muted": ("57606a", "9198a1"),
    "line": ("57606a", "9198a1"),
    "faint": ("afb8c1", "484f58"),
    "paper": ("ffffff", "0d1117"),
    "box": ("f0f3f6", "1c2128"),
    "end": ("ddf4ff", "12263f"),
    "accent": ("f2a65a", "9a5a1c"),
    "wrong": ("cf222e", "ff7b72"),
    "wrongly": ("ffebe9", "3c1618"),
    "first": ("0969da", "4493f8"),
    "second": ("bc4c00", "db6d28"),
    "last": ("1a7f37", "3fb950"),
}
"""Each colour on white paper and on a dark screen."""

LOOKS = {
    "layer": Look("box", "line"),
    "function": Look("paper", "line", rounded=9),
    "again": Look("box", "line", is_dashed=True),
    "end": Look("end", "line", rounded=11),
    "frame": Look("", "faint", rounded=6),
    "failed": Look("wrongly", "wrong", is_dashed=True),
    "share": Look("accent", "", rounded=3),
    "wire": Look("line", "line"),
    "failing": Look("wrong", "wrong", is_dashed=True),
    "cell": Look("paper", "faint", rounded=0),
    "outside": Look("", "faint", is_dashed=True, rounded=0),
    "first": Look("first", "first", rounded=0),
    "second": Look("second", "second", rounded=0),
    "last": Look("last", "last", rounded=0),
    "first-outside": Look("", "first", is_dashed=True, rounded=0),
    "second-outside": Look("", "second", is_dashed=True, rounded=0),
    "last-outside": Look("", "last", is_dashed=True, rounded=0),
}
WRITTEN = {"name": "ink", "heading": "ink", "text": "ink", "kind": "muted", "label": "muted",
           "cause": "wrong", "first": "first", "second": "second", "last": "last"}  # fmt: skip
"""The colour of each role of text; `name` and `heading` are bold."""


def size_of(role: str) -> float:
    """The size of a text."""
    return SIZES.get(role, SMALL)


def width_of(text: str, role: str = "text") -> float:
    """The most that a text takes."""
    return wide(visible(text)) * ADVANCE * size_of(role)


def shortened(text: str, columns: int) -> str:
    """The text in so many columns; of a longer one, how it begins and ends."""
    text = visible(text)
    if wide(text) <= columns:
        return text
    head, tail = columns * 2 // 3, columns // 3 - 1
    while wide(text[:head]) > columns * 2 // 3:
        head -= 1
    while wide(text[-tail:]) > columns // 3:
        tail -= 1
    return f"{text[:head]}…{text[-tail:]}"


def below(texts: Iterable[str], x: float, y: float, columns: int, role: str) -> Iterator[Text]:
    """Texts below each other, in lines of so many columns that begin at `x`; `y` is their top."""
    step = size_of(role) * LINE
    for text in texts:
        for line in wrapped(visible(text), columns, "  "):
            yield Text(x, y + step / 2, shortened(line, columns), role, -1)
            y += step


def bent(points: tuple[Point, ...]) -> Iterator[tuple[Point, tuple[Point, Point] | None]]:
    """After the first point, each with the two that pull a bend towards them; None for straight."""
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (y + to_y) / 2
        yield (to_x, to_y), None if x == to_x or y == to_y else ((x, middle), (to_x, middle))


def head(wire: Wire) -> tuple[Point, Point, Point]:
    """The triangle at the end of an arrow, which goes down or to the right."""
    (_, before), (x, y) = wire.points[-2:]
    if before == y:
        return (x, y), (x - 7, y - 3.5), (x - 7, y + 3.5)
    return (x, y), (x - 3.5, y - 7), (x + 3.5, y - 7)


def moved(part: Part, right: float, down: float) -> Part:
    """The same at another place."""
    return part._replace(shapes=tuple(_moved(shape, right, down) for shape in part.shapes))


def _moved(shape: Rect | Text | Wire, right: float, down: float) -> Rect | Text | Wire:
    if isinstance(shape, Wire):
        return shape._replace(points=tuple((x + right, y + down) for x, y in shape.points))
    return shape._replace(x=shape.x + right, y=shape.y + down)


def stacked(title: str, drawings: Iterable[Drawing], margin: float) -> Drawing:
    """Drawings below each other, in one with a margin all around."""
    parts: list[Part] = []
    width, top = 0.0, margin
    for one in drawings:
        parts += (moved(part, margin, top) for part in one.parts)
        width, top = max(width, one.width), top + one.height + margin
    return Drawing(title, width + 2 * margin, top, tuple(parts))


def words(heading: str, texts: Sequence[str], role: str = "heading", line: str = "text") -> Drawing:
    """A heading and lines below it."""
    lines = [Text(0, ROW / 2, heading, role, -1)] if heading else []
    lines += below(texts, 0, ROW * len(lines), COLUMNS, line)
    wide = max(width_of(one.text, one.role) for one in lines)
    return Drawing(heading, wide, lines[-1].y + ROW / 2, (Part(heading or texts[0], tuple(lines)),))
