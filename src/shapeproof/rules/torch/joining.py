"""torch's functions that put tensors together, and take them apart."""

from __future__ import annotations

from functools import partial
from itertools import combinations as choices
from itertools import combinations_with_replacement, islice
from math import factorial
from typing import Literal

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import ceil_div, divides, equal, product, step, total
from shapeproof.message import say
from shapeproof.rules.arithmetic import joining, moving, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.moving import COPIED
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, need
from shapeproof.rules.torch.dtypes import need_alike, promoted

Indexing = Literal["ij", "xy"]


def cat(*tensors: Tensor, dim: int = 0) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {dim}, counting from 0 or back from
    -1, where their sizes add up to {joined}; all their other sizes must agree."""
    need(len(tensors) >= 1, "it takes a list of inputs, and has none")
    for x in tensors:
        need(len(x.shape) >= 1, "a number without axes has none to be joined along; stack them")
    dtype = promoted(*tensors)
    shapes = [sizes for sizes in sizes_of(*tensors) if not is_empty(sizes)]
    out, cell = joining.end_to_end(shapes or [(0,)], dim if shapes else 0, MOVED)
    return Facts(Tensor(out, dtype), cell=cell if len(shapes) == len(tensors) else None)


def is_empty(sizes: Shape) -> bool:
    """A row without numbers, which torch joins with anything."""
    return len(sizes) == 1 and known(sizes[0]) == 0


def stack(*tensors: Tensor, dim: int = 0) -> Facts:
    """Lays the {inputs} inputs, all of one shape, side by side along a new axis {dim}, counting
    from 0 or back from -1."""
    need(len(tensors) >= 1, "it takes a list of inputs, and has none")
    return joining.side_by_side(tensors, dim, promoted(*tensors))


def hstack(*tensors: Tensor) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis 1, counting from 0, or rows along
    the one axis that they have; there their sizes add up to {joined}.  All their other sizes must
    agree."""
    inputs = joining.with_least_axes(tensors, 1)
    of_rows = not inputs or len(inputs[0].outputs[0].shape) == 1
    return joining.of_moved(inputs, partial(cat, dim=0 if of_rows else 1))


def stacked_along(*tensors: Tensor, along: int) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {along}, counting from 0, where
    their sizes add up to {joined}; one with fewer axes gets axes that are 1 long first.  All their
    other sizes must agree."""
    inputs = joining.with_least_axes(tensors, max(along + 1, 2))
    return joining.of_moved(inputs, partial(cat, dim=along))


def column_stack(*tensors: Tensor) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis 1, counting from 0, where their
    sizes add up to {joined}; a row becomes a column first.  All their other sizes must agree."""
    return joining.of_moved([*map(_column, tensors)], partial(cat, dim=1))


def _column(x: Tensor) -> Facts:
    if len(x.shape) > 1:
        return moving.copied(x, x.dtype)
    return moving.with_axes(x, 1 if x.shape else (0, 1))


def split(input: Tensor, *, split_size_or_sections: tuple[Dim, ...] | Dim, dim: int = 0) -> Facts:
    """Cuts the input into parts along axis {dim}, counting from 0 or back from -1, that are so
    long: {split_size_or_sections}.  A single number is the size of all of them but the last, which
    takes what is left."""
    if isinstance(split_size_or_sections, tuple):
        return split_with_sizes(input, split_sizes=split_size_or_sections, dim=dim)
    sizes, along = _cut(input, dim)
    size, part = sizes[along], split_size_or_sections
    need(part >= 0, "a part has a size of 0 or more, not {size}", size=part)
    whole, each = _counted(size, along), known(part)
    if each is None:
        raise ShapeError(say("nobody knows how long each part is"))
    need(each >= 1 or whole == 0, "an axis of {size} cannot be cut into parts of 0", size=size)
    count = max(-(-whole // max(each, 1)), 1)
    joining.need_parts(count)
    return joining.in_parts(input, sizes, along, _all_but_last(size, part, count))


def split_with_sizes(input: Tensor, *, split_sizes: tuple[Dim, ...], dim: int = 0) -> Facts:
    """Cuts the input into parts along axis {dim}, counting from 0 or back from -1, that are so
    long: {split_sizes}."""
    sizes, along = _cut(input, dim)
    for part in split_sizes:
        need(part >= 0, "a part has a size of 0 or more, not {size}", size=part)
    if not isinstance(sizes[along], PerExample):
        whole = total(split_sizes) if split_sizes else 0
        need(
            equal(whole, sizes[along]),
            "the parts come to {whole}, and axis {axis} is {size} long",
            whole=whole,
            axis=along,
            size=sizes[along],
        )
    return joining.in_parts(input, sizes, along, split_sizes)


def chunk(input: Tensor, *, chunks: int, dim: int = 0) -> Facts:
    """Cuts the input along axis {dim}, counting from 0 or back from -1, into {chunks} parts: each
    but the last has the size divided by {chunks}, rounded up, and the last takes what is left.  So
    there are fewer parts where nothing is left for some."""
    sizes, along = _cut(input, dim)
    joining.need_parts(chunks)
    size = sizes[along]
    if isinstance(size, PerExample):
        return joining.in_parts(input, sizes, along, (size,) * chunks)
    part = step("part", ceil_div(size, chunks))
    whole, count = known(size), chunks
    if whole:
        count = -(-whole // -(-whole // chunks))
    if whole is None:
        need(
            part * (chunks - 1) + 1 <= size,
            "a size that is not known is taken to give all {chunks:part|parts}",
            chunks=chunks,
        )
    return joining.in_parts(input, sizes, along, _all_but_last(size, part, count))


def _all_but_last(size: Dim, part: Dim, count: int) -> list[Dim]:
    """Parts of one size, and a last one of what is left."""
    last = step("last part", size - part * (count - 1))
    is_even = known(size) is not None and known(last) == known(part)
    return [part] * (count - 1) + [part if is_even else last]


def _cut(x: Tensor, dim: int) -> tuple[Shape, int]:
    """The sizes of an input that is cut, and along which axis."""
    need_rank(x, 1)
    [sizes] = sizes_of(x)
    return sizes, from_front(dim, len(sizes))


def _counted(size: Dim, axis: int) -> int:
    """How long an axis is, where that decides how many tensors come out."""
    whole = None if isinstance(size, PerExample) else known(size)
    if whole is None:
        raise ShapeError(
            say("nobody knows how long axis {axis} is, and so how many parts there are", axis=axis)
        )
    return whole


def tensor_split(
    input: Tensor, *, indices_or_sections: tuple[int, ...] | int, dim: int = 0
) -> Facts:
    """Cuts the input into parts along axis {dim}, counting from 0 or back from -1: as many as
    `indices_or_sections` says ({indices_or_sections}), as even as whole steps allow, the first ones
    1 longer where some are left over, or at the places that it names."""
    sizes, along = _cut(input, dim)
    cut = indices_or_sections
    if isinstance(cut, tuple):
        parts = joining.between_places(sizes[along], cut)
    else:
        parts = joining.even_parts(sizes[along], cut)
    return joining.in_parts(input, sizes, along, parts)


def cut_along(input: Tensor, *, indices_or_sections: tuple[int, ...] | int, along: int) -> Facts:
    """Cuts the input into parts along axis {along}, counting from 0, or a row along its one axis:
    as many as `indices_or_sections` says ({indices_or_sections}), all of one size, or at the places
    that it names."""
    rank = len(input.shape)
    need_rank(input, 1 if along == 1 else max(along + 1, 2))
    axis, cut = min(along, rank - 1), indices_or_sections
    if not isinstance(cut, tuple) and not isinstance(input.shape[axis], PerExample):
        joining.need_parts(cut)
        size = input.read("...")[axis]
        need(
            divides(cut, size),
            "{size} cannot be cut into {parts:part|parts} of one size",
            size=size,
            parts=cut,
        )
    return tensor_split(input, indices_or_sections=cut, dim=axis)


def unbind(input: Tensor, *, dim: int = 0) -> Facts:
    """Takes the input apart along axis {dim}, counting from 0 or back from -1: each step of it
    becomes a tensor of its own."""
    sizes, along = _cut(input, dim)
    return joining.taken_apart(input, sizes, along, _counted(sizes[along], along))


def meshgrid(*tensors: Tensor, indexing: Indexing = "ij") -> Facts:
    """Lays the numbers of each of the {inputs} inputs along an axis of its own, and repeats them
    along the others: one tensor for each input.  With `indexing`, the first two axes change
    places."""
    for x in tensors:
        need(
            len(x.shape) <= 1,
            "it lays out rows of numbers, and an input has {rank:axis|axes}",
            rank=len(x.shape),
        )
    facts = joining.crossed(tensors, indexing)
    need_alike(*tensors)
    return facts


def broadcast_tensors(*tensors: Tensor) -> Facts:
    """Gives each of the {inputs} inputs the shape that they have together: where one is 1 long
    along an axis, or has no such axis, its numbers are used at every place of it."""
    shapes = sizes_of(*tensors)
    out = broadcast(*shapes)

    def cell(index: Index) -> Reads:
        others = (None,) * (len(shapes) - 1)
        return Reads((behind(index, shapes[0]), *others), COPIED)

    return Facts(tuple(Tensor(out, x.dtype) for x in tensors), cell=cell)


def cartesian_prod(*tensors: Tensor) -> Facts:
    """Puts every number of each of the {inputs} inputs together with every number of the others: a
    row for each combination."""
    need(len(tensors) >= 1, "it takes several inputs, and has none")
    for x in tensors:
        _need_row(x)
    need_alike(*tensors)
    lengths = [sizes[0] for sizes in sizes_of(*tensors)]
    rows = step("combinations", product(lengths))
    out = (rows, len(lengths)) if len(lengths) > 1 else (rows,)

    def cell(index: Index) -> Reads:
        places = views.place(index[0], lengths)
        which = index[1] if len(lengths) > 1 else 0
        read = ((one(at),) if i == which else None for i, at in enumerate(places))
        return Reads(tuple(read), MOVED)

    return Facts(Tensor(out, tensors[0].dtype), cell=cell)


def combinations(input: Tensor, *, r: int = 2, with_replacement: bool = False) -> Facts:
    """Writes all ways to choose {r} of the {length} numbers, a row for each; their order does not
    matter.  With `with_replacement`, a number may be chosen again."""
    _need_row(input)
    [length] = input.read("length")
    need(r >= 0, "so many are chosen, 0 or more, not {r}", r=r)
    if r == 0:
        return Facts(Tensor((0,), input.dtype))
    found = product(length + i if with_replacement else length - i for i in range(r))

    def cell(index: Index) -> Reads:
        numbers = range(int(length))
        ways = (
            combinations_with_replacement(numbers, r) if with_replacement else choices(numbers, r)
        )
        chosen = next(islice(ways, index[0], None))
        return Reads(((one(chosen[index[1]]),),), MOVED)

    out = (step("combinations", found // factorial(r)), r)
    return Facts(Tensor(out, input.dtype), cell=cell)


def _need_row(x: Tensor) -> None:
    need(len(x.shape) == 1, "it reads a row of numbers")


ORDER = {
    "meshgrid": "*tensors",
    "broadcast_tensors": "*tensors",
    "cartesian_prod": "*tensors",
}
FUNCTIONS = [
    *(Rule(name, cat) for name in ("cat", "concat", "concatenate")),
    Rule("stack", stack),
    Rule("hstack", hstack),
    *(Rule(name, stacked_along, {"along": 0}) for name in ("vstack", "row_stack")),
    Rule("dstack", stacked_along, {"along": 2}),
    Rule("column_stack", column_stack),
    Rule("split", split),
    Rule("split_with_sizes", split_with_sizes),
    Rule("chunk", chunk),
    Rule("tensor_split", tensor_split),
    Rule("vsplit", cut_along, {"along": 0}),
    Rule("hsplit", cut_along, {"along": 1}),
    Rule("dsplit", cut_along, {"along": 2}),
    Rule("unbind", unbind),
    Rule("meshgrid", meshgrid),
    Rule("broadcast_tensors", broadcast_tensors),
    Rule("cartesian_prod", cartesian_prod),
    Rule("combinations", combinations),
]
