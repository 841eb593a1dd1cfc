"""The summary that Keras 3 prints, to the byte."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.notation import size
from shapeproof.model import Call, Model, added, bytes_of
from shapeproof.render.rows import Calls, is_sequential, layers_of, written_outputs
from shapeproof.rules.rule import Weight

BITS = {"bool": 1, "bfloat16": 16} | {
    f"{kind}{bits}": bits for kind in ("float", "int", "uint") for bits in (8, 16, 32, 64)
}
UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


class Form(NamedTuple):
    """The columns of a table: their titles, how they are set, where each ends in a line of 1."""

    length: int
    titles: tuple[str, ...]
    set_to: tuple[str, ...]
    ends: tuple[float, ...]

    def with_trainable(self) -> Form:
        """One more column, for which the others give way."""
        return Form(
            self.length + 12,
            (*self.titles, "Trainable"),
            (*self.set_to, "center"),
            (*(end * 0.90 for end in self.ends), 1.0),
        )

    def widths(self, length: int) -> list[int]:
        """The width of each column in a line of this length."""
        ends = [0, *(int(end * length) for end in self.ends)]
        return [end - start for start, end in pairwise(ends)]


TITLES = ("Layer (type)", "Output Shape", "Param #")
SET_TO = ("left", "left", "right")
SEQUENTIAL = Form(88, TITLES, SET_TO, (0.45, 0.80, 1.0))
CONNECTED = Form(108, (*TITLES, "Connected to"), (*SET_TO, "left"), (0.3, 0.56, 0.74, 1.0))


def render(
    model: Model,
    width: int | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
) -> str:
    """What `model.summary()` prints into a file, in a terminal of `width` columns."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    form = SEQUENTIAL if is_sequential(model) else CONNECTED
    form = form.with_trainable() if show_trainable else form
    columns = shutil.get_terminal_size().columns if width is None else width
    length = min(form.length, columns - 4)
    table = Table(
        *(
            Column(title, justify=set_to, width=one)  # type: ignore[arg-type]
            for title, set_to, one in zip(form.titles, form.set_to, form.widths(length))
        ),
        width=length,
        show_lines=True,
    )
    for row in rows(model, expand_nested, show_trainable):
        table.add_row(*map(Text, row))
    paper = io.StringIO()
    console = Console(
        file=paper,
        width=columns,
        color_system=None,
        force_terminal=False,
        force_jupyter=False,
        legacy_windows=False,
    )
    console.print(Text(f'Model: "{model.name}"'))
    console.print(table)
    for line in totals(model.weights, list(model.slots.values())):
        console.print(Text(line))
    return paper.getvalue()


def rows(model: Model, expand_nested: bool, show_trainable: bool) -> Iterator[list[str]]:
    """The cells of each line of the table."""
    connected = not is_sequential(model)
    for depth, calls in nested(model, expand_nested):
        call = calls[-1]
        prefix = "   " * depth + "└ " if depth else ""
        outputs = call.shown.outputs or call.facts.outputs
        row = [
            f"{prefix}{call.path} ({call.type})",
            written_outputs(outputs),
            counted(call.facts.params),
        ]
        if connected:
            row.append("-" if depth else connections(calls))
        if show_trainable:
            row.append(("Y" if call.trainable else "N") if call.facts.weights else "-")
        yield row


def nested(model: Model, expand: bool, depth: int = 0) -> Iterator[tuple[int, Calls]]:
    """Each layer with how deep it lies; inside a model only those that Keras calls layers."""
    for calls in layers_of(model):
        if depth and not calls[0].shown.is_layer:
            continue
        yield depth, calls
        inside = calls[0].inside if calls[0].shown.is_model else None
        if expand and inside is not None:
            yield from nested(inside, expand, depth + 1)


def connections(calls: Sequence[Call]) -> str:
    """`conv2d[0][0], add[0][0]`: the layers it reads, which of their calls, which output."""
    sources = (source for call in calls for source in call.sources)
    return ", ".join(f"{path}[{call}][{output}]" for path, call, output in sources) or "-"


def totals(weights: Sequence[Weight], slots: Sequence[Weight]) -> Iterator[str]:
    """The lines below the table; where the optimizer is asked about, Keras's total has it too."""
    learnt = [weight for weight in weights if weight.trainable]
    fixed = [weight for weight in weights if not weight.trainable]
    for subject, some in (
        ("Total", [*weights, *slots]),
        ("Trainable", learnt),
        ("Non-trainable", fixed),
        *([("Optimizer", slots)] if slots else []),
    ):
        yield f" {subject} params: {counted(added(w.size for w in some))} ({memory(some)})"


def counted(number: Dim) -> str:
    """`1,130`; a formula where a size is not known."""
    return f"{number:,}" if isinstance(number, int) else size(number)


def memory(weights: Sequence[Weight]) -> str:
    """`5.54 KB`, in the largest unit of which there is one."""
    bits = added(weight.size * BITS.get(weight.dtype or "float32", 32) for weight in weights)
    if not isinstance(bits, int):
        return f"{size(added(weight.size * bytes_of(weight.dtype) for weight in weights))} B"
    amount = bits / 8
    for unit in UNITS[:-1]:
        if amount < 1024:
            return f"{amount:.2f} {unit}"
        amount /= 1024
    return f"{amount:.2f} {UNITS[-1]}"
