"""torch's functions that lay numbers out, move, repeat and cut them out, and compute none."""

from __future__ import annotations

from typing import Literal

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import equal, product, step, total
from shapeproof.rules.arithmetic import moving, views
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.picking import need_inside
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED, distinct, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, need
from shapeproof.rules.torch import dtypes

Dtype = Literal[
    "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16",
    "bfloat16", "float32", "float64", "complex32", "complex64", "complex128",
]  # fmt: skip
Start = Dim
"""A place of an axis; a negative one counts from the back."""


def view(input: Tensor, *, size: tuple[Dim, ...] | Dim) -> Facts:
    """Lays all {numbers} numbers out again, in their order, as ({size}), where a -1 takes what the
    other sizes leave."""
    return moving.relaid(input, size if isinstance(size, tuple) else (size,))


def reshape(input: Tensor, *, shape: tuple[Dim, ...] | Dim) -> Facts:
    """Lays all {numbers} numbers out again, in their order, as ({shape}), where a -1 takes what the
    other sizes leave."""
    return view(input, size=shape)


def view_as(input: Tensor, other: Tensor) -> Facts:
    """Lays all {numbers} numbers out again, in their order, in the shape of the second input."""
    sizes, target = sizes_of(input, other)
    return beside(moving.relaid(input._replace(shape=sizes), target))


def view_of_bytes(input: Tensor, *, dtype: str) -> Facts:
    """Reads the bytes of the numbers as {dtype}; where those are of another size, the last axis
    becomes so much longer or shorter."""
    return moving.recast(input, dtype, dtypes.bits(dtypes.same(input)), dtypes.bits(dtype))


def ravel(input: Tensor) -> Facts:
    """Lays all {numbers} numbers in a row, those of the last axis side by side."""
    return moving.in_a_row(input)


def flatten(input: Tensor, *, start_dim: int = 0, end_dim: int = -1) -> Facts:
    """Lays the axes from {start_dim} to {end_dim}, counting from 0 or back from -1, end to end,
    where {numbers} numbers come to stand in a row, those of the last of these axes side by side."""
    first, last = (from_front(dim, max(len(input.shape), 1)) for dim in (start_dim, end_dim))
    need(
        first <= last,
        "axis {start} lies behind axis {end}; the first of the axes comes first",
        start=start_dim,
        end=end_dim,
    )
    return moving.flattened(input, first, last) if input.shape else moving.in_a_row(input)


def unflatten(input: Tensor, *, dim: int, sizes: tuple[Dim, ...]) -> Facts:
    """Deals the {numbers} numbers along axis {dim}, counting from 0 or back from -1, out to
    ({sizes}), where a -1 takes what the other sizes leave."""
    need(len(sizes) >= 1, "an axis is taken apart into one size at least")
    return moving.unflattened(input, from_front(dim, len(input.shape)), sizes)


def permute(input: Tensor, *, dims: tuple[int, ...] | int) -> Facts:
    """Puts the axes into the order ({dims}), counting from 0 or back from -1; every number goes
    along with its axes."""
    order, rank = distinct(dims, len(input.shape)), len(input.shape)
    need(
        len(order) == rank,
        "`dims` names each of the {rank:axis|axes} once; it is {dims}",
        rank=rank,
        dims=dims,
    )
    return moving.reordered(input, order)


def transpose(input: Tensor, *, dim0: int, dim1: int) -> Facts:
    """Lets axis {dim0} and axis {dim1} change places, counting from 0 or back from -1; every number
    goes along with its axes."""
    return _swapped(input, dim0, dim1)


def swapaxes(input: Tensor, *, axis0: int, axis1: int) -> Facts:
    """Lets axis {axis0} and axis {axis1} change places, counting from 0 or back from -1; every
    number goes along with its axes."""
    return _swapped(input, axis0, axis1)


def _swapped(x: Tensor, *axes: int) -> Facts:
    i, j = (from_front(axis, max(len(x.shape), 1)) for axis in axes)
    return moving.swapped(x, i, j) if x.shape else moving.copied(x, x.dtype)


def movedim(input: Tensor, *, source: Axes, destination: Axes) -> Facts:
    """Moves axis {source} to where axis {destination} is, counting from 0 or back from -1; every
    number goes along with its axes."""
    if input.shape:
        return moving.moved(input, source, destination)
    for axes in (source, destination):
        distinct(axes, 1)
    return moving.copied(input, input.dtype)


def of_matrix(input: Tensor) -> Facts:
    """Lets the two axes of a matrix change places; every number goes along with its axes.  A row
    stays as it is."""
    need(
        len(input.shape) <= 2,
        "it turns a matrix, and the input has {rank:axis|axes}; `transpose` or `mT` takes those "
        "that it is told, or the last two",
        rank=len(input.shape),
    )
    return reversed_axes(input)


def reversed_axes(input: Tensor) -> Facts:
    """Puts the axes into the opposite order, the last one first; every number goes along with its
    axes."""
    return moving.reordered(input, range(len(input.shape))[::-1])


def of_matrices(input: Tensor) -> Facts:
    """Lets the last two axes change places; every number goes along with its axes."""
    if not input.shape:
        return moving.copied(input, input.dtype)
    need_rank(input, 2)
    rank = len(input.shape)
    return moving.swapped(input, rank - 2, rank - 1)


def of_one_matrix(input: Tensor) -> Facts:
    """Lets the two axes of a matrix change places; every number goes along with its axes."""
    need(
        len(input.shape) in (0, 2),
        "it turns a matrix, and the input has {rank:axis|axes}; `mH` turns the last two",
        rank=len(input.shape),
    )
    return reversed_axes(input)


def unsqueeze(input: Tensor, *, dim: int) -> Facts:
    """Puts in an axis {dim} that is 1 long, counting from 0 or back from -1; the numbers stay."""
    return moving.with_axes(input, dim)


def squeeze(input: Tensor, *, dim: Axes | None = None) -> Facts:
    """Drops axes that are 1 long; the numbers stay.  Unless `dim` names some, all of them go.  With
    `dim`, axis {dim} goes if it is 1 long, and stays if it is not, counting from 0 or back from
    -1."""
    sizes = input.read("...")
    asked = range(len(sizes)) if dim is None else distinct(dim, max(len(sizes), 1))
    found = [i for i in asked if i < len(sizes)]
    for i in found:
        if known(sizes[i]) is None:
            need(sizes[i] >= 2, "a size that is not known is taken to be more than 1")
    return moving.without_axes(input, [i for i in found if known(sizes[i]) == 1])


def expand(input: Tensor, *, size: tuple[Dim, ...] | Dim) -> Facts:
    """Uses the numbers again and again, so that they fill the shape ({size}), where a -1 leaves an
    axis as long as it is."""
    target = size if isinstance(size, tuple) else (size,)
    sizes = input.read("...")
    new = len(target) - len(sizes)
    for wanted in target[: max(new, 0)]:
        need(not views.is_rest(wanted), "a -1 leaves an axis as it is, and a new axis has no size")
    own = (*[1] * new, *sizes)
    return moving.stretched(
        input, tuple(own[i] if views.is_rest(one) else one for i, one in enumerate(target))
    )


def expand_as(input: Tensor, other: Tensor) -> Facts:
    """Uses the numbers again and again, so that they fill the shape of the second input."""
    sizes, target = sizes_of(input, other)
    return beside(moving.stretched(input._replace(shape=sizes), target))


def repeat(input: Tensor, *, repeats: tuple[Dim, ...] | Dim) -> Facts:
    """Lays copies of the whole tensor side by side, along each axis as often as `repeats` says
    ({repeats})."""
    times = repeats if isinstance(repeats, tuple) else (repeats,)
    need(
        len(times) >= len(input.shape),
        "`repeats` says of each axis how often, and names {given} of {rank}; `tile` takes fewer",
        given=len(times),
        rank=len(input.shape),
    )
    return moving.tiled(input, times)


def tile(input: Tensor, *, dims: tuple[Dim, ...] | Dim) -> Facts:
    """Lays copies of the whole tensor side by side, along each axis as often as `dims` says
    ({dims})."""
    return moving.tiled(input, dims if isinstance(dims, tuple) else (dims,))


def repeat_interleave(
    input: Tensor, *, repeats: Dim, dim: int | None = None, output_size: Dim | None = None
) -> Facts:
    """Writes each number {repeats} times, one copy behind the other.  Unless `dim` names one, all
    numbers are laid in a row first.  With `dim`, that is done along axis {dim}, counting from 0 or
    back from -1."""
    facts = moving.each_repeated(input, repeats, dim)
    if output_size is not None:
        [*_, size] = facts.outputs[0].shape if dim is None else (facts.outputs[0].shape[dim],)
        need_size(output_size, size)
    return facts


def repeat_each(
    input: Tensor, repeats: Tensor, *, dim: int | None = None, output_size: Dim | None = None
) -> Facts:
    """Writes each number as often as the second input says, one copy behind the other.  Unless
    `dim` names one, all numbers are laid in a row first.  With `dim`, that is done along axis
    {dim}, counting from 0 or back from -1.  Unless `output_size` says it, how many come out only
    the numbers themselves tell."""
    sizes, counts = sizes_of(input, repeats)
    _need_counts(repeats)
    sizes = (views.in_a_row(sizes, ""),) if dim is None else sizes
    along = from_front(dim or 0, len(sizes))
    for count in counts:
        need(
            equal((count - sizes[along]) * (count - 1), 0),
            "{size} numbers take as many repeats, not {given}",
            size=sizes[along],
            given=count,
        )
    long = Name("repeated") if output_size is None else output_size

    def cell(index: Index) -> Reads:
        read = (range(int(size)) if i == along else one(at)
                for i, (at, size) in enumerate(zip(index, sizes)))  # fmt: skip
        return Reads((tuple(read), whole(counts)), moving.COPIED, chosen=(0,))

    out = Tensor((*sizes[:along], long, *sizes[along + 1 :]), input.dtype)
    return Facts(out, cell=None if dim is None and len(input.shape) != 1 else cell)


def places_repeated(repeats: Tensor, *, output_size: Dim | None = None) -> Facts:
    """Writes the place of each number as often as the number says: place 0, then place 1, and so
    on.  Unless `output_size` says it, how many come out only the numbers themselves tell."""
    _need_counts(repeats)
    need(len(repeats.shape) == 1, "the repeats are a row of numbers")
    long = Name("repeated") if output_size is None else output_size
    return Facts(Tensor((long,), repeats.dtype))


def _need_counts(repeats: Tensor) -> None:
    need(
        repeats.dtype in ("int64", "int32", "int"),
        "how often a number is written is a whole number, int64 or int32, not {dtype}",
        dtype=repeats.dtype,
    )
    need(len(repeats.shape) <= 1, "the repeats are a row of numbers")


def need_size(said: Dim, size: Dim) -> None:
    need(
        equal(said, size),
        "`output_size` is {said}, and there are {size}",
        said=said,
        size=size,
    )


def roll(input: Tensor, *, shifts: Axes, dims: Axes = ()) -> Facts:
    """Moves the numbers on by {shifts}, those that leave at the end coming in at the start; the
    shape stays as it is.  With `dims`, that is done along axis {dims}, counting from 0 or back from
    -1."""
    moves = shifts if isinstance(shifts, tuple) else (shifts,)
    axes = dims if isinstance(dims, tuple) else (dims,)
    need(
        len(moves) == len(axes) or (len(moves) == 1 and not axes),
        "there is a shift for each axis, and there are {shifts} for {axes}",
        shifts=len(moves),
        axes=len(axes),
    )
    return moving.rolled(input, moves, [from_front(axis, len(input.shape)) for axis in axes])


def flip(input: Tensor, *, dims: Axes) -> Facts:
    """Puts the numbers along axis {dims}, counting from 0 or back from -1, in the opposite order;
    the shape stays as it is."""
    return moving.flipped(input, distinct(dims, max(len(input.shape), 1)))


def flip_first(input: Tensor, *, along: int) -> Facts:
    """Puts the numbers along axis {along} in the opposite order; the shape stays as it is."""
    need_rank(input, along + 1)
    return moving.flipped(input, (along,))


def rot90(input: Tensor, *, k: int = 1, dims: tuple[int, ...] = (0, 1)) -> Facts:
    """Turns the numbers in the plane of the axes ({dims}) by a quarter, counting from 0 or back
    from -1.  With `k`, it does so {k} times."""
    return moving.turned(input, dims, k)


def unfold(input: Tensor, *, dimension: int, size: Dim, step: Dim) -> Facts:
    """Reads windows of {size} along axis {dimension}, counting from 0 or back from -1, that start
    {step} apart: the axis counts the windows then, and a new last axis holds what is in them."""
    need(step >= 1, "windows must move by at least 1, not {stride}", stride=step)
    sizes = input.read("...")
    along = from_front(dimension, max(len(sizes), 1))
    length = sizes[along] if sizes else 1
    need(
        size <= length,
        "a window of {window} does not fit into {length}; make it smaller, or the input larger",
        window=size,
        length=length,
    )
    if not sizes:
        return Facts(Tensor((size,), input.dtype), cell=lambda _: Reads(((),), MOVED))

    def cell(index: Index) -> Reads:
        *places, inside = index
        places[along] = places[along] * int(step) + inside
        return Reads((tuple(map(one, places)),), MOVED)

    windows = counted(length, size, step)
    out = (*sizes[:along], windows, *sizes[along + 1 :], size)
    return Facts(Tensor(out, input.dtype), cell=cell)


def counted(length: Dim, window: Dim, move: Dim) -> Dim:
    return step("windows", (length - window) // move + 1)


def as_strided(
    input: Tensor,
    *,
    size: tuple[Dim, ...],
    stride: tuple[Dim, ...],
    storage_offset: Dim | None = None,
) -> Facts:
    """Reads the numbers as they lie in memory, in a row, as ({size}): from one place of an axis to
    the next it goes on by as many numbers as `stride` says ({stride}).  With `storage_offset`, it
    begins at number {storage_offset}, counting from 0."""
    [sizes] = sizes_of(input)
    need(
        len(size) == len(stride),
        "there is a stride for each size, and there are {strides} for {sizes}",
        strides=len(stride),
        sizes=len(size),
    )
    begin = 0 if storage_offset is None else storage_offset
    if not any(known(one) == 0 for one in size):
        reach = total([begin, 1, *((one - 1) * move for one, move in zip(size, stride))])
        numbers = product(sizes)
        need(
            reach <= numbers,
            "it reaches as far as number {reach}, and there are {numbers}",
            reach=reach,
            numbers=numbers,
        )

    def cell(index: Index) -> Reads:
        at = int(begin) + sum(place * int(move) for place, move in zip(index, stride))
        return Reads((tuple(map(one, views.place(at, sizes))),), MOVED)

    return Facts(Tensor(size, input.dtype), cell=cell)


def diagonal(input: Tensor, *, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Facts:
    """Reads the diagonal of the plane of axis {dim1} and axis {dim2}, counting from 0 or back from
    -1, for every place of the other axes; the diagonal becomes the last axis.  With `offset`, it is
    the diagonal {offset} places to the right."""
    return moving.diagonal(input, offset, dim1, dim2)


def diag(input: Tensor, *, diagonal: int = 0) -> Facts:
    """Writes a row of numbers onto the diagonal of a square of zeros, or reads the diagonal of a
    matrix.  With `diagonal`, it is the diagonal {diagonal} places to the right."""
    return moving.row_or_diagonal(input, diagonal)


def diagflat(input: Tensor, *, offset: int = 0) -> Facts:
    """Writes all numbers in a row onto the diagonal of a square of zeros.  With `offset`, it is the
    diagonal {offset} places to the right."""
    return moving.on_a_diagonal(input, offset)


def diag_embed(input: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Facts:
    """Writes each row of the last axis onto the diagonal of a square of zeros, whose axes become
    axis {dim1} and axis {dim2}, counting from 0 or back from -1.  With `offset`, it is the diagonal
    {offset} places to the right."""
    need_rank(input, 1)
    *outer, size = input.read("...")
    square = distinct((dim1, dim2), len(outer) + 2)
    left = iter(outer)
    side = step("side", size + abs(offset))
    out = tuple(side if i in square else next(left) for i in range(len(outer) + 2))

    def cell(index: Index) -> Reads:
        row, column = (index[axis] for axis in square)
        others = (one(at) for i, at in enumerate(index) if i not in square)
        if column - row != offset:
            return Reads((None,), moving.ZERO)
        return Reads(((*others, one(min(row, column))),), MOVED)

    return Facts(Tensor(out, input.dtype), cell=cell)


def triangle(input: Tensor, *, upper: bool, diagonal: int = 0) -> Facts:
    """Keeps the numbers on one side of the diagonal of the last two axes, and writes 0 on the
    other; the shape stays as it is."""
    return moving.triangle(input, diagonal, upper)


def narrow(input: Tensor, *, dim: int, start: Start, length: Dim) -> Facts:
    """Keeps {length} steps of axis {dim}, counting from 0 or back from -1, from step {start} on."""
    need_rank(input, 1)
    sizes = input.read("...")
    along = from_front(dim, len(sizes))
    size = sizes[along]
    begin = size + start if isinstance(start, int) and start < 0 else start
    need(
        begin >= 0,
        "there is no step {place} on axis {axis}, which is {size} long",
        place=start,
        axis=along,
        size=size,
    )
    need(
        begin + length <= size,
        "{length:step|steps} from step {start} on reach beyond the {size} of axis {axis}",
        length=length,
        start=start,
        size=size,
        axis=along,
    )

    def cell(index: Index) -> Reads:
        read = (at + int(begin) if i == along else at for i, at in enumerate(index))
        return Reads((tuple(map(one, read)),), MOVED)

    return Facts(Tensor((*sizes[:along], length, *sizes[along + 1 :]), input.dtype), cell=cell)


def select(input: Tensor, *, dim: int, index: int) -> Facts:
    """Picks step {index} of axis {dim}, counting from 0 or back from -1; the axis is gone then."""
    sizes = input.read("...")
    along = from_front(dim, len(sizes))
    need_inside(index, sizes[along], along)

    def cell(at: Index) -> Reads:
        place = index if index >= 0 else index + int(sizes[along])
        return Reads((tuple(map(one, (*at[:along], place, *at[along:]))),), MOVED)

    return Facts(Tensor((*sizes[:along], *sizes[along + 1 :]), input.dtype), cell=cell)


def atleast(*tensors: Tensor, least: int) -> Facts:
    """Gives the input as many axes as {least} at least, by new axes that are 1 long; the numbers
    stay."""
    facts = [moving.with_least_axes(x, least) for x in tensors]
    if len(facts) == 1:
        return facts[0]
    told = facts[0].cell
    assert told
    return Facts(tuple(each.outputs[0] for each in facts), cell=told)


def passed(input: Tensor) -> Facts:
    """Passes every number on as it is."""
    return moving.copied(input, input.dtype)


def stop_gradient(input: Tensor) -> Facts:
    """Passes every number on as it is; nothing before it learns through it."""
    return passed(input)


def cast(input: Tensor, *, dtype: str) -> Facts:
    """Writes every number as {dtype}; the shape stays as it is."""
    return moving.copied(input, dtype)


def to(input: Tensor, *, dtype: Dtype | None = None) -> Facts:
    """Passes every number on as it is.  With `dtype`, each is written as {dtype}."""
    return moving.copied(input, dtype or input.dtype)


def to_other(input: Tensor, other: Tensor) -> Facts:
    """Writes every number in the dtype of the second input; the shape stays as it is."""
    return beside(moving.copied(input, dtypes.same(other)))


def beside(facts: Facts) -> Facts:
    """The facts of a function that reads no number of its second input."""
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        found = told(index)
        return found._replace(inputs=(*found.inputs, None))

    return facts._replace(cell=cell)


CASTS = {
    "float": "float32",
    "half": "float16",
    "bfloat16": "bfloat16",
    "double": "float64",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "char": "int8",
    "byte": "uint8",
    "bool": "bool",
    "cfloat": "complex64",
    "cdouble": "complex128",
}
ORDER = {
    "view": "input size...",
    "reshape": "input shape...",
    "permute": "input dims...",
    "expand": "input size...",
    "repeat": "input repeats...",
    "tile": "input dims...",
    "flip": "input dims...",
    "unflatten": "input dim sizes...",
    "repeat_interleave": "input repeats dim",
    "repeat_interleave.self_Tensor": "input repeats dim",
    "repeat_interleave.Tensor": "repeats",
    "atleast_1d": "*tensors",
    "atleast_2d": "*tensors",
    "atleast_3d": "*tensors",
    "to": "input dtype non_blocking copy memory_format",
    "to.device": "input device dtype non_blocking copy memory_format",
    "to.other": "input other non_blocking copy memory_format",
    "cuda": "input device non_blocking",
    "requires_grad_": "input requires_grad",
    "clone": "input memory_format",
    "contiguous": "input memory_format",
    "type": "input dtype non_blocking",
}
FUNCTIONS = [
    Rule("view", view),
    Rule("view.dtype", view_of_bytes),
    Rule("reshape", reshape),
    *(Rule(name, view_as) for name in ("view_as", "reshape_as")),
    Rule("ravel", ravel),
    Rule("flatten", flatten),
    Rule("unflatten", unflatten),
    Rule("permute", permute),
    Rule("transpose", transpose),
    Rule("swapaxes", swapaxes),
    Rule("swapdims", transpose),
    *(Rule(name, movedim) for name in ("movedim", "moveaxis")),
    Rule("t", of_matrix),
    Rule("T", reversed_axes),
    Rule("H", of_one_matrix),
    *(Rule(name, of_matrices) for name in ("mT", "mH", "adjoint")),
    Rule("unsqueeze", unsqueeze),
    Rule("squeeze", squeeze),
    *(Rule(name, expand) for name in ("expand", "broadcast_to")),
    Rule("expand_as", expand_as),
    Rule("repeat", repeat),
    Rule("tile", tile),
    Rule("repeat_interleave", repeat_interleave),
    Rule("repeat_interleave.self_Tensor", repeat_each),
    Rule("repeat_interleave.Tensor", places_repeated),
    Rule("roll", roll),
    Rule("flip", flip),
    Rule("flipud", flip_first, {"along": 0}),
    Rule("fliplr", flip_first, {"along": 1}),
    Rule("rot90", rot90),
    Rule("unfold.Tensor", unfold),
    Rule("as_strided", as_strided),
    Rule("diagonal", diagonal),
    Rule("diag", diag),
    Rule("diagflat", diagflat),
    Rule("diag_embed", diag_embed),
    *(Rule(name, triangle, {"upper": name == "triu"}) for name in ("tril", "triu")),
    Rule("narrow", narrow),
    Rule("select", select),
    *(Rule(f"atleast_{rank}d", atleast, {"least": rank}) for rank in (1, 2, 3)),
    *(Rule(name, passed) for name in ("contiguous", "clone", "cpu", "cuda", "requires_grad_")),
    *(Rule(name, stop_gradient) for name in ("detach", "data")),
    *(Rule(name, cast, {"dtype": dtype}) for name, dtype in CASTS.items()),
    *(Rule(name, to) for name in ("to", "to.device", "type")),
    *(Rule(name, to_other) for name in ("to.other", "type_as")),
]
