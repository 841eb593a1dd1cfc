"""Everything that is wrong with a model: read on, past each failure, as if it were mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shapeproof.model import Model, Problem
from shapeproof.passage import LOST, Passage
from shapeproof.repairs import as_if_right
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.subject import Subject


class Failure(NamedTuple):
    """One problem; of a layer that does not take what it reads, the layer and that, and which call
    it is (-1 where it is none)."""

    problem: Problem
    layer: Layer | None = None
    inputs: tuple[Tensor, ...] = ()
    at: int = -1


class Broken(NamedTuple):
    """A model read to its end, and all that failed on the way."""

    model: Model
    passage: Passage
    failures: tuple[Failure, ...]

    def reads_input(self, failure: Failure, number: int) -> bool:
        """Whether a layer reads an input of the model itself, as its input of this number."""
        if failure.at < 0:
            return False
        spot = self.passage.nodes[failure.at].reads[number]
        return spot is not None and spot != LOST and self.passage.nodes[spot.node].call.is_input


def broken(
    subject: Subject, changes: Mapping[str, Any] = {}, inputs: tuple[Tensor, ...] = ()
) -> Broken:
    """The model read to its end, past what is wrong with it, with these changes made, or on other
    inputs.

    Raises `ReadError` where it cannot be read.
    """
    heard: list[Failure] = []

    def mend(problem: Problem, layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
        heard.append(Failure(problem, layer, inputs))
        return as_if_right(layer, inputs)

    model = subject.read(changes, mend, inputs).model
    passage = Passage(model)
    placed = [_placed(one, passage) for one in heard]
    last = model.problems if changes or inputs else (*model.problems, *subject.model.problems)
    found = [one for one in placed if one.at >= 0 or one.problem in last]
    found += [Failure(problem) for problem in last if problem not in [f.problem for f in found]]
    once = {(one.problem.layer, str(one.problem.message)): one for one in found}
    return Broken(model, passage, tuple(once.values()))


def _placed(failure: Failure, passage: Passage) -> Failure:
    """The failure with the call that it is of, if reading went on to the end of the model."""
    name = failure.problem.layer.rpartition(".")[2]
    for index, node in enumerate(passage.nodes):
        is_named = node.path == failure.problem.layer or node.path.rpartition(".")[2] == name
        if is_named and all(map(_is_read, failure.inputs, node.call.inputs)):
            path = failure.problem._replace(layer=node.path, at=node.call.at or failure.problem.at)
            return failure._replace(problem=path, at=index)
    return failure


def _is_read(read: Tensor, given: Tensor) -> bool:
    """Whether a layer has read a tensor, cast perhaps; floats are not read as whole numbers."""
    is_float = "float" in (given.dtype or "float")
    return read.shape == given.shape and not (is_float and "float" not in (read.dtype or "float"))
