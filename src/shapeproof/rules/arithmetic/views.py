"""Views: the same numbers in the same order, in another shape."""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product, step
from shapeproof.rules.rule import Index, Shape, called, need


def in_a_row(sizes: Sequence[Dim], name: str = "features") -> Dim:
    """How long these axes are when they are laid end to end."""
    return step(name, called(product(sizes), "numbers"))


def laid_out(sizes: Sequence[Dim], target: Shape) -> Shape:
    """The sizes of `target`, where a -1 takes what the others leave of all the numbers.

    >>> laid_out((6, 10), (4, -1))
    (4, 15)
    """
    held = called(product(sizes), "numbers")
    given = tuple(
        size if is_rest(size) else called(size, f"target size {i}")
        for i, size in enumerate(target, 1)
    )
    known = [size for size in given if not is_rest(size)]
    for size in known:
        need(size >= 0, "a size must be -1, 0 or more, not {size}", size=size)
    need(len(given) - len(known) <= 1, "only one size can be -1, since it takes what is left")
    wanted = product(known)
    if len(known) == len(given):
        need(
            equal(held, wanted),
            "{held} numbers cannot be laid out as ({target}), which takes {wanted}; change a size, "
            "or let a -1 take what is left",
            held=held,
            target=target,
            wanted=wanted,
        )
        return given
    need(wanted >= 1, "beside a size of 0 there is nothing for a -1 to take")
    need(
        divides(wanted, held),
        "{held} numbers cannot be dealt out to rows of {wanted}: some would be left over; "
        "choose sizes that divide them",
        held=held,
        wanted=wanted,
    )
    rest = step("the -1", held // wanted)
    return tuple(rest if is_rest(size) else size for size in given)


def is_rest(size: Dim) -> bool:
    """Whether a size is the -1 that stands for what the others leave."""
    return isinstance(size, int) and size == -1


def position(index: Index, sizes: Sequence[Dim]) -> int:
    """Where the number at `index` stands when all are laid in a row.

    >>> position((1, 2), (6, 10))
    12
    """
    at = 0
    for place, size in zip(index, sizes, strict=True):
        at = at * int(size) + place
    return at


def place(position: int, sizes: Sequence[Dim]) -> Index:
    """The index of the number at `position` of a row.

    >>> place(12, (6, 10))
    (1, 2)
    """
    index: list[int] = []
    for size in reversed(sizes):
        position, at = divmod(position, int(size))
        index.append(at)
    return tuple(reversed(index))
