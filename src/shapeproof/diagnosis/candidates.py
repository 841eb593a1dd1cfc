"""What might mend a failure: other arguments, here or in a layer before, another form, another
input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.algebra.formula import PerExample
from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.sizes import Change, changes_for
from shapeproof.model import Call
from shapeproof.passage import LOST, Spot
from shapeproof.repairs import Move, is_meant, moved, moves, repairs, resized
from shapeproof.rules.rule import Tensor

MEANT, SEQUENCE, OWN, FORM, BEFORE, WINDOW, INPUT = range(7)
"""How likely a change is what the author meant, the likeliest first: a form in which the numbers
are the expected ones, whole sequences, the argument that repeats a size, any other form, an
argument of a layer before, the window of the layer itself, the input of the model."""
USUAL = ("output_padding", "padding", "filters", "units", "out_channels", "out_features",
         "hidden_size", "kernel_size", "pool_size", "strides", "stride")  # fmt: skip
"""Arguments that people reckon with, those first that change nothing else."""
WIDE, WIDEST = 4, 16  # paddings that are rare, and those that nobody means
Changes = tuple[tuple[str, Any], ...]
"""Values by the keys of `Subject.read`."""


class Candidate(NamedTuple):
    """One change that may mend a failure: of arguments and sizes, of the form of what a layer
    reads, or of all inputs of the model.

    `rank` says how likely it is; a smaller one comes first.
    """

    rank: tuple[int, ...]
    changes: Changes = ()
    move: Move | None = None
    inputs: tuple[Tensor, ...] = ()

    @property
    def is_input(self) -> bool:
        """Whether only the model's input is another."""
        return bool(self.inputs) or (bool(self.changes) and is_of_input(self.changes))


def is_of_input(changes: Changes) -> bool:
    """Whether all keys are sizes of inputs: `input.1`."""
    return all(key.rpartition(".")[2].isdigit() for key, _ in changes)


def candidates(found: Broken, failure: Failure) -> list[Candidate]:
    """What might mend a failure, the likeliest first; each change once."""
    made = [
        *_of_itself(failure),
        *_of_form(found, failure),
        *_before(found, failure),
        *_of_message(found, failure),
        *(_of_batch(found) if failure.layer is not None else ()),
    ]
    once: dict[Any, Candidate] = {}
    for one in sorted(made, key=lambda one: one.rank):
        once.setdefault(
            (one.changes, one.move and (one.move.input, one.move.axes), one.inputs), one
        )
    return list(once.values())


def _of_itself(failure: Failure) -> Iterator[Candidate]:
    """Arguments of the layer with which it takes what it reads."""
    if failure.layer is not None:
        for one in repairs(failure.layer, failure.inputs):
            rank = (OWN if one.repeats else WINDOW, one.distance)
            yield Candidate(rank, ((f"{failure.problem.layer}.{one.key}", one.value),))


def _of_form(found: Broken, failure: Failure) -> Iterator[Candidate]:
    """Another form of what the layer reads: axes made one, moved, put in or left out."""
    if failure.layer is None:
        return
    for place, move in enumerate(moves(failure.layer, failure.inputs)):
        if not move.of_model or found.reads_input(failure, move.input):
            is_likely = is_meant(failure.inputs[move.input], move)
            yield Candidate((MEANT if is_likely else FORM, place), move=move)
            if found.reads_input(failure, move.input) and len(found.model.inputs) == 1:
                rank = MEANT if is_likely else INPUT
                yield Candidate((rank, place), inputs=(moved(failure.inputs[move.input], move),))


def _before(found: Broken, failure: Failure) -> Iterator[Candidate]:
    """Arguments of layers before, and sizes of the input, with which it takes what it reads."""
    if failure.layer is None or failure.at < 0:
        return
    for one in resized(failure.layer, failure.inputs):
        spot = found.passage.nodes[failure.at].reads[one.input]
        if spot is not None and spot != LOST:
            yield from _giving(found, spot, one.axis, one.value)
    for index, distance in found.passage.before(failure.at).items():
        path, call, _ = found.passage.nodes[index]
        known = {**call.layer.rule.defaults, **call.layer.arguments}
        if known.get("return_sequences") is False:
            yield Candidate((SEQUENCE, distance), ((f"{path}.return_sequences", True),))


def _giving(found: Broken, spot: Spot, axis: int, value: int) -> Iterator[Candidate]:
    """What gives a tensor this size: of an input of the model that size, else a change before."""
    path, call, _ = found.passage.nodes[spot.node]
    if call.is_input:
        yield Candidate((INPUT, 0), ((f"{path}.{axis}", value),))
        return
    for change in changes_for(found.passage, spot, axis, value):
        rank = INPUT if is_of_input(change.values) else BEFORE
        if change.distance == 0 and _mixes_examples(call):
            rank = MEANT
        if not any(_is_never_meant(key, one) for key, one in change.values):
            order = (rank, len(change.values), _usual(change), change.distance)
            yield Candidate(order, change.values)


def _mixes_examples(call: Call) -> bool:
    """Whether a call gives another number of examples than it reads: a size in it is wrong."""
    return any(x.shape[:1] != call.output.shape[:1] for x in call.inputs[:1])


def _is_never_meant(key: str, value: Any) -> bool:
    return _argument(key) == "padding" and type(value) is int and value > WIDEST


def _argument(key: str) -> str:
    """`padding` of `conv2.padding[0]`."""
    return key.rpartition(".")[2].partition("[")[0]


def _usual(change: Change) -> int:
    """The place of its arguments among those that people reckon with."""
    return max(_place(_argument(key), value) for key, value in change.values)


def _place(name: str, value: Any) -> int:
    """A padding wider than most windows, and a window that has no middle, come after all others."""
    is_number = type(value) is int
    is_strange = is_number and (
        (name == "padding" and value > WIDE) or (name == "kernel_size" and value % 2 == 0)
    )
    return 99 if is_strange or name not in USUAL else USUAL.index(name)


def _of_message(found: Broken, failure: Failure) -> Iterator[Candidate]:
    """Of code that stops by itself, naming a size of the input and another: that other one."""
    said = [int(one) for one in re.findall(r"\b\d{1,9}\b", str(failure.problem.message))]
    inputs = tuple(call.output for call in found.model.inputs)
    for was in said if failure.problem.kind == "code" else ():
        for new in said:
            changed = tuple(
                x._replace(
                    shape=(*x.shape[:1], *(new if size == was else size for size in x.shape[1:]))
                )
                for x in inputs
            )
            if new != was and changed != inputs:
                yield Candidate((INPUT, 0), inputs=changed)


def _of_batch(found: Broken) -> Iterator[Candidate]:
    """A batch axis for inputs that have none, and none where it stands twice."""
    inputs = tuple(call.output for call in found.model.inputs)
    if not inputs or any(isinstance(size, PerExample) for x in inputs for size in x.shape[:1]):
        return
    more = tuple(x._replace(shape=(1, *x.shape)) for x in inputs)
    yield Candidate((MEANT, 98), inputs=more)
    if all(len(x.shape) > 3 and x.shape[0] == 1 for x in inputs):
        less = tuple(x._replace(shape=x.shape[1:]) for x in inputs)
        yield Candidate((MEANT, 99), inputs=less)
