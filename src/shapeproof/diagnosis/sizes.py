"""What before a layer would have to be different, for one size that it reads to be another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.elsewhere import Found, found, sizes_of
from shapeproof.passage import Passage, Spot
from shapeproof.questions import Again, OfLayer, Place, sizes_behind
from shapeproof.rules.rule import Facts
from shapeproof.variations import number

FAR = 24  # layers before the one whose size is asked about


class OfSize(OfLayer):
    """One size of a call's output, asked of that call and of all before it."""

    def __init__(self, passage: Passage, spot: Spot, axis: int) -> None:
        self.passage, self.spot, self.axis = passage, spot, axis
        self.asked, self.at = "output", -1
        self.own: Collection[int] = (spot.node,)
        before = passage.before(spot.node)
        self.sizes: Mapping[int, set[Place]] = sizes_behind(passage, before, self._of)
        self.among: Mapping[int, int] = {
            index: distance for index, distance in before.items() if distance <= FAR
        }

    def numbers(self, again: Again) -> list[int | None]:
        node = self.spot.node
        call = again.get(node) or self.passage.nodes[node].call
        return [number(one) for one in self._of(node, call.facts)]

    def _of(self, index: int, facts: Facts) -> list[Dim]:
        if index != self.spot.node:
            return []
        return [facts.outputs[self.spot.output].shape[self.axis]]


class Change(NamedTuple):
    """Arguments and sizes, by their keys, with which a size is the one that was looked for; how
    many layers lie between."""

    values: tuple[tuple[str, Any], ...]
    distance: int


def changes_for(passage: Passage, spot: Spot, axis: int, expected: int) -> Iterator[Change]:
    """The single changes that give this size, with what other layers must follow."""
    question = OfSize(passage, spot, axis)
    for one in found(question, expected):
        yield Change((*_own(passage, one), *_following(passage, one)), question.among[one.at])


def _own(passage: Passage, found: Found) -> Iterator[tuple[str, Any]]:
    path, call, _ = passage.nodes[found.at]
    if not call.is_input:
        yield f"{path}.{found.variation.where}", found.value
        return
    given = found.again[found.at].facts.outputs[0].shape
    for axis, one in sizes_of(passage, found.at).items():
        if given[axis] != one.was:
            yield f"{path}.{axis}", found.value


def _following(passage: Passage, found: Found) -> Iterator[tuple[str, Any]]:
    """The arguments of other layers that repeat what is changed."""
    own = passage.nodes[found.at].path
    for index, answered in found.again.items():
        path, call, _ = passage.nodes[index]
        if path != own and answered.layer is not call.layer:
            for key, value in answered.layer.arguments.items():
                if value != call.layer.arguments[key]:
                    yield f"{path}.{key}", value
