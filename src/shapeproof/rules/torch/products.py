"""torch's functions that multiply numbers and add up the products."""

from __future__ import annotations

from itertools import pairwise

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, joined, minimum, product, step, total
from shapeproof.message import say
from shapeproof.rules.arithmetic import contractions
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.moving import copied
from shapeproof.rules.arithmetic.multiplying import (
    blown_up,
    each_with_each,
    need_meeting,
    rows_by_columns,
    walked_together,
)
from shapeproof.rules.arithmetic.pointwise import place_by_place
from shapeproof.rules.arithmetic.products import of_products, one, whole
from shapeproof.rules.arithmetic.reading import distinct, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need
from shapeproof.rules.torch.dtypes import bits, kind, need_alike, promoted, same
from shapeproof.rules.torch.elementwise import INEXACT, NUMBERS, need_taken

Walked = int | tuple[tuple[int, ...], ...]
"""So many axes, or which axes of the one input and which of the other."""
MOST = 8
"""The most matrices among whose orders the cheapest one is looked for."""


def matmul(input: Tensor, other: Tensor) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number.  The axes before the last two stand for matrices
    side by side."""
    need_rank(input, 1)
    need_rank(other, 1)
    dtype = need_multiplied(input, other)
    left, right = sizes_of(input, other)
    return rows_by_columns(left, right, dtype)


def mm(input: Tensor, mat2: Tensor) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number."""
    need_axes(input, 2)
    need_axes(mat2, 2)
    return matmul(input, mat2)


def bmm(input: Tensor, mat2: Tensor) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number.  The first axis stands for matrices side by
    side."""
    need_side_by_side(input, mat2)
    return matmul(input, mat2)


def grouped_mm(
    input: Tensor, mat2: Tensor, offs: Tensor | None = None, bias: Tensor | None = None
) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number.  An input of two axes is dealt out to groups, which
    end where `offs` says; one of three has a matrix for each group, so a row meets the matrix of
    its own group alone."""
    dtype = need_alike(input, mat2)
    need(len(input.shape) in (2, 3) and len(mat2.shape) in (2, 3),
         "each input has two axes, or three of which the first is that of groups")  # fmt: skip
    *left, rows, length = input.read(*("groups",) * (len(input.shape) - 2), "rows", "length")
    *right, own, columns = mat2.read(*("groups",) * (len(mat2.shape) - 2), "own length", "columns")
    need_meeting(length, own)
    need_whole_strides(dtype, length, columns)
    need(
        (offs is None) is bool(left and right),
        "`offs` says where groups end, unless both inputs have a matrix for each",
    )
    need(bias is None, "a bias is not added yet; add it to what comes out")
    groups = [*left, *right] or list(offs.read("groups") if offs else ())
    for other in (*groups[1:], *(offs.read("ends") if offs else ())):
        need(equal(groups[0], other), "one has {groups} groups, and the other {other}",
             groups=groups[0], other=other)  # fmt: skip
    out = (rows, columns) if bool(left) is not bool(right) else (groups[0], rows, columns)
    each = groups[:1] if left and right else []
    return Facts(Tensor(out, dtype), macs=product((*each, rows, length, columns)))


def need_whole_strides(dtype: str, *sizes: Dim) -> None:
    """Rows begin at every 16th byte."""
    for size in sizes:
        need(
            divides(16 * 8 // bits(dtype), size),
            "a row must take a multiple of 16 bytes, and {size} of {dtype} do not",
            size=size,
            dtype=dtype,
        )


def mv(input: Tensor, vec: Tensor) -> Facts:
    """Multiplies each row of the first input with the second, number by number, and adds the
    {length} products up to one number."""
    need_axes(input, 2)
    need_axes(vec, 1)
    return matmul(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Facts:
    """Multiplies the numbers of two rows, and adds the {length} products up to one number."""
    need_axes(input, 1)
    need_axes(tensor, 1)
    return matmul(input, tensor)


def vdot(input: Tensor, other: Tensor) -> Facts:
    """Multiplies the numbers of two rows, and adds the {length} products up to one number."""
    return dot(input, other)


def inner(input: Tensor, other: Tensor) -> Facts:
    """Multiplies the numbers along the last axis of the first input with those along the last axis
    of the second, and adds the products up to one number.  Every place of what is left of the one
    meets every place of what is left of the other."""
    if not input.shape or not other.shape:
        return place_by_place((input, other), say("the product"), promoted(input, other))
    left, right = sizes_of(input, other)
    dtype = need_multiplied(input, other)
    return walked_together(left, right, (len(left) - 1,), (len(right) - 1,), dtype)


def outer(input: Tensor, vec2: Tensor) -> Facts:
    """Multiplies each number of the first input with each number of the second."""
    need_axes(input, 1)
    need_axes(vec2, 1)
    ((first,), (second,)) = sizes_of(input, vec2)
    return each_with_each(first, second, promoted(input, vec2))


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1) -> Facts:
    """Multiplies each row of the second input with each column of the third, number by number, adds
    the {length} products up to one number, and adds the number of the first input at its place.
    With `beta`, the first input is multiplied by it before.  With `alpha`, the products are
    multiplied by it."""
    need_axes(mat1, 2)
    need_axes(mat2, 2)
    dtype = need_multiplied(input, mat1, mat2)
    own, left, right = sizes_of(input, mat1, mat2)
    return added(own, rows_by_columns(left, right, dtype), beta, alpha)


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Facts:
    """Multiplies each row of the second input with the third, number by number, adds the {length}
    products up to one number, and adds the number of the first input at its place.  With `beta`,
    the first input is multiplied by it before.  With `alpha`, the products are multiplied by
    it."""
    need_axes(mat, 2)
    need_axes(vec, 1)
    dtype = need_multiplied(input, mat, vec)
    own, left, right = sizes_of(input, mat, vec)
    return added(own, rows_by_columns(left, right, dtype), beta, alpha)


def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Facts:
    """Multiplies each row of the second input with each column of the third, number by number, adds
    the {length} products up to one number, and adds the number of the first input at its place.
    The first axis stands for matrices side by side.  With `beta`, the first input is multiplied by
    it before.  With `alpha`, the products are multiplied by it."""
    need_side_by_side(batch1, batch2)
    dtype = need_multiplied(input, batch1, batch2)
    own, left, right = sizes_of(input, batch1, batch2)
    return added(own, rows_by_columns(left, right, dtype), beta, alpha)


def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Facts:
    """Multiplies each row of the second input with each column of the third, number by number, adds
    up the products of all matrices, which lie side by side along the first axis, and adds the
    number of the first input at its place.  With `beta`, the first input is multiplied by it
    before.  With `alpha`, the products are multiplied by it."""
    need_side_by_side(batch1, batch2)
    dtype = need_multiplied(input, batch1, batch2)
    own, left, right = sizes_of(input, batch1, batch2)
    facts = walked_together(left, right, (0, 2), (0, 1), dtype)
    return added(own, facts, beta, alpha)


def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Facts:
    """Multiplies each number of the second input with each number of the third, and adds the number
    of the first input at its place.  With `beta`, the first input is multiplied by it before.
    With `alpha`, the products are multiplied by it."""
    need_axes(vec1, 1)
    need_axes(vec2, 1)
    own, (first,), (second,) = sizes_of(input, vec1, vec2)
    return added(own, each_with_each(first, second, promoted(input, vec1, vec2)), beta, alpha)


def added(own: Shape, facts: Facts, beta: float, alpha: float) -> Facts:
    """Sums of products, with the numbers of another input added to them, which may be stretched."""
    [x] = facts.outputs
    need_stretching(own, x.shape)
    told = facts.cell

    def cell(index: Index) -> Reads:
        assert told
        reads = told(index)
        products = reads.made.values.get("n", 1)
        return Reads((behind(index, own), *reads.inputs), of_products(products, True))

    passes = 1 + (beta != 1) + (alpha != 1)
    work = facts.elementwise + product(x.shape) * passes
    return facts._replace(elementwise=work, cell=cell if told else None)


def kron(input: Tensor, other: Tensor) -> Facts:
    """Writes in the place of each number of the first input that number times the whole second
    input.  An input of fewer axes gets new first ones, 1 long."""
    left, right = sizes_of(input, other)
    rank = max(len(left), len(right))
    first, second = ((1,) * (rank - len(sizes)) + sizes for sizes in (left, right))
    facts = blown_up(first, second, promoted(input, other))
    told = facts.cell

    def cell(index: Index) -> Reads:
        assert told
        reads = told(index)
        own = (at and at[rank - len(x) :] for at, x in zip(reads.inputs, (left, right)))
        return reads._replace(inputs=tuple(own))

    return facts._replace(cell=cell)


def cross(input: Tensor, other: Tensor, *, dim: int | None = None) -> Facts:
    """Makes of two arrows of 3 numbers the one that stands upright on both.  Unless `dim` names an
    axis, the numbers of an arrow lie along the first one that is 3 long.  With `dim`, they lie
    along axis {dim}."""
    left, right = arrows(input, other)
    if dim is not None:
        return upright_on_both(input, other, from_front(dim, len(left)))
    need(
        equal(product(size - 3 for size in left), 0) if left else False,
        "an arrow has 3 numbers, and no axis of ({sizes}) is 3 long",
        sizes=left,
    )
    out = broadcast(left, right)
    return Facts(Tensor(out, need_multiplied(input, other)), elementwise=3 * product(out))


def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Facts:
    """Makes of two arrows of 3 numbers the one that stands upright on both.  The numbers of an
    arrow lie along axis {dim}."""
    return upright_on_both(input, other, from_front(dim, len(input.shape)))


def upright_on_both(input: Tensor, other: Tensor, along: int) -> Facts:
    """Arrows whose numbers lie along one axis."""
    left, right = arrows(input, other)
    for size in (left[along], right[along]):
        need(equal(size, 3), "an arrow has 3 numbers, not {size}", size=size)
    out = broadcast(left, right)

    def cell(index: Index) -> Reads:
        inputs: list[tuple[range, ...]] = []
        for sizes in (left, right):
            at = list(behind(index, sizes))
            before, after = sorted({0, 1, 2} - {index[along]})
            at[along] = range(before, after + 1, after - before)
            inputs.append(tuple(at))
        return Reads(tuple(inputs), say("the difference of two products"))

    dtype = need_multiplied(input, other)
    return Facts(Tensor(out, dtype), elementwise=3 * product(out), cell=cell)


def arrows(input: Tensor, other: Tensor) -> list[Shape]:
    left, right = sizes_of(input, other)
    need(len(left) == len(right), "the inputs must have equally many axes, and have {ranks}",
         ranks=(len(left), len(right)))  # fmt: skip
    return [left, right]


def linalg_vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Facts:
    """Multiplies the numbers of both inputs along axis {dim}, and adds the products up to one
    number.  Where an input is 1 long along an axis, its one number is used at every place of that
    axis."""
    dtype = need_multiplied(x, y)
    need_taken(dtype, INEXACT)
    left, right = sizes_of(x, y)
    both = broadcast(left, right)
    along = from_front(dim, len(both))

    def cell(index: Index) -> Reads:
        inputs: list[tuple[range, ...]] = []
        for sizes in (left, right):
            places = (*index[:along], 0, *index[along:])
            at = list(behind(places, sizes))
            if (own := along - len(both) + len(sizes)) >= 0:
                at[own] = range(int(sizes[own]))
            inputs.append(tuple(at))
        return Reads(tuple(inputs), of_products(both[along], False))

    out = (*both[:along], *both[along + 1 :])
    return Facts(Tensor(out, dtype), macs=product(both), cell=cell)


def tensordot(a: Tensor, b: Tensor, *, dims: Walked = 2) -> Facts:
    """Walks along axes of both inputs at once, multiplies the numbers of each step, and adds the
    products up to one number.  Every place of what is left of the one meets every place of what is
    left of the other.  Unless `dims` says otherwise, the last 2 axes of the first input are walked
    with the first 2 of the second.  With `dims`, those are walked that it names: {dims}."""
    left, right = sizes_of(a, b)
    if isinstance(dims, int):
        need(
            0 <= dims <= min(len(left), len(right)),
            "the inputs have no {axes:axis|axes} to walk along",
            axes=dims,
        )
        first, second = tuple(range(len(left) - dims, len(left))), tuple(range(dims))
    else:
        need(len(dims) == 2, "dims names the axes of the one input and those of the other")
        first, second = distinct(dims[0], len(left)), distinct(dims[1], len(right))
    dtype = need_multiplied(a, b)
    short = [*left], [*right]
    for i, j in zip(first, second):
        short[0][i] = short[1][j] = added_up_to_meet(left[i], right[j])
    facts = walked_together(tuple(short[0]), tuple(short[1]), first, second, dtype)
    is_added_up = any(known(left[i]) != known(right[j]) for i, j in zip(first, second))
    return facts._replace(cell=None if is_added_up else facts.cell)


def added_up_to_meet(left: Dim, right: Dim) -> Dim:
    """How long axes are that are walked together; one that meets a single number is added up."""
    are_equal = known(left) is not None and known(left) == known(right)
    need(
        equal(left, right) if are_equal else equal((left - right) * (left - 1) * (right - 1), 0),
        "rows of {left} numbers cannot meet columns of {right}: they must be as long; transpose "
        "one of the inputs, or change a size",
        left=left,
        right=right,
    )
    return left if are_equal else minimum(left, right)


def einsum(*operands: Tensor, equation: str) -> Facts:
    """Multiplies the numbers of all inputs as '{equation}' says: where two axes have one letter,
    they are walked together, and the products along a letter that the right side lacks are added
    up.  Several inputs are put together from left to right, two at a time; with the package
    opt_einsum torch may find a cheaper order."""
    need(len(operands) >= 1, "it takes several inputs, and has none")
    written = equation.replace(" ", "")
    shapes = sizes_of(*operands)
    letters = contractions.lettered(written, [len(shape) for shape in shapes]).output
    need(
        len(set(letters)) == len(letters),
        "the equation '{equation}' writes a letter twice behind the arrow",
        equation=written,
    )
    out, macs, work = contractions.two_by_two(written, *shapes)
    dtype = need_multiplied(*operands) if is_more_than_0(macs) else promoted(*operands)
    if len(operands) == 1 and kind(dtype) < 2 and len(letters) < len(set(written) - set(",->.")):
        dtype = "int64"  # sums of whole numbers
    cell = contractions.reading(written, *shapes)
    return Facts(Tensor(out, dtype), macs=macs, elementwise=work, cell=cell)


def is_more_than_0(macs: Dim) -> bool:
    """Whether anything is multiplied and added up at all."""
    return not (isinstance(macs, int) and macs == 0)


def multi_dot(*tensors: Tensor) -> Facts:
    """Multiplies all matrices one after the other, in the order that takes the fewest products;
    what more than 8 of them take is not counted.  The first input may be a row, and the last one a
    column."""
    need(len(tensors) >= 2, "it multiplies 2 matrices or more, and has {n}", n=len(tensors))
    for i, x in enumerate(tensors):
        rank = len(x.shape)
        need(
            rank == 2 or (rank == 1 and i in (0, len(tensors) - 1)),
            "it multiplies matrices, and an input has {rank:axis|axes}",
            rank=rank,
        )
    return chained(tensors)


def chain_matmul(*matrices: Tensor) -> Facts:
    """Multiplies all matrices one after the other, in the order that takes the fewest products;
    what more than 8 of them take is not counted."""
    need(len(matrices) >= 1, "it takes several inputs, and has none")
    for x in matrices:
        need_axes(x, 2)
    if len(matrices) == 1:
        return copied(matrices[0], same(matrices[0]))
    return chained(matrices)


def chained(tensors: tuple[Tensor, ...]) -> Facts:
    """The product of matrices; a row at the front or a column at the back gives its axis up."""
    dtype = need_multiplied(*tensors)
    first, *between, last = sizes_of(*tensors)
    row, column = len(first) == 1, len(last) == 1
    shapes = [(1, *first) if row else first, *between, (*last, 1) if column else last]
    for (_, left), (right, _) in pairwise(shapes):
        need_meeting(left, right)
    sides = (*(rows for rows, _ in shapes), shapes[-1][1])
    out = (*(() if row else sides[:1]), *(() if column else sides[-1:]))
    macs = fewest_products(sides) if len(tensors) <= MOST else None

    def cell(index: Index) -> Reads:
        at = iter(map(one, index))
        start = whole(first) if row else (next(at), *whole(first[1:]))
        end = whole(last) if column else (*whole(last[:1]), next(at))
        return Reads((start, *map(whole, between), end), say("a number of the product"))

    return Facts(Tensor(out, dtype), macs=macs, cell=cell)


def fewest_products(sides: Shape) -> Dim:
    """What the cheapest order of multiplying takes; matrix i has `sides[i]` rows and
    `sides[i + 1]` columns.

    >>> fewest_products((10, 100, 5, 50))
    7500
    """
    count = len(sides) - 1
    least: dict[tuple[int, int], Dim] = {(i, i + 1): 0 for i in range(count)}
    for width in range(2, count + 1):
        for i in range(count - width + 1):
            k = i + width
            ways = [
                total([least[i, j], least[j, k], sides[i] * sides[j] * sides[k]])
                if width > 2
                else sides[i] * sides[j] * sides[k]
                for j in range(i + 1, k)
            ]
            least[i, k] = step(f"products {i + 1} to {k}", joined(minimum, ways))
    return least[0, count]


def block_diag(*tensors: Tensor) -> Facts:
    """Writes the matrices from corner to corner, and 0 elsewhere.  A row is a matrix of one row,
    and a single number one of one row and one column."""
    for x in tensors:
        need(len(x.shape) <= 2, "it reads matrices, and an input has {rank:axis|axes}",
             rank=len(x.shape))  # fmt: skip
    shapes = [(1,) * (2 - len(shape)) + shape for shape in sizes_of(*tensors)]
    out = tuple(step(name, total(sizes)) for name, sizes in zip(("rows", "columns"), zip(*shapes)))

    def cell(index: Index) -> Reads:
        inputs: list[tuple[range, ...] | None] = []
        places = list(index)
        for x, shape in zip(tensors, shapes):
            inside = all(0 <= at < int(size) for at, size in zip(places, shape))
            inputs.append(tuple(map(one, places))[2 - len(x.shape) :] if inside else None)
            places = [at - int(size) for at, size in zip(places, shape)]
        return Reads(tuple(inputs), say("the number itself, moved here, or 0"))

    if not tensors:
        return Facts(Tensor((1, 0), "float32"))
    return Facts(Tensor(out, promoted(*tensors)), cell=cell)


def need_multiplied(*inputs: Tensor) -> str:
    """The one dtype of numbers that are multiplied and added up; truth values are none."""
    dtype = need_alike(*inputs)
    need_taken(dtype, NUMBERS)
    return dtype


def need_axes(x: Tensor, rank: int) -> None:
    need(len(x.shape) == rank, "it reads {axes:axis|axes}, and the input has {rank}",
         axes=rank, rank=len(x.shape))  # fmt: skip


def need_side_by_side(left: Tensor, right: Tensor) -> None:
    """Two inputs of equally many matrices."""
    need_axes(left, 3)
    need_axes(right, 3)
    need(
        equal(left.shape[0], right.shape[0]),
        "the inputs must have equally many matrices, and have {first} and {other}; matmul takes "
        "one matrix for all",
        first=left.shape[0],
        other=right.shape[0],
    )


def need_stretching(sizes: Shape, out: Shape) -> None:
    """What is added can be stretched to what it is added to, and not the other way round."""
    need(
        len(sizes) <= len(out),
        "an input of {rank:axis|axes} cannot be added to one of {other}",
        rank=len(sizes),
        other=len(out),
    )
    for size, wanted in zip(sizes, out[len(out) - len(sizes) :]):
        is_same = equal(size, wanted)
        need(
            is_same if is_same is True else equal((size - wanted) * (size - 1), 0),
            "sizes of {a} and {b} do not go together: the first must be the same, or 1",
            a=size,
            b=wanted,
        )


ORDER = {
    "einsum": "equation *operands",
    "chain_matmul": "*matrices",
    "block_diag": "*tensors",
}
FUNCTIONS = [
    *(Rule(name, matmul) for name in ("matmul", "linalg_matmul")),
    *(Rule(name, mm) for name in ("mm", "spmm")),
    Rule("bmm", bmm),
    Rule("_grouped_mm", grouped_mm, beside="out_dtype"),
    Rule("mv", mv),
    Rule("dot", dot),
    Rule("vdot", vdot),
    Rule("inner", inner),
    *(Rule(name, outer) for name in ("outer", "ger")),
    Rule("addmm", addmm),
    Rule("addmv", addmv),
    Rule("baddbmm", baddbmm),
    Rule("addbmm", addbmm),
    Rule("addr", addr),
    Rule("kron", kron),
    Rule("cross", cross),
    Rule("linalg_cross", linalg_cross),
    Rule("linalg_vecdot", linalg_vecdot),
    Rule("tensordot", tensordot),
    Rule("einsum", einsum),
    Rule("linalg_multi_dot", multi_dot),
    Rule("chain_matmul", chain_matmul),
    Rule("block_diag", block_diag),
]
