"""What a model has before anything is computed: its inputs, weights of its own, constants."""

from __future__ import annotations

from collections.abc import Mapping

from shapeproof.algebra.formula import Dim
from shapeproof.rules.rule import Facts, Kind, Rule, Shape, Tensor, Weight, all_called


def given(*, shape: Shape) -> Facts:
    """What the model is given."""
    return Facts(Tensor(tuple(shape)))


def kept(
    *,
    name: str,
    shape: tuple[Dim, ...],
    trainable: bool,
    dtype: str | None,
    kind: Kind = "parameter",
) -> Facts:
    """Numbers that the layer keeps itself, as many as the sizes of their shape multiply to."""
    shape = all_called(shape, (f"size {i}" for i, _ in enumerate(shape, 1)))
    return Facts(Tensor(shape, dtype), {name: Weight(shape, trainable, dtype, kind)})


def constant(*, shape: Shape, dtype: str | None) -> Facts:
    """Numbers that are the same whatever the model reads."""
    return Facts(Tensor(shape, dtype))


def held(*, weight: Weight) -> Facts:
    """Numbers that a module keeps itself, as many as the sizes of their shape multiply to."""
    sizes = all_called(weight.shape, (f"size {i}" for i, _ in enumerate(weight.shape, 1)))
    return Facts(Tensor(sizes, weight.dtype), {"": weight._replace(shape=sizes)})


def uncalled(*, weights: Mapping[str, Weight]) -> Facts:
    """It is never called, so it gives nothing; the numbers that it keeps count all the same."""
    return Facts((), weights)


INPUT = Rule("InputLayer", given)
WEIGHT = Rule("Weight", kept)
CONSTANT = Rule("Constant", constant)
RULES = [INPUT, WEIGHT, CONSTANT]
KEPT = {"parameter": Rule("Parameter", held), "buffer": Rule("Buffer", held)}
"""What torch calls what a module keeps."""
