"""Patterns that name axes, `b (h p) w -> b h p w`: axes taken apart and put together.

>>> lengths = taken_apart([["b"], ["h", "p"]], (8, 6), {"p": 2})
>>> put_together([["p", "b"], ["h"]], lengths)
(16, 3)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, pairwise

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product, step
from shapeproof.message import Message
from shapeproof.rules.arithmetic import views
from shapeproof.rules.rule import Index, Reads, Shape, need

Group = Sequence[str]
"""The names that one axis is made of, the outermost first; none where it is 1 long."""


def taken_apart(
    groups: Sequence[Group], sizes: Shape, lengths: Mapping[str, Dim]
) -> dict[str, Dim]:
    """How long each name is; in a group one may be left open, and takes what the others leave."""
    known = dict(lengths)
    for group, size in zip(groups, sizes, strict=True):
        open_names = [name for name in group if name not in known]
        rest = product(known.get(name, 1) for name in group)
        need(len(open_names) <= 1, "only one size can be left open in ({group})",
             group=" ".join(group))  # fmt: skip
        if not open_names:
            need(
                equal(rest, size),
                "({group}) is {rest} long, and the axis is {size}",
                group=" ".join(group),
                rest=rest,
                size=size,
            )
            continue
        need(rest >= 1, "an axis cannot be dealt into rows of {rest}", rest=rest)
        need(divides(rest, size), "{size} cannot be dealt into rows of {rest}",
             size=size, rest=rest)  # fmt: skip
        [name] = open_names
        known[name] = size if len(group) == 1 else step(name, size // rest)
    return known


def put_together(groups: Iterable[Group], lengths: Mapping[str, Dim]) -> Shape:
    """How long the axes are that these groups make."""
    return tuple(product(lengths[name] for name in group) for group in groups)


def reading(
    before: Sequence[Group], after: Sequence[Group], lengths: Mapping[str, Dim], made: Message
) -> Callable[[Index], Reads] | None:
    """Which numbers one of the output is made of: that at the same place of each name, and along
    names that the output lacks all of them.  None where these are no range of places."""
    kept = set(chain.from_iterable(after))
    if not all(is_range(group, kept) for group in before):
        return None

    def cell(index: Index) -> Reads:
        at: dict[str, int] = {}
        for group, place in zip(after, index, strict=True):
            at |= zip(group, views.place(place, [lengths[name] for name in group]))
        return Reads((tuple(read(group, at, lengths) for group in before),), made)

    return cell


def is_range(group: Group, kept: Collection[str]) -> bool:
    """Whether the names that are gone over stand side by side."""
    changes = [(a in kept) != (b in kept) for a, b in pairwise(group)]
    is_between = len(group) > 0 and group[0] not in kept and group[-1] not in kept
    return sum(changes) <= (0 if is_between else 2)


def read(group: Group, at: Mapping[str, int], lengths: Mapping[str, Dim]) -> range:
    """The places along one axis: `at` says where along each name, all along the others."""
    sizes = [lengths[name] for name in group]
    first = views.position(tuple(at.get(name, 0) for name in group), sizes)
    gone = [i for i, name in enumerate(group) if name not in at]
    if not gone:
        return range(first, first + 1)
    stride = int(product(sizes[gone[-1] + 1 :]))
    count = int(product(sizes[i] for i in gone))
    return range(first, first + count * stride, stride)
