"""Operations that multiply numbers and add up the products."""

from __future__ import annotations

from typing import TypeVar

from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import contractions, dtypes, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.multiplying import (
    DISTANCE,
    blown_up,
    each_with_each,
    need_meeting,
    rows_by_columns,
    walked_together,
)
from shapeproof.rules.arithmetic.products import of_products, one, whole
from shapeproof.rules.arithmetic.reading import axes_of, need_rank, sizes_of
from shapeproof.rules.keras.operations import elementwise
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, called, need

T = TypeVar("T")


def matmul(x1: Tensor, x2: Tensor) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number.  The axes before the last two stand for matrices
    side by side."""
    need_rank(x1, 1)
    need_rank(x2, 1)
    dtype = dtypes.multiplied(dtypes.firm(x1.dtype), dtypes.firm(x2.dtype))
    left, right = sizes_of(x1, x2)
    return rows_by_columns(left, right, dtype)


def matmul_of_turned(
    x1: Tensor, x2: Tensor, *, transpose_a: bool = False, transpose_b: bool = False
) -> Facts:
    """Multiplies each row of the first input with each column of the second, number by number, and
    adds the {length} products up to one number.  The axes before the last two stand for matrices
    side by side.  With `transpose_a`, the first input's last two axes change places first.  With
    `transpose_b`, the second input's last two axes change places first."""
    turns = (transpose_a, transpose_b)
    facts = matmul(*(turned(x) if turn else x for x, turn in zip((x1, x2), turns)))

    def cell(index: Index) -> Reads:
        assert facts.cell
        reads = facts.cell(index)
        places = (p and (last_two_turned(p) if turn else p) for p, turn in zip(reads.inputs, turns))
        return reads._replace(inputs=tuple(places))

    return facts._replace(cell=cell)


def turned(x: Tensor) -> Tensor:
    need_rank(x, 2)
    return x._replace(shape=last_two_turned(x.shape))


def last_two_turned(places: tuple[T, ...]) -> tuple[T, ...]:
    *outer, rows, columns = places
    return (*outer, columns, rows)


def dot(x1: Tensor, x2: Tensor) -> Facts:
    """Multiplies each row along the last axis of the first input with each column of the second,
    number by number, and adds the products up to one number.  Every place of what is left of the
    one meets every place of what is left of the other."""
    if not x1.shape or not x2.shape:
        return elementwise.of_two(x1, x2, made=say("the product"))
    left, right = sizes_of(x1, x2)
    along = max(len(right) - 2, 0)
    dtype = dtypes.promoted(x1.dtype, x2.dtype)
    return walked_together(left, right, (len(left) - 1,), (along,), dtype)


def inner(x1: Tensor, x2: Tensor) -> Facts:
    """Multiplies the numbers along the last axis of the first input with those along the last axis
    of the second, and adds the products up to one number.  Every place of what is left of the one
    meets every place of what is left of the other."""
    if not x1.shape or not x2.shape:
        return elementwise.of_two(x1, x2, made=say("the product"))
    left, right = sizes_of(x1, x2)
    dtype = dtypes.promoted(x1.dtype, x2.dtype)
    return walked_together(left, right, (len(left) - 1,), (len(right) - 1,), dtype)


def vdot(x1: Tensor, x2: Tensor) -> Facts:
    """Multiplies the numbers of the two inputs, each laid in a row, and adds all products up to one
    number."""
    first, second = (views.in_a_row(sizes, "") for sizes in sizes_of(x1, x2))
    if not any(isinstance(size, PerExample) for size in (*x1.shape, *x2.shape)):
        need_meeting(first, second)

    def cell(_: Index) -> Reads:
        return Reads((whole(x1.shape), whole(x2.shape)), of_products(int(first), False))

    return Facts(Tensor((), dtypes.promoted(x1.dtype, x2.dtype)), macs=first, cell=cell)


def outer(x1: Tensor, x2: Tensor) -> Facts:
    """Multiplies each number of the first input with each number of the second, both laid in a
    row."""
    shapes = sizes_of(x1, x2)
    first, second = (views.in_a_row(sizes, "") for sizes in shapes)
    facts = each_with_each(first, second, dtypes.promoted(x1.dtype, x2.dtype))

    def cell(index: Index) -> Reads:
        read = (views.place(at, sizes) for at, sizes in zip(index, shapes))
        return Reads(tuple(tuple(map(one, places)) for places in read), say("the product"))

    return facts._replace(cell=cell)


def kron(x1: Tensor, x2: Tensor) -> Facts:
    """Writes in the place of each number of the first input that number times the whole second
    input."""
    left, right = sizes_of(x1, x2)
    need(len(left) == len(right), "the inputs must have equally many axes, and have {ranks}",
         ranks=(len(left), len(right)))  # fmt: skip
    dtype = dtypes.promoted(dtypes.firm(x1.dtype), dtypes.firm(x2.dtype))
    return blown_up(left, right, dtype)


def cross(
    x1: Tensor,
    x2: Tensor,
    *,
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Facts:
    """Makes of two arrows the one that stands upright on both.  Unless `axis` says otherwise, the
    numbers of an arrow lie along the last axis.  With `axis`, they lie along axis {axis}."""
    if axis is not None:
        axisa = axisb = axisc = axis
    left, right = sizes_of(x1, x2)
    i, j = from_front(axisa, len(left)), from_front(axisb, len(right))
    for size in (left[i], right[j]):
        need(
            isinstance(size, PerExample) or equal((size - 2) * (size - 3), 0),
            "an arrow has 2 or 3 numbers, not {size}",
            size=size,
        )
    rest = broadcast((*left[:i], *left[i + 1 :]), (*right[:j], *right[j + 1 :]))
    long: Shape = (3,) if 3 in (known(left[i]), known(right[j])) else ()
    at = from_front(axisc, len(rest) + len(long))
    out = (*rest[:at], *long, *rest[at:])
    dtype = dtypes.promoted(x1.dtype, x2.dtype)
    return Facts(Tensor(out, dtype), elementwise=3 * product(out))


Axes = int | tuple[int | tuple[int, ...], ...]


def tensordot(x1: Tensor, x2: Tensor, *, axes: Axes = 2) -> Facts:
    """Walks along axes of both inputs at once, multiplies the numbers of each step, and adds the
    products up to one number.  Every place of what is left of the one meets every place of what is
    left of the other.  Unless `axes` says otherwise, the last 2 axes of the first input are walked
    with the first 2 of the second.  With `axes`, those are walked that it names: {axes}."""
    left, right = sizes_of(x1, x2)
    if isinstance(axes, int):
        need(
            axes <= min(len(left), len(right)),
            "the inputs have no {axes:axis|axes} to walk along",
            axes=axes,
        )
        count = max(axes, 0)
        first = tuple(range(len(left) - count, len(left)))
        second = tuple(range(count))
    else:
        need(len(axes) == 2, "axes names those of the one input and those of the other")
        first, second = axes_of(axes[0], len(left)), axes_of(axes[1], len(right))
    return walked_together(left, right, first, second, dtypes.promoted(x1.dtype, x2.dtype))


def einsum(*operands: Tensor, subscripts: str) -> Facts:
    """Multiplies the numbers of all inputs as '{subscripts}' says: where two axes have one letter,
    they are walked together, and the products along a letter that the right side lacks are added
    up."""
    need(len(operands) >= 1, "it takes several inputs, and has none")
    equation = subscripts.replace(" ", "")
    shapes = sizes_of(*operands)
    out, macs = contractions.einsum(equation, *shapes)
    dtype = dtypes.multiplied(*(dtypes.firm(x.dtype) for x in operands))
    return Facts(Tensor(out, dtype), macs=macs, cell=contractions.reading(equation, *shapes))


def distances(x: Tensor, y: Tensor) -> Facts:
    """Measures how far each row of the first input is from each row of the second, across their
    {length} numbers."""
    need_rank(x, 2)
    need_rank(y, 2)
    left, right = sizes_of(x, y)
    need_meeting(left[-1], right[-1])
    length = called(left[-1], "length")
    out = (*broadcast(left[:-2], right[:-2]), left[-2], right[-2])
    dtype = dtypes.fractional(x.dtype, y.dtype)

    def cell(index: Index) -> Reads:
        *outer, row, column = index
        read = ((*behind(tuple(outer), sizes[:-2]), one(at), *whole((length,)))
                for sizes, at in ((left, row), (right, column)))  # fmt: skip
        return Reads(tuple(read), DISTANCE)

    return Facts(Tensor(out, dtype), elementwise=3 * product((*out, length)), cell=cell)


def correlate(x1: Tensor, x2: Tensor, *, mode: str = "valid") -> Facts:
    """Slides the shorter row of numbers along the longer one, multiplies what lies over each other
    and adds it up."""
    from shapeproof.algebra.words import maximum, minimum

    need(len(x1.shape) == 1 and len(x2.shape) == 1, "it reads two rows of numbers")
    ((first,), (second,)) = sizes_of(x1, x2)
    long, short = maximum(first, second), minimum(first, second)
    lengths = {"valid": long - short + 1, "same": long, "full": first + second - 1}
    need(mode in lengths, "mode is one of {modes}, not {mode}", modes=tuple(lengths), mode=mode)
    size = lengths[mode]
    dtype = elementwise.wide(dtypes.promoted(x1.dtype, x2.dtype))

    def cell(index: Index) -> Reads:
        before = {"valid": 0, "same": int(short) // 2, "full": int(short) - 1}[mode]
        start = index[0] - before
        under = range(max(-start, 0), min(int(short), int(long) - start))
        over = range(start + under.start, start + under.stop)
        both = (over,), (under,)
        return Reads(
            both if int(first) >= int(second) else both[::-1], of_products(len(over), False)
        )

    return Facts(Tensor((size,), dtype), macs=size * short, cell=cell)


TURNED = Rule("matmul", matmul_of_turned)
"""As TensorFlow has it; Keras turns its tensors before."""
RULES = [
    Rule("matmul", matmul),
    Rule("dot", dot),
    Rule("inner", inner),
    Rule("vdot", vdot),
    Rule("outer", outer),
    Rule("kron", kron),
    Rule("cross", cross),
    Rule("tensordot", tensordot),
    Rule("einsum", einsum),
    Rule("cdist", distances),
    Rule("correlate", correlate),
]
