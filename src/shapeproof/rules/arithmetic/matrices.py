"""Matrices in the last two axes of a tensor, and what they are taken apart into."""

from __future__ import annotations

from collections.abc import Callable

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, minimum
from shapeproof.message import say
from shapeproof.rules.arithmetic.broadcasting import behind
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.rule import Index, Reads, Shape, Tensor, need

OF_WHOLE = say("a number that all of the matrix decides")


def matrices(x: Tensor, square: bool = True) -> tuple[Shape, Dim, Dim]:
    """The axes before the last two, and the rows and columns of a matrix."""
    need_rank(x, 2)
    *outer, rows, columns = sizes_of(x)[0]
    if square:
        need_square(rows, columns)
    return tuple(outer), rows, columns


def of_whole(outer: Shape, rows: Dim, columns: Dim) -> Callable[[Index], Reads]:
    """Every number that is made of a matrix is made of all of it."""

    def cell(index: Index) -> Reads:
        own = map(one, index[: len(outer)])
        return Reads(((*own, *whole((rows, columns))),), OF_WHOLE)

    return cell


def of_column(sizes: Shape, given: Shape, left: bool, is_column: bool) -> Callable[[Index], Reads]:
    """A number of what matrices of these sizes give: of the whole matrix, and of a column of the
    second input, or of a row where the matrix stands to the right of it."""

    def cell(index: Index) -> Reads:
        outer = index[:-1] if is_column else index[:-2]
        matrix = (*behind(outer, sizes[:-2]), *whole(sizes[-2:]))
        if is_column:
            return Reads((matrix, (*behind(outer, given[:-1]), *whole(given[-1:]))), OF_WHOLE)
        *_, row, column = index
        line = (*whole(given[-2:-1]), one(column)) if left else (one(row), *whole(given[-1:]))
        return Reads((matrix, (*behind(outer, given[:-2]), *line)), OF_WHOLE)

    return cell


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
