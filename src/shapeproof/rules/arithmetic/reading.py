"""How operations read their inputs: sizes under names that tell axes and inputs apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from shapeproof.algebra.formula import Condition, Dim, PerExample
from shapeproof.algebra.words import equal
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, called, need

Gives = Callable[..., str]
"""Which dtype comes out where these go in."""
MOVED = say("the number itself, moved here")


def sizes_of(*inputs: Tensor) -> list[Shape]:
    """The sizes of each input: `size 1`, or `size 1 of input 2` where there are several."""
    called(len(inputs), "inputs")
    if len(inputs) == 1:
        return [inputs[0].read("...")]
    return [x.read(*_names(len(x.shape), number)) for number, x in enumerate(inputs, start=1)]


@cache
def _names(rank: int, number: int) -> tuple[str, ...]:
    return tuple(f"size {i} of input {number}" for i in range(rank))


def axes_of(axis: Axes | None, rank: int) -> tuple[int, ...]:
    """Axes counted from the front; all of them where none is named."""
    if axis is None:
        return tuple(range(rank))
    return tuple(from_front(each, rank) for each in ((axis,) if isinstance(axis, int) else axis))


def distinct(axis: Axes | None, rank: int) -> tuple[int, ...]:
    """The same, where no axis may be named twice."""
    axes = axes_of(axis, rank)
    need(len(set(axes)) == len(axes), "an axis is named twice: {axes}", axes=axes)
    return axes


def need_rank(x: Tensor, least: int) -> None:
    need(
        len(x.shape) >= least,
        "it reads at least {least:axis|axes}, and the input has {rank}",
        least=least,
        rank=len(x.shape),
    )


def meet(a: Dim, b: Dim) -> Condition:
    """Whether two sizes are the same; a batch that nobody stated may be any."""
    return True if isinstance(a, PerExample) or isinstance(b, PerExample) else equal(a, b)


def of_inputs(facts: Facts, *names: str) -> Facts:
    """The facts of a function that reads as inputs, in this order, what a layer keeps as weights;
    without names, in the order in which the layer has them.  It may do without the last ones."""
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        found = told(index)
        places = {name: i for i, name in enumerate(names or found.weights, len(found.inputs))}
        read = [found.weights.get(name) for name in places]
        while read and read[-1] is None:
            read.pop()
        chosen = tuple(places[at] if isinstance(at, str) else at for at in found.chosen)
        return found._replace(inputs=(*found.inputs, *read), weights={}, chosen=chosen)

    return facts._replace(weights={}, cell=cell)


def at_its_place(made: Message) -> Callable[[Index], Reads]:
    """Every number is made of the one at its own place."""
    return lambda index: Reads((tuple(map(one, index)),), made)
