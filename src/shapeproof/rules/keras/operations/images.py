"""Operations on images, one by itself or a batch of them."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.arithmetic.axes import DataFormat, each
from shapeproof.rules.arithmetic.broadcasting import broadcast, known
from shapeproof.rules.arithmetic.reading import sizes_of
from shapeproof.rules.arithmetic.resizing import REACH, Interpolation
from shapeproof.rules.arithmetic.windows import Padding, slide
from shapeproof.rules.rule import Facts, Rule, Shape, Sizes, Tensor, need

LAST: DataFormat = "channels_last"


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
    data_format: DataFormat = LAST,
) -> Facts:
    """Makes every image as large as `size` says ({size}), whatever size it has.  With
    `interpolation`, its numbers are made in another way ({interpolation})."""
    outer, _, channels = image(images, data_format)
    out = together(outer, each(size, 2, "target"), channels, data_format)
    reach = REACH.get(interpolation, 0)
    work = product(out) * (2 * reach) ** 2
    return Facts(Tensor(out, dtypes.same(images.dtype)), elementwise=work)


def to_gray(images: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Weighs the {channels} channels of every place and adds them up to one."""
    outer, sizes, channels = image(images, data_format)
    need(
        equal((channels - 1) * (channels - 3), 0),
        "a picture has 1 or 3 channels, not {channels}",
        channels=channels,
    )
    out = together(outer, sizes, 1, data_format)
    return Facts(Tensor(out, dtypes.same(images.dtype)), elementwise=3 * product(out))


def other_colours(images: Tensor, *, data_format: DataFormat = LAST) -> Facts:
    """Writes every colour in another way, again in 3 numbers; the shape stays as it is."""
    need(dtypes.is_float(images.dtype), "it reads floats, not {dtype}", dtype=images.dtype)
    *_, channels = image(images, data_format)
    need(
        equal(channels, 3),
        "a picture has 3 channels, not {channels}",
        channels=channels,
    )
    return same_shape(images)


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
    return warped(images, interpolation)


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
    return warped(images, interpolation)


def elastic_transform(
    images: Tensor,
    *,
    interpolation: Interpolation = "bilinear",
    data_format: DataFormat = LAST,
) -> Facts:
    """Bends every image at random; each number is made of those around the place that it comes
    from.  The shape stays as it is."""
    image(images, data_format)
    return warped(images, interpolation)


def warped(images: Tensor, interpolation: Interpolation) -> Facts:
    reach = max(REACH.get(interpolation, 0), 0)
    facts = same_shape(images)
    return facts._replace(elementwise=facts.elementwise * (2 * reach) ** 2)


def map_coordinates(inputs: Tensor, coordinates: Tensor, *, order: int) -> Facts:
    """Reads the first input at the places that the second one has, between its numbers as well."""
    need(len(coordinates.shape) >= 2, "there is a row of places for each axis")
    need(
        known(coordinates.shape[0]) in (len(inputs.shape), None),
        "there is a row of places for each axis",
    )
    _, (_, *out) = sizes_of(inputs, coordinates)
    near = (order + 1) ** len(inputs.shape)
    return Facts(Tensor(tuple(out), inputs.dtype), elementwise=product(out) * near)


def gaussian_blur(
    images: Tensor, *, kernel_size: Sizes = (3, 3), data_format: DataFormat = LAST
) -> Facts:
    """Mixes every number with those around it, {kernel_size} of them, the nearer the more; the
    shape stays as it is."""
    image(images, data_format)
    facts = same_shape(images)
    window = product(each(kernel_size, 2, "kernel"))
    return facts._replace(elementwise=0, macs=product(images.shape) * window)


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
    return Facts(Tensor(out, dtypes.same(image1.dtype)), macs=None)


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
    return Facts(Tensor(together(outer, out, depth, data_format), images.dtype))


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
    return Facts(Tensor(together(outer, (high, wide), channels, data_format), images.dtype))


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
    return Facts(Tensor(together(outer, (high, wide), channels, data_format), images.dtype))


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
        beside=f"antialias crop_to_aspect_ratio pad_to_aspect_ratio {FILL}",
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
