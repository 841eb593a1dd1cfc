"""Keras's layers that bring images to one size and one scale, in training and in use alike."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, total
from shapeproof.message import say
from shapeproof.rules.arithmetic.axes import DataFormat
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.resizing import (
    REACH,
    Interpolation,
    cropped,
    middle,
    padded,
    within,
)
from shapeproof.rules.rule import (
    Facts,
    Index,
    Layer,
    Reads,
    Rule,
    Shape,
    Tensor,
    Weight,
    all_called,
    need,
)


def rescaling(x: Tensor, *, scale: object, offset: object = 0.0) -> Facts:
    """Multiplies each number by {scale}; whole numbers become fractions.  With `offset`, it then
    adds {offset}.  It has no weights, and no size changes."""
    sizes = x.read("batch", "...")
    is_moved = offset not in (0, None)

    def cell(index: Index) -> Reads:
        made = say("the number itself, times its scale")
        if is_moved:
            made = say("the number itself, times its scale, plus its offset")
        return Reads((tuple(map(one, index)),), made)

    return Facts(Tensor(sizes), elementwise=product(sizes) * (1 + is_moved), cell=cell)


def resizing(
    x: Tensor,
    *,
    height: Dim,
    width: Dim,
    interpolation: Interpolation = "bilinear",
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    antialias: bool = False,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Makes every image {height} high and {width} wide, whatever size it has.  Unless
    `interpolation` says otherwise, each number is mixed from the 4 numbers around its place in the
    old image.  With `interpolation`, each number is made in another way ({interpolation}).  With
    `crop_to_aspect_ratio`, what is too much of the height or of the width is cut off first, so that
    nothing is stretched.  With `pad_to_aspect_ratio`, what is too little of the height or of the
    width is filled with {fill_value} first, so that nothing is stretched.  It has no weights."""
    first = (len(x.shape) == 4) + (data_format == "channels_first")
    sizes, out = of_size(x, first, height, width)
    reach = REACH.get(interpolation, 0)

    def cell(index: Index) -> Reads:
        old = (int(sizes[first]), int(sizes[first + 1]))
        windows = (range(old[0]), range(old[1]))
        if crop_to_aspect_ratio:
            windows = cropped(*old, int(height), int(width))
        elif pad_to_aspect_ratio:
            windows = padded(*old, int(height), int(width))
        return mixture(index, first, windows, out, reach)

    return Facts(
        Tensor(out),
        elementwise=product(out) * (2 * reach) ** 2,
        cell=None if antialias else cell,
    )


def center_crop(
    x: Tensor, *, height: Dim, width: Dim, data_format: DataFormat = "channels_last"
) -> Facts:
    """Cuts {height} by {width} out of the middle of every image, and drops the rest.  An image that
    is smaller is cut to the same proportions and enlarged.  It has no weights."""
    need(
        len(x.shape) in (3, 4),
        "it reads images: a batch, height, width and channels, or one image alone; the input has "
        "{rank:axis|axes}",
        rank=len(x.shape),
    )
    first = (len(x.shape) == 4) + (data_format == "channels_first")
    sizes, out = of_size(x, first, height, width)

    def cell(index: Index) -> Reads:
        old = (int(sizes[first]), int(sizes[first + 1]))
        if old[0] >= int(height) and old[1] >= int(width):
            windows = (middle(old[0], int(height)), middle(old[1], int(width)))
        else:
            windows = cropped(*old, int(height), int(width))
        return mixture(index, first, windows, out, 1)

    return Facts(Tensor(out), cell=cell)


def random_crop(
    x: Tensor,
    *,
    height: Dim,
    width: Dim,
    seed: int | None = None,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """In training it cuts {height} by {width} out of every image, at a place drawn anew for each
    batch; an image that is smaller is enlarged.  Keras tells that size for use too, where the layer
    passes on every number as it is.  It has no weights."""
    first = len(x.shape) - (3 if data_format == "channels_last" else 2)
    return Facts(Tensor(of_size(x, first, height, width)[1]))


def of_size(x: Tensor, first: int, height: Dim, width: Dim) -> tuple[Shape, Shape]:
    """The sizes, and those with another height, which is the axis `first`, and width, the next."""
    rank = len(x.shape)
    need(
        first >= 0 and first + 1 < rank,
        "it reads images, which have height, width and channels; the input has {rank:axis|axes}",
        rank=rank,
    )
    for name, size in (("height", height), ("width", width)):
        need(size >= 0, "{name} must be 0 or more, not {size}", name=name, size=size)
    names = ["batch", *(f"size {i}" for i in range(1, rank))]
    names[first : first + 2] = "height", "width"
    if rank == 4:
        names[3 if first == 1 else 1] = "channels"
    sizes = all_called(x.shape, names)
    return sizes, (*sizes[:first], height, width, *sizes[first + 2 :])


def mixture(
    index: Index, first: int, windows: tuple[range, range], out: Shape, reach: int
) -> Reads:
    """What a number reads when these windows of height and width are brought to the new size."""
    along = (first, first + 1)
    mixed = [
        within(window, index[axis], int(out[axis]), reach) for axis, window in zip(along, windows)
    ]
    read = list(map(one, index))
    read[first : first + 2] = mixed
    made = say("the number itself, moved here")
    if (neighbours := len(mixed[0]) * len(mixed[1])) > 1:
        made = say("{n} neighbours, each weighed by how near it is", n=neighbours)
    return Reads((tuple(read),), made)


def auto_contrast(x: Tensor, *, value_range: object = (0, 255)) -> Facts:
    """Looks for the smallest and the largest number of each channel of each image, and stretches
    the numbers between them over the whole range.  It has no weights, and no size changes."""
    need_two("value_range", value_range)
    sizes = x.read("batch", "...")
    # smallest, largest, stretched, shifted, not below, not above
    return Facts(Tensor(sizes), elementwise=product(sizes) * 6)


def local_equalization(
    x: Tensor,
    *,
    value_range: object = (0, 255),
    clip_limit: float = 4.0,
    tile_grid_size: object = (8, 8),
) -> Facts:
    """Deals each image out to tiles, ({tile_grid_size}) of them down and across, and spreads the
    numbers of each tile evenly over the whole range; between the middles of four tiles it mixes
    what the four would write.  With `clip_limit`, no number counts more than {clip_limit} times its
    share.  It has no weights, and no size changes."""
    sizes = x.read("batch", "...")
    counted, mixed = 1, 3 * 3  # to mix two takes two products and a sum; to mix four, three times
    return Facts(Tensor(sizes), elementwise=product(sizes) * (counted + mixed))


def fewer_boxes(x: Tensor, *, max_number: Dim, fill_value: int = -1) -> Facts:
    """Keeps {max_number:bounding box|bounding boxes} of each image: those beyond are dropped, and
    where there are fewer, boxes of {fill_value} are put in.  Images it passes on as they are.  It
    has no weights."""

    def cell(index: Index) -> Reads:
        return Reads((tuple(map(one, index)),), say("the number itself"))

    return Facts(Tensor(x.read("batch", "...")), cell=cell)


def pipeline(x: Tensor, *, layers: tuple[Layer, ...]) -> Facts:
    """Uses these layers one after the other, each on what the one before it puts out: {layers}."""
    need(len(layers) >= 1, "it uses layers one after the other, and has none")
    weights: dict[str, Weight] = {}
    macs: list[Dim | None] = []
    elementwise: list[Dim] = []
    facts = Facts(x)
    for i, layer in enumerate(layers, start=1):
        facts = layer(*facts.outputs)
        weights |= {f"layer {i}/{name}": weight for name, weight in facts.weights.items()}
        macs.append(facts.macs)
        elementwise.append(facts.elementwise)
    known = [one for one in macs if one is not None]
    return Facts(
        facts.output,
        weights,
        macs=total(known) if len(known) == len(macs) else None,
        elementwise=total(elementwise),
    )


def need_two(argument: str, value: object) -> None:
    """A range has two ends."""
    need(
        isinstance(value, tuple) and len(value) == 2,
        "{argument} takes two numbers, not {value}",
        argument=argument,
        value=value,
    )


IMAGES = "bounding_box_format"
RULES = [
    Rule("Rescaling", rescaling),
    Rule("Resizing", resizing, beside=IMAGES),
    Rule("CenterCrop", center_crop, beside=IMAGES),
    Rule("RandomCrop", random_crop, beside=f"{IMAGES} factor"),
    Rule("AutoContrast", auto_contrast, beside=f"{IMAGES} data_format"),
    Rule(
        "ContrastLimitedAdaptiveHistogramEqualization",
        local_equalization,
        beside=f"{IMAGES} data_format factor",
    ),
    Rule("Pipeline", pipeline),
    Rule("MaxNumBoundingBoxes", fewer_boxes, beside=f"{IMAGES} data_format factor"),
]
