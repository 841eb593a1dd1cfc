"""Our own rules, asked what a cure would give."""

from __future__ import annotations

from typing import Any

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.complaints.wording import Sizes
from shapeproof.message import ShapeproofError
from shapeproof.rules import keras as of_keras
from shapeproof.rules import torch as of_torch
from shapeproof.rules.rule import Layer, Rule, Tensor

MOST_AXES = 8  # of a shape that a rule is asked about


def torch(name: str, *inputs: Sizes, **arguments: Any) -> Sizes | None:
    """What comes out of a module or a function of torch, or None where it refuses such inputs.

    Arguments whose sizes are left open are refused; a size of an input may be.
    """
    return _given(of_torch.module(name) or of_torch.function(name), inputs, arguments)


def keras(name: str, *inputs: Sizes, **arguments: Any) -> Sizes | None:
    """The same of a layer of Keras."""
    return _given(of_keras.rule(name), inputs, arguments)


def _given(rule: Rule | None, inputs: tuple[Sizes, ...], arguments: dict[str, Any]) -> Sizes | None:
    stated = [value for value in arguments.values() if isinstance(value, tuple)]
    is_long = any(len(sizes) > MOST_AXES for sizes in (*inputs, *stated))
    if rule is None or is_long or any(None in sizes for sizes in stated):
        return None
    try:
        facts = Layer(rule, arguments)(*map(_tensor, inputs))
    except ShapeproofError:
        return None
    return tuple(int(one) if type(one) is int else None for one in facts.outputs[0].shape)


def _tensor(sizes: Sizes) -> Tensor:
    return Tensor(tuple(_size(one, i) for i, one in enumerate(sizes)), "float32")


def _size(one: int | None, axis: int) -> Dim:
    """A size that nobody states is one for each example in front, and any elsewhere."""
    if one is not None:
        return one
    return Name(f"size {axis}") if axis else PerExample(1)
