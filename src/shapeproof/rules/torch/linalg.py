"""torch's linear algebra, on the matrices that the last two axes hold."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, Literal

from shapeproof.algebra.formula import Dim, Relation
from shapeproof.algebra.words import equal, minimum, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import moving
from shapeproof.rules.arithmetic.axes import Axes
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.arithmetic.matrices import (
    OF_WHOLE,
    matrices,
    need_as_many_rows,
    need_square,
    of_column,
    of_whole,
    turns_and_stretches,
    upright_and_triangle,
)
from shapeproof.rules.arithmetic.pointwise import unread
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import at_its_place, distinct, need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import MADE, reduced
from shapeproof.rules.rule import UNKNOWN, Facts, Index, Reads, Rule, Shape, Tensor, need
from shapeproof.rules.torch.dtypes import bits, kind, need_alike, same
from shapeproof.rules.torch.elementwise import ANY, INEXACT, NUMBERS, Takes, need_taken, real
from shapeproof.rules.torch.products import need_axes
from shapeproof.rules.torch.reductions import along

SOLVABLE = Takes((2, 3), 32)
"""What is solved or taken apart: floats of 32 bits at least, and complex numbers."""
PLACES = "int32"
"""The dtype of rows changed, and of what tells whether it went well."""
Mode = Literal["reduced", "complete", "r"]
Driver = Literal["gels", "gelsy", "gelsd", "gelss"]
Order = float | str | None


def of_squares(input: Tensor, *, takes: Takes = SOLVABLE, is_triangle: bool = False) -> Facts:
    """Makes another of every square matrix; the shape stays as it is."""
    cell = of_whole(*matrices(input))
    need_taken(same(input), takes)
    told = None if is_triangle else cell
    return Facts(Tensor(input.shape, same(input)), macs=None, cell=told)


def of_squares_told(input: Tensor, *, is_triangle: bool = False) -> Facts:
    """Makes another of every square matrix, and tells of each whether it went well."""
    facts = of_squares(input, is_triangle=is_triangle)
    return facts._replace(output=(facts.output, Tensor(input.shape[:-2], PLACES)))


def of_each_square(input: Tensor) -> Facts:
    """Makes one number of every square matrix."""
    outer, *sides = matrices(input)
    need_taken(same(input), SOLVABLE)
    return Facts(Tensor(outer, same(input)), macs=None, cell=of_whole(outer, *sides))


def sign_and_log(input: Tensor) -> Facts:
    """Makes two numbers of every square matrix: a sign, and a logarithm."""
    facts = of_each_square(input)
    [sign] = facts.outputs
    return facts._replace(output=(sign, sign._replace(dtype=real(input))))


def power(input: Tensor, *, n: int) -> Facts:
    """Multiplies every square matrix with itself until it stands there {n} times; powers that are
    there already are multiplied too.  A power below 0 is that of the matrix that undoes it."""
    outer, rows, _ = matrices(input)
    need_taken(same(input), SOLVABLE if n < 0 else NUMBERS if n > 1 else ANY)
    products = max(abs(n).bit_length() - 1 + abs(n).bit_count() - 1, 0)
    macs = product((*outer, rows, rows, rows)) * products
    cell = of_whole(outer, rows, rows) if n < 0 or n > 2 else None
    if n in (0, 1):
        cell = at_its_place(say("the number itself")) if n else unread
    return Facts(Tensor(input.shape, same(input)), macs=None if n < 0 else macs, cell=cell)


def proper(input: Tensor, *, is_even: bool) -> Facts:
    """Finds the proper numbers of every square matrix, and the directions that they belong to."""
    outer, rows, _ = matrices(input)
    need_taken(same(input), SOLVABLE)
    numbers, directions = (real(input), same(input)) if is_even else (complexed(input),) * 2
    found = (Tensor((*outer, rows), numbers), Tensor(input.shape, directions))
    return Facts(found, macs=None, cell=of_whole(outer, rows, rows))


def proper_numbers(input: Tensor, *, is_even: bool) -> Facts:
    """Finds the proper numbers of every square matrix."""
    facts = proper(input, is_even=is_even)
    return facts._replace(output=facts.outputs[0])


def complexed(x: Tensor) -> str:
    """The complex numbers whose halves are such floats."""
    return same(x) if kind(x.dtype) == 3 else f"complex{2 * bits(same(x))}"


def qr_of_mode(input: Tensor, *, mode: Mode = "reduced") -> Facts:
    """Takes every matrix apart into one whose columns stand upright on each other, and a
    triangle.  With `mode`, the first has as many columns as rows (complete), or is left out (r);
    here it is {mode}."""
    need(
        mode in ("reduced", "complete", "r"),
        "mode is one of {modes}, not {mode}",
        modes=("reduced", "complete", "r"),
        mode=mode,
    )
    need_taken(same(input), SOLVABLE)
    parts = upright_and_triangle(*matrices(input, square=False), mode == "complete")
    upright, triangle = (Tensor(part, same(input)) for part in parts)
    left_out = Tensor((0,), same(input))
    return Facts((left_out if mode == "r" else upright, triangle), macs=None)


def qr(input: Tensor, *, some: bool = True) -> Facts:
    """Takes every matrix apart into one whose columns stand upright on each other, and a
    triangle.  Unless `some` is turned off, the first has no more columns than the matrix."""
    return qr_of_mode(input, mode="reduced" if some else "complete")


def singular(input: Tensor, *, full_matrices: bool = True) -> Facts:
    """Takes every matrix apart into two turns and what is stretched between them."""
    left, stretches, right = taken_apart(input, full_matrices)
    cell = of_whole(*matrices(input, square=False))
    return Facts((left, stretches, right), macs=None, cell=cell)


def svd(input: Tensor, *, some: bool = True, compute_uv: bool = True) -> Facts:
    """Takes every matrix apart into two turns and what is stretched between them; of the second
    turn it gives columns where linalg.svd gives rows.  With `compute_uv`, only the stretches are
    found, and the turns are full of zeros."""
    left, stretches, right = taken_apart(input, not some or not compute_uv)
    *outer, rows, columns = right.shape
    turned = right._replace(shape=(*outer, columns, rows))
    cell = of_whole(*matrices(input, square=False)) if compute_uv else unread
    return Facts((left, stretches, turned), macs=None, cell=cell)


def singular_values(input: Tensor) -> Facts:
    """Finds how far every matrix stretches the directions that it does not turn."""
    _, stretches, _ = taken_apart(input, False)
    return Facts(stretches, macs=None, cell=of_whole(*matrices(input, square=False)))


def taken_apart(x: Tensor, full: bool) -> tuple[Tensor, Tensor, Tensor]:
    need_taken(same(x), SOLVABLE)
    left, stretches, right = turns_and_stretches(*matrices(x, square=False), full)
    return Tensor(left, same(x)), Tensor(stretches, real(x)), Tensor(right, same(x))


def triangles(input: Tensor, *, pivot: bool = True) -> Facts:
    """Takes every matrix apart into the order of its rows and two triangles."""
    rows_moved(input, pivot)
    outer, rows, columns = matrices(input, square=False)
    side = minimum(rows, columns)
    parts = ((*outer, rows, rows), (*outer, rows, side), (*outer, side, columns))
    return Facts(tuple(Tensor(part, same(input)) for part in parts), macs=None)


def triangles_in_one(input: Tensor, *, pivot: bool = True) -> Facts:
    """Takes every matrix apart into two triangles, kept in one matrix, and the order of its
    rows."""
    return Facts((Tensor(input.shape, same(input)), rows_moved(input, pivot)), macs=None)


def triangles_told(input: Tensor, *, pivot: bool = True) -> Facts:
    """Takes every matrix apart into two triangles, kept in one matrix, and the order of its rows,
    and tells of each whether it went well."""
    told = Tensor(input.shape[:-2], PLACES)
    order = rows_moved(input, pivot)
    return Facts((Tensor(input.shape, same(input)), order, told), macs=None)


def triangles_of(input: Tensor, *, pivot: bool = True, get_infos: bool = False) -> Facts:
    """Takes every matrix apart into two triangles, kept in one matrix, and the order of its
    rows.  With `get_infos`, it tells of each whether it went well."""
    return triangles_told(input, pivot=pivot) if get_infos else triangles_in_one(input, pivot=pivot)


def rows_moved(x: Tensor, pivot: bool = True) -> Tensor:
    """The order that rows are brought in."""
    outer, rows, columns = matrices(x, square=False)
    need_taken(same(x), SOLVABLE)
    need(pivot, "torch takes pivot=False on graphics cards only")
    return Tensor((*outer, minimum(rows, columns)), PLACES)


def halves(input: Tensor) -> Facts:
    """Takes every square matrix that mirrors itself apart into a triangle, kept in one matrix, and
    the order of its rows."""
    outer, rows, _ = matrices(input)
    need_taken(same(input), SOLVABLE)
    return Facts((Tensor(input.shape, same(input)), Tensor((*outer, rows), PLACES)), macs=None)


def unpacked(
    LU_data: Tensor, LU_pivots: Tensor, *, unpack_data: bool = True, unpack_pivots: bool = True
) -> Facts:
    """Makes of two triangles that are kept in one matrix, and of the order of its rows, a matrix of
    the order and the two triangles; what `unpack_data` or `unpack_pivots` turn off is empty."""
    order, lower, upper = triangles(LU_data).outputs
    empty = Tensor((0,), same(LU_data))
    if not unpack_pivots:
        order = empty
    if not unpack_data:
        lower = upper = empty
    return Facts((order, lower, upper))


def reflections(input: Tensor) -> Facts:
    """Takes every matrix apart into reflections and a triangle, kept in one matrix, and a factor
    for each reflection."""
    outer, rows, columns = matrices(input, square=False)
    need_taken(same(input), SOLVABLE)
    factors = Tensor((*outer, minimum(rows, columns)), same(input))
    return Facts((Tensor(input.shape, same(input)), factors), macs=None)


def reflected(input: Tensor, tau: Tensor) -> Facts:
    """Makes of the reflections that a matrix keeps, and a factor for each, one matrix whose columns
    stand upright on each other; the shape stays as it is."""
    outer, rows, columns = matrices(input, square=False)
    need_taken(need_alike(input, tau), SOLVABLE)
    need_rank(tau, 1)
    need(columns <= rows, "there are {columns:reflection|reflections} in columns of {rows}",
         columns=columns, rows=rows)  # fmt: skip
    need(tau.shape[-1] <= columns, "there are {factors:factor|factors} for {columns} reflections",
         factors=tau.shape[-1], columns=columns)  # fmt: skip
    need_one_batch(outer, tau.shape[:-1])
    return Facts(Tensor(input.shape, same(input)), macs=None)


def need_one_batch(first: Sequence[Dim], other: Sequence[Dim]) -> None:
    for size, its in zip(first, other):
        need(equal(size, its), "the inputs must have one shape: {first} is not {other}",
             first=size, other=its)  # fmt: skip


def orgqr(input: Tensor, input2: Tensor) -> Facts:
    """Makes of the reflections that a matrix keeps, and a factor for each, one matrix whose columns
    stand upright on each other; the shape stays as it is."""
    return reflected(input, input2)


def undoing(input: Tensor, *, hermitian: bool = False) -> Facts:
    """Makes of every matrix the one that undoes it as well as one can: rows and columns change
    places."""
    outer, rows, columns = matrices(input, square=hermitian)
    need_taken(same(input), SOLVABLE)
    out = Tensor((*outer, columns, rows), same(input))
    return Facts(out, macs=None, cell=of_whole(outer, rows, columns))


def rank_of(input: Tensor, *, hermitian: bool = False) -> Facts:
    """Counts for every matrix how many of its rows are no mixture of the others."""
    outer, *sides = matrices(input, square=hermitian)
    need_taken(same(input), SOLVABLE)
    cell = None if hermitian else of_whole(outer, *sides)  # else one triangle decides
    return Facts(Tensor(outer, "int64"), macs=None, cell=cell)


def condition(input: Tensor, *, p: Order = None) -> Facts:
    """Tells of every matrix how much an error may grow that it is multiplied with."""
    need(p is None or is_of_matrices(p), "there is no norm of a matrix of order {order}", order=p)
    outer, *sides = matrices(input, square=p not in (None, 2, -2))
    need_taken(same(input), SOLVABLE)
    return Facts(Tensor(outer, real(input)), macs=None, cell=of_whole(outer, *sides))


def trace(input: Tensor) -> Facts:
    """Adds up the numbers of the diagonal."""
    need_axes(input, 2)
    need_taken(same(input), NUMBERS)
    [(rows, columns)] = sizes_of(input)
    dtype = "int64" if kind(input.dtype) == 1 else same(input)
    return Facts(Tensor((), dtype), elementwise=minimum(rows, columns))


def diagonal(input: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Facts:
    """Reads the diagonal of the plane of axis {dim1} and axis {dim2}, counting from 0 or back from
    -1, for every place of the other axes; the diagonal becomes the last axis.  With `offset`, it is
    the diagonal {offset} places to the right."""
    return moving.diagonal(input, offset, dim1, dim2)


def vector_norm(
    input: Tensor,
    *,
    ord: float = 2,
    dim: Axes | None = None,
    keepdim: bool = False,
    dtype: str | None = None,
) -> Facts:
    """Puts numbers together to one: the length that they have as a vector.  Unless `dim` names
    some, all numbers make one.  With `dim`, those along axis {dim} make one, counting from 0 or
    back from -1, for every place of the other axes.  With `keepdim`, the axes that are gone over
    stay, 1 long."""
    need(not isinstance(ord, str), "the order of a vector's norm is a number, not '{order}'",
         order=ord)  # fmt: skip
    [sizes] = sizes_of(input)
    axes = along(None if dim == () else dim, len(sizes))
    return reduced(sizes, axes, keepdim, MADE["norm"], length_in(input, dtype), 2)


def matrix_norm(
    input: Tensor,
    *,
    ord: Order = "fro",
    dim: Axes = (-2, -1),
    keepdim: bool = False,
    dtype: str | None = None,
) -> Facts:
    """Makes of every matrix one number, how large it is.  Unless `dim` names others, a matrix lies
    in the last two axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    need(is_of_matrices(ord), "there is no norm of a matrix of order {order}", order=ord)
    need_rank(input, 2)
    [sizes] = sizes_of(input)
    axes = distinct(dim, len(sizes))
    need(len(axes) == 2, "a matrix lies in 2 axes, and {given:is|are} named", given=len(axes))
    is_taken_apart = ord in ("nuc", 2, -2)
    length = length_in(input, dtype)
    if is_taken_apart:
        need_taken(dtype or same(input), SOLVABLE)
    facts = reduced(sizes, axes, keepdim, say("how large the matrix is"), length, 2)
    return facts._replace(macs=None, elementwise=0) if is_taken_apart else facts


def norm_of_either(
    input: Tensor,
    *,
    ord: Order = None,
    dim: Axes | None = None,
    keepdim: bool = False,
    dtype: str | None = None,
) -> Facts:
    """Puts numbers together to one: the length that they have as a vector, or how large they are as
    a matrix.  Unless `dim` names some, all numbers make one.  With `dim`, those along axis {dim}
    make one, counting from 0 or back from -1, for every place of the other axes.  With `keepdim`,
    the axes that are gone over stay, 1 long."""
    rank = len(input.shape)
    named = (dim,) if isinstance(dim, int) else dim
    need(
        named is None or len(named) in (1, 2),
        "a vector lies in 1 axis and a matrix in 2, and {given:is|are} named",
        given=len(named or ()),
    )
    if ord is None:
        return vector_norm(input, dim=named, keepdim=keepdim, dtype=dtype)
    need(
        named is not None or rank in (1, 2),
        "a norm of order {order} is that of a vector or a matrix, and the input has "
        "{rank:axis|axes}; name some in dim",
        order=ord,
        rank=rank,
    )
    axes = tuple(range(rank)) if named is None else named
    if isinstance(ord, str) or len(axes) == 2:
        return matrix_norm(input, ord=ord, dim=axes, keepdim=keepdim, dtype=dtype)
    return vector_norm(input, ord=ord, dim=axes, keepdim=keepdim, dtype=dtype)


def norm(
    input: Tensor,
    *,
    p: Order = "fro",
    dim: Axes | None = None,
    keepdim: bool = False,
    dtype: str | None = None,
) -> Facts:
    """Puts numbers together to one: the length that they have as a vector.  Unless `dim` names
    some, all numbers make one.  With `dim`, those along axis {dim} make one, counting from 0 or
    back from -1, for every place of the other axes.  With `keepdim`, the axes that are gone over
    stay, 1 long."""
    axes = (dim,) if isinstance(dim, int) else dim
    if p == "nuc":
        every = tuple(range(len(input.shape)))
        return matrix_norm(input, ord=p, dim=axes or every, keepdim=keepdim, dtype=dtype)
    need(
        p != "fro" or axes is None or len(axes) <= 2,
        "a norm of order {order} goes over 1 axis or 2, not {given}; say p=2 for more",
        order=p,
        given=len(axes or ()),
    )
    need(p == "fro" or not isinstance(p, str), "there is no norm of order {order}", order=p)
    return vector_norm(input, dim=axes, keepdim=keepdim, dtype=dtype)


def is_of_matrices(order: Order) -> bool:
    return order in ("fro", "nuc", 1, -1, 2, -2, inf, -inf)


def length_in(x: Tensor, dtype: str | None) -> str:
    """The dtype of lengths; one that is asked for holds all of the input's numbers."""
    need_taken(same(x), INEXACT)
    if dtype is not None:
        need(
            kind(dtype) == kind(x.dtype) and bits(dtype) >= bits(same(x)),
            "lengths of {dtype} cannot be measured in {wanted}, which does not hold its numbers",
            dtype=same(x),
            wanted=dtype,
        )
    return real(Tensor((), dtype or same(x)))


def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Facts:
    """Finds what the matrices of the first input, multiplied with it, give the second input.
    Unless `left` is turned off, the second input is one column, or columns side by side."""
    out = Tensor(solved(A, B, left), need_solved(A, B))
    told = of_column(A.shape, B.shape, left, is_column(B.shape, A.shape[:-1]))
    return Facts(out, macs=None, cell=told)


def solve_told(A: Tensor, B: Tensor, *, left: bool = True) -> Facts:
    """Finds what the matrices of the first input, multiplied with it, give the second input, and
    tells of each matrix whether it went well."""
    facts = solve(A, B, left=left)
    return facts._replace(output=(facts.output, Tensor(A.shape[:-2], PLACES)))


def solve_triangular(
    input: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Facts:
    """Finds what the triangles of the first input, multiplied with it, give the second input.
    Unless `left` is turned off, the second input is columns side by side."""
    need_rank(B, 2)
    need_taken(same(input), SOLVABLE)
    need_taken(same(B), SOLVABLE)
    return Facts(Tensor(solved(input, B, left, False), same(input)), macs=None)


def triangular_solve(input: Tensor, A: Tensor) -> Facts:
    """Finds what the triangles of the second input, multiplied with it, give the first input, and
    gives the triangles too."""
    need_rank(input, 2)
    out = solved(A, input, True, False)
    dtype, side = need_solved(A, input), A.shape[-1]
    return Facts((Tensor(out, dtype), Tensor((*out[:-2], side, side), dtype)), macs=None)


def cholesky_solve(input: Tensor, input2: Tensor) -> Facts:
    """Finds what the matrices whose triangles the second input has, multiplied with it, give the
    first input."""
    need_rank(input, 2)
    out = solved(input2, input, True, False)
    return Facts(Tensor(out, need_solved(input2, input)), macs=None)


def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Facts:
    """Finds what the matrices whose triangles the second input has, multiplied with it, give the
    first input; the third input has the order of their rows."""
    return linalg_lu_solve(LU_data, LU_pivots, input)


def linalg_lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True) -> Facts:
    """Finds what the matrices whose triangles the first input has, multiplied with it, give the
    third input; the second input has the order of their rows."""
    need_rank(B, 2)
    need(kind(pivots.dtype) == 1, "the order of rows is told in whole numbers, not in {dtype}",
         dtype=same(pivots))  # fmt: skip
    return Facts(Tensor(solved(LU, B, left, False), need_solved(LU, B)), macs=None)


def solved(A: Tensor, B: Tensor, left: bool, may_be_column: bool = True) -> Shape:
    """The shape of what matrices give something; with `may_be_column`, of one column too."""
    need_rank(A, 2)
    need_rank(B, 1)
    (*outer, rows, columns), given = sizes_of(A, B)
    need_square(rows, columns)
    if may_be_column and is_column(given, (*outer, rows)):
        need(left, "one column stands to the right of a matrix, and left=False puts it to the left")
        need_as_many_rows(rows, given[-1])
        return (*broadcast(tuple(outer), given[:-1]), given[-1])
    need_as_many_rows(rows, given[-2] if left else given[-1])
    return (*broadcast(tuple(outer), given[:-2]), *given[-2:])


def is_column(given: Shape, wanted: Shape) -> bool:
    """Whether torch takes this for one column a matrix."""
    if len(given) == 1:
        return True
    return len(given) == len(wanted) and all(may_be_equal(*pair) for pair in zip(given, wanted))


def may_be_equal(a: Dim, b: Dim) -> bool:
    condition: Any = equal(a, b)
    if isinstance(condition, Relation):
        return condition.holds is not False
    return bool(condition if isinstance(condition, bool) else condition.all())


def need_solved(*inputs: Tensor) -> str:
    dtype = need_alike(*inputs)
    need_taken(dtype, SOLVABLE)
    return dtype


def fitted(input: Tensor, b: Tensor, *, driver: Driver | None = None) -> Facts:
    """Finds what the matrices of the first input, multiplied with it, give the second input as
    nearly as can be; with it come how far off it is, how many rows of each matrix are no mixture of
    the others, and how far it stretches, each of which may be left empty.  With `driver`, it is
    found by {driver}."""
    need_rank(input, 2)
    need_rank(b, 1)
    (*outer, rows, columns), given = sizes_of(input, b)
    behind = len(input.shape) - len(given)
    need(
        behind in (0, 1),
        "the second input has as many axes as the first, or one less; they have {ranks}",
        ranks=(len(input.shape), len(given)),
    )
    *own, length = given if behind else given[:-1]
    need_as_many_rows(rows, length)
    if behind:
        need_one_batch(outer, own)
    dtype = need_solved(input, b)
    solution = (*broadcast(tuple(outer), tuple(own)), columns, *(() if behind else given[-1:]))
    is_found = driver in ("gelsd", "gelss")
    rest = (
        Tensor((0,), real(input)) if driver in (None, "gelsy") else UNKNOWN,
        Tensor((0,) if driver == "gels" else tuple(outer), "int64"),
        Tensor((*outer, minimum(rows, columns)) if is_found else (0,), real(input)),
    )
    cell = of_column(input.shape, b.shape, True, behind == 1)
    return Facts((Tensor(solution, dtype), *rest), macs=None, cell=cell)


def tensorinv(input: Tensor, *, ind: int = 2) -> Facts:
    """Takes the first {ind} axes for rows and the others for columns of one square matrix, and
    makes the one that undoes it: the axes of rows and columns change places."""
    need(ind > 0, "there must be at least 1 axis of rows, not {n}", n=ind)
    [sizes] = sizes_of(input)
    need_taken(same(input), SOLVABLE)
    need_square(product(sizes[:ind]), product(sizes[ind:]))
    out = Tensor((*sizes[ind:], *sizes[:ind]), same(input))
    return Facts(out, macs=None, cell=lambda _: Reads((whole(sizes),), OF_WHOLE))


def tensorsolve(input: Tensor, other: Tensor, *, dims: tuple[int, ...] | None = None) -> Facts:
    """Takes the first axes of the first input, as many as the second has, for rows and the others
    for columns of one square matrix, and finds what it gives the second input when it is multiplied
    with it.  With `dims`, the axes {dims} are moved to the end before."""
    dtype = need_solved(input, other)
    sizes, given = sizes_of(input, other)
    last = () if dims is None else distinct(dims, len(sizes))
    laid = [*(i for i in range(len(sizes)) if i not in last), *last]
    out = tuple(sizes[i] for i in laid[len(given) :])
    need_square(product(given), product(out))

    def cell(_: Index) -> Reads:
        return Reads((whole(sizes), whole(given)), OF_WHOLE)

    return Facts(Tensor(out, dtype), macs=None, cell=cell)


def powers(input: Tensor, *, N: Dim | None = None) -> Facts:
    """Writes the powers of every number along a new last axis.  Unless `N` says otherwise, there
    are as many as numbers along the last axis."""
    need_taken(same(input), Takes((1, 2, 3), 32))
    sizes = sizes_of(input)[0] or (1,)
    count = sizes[-1] if N is None else N
    need(count >= 2, "there must be at least 2 powers, not {n}", n=count)
    out = (*sizes, count)
    dtype = "int64" if kind(input.dtype) == 1 else same(input)

    def cell(index: Index) -> Reads:
        read = tuple(map(one, index[:-1])) if input.shape else ()
        return Reads((read if index[-1] else None,), say("a power of the number"))

    return Facts(Tensor(out, dtype), elementwise=product(out), cell=cell)


ORDER = {
    "linalg_lstsq": "input b rcond driver",
    "linalg_pinv": "input rcond hermitian",
    "linalg_matrix_rank": "input tol hermitian",
}
FUNCTIONS = [
    *(Rule(name, of_squares) for name in ("inverse", "linalg_inv")),
    *(
        Rule(name, of_squares, {"is_triangle": True}, "upper")
        for name in ("cholesky", "linalg_cholesky", "cholesky_inverse")
    ),
    *(Rule(name, of_squares, {"takes": INEXACT}) for name in ("matrix_exp", "linalg_matrix_exp")),
    Rule("linalg_inv_ex", of_squares_told, beside="check_errors"),
    Rule("linalg_cholesky_ex", of_squares_told, {"is_triangle": True}, "check_errors upper"),
    *(Rule(name, of_each_square) for name in ("det", "linalg_det", "logdet")),
    *(Rule(name, sign_and_log) for name in ("slogdet", "linalg_slogdet")),
    *(Rule(name, power) for name in ("matrix_power", "linalg_matrix_power")),
    Rule("linalg_eig", proper, {"is_even": False}),
    Rule("linalg_eigh", proper, {"is_even": True}, "UPLO"),
    Rule("linalg_eigvals", proper_numbers, {"is_even": False}),
    Rule("linalg_eigvalsh", proper_numbers, {"is_even": True}, "UPLO"),
    Rule("linalg_qr", qr_of_mode),
    Rule("qr", qr),
    Rule("linalg_svd", singular, beside="driver"),
    Rule("svd", svd),
    Rule("linalg_svdvals", singular_values, beside="driver"),
    Rule("linalg_lu", triangles),
    Rule("linalg_lu_factor", triangles_in_one),
    Rule("linalg_lu_factor_ex", triangles_told, beside="check_errors"),
    Rule("lu", triangles_of),
    Rule("linalg_ldl_factor", halves, beside="hermitian"),
    Rule("lu_unpack", unpacked),
    Rule("geqrf", reflections),
    Rule("linalg_householder_product", reflected),
    Rule("orgqr", orgqr),
    Rule("pinverse", undoing, {"hermitian": False}, "rcond"),
    Rule("linalg_pinv", undoing, beside="rcond atol rtol"),
    Rule("linalg_matrix_rank", rank_of, beside="tol atol rtol"),
    Rule("linalg_cond", condition),
    Rule("trace", trace),
    Rule("linalg_diagonal", diagonal),
    Rule("linalg_vector_norm", vector_norm),
    Rule("linalg_matrix_norm", matrix_norm),
    Rule("linalg_norm", norm_of_either),
    Rule("norm", norm),
    Rule("linalg_solve", solve),
    Rule("linalg_solve_ex", solve_told, beside="check_errors"),
    Rule("linalg_solve_triangular", solve_triangular),
    Rule("triangular_solve", triangular_solve, beside="upper transpose unitriangular"),
    Rule("cholesky_solve", cholesky_solve, beside="upper"),
    Rule("lu_solve", lu_solve),
    Rule("linalg_lu_solve", linalg_lu_solve, beside="adjoint"),
    Rule("linalg_lstsq", fitted, beside="rcond"),
    Rule("linalg_tensorinv", tensorinv),
    Rule("linalg_tensorsolve", tensorsolve),
    Rule("linalg_vander", powers),
]
