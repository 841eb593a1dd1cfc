"""Sketches in text: a rule's rows of words below each other, and what a query reads of the keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from shapeproof.explanation import Explanation
from shapeproof.language import Translate
from shapeproof.message import Message, say
from shapeproof.render.pictures import BESIDE, all_known, cells, reach, ruler
from shapeproof.render.writing import COLUMNS, numbers, wide
from shapeproof.rules.rule import Facts, Shape, Sketch, Tensor, Through

MOST = 5  # queries that are drawn one by one; of more, the first and the last are
HEAD, TAIL = 3, 1


def drawn(
    sketch: Sketch,
    facts: Facts,
    explanation: Explanation,
    tell: Translate,
    columns: int = COLUMNS,
) -> Iterator[str]:
    """The rows, and what is read."""
    yield from _rows(sketch, tell)
    if sketch.held and all_known((*explanation.inputs, *facts.outputs)):
        grid = list(_held(sketch.held, facts, explanation.inputs, tell, columns))
        yield from ["", *grid] if grid and sketch.rows else grid


def _rows(sketch: Sketch, tell: Translate) -> Iterator[str]:
    """Each column as wide as what is widest in it; what ends a row takes the room that it needs."""
    rows = [[word(one, tell) for one in row] for row in sketch.rows]
    before = zip_longest(*(row[:-1] for row in rows), fillvalue="")
    widths = [*(max(map(wide, column)) for column in before), 0]
    arrows = {i for row in sketch.rows for i, one in enumerate(row) if isinstance(one, Through)}
    for row in rows:
        line = ""
        for i, (text, width) in enumerate(zip(row, widths)):
            fill = " " * (width - wide(text))
            line += f"--{text}{fill.replace(' ', '-')}-->  " if i in arrows else f"{text}{fill}  "
        yield line.rstrip()


def word(one: Message | str | Shape, tell: Translate) -> str:
    """What stands in one place of a sketch's row."""
    match one:
        case Message():
            return one.told(tell)
        case str():
            return one
        case _:
            return numbers(one)


def _held(
    held: tuple[Message, Message],
    facts: Facts,
    inputs: tuple[Tensor, ...],
    tell: Translate,
    columns: int,
) -> Iterator[str]:
    """For some queries, the keys that they read, where those lie along one axis."""
    sizes = tuple(map(int, facts.outputs[0].shape))
    if facts.cell is None:
        return
    first = facts.cell((0,) * len(sizes)).inputs[1] or ()
    axes = [axis for axis, places in enumerate(first[:-1]) if len(places) > 1]
    if len(axes) != 1 or len(sizes) != len(first):
        return
    [axis] = axes
    length, count = int(inputs[1].shape[axis]), sizes[axis]
    drawn = range(count) if count <= MOST else (*range(HEAD), *range(count - TAIL, count))
    at = (tuple(i if other == axis else 0 for other in range(len(sizes))) for i in drawn)
    read = [(facts.cell(index).inputs[1] or ())[axis] for index in at]
    query, keys = (one.told(tell) for one in held)
    room = max(wide(query), len(str(count)))
    fits = length <= columns - BESIDE
    yield f"{query}{' ' * (room - wide(query))}  {f'{ruler(0, length)}  ' if fits else ''}{keys}"
    for i, places in zip(drawn, read):
        if i == count - TAIL and count > MOST:
            yield f"{'…':>{room}}  " + say("{n} more", n=count - HEAD - TAIL).told(tell)
        drawing = f"{cells(places, 0, length, length)}  " if fits else ""
        yield f"{i:>{room}}  {drawing}{reach(places, length, tell)}"
