"""What would make one layer take what it reads: another argument, other sizes, another form."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.repairs.arguments import Repair, repairs
from shapeproof.repairs.forms import Move, is_meant, moved, moves
from shapeproof.repairs.sizes import Resized, resized
from shapeproof.rules.rule import Facts, Layer, Tensor

__all__ = [
    "Move",
    "Repair",
    "Resized",
    "as_if_right",
    "is_meant",
    "moved",
    "moves",
    "repairs",
    "resized",
]


def as_if_right(layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
    """What a layer that does not take its inputs would say if it did: in the form that was meant,
    or else with the likeliest change that will do."""
    return next((one.facts for one in _changes(layer, inputs)), None)


def _changes(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair | Resized | Move]:
    forms = list(moves(layer, inputs))
    yield from (one for one in forms if is_meant(inputs[one.input], one))
    yield from repairs(layer, inputs)
    yield from resized(layer, inputs)
    yield from forms
