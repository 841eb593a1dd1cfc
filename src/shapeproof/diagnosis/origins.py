"""Where the sizes come from that disagree: back through layers that only hand them on, to the one
that made them."""

from __future__ import annotations

from typing import NamedTuple

from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Step, in_full, lift
from shapeproof.explanation import Line, explain
from shapeproof.passage import LOST, Passage, Spot
from shapeproof.questions import tagged
from shapeproof.rules.rule import Shape
from shapeproof.variations import facts_or_none

FAR = 200  # layers that are followed


class Stage(NamedTuple):
    """A layer on the way of a size: what it gives, and the equations of that."""

    path: str
    type: str
    shape: Shape
    lines: tuple[Line, ...]
    makes: bool


def way_of(passage: Passage, spot: Spot | None, axis: int) -> list[Stage]:
    """The layers that a size has come through, the last one first, up to the one that made it."""
    stages: list[Stage] = []
    while spot is not None and spot != LOST and len(stages) < FAR:
        path, call, reads = passage.nodes[spot.node]
        shape = call.facts.outputs[spot.output].shape
        inputs, places = tagged(call.inputs)
        facts = facts_or_none(call.layer, inputs)
        size = None
        if facts is not None and axis < len(facts.outputs[spot.output].shape):
            size = in_full_but_names(lift(facts.outputs[spot.output].shape[axis]))
        handed = places.get(size) if isinstance(size, Name) else None
        is_joined = isinstance(size, Apply) and _is_joined(size)
        makes = not reads or (handed is None and not is_joined and not _is_refolded(call.type))
        lines = (
            ()
            if handed is not None or facts is None
            else tuple(explain(call.layer, *call.inputs).output)
        )
        stages.append(Stage(path, call.type, shape, lines, makes))
        if makes:
            break
        if handed is not None:
            spot, axis = reads[handed[0]], handed[1]
        else:  # axes made one: of the last that was not only handed on
            spot, axis = next((one for one in reads if one is not None), None), 1
            spot, axis = _maker(passage, spot)
    return stages


def _is_refolded(kind: str) -> bool:
    """Whether a layer only writes the same numbers in other axes."""
    return kind in ("view", "reshape", "Reshape", "Flatten", "flatten", "Unflatten", "unflatten")


def in_full_but_names(expr: Expr) -> Expr:
    """The formula without the steps that led to it."""
    return in_full_but_names(expr.body) if isinstance(expr, Step) else expr


def _is_joined(expr: Expr) -> bool:
    """Whether a size is nothing but sizes multiplied."""
    match expr:
        case Apply(Op.MUL, left, right):
            return _is_joined(in_full_but_names(left)) and _is_joined(in_full_but_names(right))
        case Name() | Literal():
            return True
        case _:
            return False


def _maker(passage: Passage, spot: Spot | None) -> tuple[Spot | None, int]:
    """Of a tensor whose axes are made one, the axis that was made last."""
    if spot is None or spot == LOST:
        return None, 0
    shape = passage.nodes[spot.node].call.facts.outputs[spot.output].shape
    return spot, len(shape) - 1


def numbers(shape: Shape) -> tuple[int | None, ...]:
    return tuple(int(size) if isinstance(size, int) else in_full(lift(size)).value
                 for size in shape)  # fmt: skip
