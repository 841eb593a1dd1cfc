"""Matrices in the last two axes of a tensor, and what they are taken apart into."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, minimum
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.rule import Shape, Tensor, need


def matrices(x: Tensor, square: bool = True) -> tuple[Shape, Dim, Dim]:
    """The axes before the last two, and the rows and columns of a matrix."""
    need_rank(x, 2)
    *outer, rows, columns = sizes_of(x)[0]
    if square:
        need_square(rows, columns)
    return tuple(outer), rows, columns


def need_square(rows: Dim, columns: Dim) -> None:
    need(
        equal(rows, columns),
        "a matrix must be square, and has {rows:row|rows} and {columns:column|columns}",
        rows=rows,
        columns=columns,
    )


def need_as_many_rows(rows: Dim, given: Dim) -> None:
    """What matrices of so many rows give has as many."""
    need(
        equal(rows, given),
        "matrices of {rows:row|rows} cannot give columns of {given}",
        rows=rows,
        given=given,
    )


def upright_and_triangle(
    outer: Shape, rows: Dim, columns: Dim, complete: bool
) -> tuple[Shape, Shape]:
    """A matrix whose columns stand upright on each other, and the triangle that makes of it what it
    is taken from.

    >>> upright_and_triangle((), 5, 3, complete=False)
    ((5, 3), (3, 3))
    """
    side = rows if complete else minimum(rows, columns)
    return (*outer, rows, side), (*outer, side, columns)


def turns_and_stretches(
    outer: Shape, rows: Dim, columns: Dim, full: bool
) -> tuple[Shape, Shape, Shape]:
    """Two turns, and what is stretched between them.

    >>> turns_and_stretches((), 5, 3, full=False)
    ((5, 3), (3,), (3, 3))
    """
    side = minimum(rows, columns)
    left, right = (rows, columns) if full else (side, side)
    return (*outer, rows, left), (*outer, side), (*outer, right, columns)
