"""Operations of linear algebra, on the matrices that the last two axes hold."""

from __future__ import annotations

from shapeproof.algebra.words import minimum
from shapeproof.rules.arithmetic.matrices import (
    matrices,
    need_as_many_rows,
    of_column,
    of_whole,
    turns_and_stretches,
    upright_and_triangle,
)
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.rule import Facts, Rule, Tensor, need


def of_squares(x: Tensor) -> Facts:
    """Makes another of every square matrix; the shape stays as it is."""
    return Facts(Tensor(x.shape, x.dtype), macs=None, cell=of_whole(*matrices(x)))


def triangle(x: Tensor) -> Facts:
    """Makes another of every square matrix; the shape stays as it is."""
    return of_squares(x)._replace(cell=None)  # a triangle of it, row by row


def of_each_square(x: Tensor) -> Facts:
    """Makes one number of every square matrix."""
    outer, *sides = matrices(x)
    return Facts(Tensor(outer, x.dtype), macs=None, cell=of_whole(outer, *sides))


def sign_and_log(x: Tensor) -> Facts:
    """Makes two numbers of every square matrix: a sign, and a logarithm."""
    outer, *_ = matrices(x, square=False)
    return Facts((Tensor((), x.dtype), Tensor(outer, x.dtype)), macs=None)


def proper(x: Tensor) -> Facts:
    """Finds the proper numbers of every square matrix, and the directions that they belong to."""
    outer, rows, columns = matrices(x)
    found = Tensor((*outer, rows), x.dtype), Tensor(x.shape, x.dtype)
    return Facts(found, macs=None, cell=of_whole(outer, rows, columns))


def triangles(x: Tensor) -> Facts:
    """Takes every matrix apart into two triangles, kept in one matrix, and the order of its
    rows."""
    outer, rows, columns = matrices(x, square=False)
    side = minimum(rows, columns)
    return Facts((Tensor(x.shape, x.dtype), Tensor((*outer, side), x.dtype)), macs=None)


def upright(x: Tensor, *, mode: str = "reduced") -> Facts:
    """Takes every matrix apart into one whose columns stand upright on each other, and a
    triangle."""
    outer, rows, columns = matrices(x, square=False)
    need(
        mode in ("reduced", "complete"),
        "mode is one of {modes}, not {mode}",
        modes=("reduced", "complete"),
        mode=mode,
    )
    parts = upright_and_triangle(outer, rows, columns, mode == "complete")
    return Facts(tuple(Tensor(part, x.dtype) for part in parts), macs=None)


def singular(x: Tensor, *, full_matrices: bool = True, compute_uv: bool = True) -> Facts:
    """Takes every matrix apart into two turns and what is stretched between them.  With
    `compute_uv`, only the stretches are given."""
    outer, rows, columns = matrices(x, square=False)
    parts = turns_and_stretches(outer, rows, columns, full_matrices)
    left, stretches, right = (Tensor(part, x.dtype) for part in parts)
    found = (left, stretches, right) if compute_uv else stretches
    return Facts(found, macs=None, cell=of_whole(outer, rows, columns))


def rank_of(x: Tensor) -> Facts:
    """Counts for every matrix how many of its rows are no mixture of the others."""
    outer, *sides = matrices(x, square=False)
    return Facts(Tensor(outer, "int32"), macs=None, cell=of_whole(outer, *sides))


def turned(x: Tensor) -> Facts:
    """Makes of every matrix the one that undoes it as well as one can: rows and columns change
    places."""
    outer, rows, columns = matrices(x, square=False)
    cell = of_whole(outer, rows, columns)
    return Facts(Tensor((*outer, columns, rows), x.dtype), macs=None, cell=cell)


def solved(a: Tensor, b: Tensor, *, is_triangle: bool) -> Facts:
    """Finds what the matrices of the first input, multiplied with it, give the second input."""
    outer, rows, _ = matrices(a)
    sizes = b.shape
    need_rank(b, 1)
    right = sizes[-1] if len(sizes) == len(outer) + 1 else sizes[-2]
    need_as_many_rows(rows, right)
    told = of_column(a.shape, sizes, True, len(sizes) == len(outer) + 1)
    return Facts(Tensor(sizes, b.dtype), macs=None, cell=None if is_triangle else told)


def fitted(a: Tensor, b: Tensor) -> Facts:
    """Finds what the matrix of the first input, multiplied with it, gives the second input as
    nearly as can be."""
    need(len(a.shape) == 2, "it reads one matrix")
    need(len(b.shape) in (1, 2), "it reads a column or several")
    rows, columns = sizes_of(a)[0]
    need_as_many_rows(rows, b.shape[0])
    out = Tensor((columns, *b.shape[1:]), a.dtype)
    return Facts(out, macs=None, cell=of_column(a.shape, b.shape, True, len(b.shape) == 1))


RULES = [
    *(Rule(name, triangle, beside="upper") for name in ("cholesky", "cholesky_inverse")),
    Rule("inv", of_squares),
    Rule("det", of_each_square),
    Rule("logdet", of_each_square),
    Rule("slogdet", sign_and_log),
    *(Rule(name, proper) for name in ("eig", "eigh")),
    Rule("lu_factor", triangles),
    Rule("qr", upright),
    Rule("svd", singular),
    Rule("matrix_rank", rank_of, beside="tol"),
    Rule("pinv", turned, beside="rcond"),
    Rule("solve", solved, {"is_triangle": False}),
    Rule("solve_triangular", solved, {"is_triangle": True}, "lower"),
    Rule("lstsq", fitted, beside="rcond"),
]
