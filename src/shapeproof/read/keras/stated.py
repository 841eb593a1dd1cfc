"""Layers that no rule knows: what they give and keep is what somebody else has stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import say
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, Rule, Structure, Tensor, Weight, need

SENTENCE = say("Does what its author wrote, so nobody can say from here what it costs.")
Key = tuple[tuple[int | None, ...], ...]


class Stated:
    """What a layer gives for the inputs that it is known to have read, and the weights it has."""

    def __init__(self, kind: str, weights: Mapping[str, Weight] | None = None) -> None:
        self.kind, self.weights = kind, weights or {}
        self._given: dict[Key, Structure] = {}

    def give(self, inputs: tuple[Tensor, ...], output: Structure) -> None:
        """Keep what comes out where these tensors go in, unless more is known of it."""
        if output != UNKNOWN:
            self._given[_key(inputs)] = output
        else:
            self._given.setdefault(_key(inputs), output)

    def layer(self, name: str) -> Layer:
        def states(*inputs: Tensor) -> Facts:
            need(
                not inputs or _key(inputs) in self._given,
                "what {kind} gives for another input is not known, since it is no layer of Keras",
                kind=self.kind,
            )
            return Facts(self._given.get(_key(inputs), UNKNOWN), self.weights, macs=None)

        states.__doc__ = SENTENCE.template
        return Layer(Rule(self.kind, states), {}, name)


def _key(inputs: tuple[Tensor, ...]) -> Key:
    """The sizes behind the batch, as far as they are numbers."""
    return tuple(tuple(map(_number, x.shape[1:])) for x in inputs)


def _number(size: Any) -> int | None:
    if isinstance(size, Formula):
        value = getattr(size, "value", None)
        return value if isinstance(value, int) else None
    return int(size)
