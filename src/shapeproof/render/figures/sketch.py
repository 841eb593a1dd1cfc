"""A rule's sketch as boxes and arrows, and which keys a query reads as a grid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from shapeproof.explanation import Row
from shapeproof.language import Translate
from shapeproof.message import Message
from shapeproof.render import pictures
from shapeproof.render.figures.cells import MARKS, Lit, grid, side
from shapeproof.render.figures.drawing import ROW, Drawing, Part, Rect, Text, Wire, width_of, words
from shapeproof.render.sketches import word
from shapeproof.rules.rule import Sketch, Through

BOX = 24.0
ARROW = 12.0


def sketched(sketch: Sketch, row: Row, tell: Translate) -> Iterator[Drawing]:
    """The rows of a sketch: boxes and the arrows between them, or words in one box."""
    heading = sketch.heading.told(tell)
    table = [[word(one, tell) for one in cells] for cells in sketch.rows]
    widths = [max(map(width_of, column)) + 14 for column in zip_longest(*table, fillvalue="")]
    shapes: list[Rect | Text | Wire] = [Text(0, ROW / 2, heading, "heading", -1)]
    y = ROW + 4
    for cells, texts in zip(sketch.rows, table):
        x = 0.0
        is_flow = any(isinstance(one, Through) for one in cells)
        if not is_flow and texts != ["…"]:
            shapes.append(Rect(0, y, sum(widths), BOX, "layer"))
        for cell, text, width in zip(cells, texts, widths):
            if isinstance(cell, Through):
                end = x + width + ARROW
                shapes.append(Text((x + end) / 2, y + BOX / 2 - 7, text, "label"))
                shapes.append(Wire(((x + 2, y + BOX / 2 + 3), (end - 2, y + BOX / 2 + 3))))
                x = end
                continue
            if is_flow:
                shapes.append(Rect(x, y, width, BOX, "layer"))
            shapes.append(Text(x + 7, y + BOX / 2, text, "text", -1))
            x += width
        y += BOX + 6
    wide = max(width_of(heading, "heading"), sum(widths) + 2 * ARROW)
    if sketch.rows:
        yield Drawing(heading, wide, y, (Part(heading, tuple(shapes)),))
    if sketch.held and pictures.all_known((*row.call.inputs, *row.call.facts.outputs)):
        yield from _held(sketch.held, row, tell)
    if sketch.below:
        told = [one.told(tell) for one in sketch.below]
        yield words("" if sketch.rows else heading, told)


def _held(held: tuple[Message, Message], row: Row, tell: Translate) -> Iterator[Drawing]:
    """Queries below each other, and which keys each of them reads, where those lie on one axis."""
    facts = row.call.facts
    rank = len(facts.outputs[0].shape)
    if facts.cell is None:
        return
    first = facts.cell((0,) * rank).inputs[1] or ()
    axes = [axis for axis, places in enumerate(first[:-1]) if len(places) > 1]
    if len(axes) != 1 or rank != len(first):
        return
    [axis] = axes
    queries, keys = int(facts.outputs[0].shape[axis]), int(row.call.inputs[1].shape[axis])
    down = side(queries, [])
    lit: list[Lit] = []
    for place in down.places:
        if place is not None:
            at = tuple(place if i == axis else 0 for i in range(rank))
            read = facts.cell(at).inputs[1]
            lit.append((range(place, place + 1), read[axis] if read else range(0), MARKS[0]))
    names = " × ".join(one.told(tell) for one in held)
    yield grid(names, f"{queries} × {keys}", down, side(keys, []), lit)
