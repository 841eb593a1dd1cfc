"""Where the sizes come from that disagree: back through layers that only hand them on, to the one
that made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Step, lift
from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.explanation import Line, explain
from shapeproof.passage import LOST, Node, Passage, Spot
from shapeproof.questions import Place, tagged
from shapeproof.repairs import resized
from shapeproof.rules.rule import Shape
from shapeproof.variations import facts_or_none

REFOLDING = ("view", "reshape", "Reshape", "Flatten", "flatten", "Unflatten", "unflatten")
"""Layers that write the same numbers in other axes."""


class Stage(NamedTuple):
    """A layer on the way of a size: what it gives, and the equations of that where it does not
    only hand on what it reads; whether the size is made in it."""

    path: str
    type: str
    shape: Shape
    lines: tuple[Line, ...]
    makes: bool


def ways_of(found: Broken, failure: Failure) -> tuple[tuple[Stage, ...], ...]:
    """The way of each size that does not fit: of what a layer reads, or of all that it joins, along
    the first axis in which they differ."""
    if failure.at < 0 or failure.layer is None:
        return ()
    passage, reads = found.passage, found.passage.nodes[failure.at].reads
    if (axis := _apart([x.shape for x in failure.inputs])) is not None:
        return tuple(tuple(way_of(passage, spot, axis)) for spot in reads)
    fitting = next(resized(failure.layer, failure.inputs), None)
    if fitting is not None:
        return (tuple(way_of(passage, reads[fitting.input], fitting.axis)),)
    return (tuple(way_of(passage, reads[0], 1)),) if reads else ()


def _apart(shapes: Sequence[Shape]) -> int | None:
    """The first axis behind the batch in which shapes differ."""
    for axis, sizes in enumerate(zip(*shapes)):
        if axis and any(size != sizes[0] for size in sizes):
            return axis
    return None


def way_of(passage: Passage, spot: Spot | None, axis: int) -> Iterator[Stage]:
    """The layers that a size has come through, the last one first, up to the one that made it."""
    while spot is not None and spot != LOST:
        node = passage.nodes[spot.node]
        path, call, reads = node
        before = _before(node, spot.output, axis)
        lines = () if isinstance(before, tuple) else _lines(node)
        shape = call.facts.outputs[spot.output].shape
        yield Stage(path, call.type, shape, lines, before is None)
        if before is None:
            return
        if isinstance(before, tuple):
            spot, axis = reads[before[0]], before[1]
        else:
            spot = next((one for one in reads if one is not None), None)
            axis = _last_axis(passage, spot)


def _before(node: Node, output: int, axis: int) -> Place | str | None:
    """The size of an input that a size is; "all" where sizes are put together in it; None where it
    is made here."""
    call = node.call
    inputs, places = tagged(call.inputs)
    facts = facts_or_none(call.layer, inputs) if node.reads else None
    if facts is None or axis >= len(facts.outputs[output].shape):
        return None
    size = _without_steps(lift(facts.outputs[output].shape[axis]))
    if isinstance(size, Name) and size in places:
        return places[size]
    is_joined = isinstance(size, Apply) and _is_product(size)
    return "all" if is_joined or call.type in REFOLDING else None


def _lines(node: Node) -> tuple[Line, ...]:
    """The equations of what a layer gives; none where it does not take what it reads."""
    is_told = facts_or_none(node.call.layer, node.call.inputs) is not None
    return tuple(explain(node.call.layer, *node.call.inputs).output) if is_told else ()


def _without_steps(expr: Expr) -> Expr:
    return _without_steps(expr.body) if isinstance(expr, Step) else expr


def _is_product(expr: Expr) -> bool:
    """Whether a size is nothing but sizes multiplied."""
    match _without_steps(expr):
        case Apply(Op.MUL, left, right):
            return _is_product(left) and _is_product(right)
        case Name() | Literal():
            return True
        case _:
            return False


def _last_axis(passage: Passage, spot: Spot | None) -> int:
    """Of a tensor whose axes are put together, the axis that is followed: the last one."""
    if spot is None or spot == LOST:
        return 0
    return len(passage.nodes[spot.node].call.facts.outputs[spot.output].shape) - 1
