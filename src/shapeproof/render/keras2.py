"""The summary that Keras 2 printed: a table of fixed columns, its text cut at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.notation import size
from shapeproof.model import Model, Source
from shapeproof.render.rows import Calls, is_sequential, layers_of, written_outputs

CLASSES = {"Functional": "Model"}
"""The classes that Keras 2 had other names for."""


class Form(NamedTuple):
    """The titles of a table's columns, and where each column ends."""

    titles: tuple[str, ...]
    stops: tuple[int, ...]

    def line(self, cells: Sequence[str]) -> str:
        """The cells side by side, a space before each column, cut at its stop and filled up."""
        line = ""
        for cell, stop in zip(cells, self.stops):
            line = f"{line[:-1]} {cell}" if line else cell
            line = line[:stop].ljust(stop)
        return line


TITLES = ("Layer (type)", "Output Shape", "Param #")
SEQUENTIAL = Form(TITLES, (29, 55, 65))
CONNECTED = Form((*TITLES, "Connected to"), (32, 53, 65, 98))


def render(model: Model) -> str:
    """What `model.summary()` printed, without the model's name."""
    form = SEQUENTIAL if is_sequential(model) else CONNECTED
    width = form.stops[-1]
    thin, thick = "_" * width, "=" * width
    blocks = ["\n".join(map(form.line, rows)) for rows in blocks_of(model)]
    totals = model.totals
    lines = (
        thin,
        form.line(form.titles),
        thick,
        *([f"\n{thin}\n".join(blocks)] if blocks else []),
        thick,
        f"Total params: {counted(totals.params)}",
        f"Trainable params: {counted(totals.trainable)}",
        f"Non-trainable params: {counted(totals.non_trainable)}",
        thin,
    )
    return "".join(f"{line}\n" for line in lines)


def blocks_of(model: Model) -> Iterator[list[tuple[str, ...]]]:
    """The rows of each layer: one, and one more for each further layer that it reads."""
    chain = is_sequential(model)
    layers = {calls[0].path: calls for calls in layers_of(model)}
    for calls in layers.values():
        call = calls[0]
        name = f"{name_of(calls)} ({CLASSES.get(call.type, call.type)})"
        row = (name, shape_of(calls), plain(call.facts.params))
        sources = (source for call in calls for source in call.sources if not chain)
        first, *others = [connection(source, layers[source.path]) for source in sources] or [""]
        yield [(*row, first), *(("", "", "", other) for other in others)]


def connection(source: Source, calls: Calls) -> str:
    """`conv2d_1[0][0]`: the layer, which of its calls, which output."""
    numbers = {call.shown.number: call.shown.classic_number for call in calls}
    call = numbers.get(source.call, source.call)
    return f"{name_of(calls)}[{call}][{source.output}]"


def name_of(calls: Calls) -> str:
    """The name that Keras 2 would have given, numbered from 1."""
    return calls[0].shown.classic or calls[0].path


def shape_of(calls: Calls) -> str:
    """The shape that every call of a layer gives, or `multiple`."""
    shapes = {written_outputs(call.facts.outputs) for call in calls}
    return shapes.pop() if len(shapes) == 1 else "multiple"


def counted(number: Dim) -> str:
    """`1,130`; a formula where a size is not known."""
    return f"{number:,}" if isinstance(number, int) else size(number)


def plain(number: Dim) -> str:
    return str(int(number)) if isinstance(number, int) else size(number)
