"""Operations on images, one by itself or a batch of them."""

from __future__ import annotations

from collections.abc import Callable

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import dtypes, views
from shapeproof.rules.arithmetic.axes import DataFormat, each
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.normalizing import spanning
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED, sizes_of
from shapeproof.rules.arithmetic.resizing import REACH, Interpolation
from shapeproof.rules.arithmetic.windows import Padding, slide, under
from shapeproof.rules.keras import images as layers
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, need

LAST: DataFormat = "channels_last"
ZERO = say("a zero of the padding")


def image(x: Tensor, data_format: DataFormat, rank: int = 2) -> tuple[Shape, Shape, Dim]:
    """What stands before an image (a batch, or nothing), its sizes, and its channels."""
    need(
        len(x.shape) in (rank + 1, rank + 2),
        "it reads an image or a batch of them, of {axes} axes each, and the input has {given}",
        axes=rank + 1,
        given=len(x.shape),
    )
    names = ("depth", "height", "width")[-rank:]
    named = (*names, "channels") if data_format == "channels_last" else ("channels", *names)
    sizes = x.read(*(("batch",) if len(x.shape) == rank + 2 else ()), *named)
    outer, own = sizes[: len(sizes) - rank - 1], sizes[len(sizes) - rank - 1 :]
    if data_format == "channels_first":
        return outer, own[1:], own[0]
    return outer, own[:-1], own[-1]


def together(outer: Shape, sizes: Shape, channels: Dim, data_format: DataFormat) -> Shape:
    """What `image` took apart."""
    inner = (channels, *sizes) if data_format == "channels_first" else (*sizes, channels)
    return (*outer, *inner)


def resize(
    images: Tensor,
    *,
    size: tuple[Dim, ...],
    interpolation: Interpolation = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: DataFormat = LAST,
) -> Facts:
    """Makes every image as large as `size` says ({size}), whatever size it has.  With
    `interpolation`, its numbers are made in another way ({interpolation}).  With
    `crop_to_aspect_ratio`, what is too much of the height or of the width is cut off first, so that
    nothing is stretched.  With `pad_to_aspect_ratio`, what is too little of the height or of the
    width is filled first, so that nothing is stretched."""
    outer, _, channels = image(images, data_format)
    height, width = each(size, 2, "target")
    out = together(outer, (height, width), channels, data_format)
    facts = layers.resizing(
        images,
        height=height,
        width=width,
        interpolation=interpolation,
        crop_to_aspect_ratio=crop_to_aspect_ratio,
        pad_to_aspect_ratio=pad_to_aspect_ratio,
        antialias=antialias,
        data_format=data_format,
    )
    return facts._replace(output=Tensor(out, dtypes.same(images.dtype)))


def to_gray(images: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Weighs the {channels} channels of every place and adds them up to one."""
    outer, sizes, channels = image(images, data_format)
    need(
        equal((channels - 1) * (channels - 3), 0),
        "a picture has 1 or 3 channels, not {channels}",
        channels=channels,
    )
    out = together(outer, sizes, 1, data_format)
    return Facts(
        Tensor(out, dtypes.same(images.dtype)),
        elementwise=3 * product(out),
        cell=of_all_channels(images, data_format, say("its colours, weighed and added up")),
    )


def of_all_channels(
    images: Tensor, data_format: DataFormat, made: Message
) -> Callable[[Index], Reads]:
    """A number of all channels of its place."""
    along = len(images.shape) - (1 if data_format == LAST else 3)
    return lambda index: Reads((spanning(images.shape, (along,), index),), made)


def other_colours(images: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Writes every colour in another way, again in 3 numbers; the shape stays as it is."""
    need(dtypes.is_float(images.dtype), "it reads floats, not {dtype}", dtype=images.dtype)
    *_, channels = image(images, data_format)
    need(
        equal(channels, 3),
        "a picture has 3 channels, not {channels}",
        channels=channels,
    )
    cell = of_all_channels(images, data_format, say("the same colour, in another way"))
    return same_shape(images)._replace(cell=cell)


def same_shape(images: Tensor) -> Facts:
    [sizes] = sizes_of(images)
    return Facts(Tensor(sizes, dtypes.same(images.dtype)), elementwise=product(sizes))


def affine_transform(
    images: Tensor,
    transform: Tensor,
    *,
    interpolation: Interpolation = "bilinear",
    data_format: DataFormat = LAST,
) -> Facts:
    """Turns, moves and stretches every image; each number is made of those around the place that it
    comes from.  The shape stays as it is."""
    image(images, data_format)
    need(len(transform.shape) in (1, 2), "a transform is 8 numbers, or 8 for each image")
    return warped(images, interpolation, data_format, transform)


def perspective_transform(
    images: Tensor,
    start_points: Tensor,
    end_points: Tensor,
    *,
    interpolation: Interpolation = "bilinear",
    data_format: DataFormat = LAST,
) -> Facts:
    """Pulls every image by four of its points to four others; each number is made of those around
    the place that it comes from.  The shape stays as it is."""
    image(images, data_format)
    for points in (start_points, end_points):
        need(
            len(points.shape) in (2, 3) and points.shape[-2:] == (4, 2),
            "the points are 4 pairs of numbers, or as many for each image",
        )
    return warped(images, interpolation, data_format, start_points, end_points)


def elastic_transform(
    images: Tensor,
    *,
    interpolation: Interpolation = "bilinear",
    data_format: DataFormat = LAST,
) -> Facts:
    """Bends every image at random; each number is made of those around the place that it comes
    from.  The shape stays as it is."""
    image(images, data_format)
    return warped(images, interpolation, data_format)


def warped(
    images: Tensor, interpolation: Interpolation, data_format: DataFormat, *by: Tensor
) -> Facts:
    """Images whose numbers are made of others, as some numbers of their own say."""
    reach = max(REACH.get(interpolation, 0), 0)
    facts = same_shape(images)
    first = len(images.shape) - (3 if data_format == LAST else 2)
    least = 1 if len(by) == 1 else 2

    def cell(index: Index) -> Reads:
        read = spanning(images.shape, (first, first + 1), index)
        own = (behind(index[:1], x.shape[: len(x.shape) - least]) for x in by)
        told = ((*at, *whole(x.shape[-least:])) for at, x in zip(own, by))
        made = say("the numbers around the place that it comes from")
        return Reads((read, *told), made, chosen=(0,))

    return facts._replace(elementwise=facts.elementwise * (2 * reach) ** 2, cell=cell)


def map_coordinates(inputs: Tensor, coordinates: Tensor, *, order: int) -> Facts:
    """Reads the first input at the places that the second one has, between its numbers as well."""
    need(len(coordinates.shape) >= 2, "there is a row of places for each axis")
    need(
        known(coordinates.shape[0]) in (len(inputs.shape), None),
        "there is a row of places for each axis",
    )
    _, (_, *out) = sizes_of(inputs, coordinates)
    near = (order + 1) ** len(inputs.shape)

    def cell(index: Index) -> Reads:
        own = (*whole(coordinates.shape[:1]), *map(one, index))
        made = say("the numbers around the place that the second input tells")
        return Reads((whole(inputs.shape), own), made, chosen=(0,))

    work = product(out) * near
    return Facts(Tensor(tuple(out), inputs.dtype), elementwise=work, cell=cell)


def gaussian_blur(
    images: Tensor, *, kernel_size: Sizes = (3, 3), data_format: DataFormat = LAST
) -> Facts:
    """Mixes every number with those around it, {kernel_size} of them, the nearer the more; the
    shape stays as it is."""
    image(images, data_format)
    facts = same_shape(images)
    window = product(each(kernel_size, 2, "kernel"))
    rank = len(images.shape)
    first = rank - (3 if data_format == LAST else 2)

    def cell(index: Index) -> Reads:
        read = [*map(one, index)]
        read[first : first + 2] = under(
            index[first : first + 2],
            images.shape[first : first + 2],
            each(kernel_size, 2, "kernel"),
            (1, 1),
            "same",
            (1, 1),
        )
        return Reads((tuple(read),), say("a mixture, the nearest the most"))

    return facts._replace(elementwise=0, macs=product(images.shape) * window, cell=cell)


def sobel_edges(images: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Finds how much every number differs from those beside it, along the height and along the
    width: two numbers along a new last axis."""
    need(len(images.shape) == 4, "it reads a batch of images")
    facts = same_shape(images)
    shape = (*images.shape, 2)
    out = Tensor(shape, dtypes.same(images.dtype))
    return facts._replace(output=out, elementwise=0, macs=product(shape) * 9)


def similarity(image1: Tensor, image2: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Measures how much the images of the two inputs are alike: one number for each."""
    for x in (image1, image2):
        image(x, data_format)
    sizes = broadcast(*sizes_of(image1, image2))
    out = () if len(sizes) == 3 else sizes[:1]

    def cell(index: Index) -> Reads:
        own = ((*behind(index, x.shape[: len(index)]), *whole(x.shape[len(index) :]))
               for x in (image1, image2))  # fmt: skip
        return Reads(tuple(own), say("how much they are alike"))

    return Facts(Tensor(out, dtypes.same(image1.dtype)), macs=None, cell=cell)


def patches(
    images: Tensor,
    *,
    rank: int,
    size: Sizes,
    strides: Sizes | None = None,
    dilation_rate: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = LAST,
) -> Facts:
    """Writes what is under each window of {size} as the channels of one place.  Unless `strides`
    says otherwise, a window starts where the last one ended."""
    rank = 3 if isinstance(size, tuple) and len(size) == 3 else rank
    outer, sizes, channels = image(images, data_format, rank)
    taps = each(size, rank, "patch")
    moves = taps if strides is None else each(strides, rank, "stride")
    rates = each(dilation_rate, rank, "dilation")
    out = slide(sizes, taps, moves, padding, rates)
    depth = channels * product(taps)

    def cell(index: Index) -> Reads:
        before, at = index[: len(outer)], index[len(outer) :]
        places, below = (at[:-1], at[-1]) if data_format == LAST else (at[1:], at[0])
        *inside, channel = views.place(below, (*taps, channels))
        covered = under(places, sizes, taps, moves, padding, rates)
        read = [one(window[tap]) for window, tap in zip(covered, inside)]
        is_inside = all(0 <= place.start < int(size) for place, size in zip(read, sizes))
        inner = (*read, one(channel)) if data_format == LAST else (one(channel), *read)
        return Reads(((*map(one, before), *inner),), MOVED if is_inside else ZERO)

    return Facts(Tensor(together(outer, out, depth, data_format), images.dtype), cell=cell)


def pad_images(
    images: Tensor,
    *,
    top_padding: Dim | None = None,
    left_padding: Dim | None = None,
    bottom_padding: Dim | None = None,
    right_padding: Dim | None = None,
    target_height: Dim | None = None,
    target_width: Dim | None = None,
    data_format: DataFormat = LAST,
) -> Facts:
    """Lays zeros around every image.  With `target_height`, it becomes {target_height} high.  With
    `target_width`, it becomes {target_width} wide."""
    outer, (height, width), channels = image(images, data_format)
    high = grown(height, top_padding, bottom_padding, target_height)
    wide = grown(width, left_padding, right_padding, target_width)
    above = first_edge(top_padding, bottom_padding, high - height)
    beside = first_edge(left_padding, right_padding, wide - width)
    out = Tensor(together(outer, (high, wide), channels, data_format), images.dtype)
    first = len(outer) + (data_format != LAST)
    return Facts(out, cell=shifted(images.shape, first, (above, beside), -1))


def crop_images(
    images: Tensor,
    *,
    top_cropping: Dim | None = None,
    left_cropping: Dim | None = None,
    bottom_cropping: Dim | None = None,
    right_cropping: Dim | None = None,
    target_height: Dim | None = None,
    target_width: Dim | None = None,
    data_format: DataFormat = LAST,
) -> Facts:
    """Cuts off the edges of every image.  With `target_height`, it becomes {target_height} high.
    With `target_width`, it becomes {target_width} wide."""
    outer, (height, width), channels = image(images, data_format)
    high = shrunk(height, top_cropping, bottom_cropping, target_height)
    wide = shrunk(width, left_cropping, right_cropping, target_width)
    above = first_edge(top_cropping, bottom_cropping, height - high)
    beside = first_edge(left_cropping, right_cropping, width - wide)
    out = Tensor(together(outer, (high, wide), channels, data_format), images.dtype)
    first = len(outer) + (data_format != LAST)
    return Facts(out, cell=shifted(images.shape, first, (above, beside), 1))


def first_edge(before: Dim | None, after: Dim | None, both: Dim) -> Dim:
    """The edge before, said or what the one behind leaves of both."""
    return before if before is not None else both - (after or 0)


def shifted(sizes: Shape, first: int, edges: tuple[Dim, Dim], way: int) -> Callable[[Index], Reads]:
    """A number that stands so far on, or back, in the height, which is the axis `first`, and in the
    width."""

    def cell(index: Index) -> Reads:
        places = list(index)
        for i, edge in enumerate(edges, first):
            places[i] += way * int(edge)
        is_inside = all(0 <= at < int(size) for at, size in zip(places, sizes))
        return Reads((tuple(map(one, places)),), MOVED if is_inside else ZERO)

    return cell


def grown(size: Dim, before: Dim | None, after: Dim | None, target: Dim | None) -> Dim:
    """How long an axis gets by its two edges, or by one and what comes out."""
    edges = two_of(before, after, target)
    if target is None:
        need_edges(edges)
        return size if isinstance(size, PerExample) else size + edges[0] + edges[1]
    need_edges([edges[0], target - size - edges[0]])
    return target


def shrunk(size: Dim, before: Dim | None, after: Dim | None, target: Dim | None) -> Dim:
    """The same, where edges are cut off."""
    edges = two_of(before, after, target)
    if target is None:
        need_edges([*edges, left := size - edges[0] - edges[1]])
        return left
    need_edges([edges[0], size - target - edges[0]])
    return target


def two_of(before: Dim | None, after: Dim | None, target: Dim | None) -> list[Dim]:
    """The edges that are said."""
    edges = [edge for edge in (before, after) if edge is not None]
    need(
        len(edges) + (target is not None) == 2,
        "of what stands before, what stands behind and what comes out, two are given",
    )
    return edges


def need_edges(edges: list[Dim]) -> None:
    for size in edges:
        need(size >= 0, "an edge and what is left are 0 or more, not {size}", size=size)


def scale_and_translate(
    images: Tensor,
    scale: Tensor,
    translation: Tensor,
    *,
    output_shape: tuple[Dim, ...],
    spatial_dims: object = None,
) -> Facts:
    """Stretches and moves every image, so that the shape becomes ({output_shape})."""
    out = Tensor(output_shape, dtypes.same(images.dtype))
    return Facts(out, elementwise=4 * product(output_shape))


FILL = "fill_mode fill_value"
RULES = [
    Rule(
        "resize",
        resize,
        beside=FILL,
    ),
    Rule("rgb_to_grayscale", to_gray),
    *(Rule(name, other_colours) for name in ("rgb_to_hsv", "hsv_to_rgb")),
    Rule("affine_transform", affine_transform, beside=FILL),
    Rule("perspective_transform", perspective_transform, beside="fill_value"),
    Rule("elastic_transform", elastic_transform, beside=f"alpha sigma seed {FILL}"),
    Rule("map_coordinates", map_coordinates, beside=FILL),
    Rule("gaussian_blur", gaussian_blur, beside="sigma"),
    Rule("sobel_edges", sobel_edges),
    Rule("ssim", similarity, beside="max_val filter_size filter_sigma k1 k2"),
    Rule("extract_patches", patches, {"rank": 2}),
    Rule("extract_patches_3d", patches, {"rank": 3}),
    Rule("pad_images", pad_images),
    Rule("crop_images", crop_images),
    Rule("scale_and_translate", scale_and_translate, beside="method antialias"),
]
