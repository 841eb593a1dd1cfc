"""The picture of one layer's operation, drawn from what its rule says that its numbers are made of.

Windows along one axis are strips below each other, along two a grid; other numbers are lit in the
tensors that they are made of; where the rule has a sketch, its rows are boxes and arrows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from shapeproof.explanation import Row
from shapeproof.language import Translate
from shapeproof.message import noun, say
from shapeproof.model import Call
from shapeproof.render import layer, pictures
from shapeproof.render.figures.cells import (
    CELL,
    MARKS,
    POINT,
    grid,
    lit_cell,
    side,
)
from shapeproof.render.figures.drawing import (
    COLUMNS,
    ROW,
    Drawing,
    Part,
    Rect,
    Text,
    moved,
    shortened,
    stacked,
    width_of,
    words,
)
from shapeproof.render.figures.graph import NAME, Graph, Node
from shapeproof.render.figures.layered import Link
from shapeproof.render.figures.model import drawn, lay
from shapeproof.render.figures.sketch import sketched
from shapeproof.render.pictures import Moving
from shapeproof.render.writing import numbers, shape, shapes, term, titled
from shapeproof.rules.rule import Index, Shape

Places = tuple[range, ...]

MARGIN = 14.0
FEW = 3  # tensors of a kind that are drawn
LONGEST = 56  # cells of a strip
WIDEST = 760.0  # of tensors beside each other
BETWEEN = 30.0


def picture(row: Row, tell: Translate = str) -> Drawing:
    """What the layer does, in places of a few numbers."""
    call = row.call
    title = titled(call.path, call.type)
    sizes = f"{shapes(call.inputs)} → {shapes(call.facts.outputs)}"
    return stacked(title, [words(title, [sizes]), *_pieces(row, tell)], MARGIN)


def _pieces(row: Row, tell: Translate) -> Iterator[Drawing]:
    call = row.call
    sketch = call.facts.sketch() if call.facts.sketch else None
    if sketch is not None:
        yield from sketched(sketch, row, tell)
    moving = pictures.moving(call.facts, row.explanation)
    known = pictures.all_known((*call.inputs, *call.facts.outputs))
    if len(moving) == 2 and moving[0].along != moving[1].along:
        yield from _lit(row, tell, moving)
    elif moving:
        yield from (_strips(one, row, tell) for one in moving)
        yield _made((0,) * len(call.facts.outputs[0].shape), "first", row, tell)
    elif sketch is None and call.facts.cell and call.inputs and known:
        yield from _lit(row, tell, [])
    elif sketch is None:
        yield _boxes(call, tell)


def _lit(row: Row, tell: Translate, moving: list[Moving]) -> Iterator[Drawing]:
    """The tensors, with what the first numbers of the output and the last are made of, and what
    those are in words."""
    call, axes = row.call, row.explanation.axes
    assert call.facts.cell is not None
    output = call.facts.outputs[0]
    marks = dict(zip(_indices(output.shape, [one.axis for one in moving]), MARKS))
    reads = {index: call.facts.cell(index) for index in marks}
    batch = int(axes[0][:1] == ("batch",))
    grids: list[Drawing] = []
    for i, x in enumerate(call.inputs[:FEW]):
        places = [(read, marks[at]) for at in reads if (read := reads[at].inputs[i]) is not None]
        names = _names(axes[i], tell)
        drawn = [one.along for one in moving] if moving and not i else _last(len(x.shape), batch)
        name = tell("input") + (f" {i}" if len(call.inputs) > 1 else "")
        grids.append(_grid(name, x.shape, drawn, places, names))
    if len(call.facts.weights) <= FEW:
        for name, weight in call.facts.weights.items():
            places = [(reads[at].weights[name], marks[at]) for at in reads
                      if name in reads[at].weights]  # fmt: skip
            grids.append(_grid(name, weight.shape, _last(len(weight.shape), 0), places, []))
    drawn = [one.axis for one in moving] or _last(len(output.shape), batch)
    places = [(tuple(range(i, i + 1) for i in at), role) for at, role in marks.items()]
    grids.append(_grid(tell("output"), output.shape, drawn, places, []))
    yield from _side_by_side(grids)
    yield from (_made(index, role, row, tell) for index, role in marks.items())


def _names(axes: tuple[str, ...], tell: Translate) -> list[str]:
    """What the axes are called, where they have names and not numbers."""
    is_numbered = any(map(str.isdigit, "".join(axes)))
    return [] if is_numbered else [term(name, tell) for name in axes]


def _indices(shape: Shape, along: list[int]) -> Iterator[Index]:
    """The first number, the next one, and the last, along these axes or along all."""
    first = tuple(0 for _ in shape)
    axes = along or [*range(len(shape))]
    last = tuple(int(size) - 1 if axis in axes else 0 for axis, size in enumerate(shape))
    longer = [axis for axis in axes if last[axis]]
    second = tuple(int(axis in longer[-1:]) for axis in range(len(shape)))
    yield from dict.fromkeys((first, second, last))


def _last(rank: int, batch: int) -> list[int]:
    """The last two axes, if there are as many behind the batch."""
    return [*range(batch, rank)][-2:] or [*range(rank)]


def _grid(
    name: str, shape: Shape, axes: list[int], places: list[tuple[Places, str]], names: list[str]
) -> Drawing:
    """A tensor's cells along its last axes or those that matter, with what is lit there."""
    places = [(at, role) for at, role in places if len(at) == len(shape)]
    flat = 2 - len(axes)  # a row, or a single cell
    sides = [POINT] * flat + [side(int(shape[i]), [at[i] for at, _ in places]) for i in axes]
    lit = [([range(1)] * flat + [at[i] for i in axes], role) for at, role in places]
    told = " × ".join(names[axis] for axis in axes) if names else ""
    sizes = f"{numbers(shape)}: {told}" if told else numbers(shape)
    return grid(name, sizes, sides[0], sides[1], [(at[0], at[1], role) for at, role in lit])


def _side_by_side(drawings: list[Drawing]) -> Iterator[Drawing]:
    """Drawings beside each other, in as many rows as it takes."""
    parts: list[Part] = []
    x = height = 0.0
    for one in drawings:
        if parts and x + one.width > WIDEST:
            yield Drawing("", x - BETWEEN, height, tuple(parts))
            parts, x, height = [], 0.0, 0.0
        parts += (moved(part, x, 0) for part in one.parts)
        x, height = x + one.width + BETWEEN, max(height, one.height)
    yield Drawing("", x - BETWEEN, height, tuple(parts))


def _made(index: Index, role: str, row: Row, tell: Translate) -> Drawing:
    """What one number is made of, in words."""
    assert row.call.facts.cell is not None
    told = layer.cell(row.call.facts.cell(index), row, index, tell, COLUMNS)
    heading, *lines = told.splitlines()
    return words(heading, lines, role, role)


def _strips(one: Moving, row: Row, tell: Translate) -> Drawing:
    """An axis of the input, and below it the places that some outputs cover, each a strip."""
    told = say("{name}, {length} in all, read by output {at}",
               name=noun(row.explanation.axes[0][one.along]), length=one.length,
               at=pictures.written(one.others, one.axis)).told(tell)  # fmt: skip
    outputs = pictures.drawn(one.many)
    axis = side(one.length, [one.over(place) for place in outputs], LONGEST)
    left = width_of(f"{outputs[-1]} ") + 4
    cells = [(left + i * CELL, place) for i, place in enumerate(axis.places)]
    right, y = left + len(cells) * CELL + 8, 2 * ROW
    shapes: list[Rect | Text] = [Text(0, ROW / 2, told, "heading", -1)]
    shapes += [*_ruled(cells, 1.4 * ROW, one.length), Text(left - 6, y + CELL / 2, "i", "label", 1)]
    shapes += [_cell(x, y, place, one.length) for x, place in cells]
    wide = width_of(told, "heading")
    for before, place in zip([-1, *outputs], outputs):
        if place - before > 1:
            y += CELL + 3
            more = say("{n} more", n=place - before - 1).told(tell)
            shapes.append(Text(left, y + CELL / 2, f"… {more}", "label", -1))
        y += CELL + 3
        window, role = one.over(place), _role(place, one.many)
        reach = pictures.reach(window, one.length, tell)
        shapes.append(Text(left - 6, y + CELL / 2, str(place), "label", 1))
        shapes.append(Text(right, y + CELL / 2, reach, role, -1))
        shapes += [
            lit_cell(x, y, role, at in range(one.length))
            for x, at in cells
            if at is not None and at in window
        ]
        wide = max(wide, right + width_of(reach))
    return Drawing(told, wide, y + CELL, (Part(told, tuple(shapes)),))


def _role(place: int, many: int) -> str:
    return MARKS[0] if place == 0 else MARKS[2] if place == many - 1 else MARKS[1]


def _ruled(cells: list[tuple[float, int | None]], y: float, length: int) -> Iterator[Text]:
    """Some places by their numbers, as many as there is room for."""
    free = 0.0
    for (_, before), (x, place) in pairwise([(0.0, None), *cells]):
        if place is None or place not in range(length) or x < free:
            continue
        if before is None or place % 5 == 0:
            yield Text(x + CELL / 2, y, str(place), "label")
            free = x + width_of(f"{place}  ")


def _cell(x: float, y: float, place: int | None, length: int) -> Rect | Text:
    if place is None:
        return Text(x + CELL / 2, y + CELL / 2, "…", "label")
    return Rect(x, y, CELL, CELL, "cell" if 0 <= place < length else "outside")


def _boxes(call: Call, tell: Translate) -> Drawing:
    """The layer between what it reads and what it gives, where no more can be told."""
    names = [source.path or tell("input") for source in call.sources]
    names += [tell("input")] * (len(call.inputs) - len(names))
    nodes = [Node("end", (("name", shortened(name, NAME)),), name, (shape(x),))
             for name, x in zip(names, call.inputs)]  # fmt: skip
    links = [Link(i, 0, len(nodes)) for i in range(len(nodes))]
    lines = ("name", shortened(call.path, NAME)), ("kind", call.type)
    outputs = tuple(map(shape, call.facts.outputs))
    links += [Link(len(nodes), i, len(nodes) + 1 + i) for i in range(len(outputs))]
    ends = [Node("end", (("name", tell("output")),), told) for told in outputs]
    graph = Graph((*nodes, Node("layer", lines, call.path, outputs), *ends), tuple(links))
    laid = lay(graph)
    return Drawing("", laid.places.width, laid.places.height, tuple(drawn(laid, 0, 0)))
