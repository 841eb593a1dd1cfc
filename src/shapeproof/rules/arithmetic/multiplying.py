"""Numbers multiplied with each other, and their products added up: what matrices do.

>>> rows_by_columns((8, 2, 5), (5, 3), "float32").output
Tensor(shape=(8, 2, 3), dtype='float32')
"""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import product
from shapeproof.message import say
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.products import of_products, one, whole
from shapeproof.rules.arithmetic.reading import meet
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Tensor, called, need

DISTANCE = say("the distance between the numbers that are read")


def need_meeting(left: Dim, right: Dim) -> None:
    """What is multiplied number by number is as long."""
    need(
        meet(left, right),
        "rows of {left} numbers cannot meet columns of {right}: they must be as long; transpose "
        "one of the inputs, or change a size",
        left=left,
        right=right,
    )


def rows_by_columns(left: Shape, right: Shape, dtype: str) -> Facts:
    """Matrices in the last two axes of both; an input of one axis is a row, or a column."""
    rows, columns = (left[-2:-1], right[-1:]) if len(right) > 1 else (left[-2:-1], ())
    inner = right[max(len(right) - 2, 0)]
    need_meeting(left[-1], inner)
    length = called(inner if isinstance(left[-1], PerExample) else left[-1], "length")
    outer = broadcast(left[:-2], right[:-2])
    out = (*outer, *rows, *columns)

    def cell(index: Index) -> Reads:
        matrix, rest = index[: len(outer)], index[len(outer) :]
        walked = range(int(length))
        first = (*behind(matrix, left[:-2]), *map(one, rest[: len(rows)]), walked)
        second = (*behind(matrix, right[:-2]), walked, *map(one, rest[len(rows) :]))
        return Reads((first, second), of_products(int(length), False))

    return Facts(Tensor(out, dtype), macs=product((*out, length)), cell=cell)


def walked_together(
    left: Shape, right: Shape, first: Sequence[int], second: Sequence[int], dtype: str
) -> Facts:
    """Both inputs, walked along these axes at once: the products are added up."""
    need(len(first) == len(second), "as many axes of the one input are walked as of the other")
    for i, j in zip(first, second):
        need_meeting(left[i], right[j])
    kept = [i for i in range(len(left)) if i not in first]
    kept_too = [j for j in range(len(right)) if j not in second]
    out = (*(left[i] for i in kept), *(right[j] for j in kept_too))
    length = product(left[i] for i in first)

    def cell(index: Index) -> Reads:
        reads = []
        for sizes, own, places in (
            (left, kept, index[: len(kept)]),
            (right, kept_too, index[len(kept) :]),
        ):
            at = dict(zip(own, map(one, places)))
            reads.append(tuple(at.get(i) or every for i, every in enumerate(whole(sizes))))
        return Reads(tuple(reads), of_products(int(length), False))

    macs = product((*out, *(left[i] for i in first)))
    return Facts(Tensor(out, dtype), macs=macs, cell=cell)


def each_with_each(first: Dim, second: Dim, dtype: str) -> Facts:
    """Every number of one row multiplied with every number of another."""
    out = (first, second)

    def cell(index: Index) -> Reads:
        return Reads(tuple((one(at),) for at in index), say("the product"))

    return Facts(Tensor(out, dtype), elementwise=product(out), cell=cell)


def blown_up(left: Shape, right: Shape, dtype: str) -> Facts:
    """In the place of each number of the one, that number times all of the other."""
    out = tuple(a * b for a, b in zip(left, right))

    def cell(index: Index) -> Reads:
        first = tuple(one(place // int(size)) for place, size in zip(index, right))
        second = tuple(one(place % int(size)) for place, size in zip(index, right))
        return Reads((first, second), say("the product"))

    return Facts(Tensor(out, dtype), elementwise=product(out), cell=cell)
