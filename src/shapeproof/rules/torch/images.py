"""torch's rules for images: made larger and smaller, dealt out to channels and columns, and read at
other places."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import noun, say
from shapeproof.rules.arithmetic import blocks, folding
from shapeproof.rules.arithmetic.axes import SPATIAL, each
from shapeproof.rules.arithmetic.groups import need_groups_of_channels
from shapeproof.rules.arithmetic.moving import COPIED
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED
from shapeproof.rules.arithmetic.resizing import around, ratio_of, single, times
from shapeproof.rules.arithmetic.windows import MEAN
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Sizes, Tensor, need
from shapeproof.rules.torch.convolution import channels_first
from shapeproof.rules.torch.dtypes import kind, need_alike, same
from shapeproof.rules.torch.pooling import each_ratio, evenly, need_channels

Mode = Literal[
    "nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area", "lanczos"
]
Sampling = Literal["bilinear", "nearest", "bicubic"]
Beyond = Literal["zeros", "border", "reflection"]
Scale = float | tuple[float, ...]
REACH = {"linear": 1, "bilinear": 1, "trilinear": 1, "bicubic": 2, "lanczos": 3}
"""How many steps away a number still counts; with others, only the nearest does."""
RANK = {"linear": 1, "bilinear": 2, "bicubic": 2, "lanczos": 2, "trilinear": 3}
"""How many axes the images have that a mode is for; others are for any."""


def interpolate(
    input: Tensor,
    *,
    size: Sizes | None = None,
    scale_factor: Scale | None = None,
    mode: Mode = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Facts:
    """Makes every image larger or smaller, in {channels:the one channel|each of the # channels} by
    itself.  With `size`, it becomes {size:bare}, whatever size it has.  With `scale_factor`, each
    axis becomes {scale_factor} times as long, rounded down.  Unless `mode` says otherwise, each
    number is a copy of the nearest one.  With `mode`, its numbers are made in another way ({mode}).
    With `align_corners`, it is said whether the numbers in the corners stay what they are
    ({align_corners})."""
    return resized(
        input, size, scale_factor, mode, align_corners, bool(recompute_scale_factor), antialias
    )


def bilinear(
    input: Tensor, *, size: Sizes | None = None, scale_factor: Scale | None = None
) -> Facts:
    """Makes every image larger or smaller, in {channels:the one channel|each of the # channels} by
    itself.  With `size`, it becomes {size:bare}, whatever size it has.  With `scale_factor`, each
    axis becomes {scale_factor} times as long, rounded down.  Each number is mixed from the 4
    numbers around its place in the old image, and those in the corners stay what they are."""
    return resized(input, size, scale_factor, "bilinear", True, False, False)


def resized(
    x: Tensor,
    size: Sizes | None,
    scale_factor: Scale | None,
    mode: Mode,
    align_corners: bool | None,
    is_recomputed: bool,
    antialias: bool,
) -> Facts:
    """Images larger or smaller, however their numbers are made."""
    rank = len(x.shape) - 2
    need_mode(rank, mode, align_corners, antialias)
    need_dtype(x, mode, rank)
    outer, channels, sizes = image = channels_first(x, rank)
    need(size is None or not is_recomputed, "with a size there is no scale_factor to recompute")
    out = target(sizes, size, scale_factor)
    if mode == "area":
        return evenly(x, image, MEAN, out)
    need_channels(channels)
    for axis, length in zip(SPATIAL[rank], out):
        need(length >= 1, "{length} is no {axis} of an image", length=length, axis=noun(axis))
    reach = REACH.get(mode, 0)
    factors = (
        (None,) * rank if scale_factor is None or is_recomputed else each_ratio(scale_factor, rank)
    )

    def cell(index: Index) -> Reads:
        first = len(outer) + 1
        read = [
            sources(place, int(old), int(new), factor, mode, align_corners)
            for place, old, new, factor in zip(index[first:], sizes, out, factors)
        ]
        count = product(map(len, read))
        made = say("{n} neighbours, each weighed by how near it is", n=count)
        return Reads(((*map(one, index[:first]), *read),), made if int(count) > 1 else COPIED)

    places = (*outer, channels, *out)
    return Facts(
        Tensor(places, same(x)),
        elementwise=product(places) * (2 * reach) ** rank,
        cell=None if antialias else cell,
    )


def target(sizes: Shape, size: Sizes | None, scale_factor: Scale | None) -> Shape:
    """The new sizes, by themselves or by how much longer the axes get."""
    rank = len(sizes)
    need(
        (size is None) != (scale_factor is None),
        "the new size is said by size or by scale_factor; give one of them",
    )
    if size is not None:
        return each(size, rank, "target")
    assert scale_factor is not None
    return tuple(
        times(old, factor, f"output {axis}")
        for axis, old, factor in zip(SPATIAL[rank], sizes, each_ratio(scale_factor, rank))
    )


def need_mode(rank: int, mode: Mode, align_corners: bool | None, antialias: bool) -> None:
    """Each mode is for images of some axes, and takes some settings."""
    need(
        rank in SPATIAL and RANK.get(mode, rank) == rank,
        "mode='{mode}' is not for {rank:axis|axes} behind a batch and channels; torch resizes one "
        "axis by 'linear', two by 'bilinear' or 'bicubic', three by 'trilinear', any of them by "
        "'nearest' or 'area'",
        mode=mode,
        rank=rank,
    )
    need(
        mode in RANK or align_corners is None,
        "mode='{mode}' aligns no corners; leave align_corners out",
        mode=mode,
    )
    need(
        not antialias or mode in ("bilinear", "bicubic", "lanczos"),
        "antialias goes with 'bilinear', 'bicubic' and 'lanczos', not with mode='{mode}'",
        mode=mode,
    )
    need(
        mode != "lanczos" or (antialias and not align_corners),
        "mode='lanczos' needs antialias=True, and aligns no corners",
    )


def need_dtype(x: Tensor, mode: Mode, rank: int) -> None:
    """torch resizes floats, and bytes as images have them in most modes."""
    is_for_bytes = mode.startswith("nearest") or (rank == 2 and mode in RANK)
    need(
        kind(x.dtype) == 2 or (is_for_bytes and same(x) == "uint8"),
        "torch does not resize numbers of {dtype} by mode='{mode}'; put .float() behind the input",
        dtype=same(x),
        mode=mode,
    )


def sources(
    place: int,
    length: int,
    target: int,
    factor: float | None,
    mode: Mode,
    align_corners: bool | None,
) -> range:
    """The steps of an axis that a place of the new one is made of.

    >>> sources(3, 4, 8, 2.0, "nearest", None), sources(3, 4, 8, 2.0, "linear", False)
    (range(1, 2), range(1, 3))
    >>> sources(7, 4, 8, None, "linear", True)
    range(3, 4)
    """
    step = 1 / ratio_of(factor) if factor else Fraction(length, target)
    if mode == "nearest":
        return single(min(floor(place * step), length - 1))
    if mode == "nearest-exact":
        return single(min(floor((2 * place + 1) * step / 2), length - 1))
    if align_corners:
        return around(Fraction(place * (length - 1), max(target - 1, 1)), length, REACH[mode])
    return around(((2 * place + 1) * step - 1) / 2, length, REACH[mode])


def pixel_shuffle(input: Tensor, *, upscale_factor: Dim) -> Facts:
    """Deals the channels out to squares of {upscale_factor} by {upscale_factor} places."""
    outer, channels, sizes = stack(input, upscale_factor)
    out, depth = blocks.spread(sizes, channels, upscale_factor)

    def cell(index: Index) -> Reads:
        *example, channel, row, column = index
        side = int(upscale_factor)
        below = (channel * side + row % side) * side + column % side
        return Reads((tuple(map(one, (*example, below, row // side, column // side))),), MOVED)

    return Facts(Tensor((*outer, depth, *out), same(input)), cell=cell)


def pixel_unshuffle(input: Tensor, *, downscale_factor: Dim) -> Facts:
    """Puts the channels of each square of {downscale_factor} by {downscale_factor} places on top of
    each other."""
    outer, channels, sizes = stack(input, downscale_factor)
    out, depth = blocks.stacked(sizes, channels, downscale_factor)

    def cell(index: Index) -> Reads:
        *example, channel, row, column = index
        side = int(downscale_factor)
        below, inside = divmod(channel, side * side)
        down, right = divmod(inside, side)
        places = (*example, below, row * side + down, column * side + right)
        return Reads((tuple(map(one, places)),), MOVED)

    return Facts(Tensor((*outer, depth, *out), same(input)), cell=cell)


def stack(x: Tensor, side: Dim) -> tuple[Shape, Dim, Shape]:
    """What stands before the channels, the channels, and the sizes of an image of squares."""
    need(side >= 1, "a square is at least 1 wide, not {side}", side=side)
    batch = ("batch",) if len(x.shape) == 4 else ("...",)
    *outer, channels, height, width = x.read(*batch, "channels", "height", "width")
    return tuple(outer), channels, (height, width)


def channel_shuffle(input: Tensor, *, groups: Dim) -> Facts:
    """Deals the {channels} channels out to {groups:group|groups} and lays them in another order:
    the first of every group, then the second of every group, and so on, so that groups of a
    convolution behind it see channels of all groups.  The shape stays as it is."""
    need(
        len(input.shape) > 2,
        "it reads a batch, channels and at least one axis behind them, and the input has "
        "{rank:axis|axes}",
        rank=len(input.shape),
    )
    batch, channels, *sizes = input.read("batch", "channels", *behind(input))
    need_groups_of_channels(groups, channels)

    def cell(index: Index) -> Reads:
        example, channel, *places = index
        member, group = divmod(channel, int(groups))
        old = group * (int(channels) // int(groups)) + member
        return Reads((tuple(map(one, (example, old, *places))),), MOVED)

    return Facts(Tensor((batch, channels, *sizes), same(input)), cell=cell)


def behind(x: Tensor) -> tuple[str, ...]:
    """What the axes behind a batch and channels are called."""
    return SPATIAL.get(len(x.shape) - 2, ("...",))


def unfold(
    input: Tensor,
    *,
    rank: int,
    kernel_size: Sizes,
    dilation: Sizes = 1,
    padding: Sizes = 0,
    stride: Sizes = 1,
) -> Facts:
    """Writes what is under each window of {kernel_size} in a column; the channels come before
    height and width."""
    need_columns(input)
    image = channels_first(input, rank)
    need_channels(image[1])
    facts = folding.unfolded(input, image, kernel_size, dilation, padding, stride)
    return explicit(facts, input)


def fold(
    input: Tensor,
    *,
    rank: int,
    output_size: Sizes,
    kernel_size: Sizes,
    dilation: Sizes = 1,
    padding: Sizes = 0,
    stride: Sizes = 1,
) -> Facts:
    """Adds up columns to an image of {output_size}: each column is a window of {kernel_size} of
    it."""
    need_columns(input)
    batch = ("batch",) if len(input.shape) > 2 else ()
    *outer, column, columns = input.read(*batch, "column", "columns")
    need(column >= 1, "a column has at least 1 number, not {column}", column=column)
    row = (tuple(outer), column, columns)
    facts = folding.folded(input, row, output_size, kernel_size, dilation, padding, stride)
    return explicit(facts, input)


def explicit(facts: Facts, x: Tensor) -> Facts:
    """The facts with the dtype of the input, which torch always has."""
    [out] = facts.outputs
    return facts._replace(output=out._replace(dtype=same(x)))


def need_columns(x: Tensor) -> None:
    need(
        kind(x.dtype) != 1,
        "torch has no columns of {dtype}; put .float() behind the input",
        dtype=same(x),
    )


def grid_sample(
    input: Tensor,
    grid: Tensor,
    *,
    mode: Sampling = "bilinear",
    padding_mode: Beyond = "zeros",
    align_corners: bool | None = None,
) -> Facts:
    """Reads every image at the places that the second input has for it, in
    {channels:the one channel|each of the # channels} by itself.  A place is a row of numbers from
    -1 to 1, the last axis first.  Unless `mode` says otherwise, each number is mixed from those
    around its place.  With `mode`, its numbers are made in another way ({mode}).  With
    `padding_mode`, what lies beyond the edges is not taken to be zeros ({padding_mode})."""
    rank = len(input.shape) - 2
    need(
        rank in (2, 3) and len(grid.shape) == rank + 2,
        "it reads images or volumes, a batch and channels before them, and as many axes of places; "
        "the inputs have {first} and {second}",
        first=len(input.shape),
        second=len(grid.shape),
    )
    need(mode != "bicubic" or rank == 2, "mode='bicubic' is for images of two axes")
    dtype = need_alike(input, grid)
    need(kind(dtype) == 2, "torch samples floats, and the input is {dtype}", dtype=dtype)
    (batch,), channels, sizes = channels_first(input, rank)
    examples, *out, coordinates = grid.read(
        "grids", *(f"grid {axis}" for axis in SPATIAL[rank]), "coordinates"
    )
    for size in sizes:
        need(size >= 1, "there is nothing to read in {size} places", size=size)
    need(
        equal(examples, batch),
        "there is a grid of places for each example: {grids:grid|grids} for {batch}",
        grids=examples,
        batch=batch,
    )
    need(
        equal(coordinates, rank),
        "a place in {rank} axes is a row of as many numbers, not of {coordinates}",
        rank=rank,
        coordinates=coordinates,
    )
    places = (batch, channels, *out)
    neighbours = (2 * REACH.get(mode, 0)) ** rank

    def cell(index: Index) -> Reads:
        example, channel, *at = map(one, index)
        made = say("the numbers around the place that the second input tells")
        own = (example, channel, *whole(sizes)), (example, *at, *whole((coordinates,)))
        return Reads(own, made, chosen=(0,))

    work = product(places) * neighbours
    return Facts(Tensor(places, dtype), elementwise=work, cell=cell)


def affine_grid(
    theta: Tensor, *, size: tuple[Dim, ...] | Dim, align_corners: bool | None = None
) -> Facts:
    """Multiplies each place of an image of ({size}), and a 1 behind it, with the matrix of its
    example: the places where a turned, moved or stretched image is to be read."""
    if not isinstance(size, tuple) or len(size) not in (4, 5):
        raise ShapeError(say("size has a batch, channels, and two or three axes of an image, not "
                             "{size}", size=size))  # fmt: skip
    rank = len(size) - 2
    for length in size:
        need(length >= 1, "an image is at least 1 long along each axis, not {size}", size=length)
    need(kind(theta.dtype) == 2, "a matrix has floats, not {dtype}", dtype=same(theta))
    matrices, rows, columns = theta.read("matrices", "rows", "columns")
    batch, _, *sizes = size
    need(
        equal(matrices, batch),
        "there is a matrix for each example: {matrices:matrix|matrices} for {batch}",
        matrices=matrices,
        batch=batch,
    )
    for found, wanted in ((rows, rank), (columns, rank + 1)):
        need(
            equal(found, wanted),
            "for {rank} axes a matrix has {rank} rows of {columns}, and one side is {found}",
            rank=rank,
            columns=rank + 1,
            found=found,
        )
    out = (matrices, *sizes, rows)

    def cell(index: Index) -> Reads:
        example, row = index[0], index[-1]
        made = say("the sum of {n:product|products}", n=columns)
        return Reads(((one(example), one(row), range(int(columns))),), made)

    return Facts(Tensor(out, same(theta)), macs=product(out) * columns, cell=cell)


NEAREST = {
    "mode": "nearest", "align_corners": None, "recompute_scale_factor": None, "antialias": False,
}  # fmt: skip
PLANE = {"rank": 2}
MODULES = [
    Rule("Upsample", interpolate, {"antialias": False}),
    Rule("UpsamplingNearest2d", interpolate, NEAREST),
    Rule("UpsamplingBilinear2d", bilinear),
    Rule("PixelShuffle", pixel_shuffle),
    Rule("PixelUnshuffle", pixel_unshuffle),
    Rule("ChannelShuffle", channel_shuffle),
    Rule("Fold", fold, PLANE),
    Rule("Unfold", unfold, PLANE),
]
FUNCTIONS = [
    Rule("interpolate", interpolate),
    Rule("upsample", interpolate, {"recompute_scale_factor": None, "antialias": False}),
    Rule("upsample_nearest", interpolate, NEAREST),
    Rule("upsample_bilinear", bilinear),
    Rule("pixel_shuffle", pixel_shuffle),
    Rule("pixel_unshuffle", pixel_unshuffle),
    *(Rule(name, channel_shuffle) for name in ("channel_shuffle", "native_channel_shuffle")),
    Rule("fold", fold, PLANE),
    Rule("unfold", unfold, PLANE),
    Rule("grid_sample", grid_sample),
    Rule("affine_grid", affine_grid),
]
