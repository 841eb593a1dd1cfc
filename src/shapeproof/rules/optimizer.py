"""What an optimizer is: from the weights that it trains to the variables that it keeps."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shapeproof.algebra.formula import Dim, Expr, Name, lift
from shapeproof.algebra.words import joined, total
from shapeproof.rules.rule import Layer, Shape, Weight

Slots = Mapping[str, Weight]
"""The variables by name: `momentum/dense.kernel` for one weight, `iteration` once."""


class Trained(NamedTuple):
    """A weight that learns, under its path in the model."""

    path: str
    shape: Shape
    dtype: str | None = None


class Optimizer(NamedTuple):
    """An optimizer with its arguments: rules of what every optimizer keeps, and of what it adds."""

    name: str
    layers: tuple[Layer, ...]

    def slots(self, weights: Sequence[Trained]) -> Slots:
        """All variables, in the order of the rules."""
        found: dict[str, Weight] = {}
        for layer in self.layers:
            found |= layer.rule.states(*weights, **layer.arguments).weights
        return found


def beside_each(weights: Iterable[Trained], *names: str) -> Slots:
    """For each weight as many numbers as it has, under each of these names."""
    return {
        f"{name}/{weight.path}": Weight(weight.shape, False, weight.dtype)
        for weight in weights
        for name in names
    }


def once(*names: str, dtype: str = "float32") -> Slots:
    """One number for the whole training, under each of these names."""
    return {name: Weight((), False, dtype) for name in names}


def sizes_of(slots: Slots) -> dict[str, list[Dim]]:
    """The sizes of all variables of a kind: of every `momentum`."""
    sizes: dict[str, list[Dim]] = {}
    for name, slot in slots.items():
        sizes.setdefault(name.partition("/")[0], []).append(slot.size)
    return sizes


def counted(slots: Slots, weights: Sequence[Trained]) -> Expr:
    """How many numbers there are: `2*trainable params + 2`, the kinds that hold one for each
    number that is trained put together."""
    trained = [Weight(weight.shape).size for weight in weights]
    kinds = sizes_of(slots)
    singles = sum(1 for kind, sizes in kinds.items() if kind in slots and sizes == [1])
    several = [kind for kind, sizes in kinds.items() if not (kind in slots and sizes == [1])]
    full = sum(1 for kind in several if kinds[kind] == trained)
    terms = [full * summed("trainable params", trained)]
    terms += [summed(kind, kinds[kind]) for kind in several if kinds[kind] != trained]
    return lift(joined(operator.add, [*terms, lift(singles)]))


def summed(name: str, sizes: Iterable[Dim]) -> Expr:
    """A sum under a name of its own."""
    whole = lift(total((0, *sizes)))
    return Name(name, whole.value, whole)
