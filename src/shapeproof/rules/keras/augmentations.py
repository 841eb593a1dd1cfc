"""Keras's layers that change images at random in training and pass them on as they are in use.

What they draw changes no size, they have no weights, and in use nothing is computed.
"""

from __future__ import annotations

from typing import Any, Literal

from shapeproof.algebra.formula import Formula, PerExample
from shapeproof.algebra.words import equal
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import DataFormat
from shapeproof.rules.keras.images import need_two
from shapeproof.rules.keras.regularization import passed_on
from shapeproof.rules.rule import Facts, Rule, Tensor, need

Factor = Any
"""A number, or the least and the most of which one is drawn."""
Mode = Literal["horizontal", "vertical", "horizontal_and_vertical"]
Filling = Literal["reflect", "wrap", "constant", "nearest"]
Mixing = Literal["nearest", "bilinear"]


def recolouring(
    x: Tensor,
    *,
    done: Message,
    low: int,
    factor: Factor,
    value_range: Any = (0, 255),
) -> Facts:
    """In training it {done} by an amount that it draws (`factor` is {factor}); in use it passes on
    every number as it is.  It has no weights, and no size changes."""
    need_between("factor", factor, low, 1)
    need_two("value_range", value_range)
    return passed_on(x)


def colour_degeneration(
    x: Tensor,
    *,
    factor: Factor,
    value_range: Any = (0, 255),
    data_format: DataFormat = "channels_last",
) -> Facts:
    """In training it takes away some of the colour of each image: how much it draws (`factor` is
    {factor}); in use it passes on every number as it is.  It reads images of 3 colours.  It has no
    weights, and no size changes."""
    need_between("factor", factor, -1, 1)
    need_two("value_range", value_range)
    rank = len(x.shape)
    need(rank in (3, 4), "it reads images, and the input has {rank:axis|axes}", rank=rank)
    colours = x.shape[-1 if data_format == "channels_last" else rank - 3]
    need(
        isinstance(colours, PerExample) or equal(colours, 3),
        "it reads images of 3 colours, not of {colours:channel|channels}",
        colours=colours,
    )
    return passed_on(x)


def posterization(x: Tensor, *, factor: Factor, value_range: Any = (0, 255)) -> Facts:
    """In training it keeps only the first {factor} of the 8 bits of each number, so that few
    colours are left; in use it passes on every number as it is.  It has no weights, and no size
    changes."""
    need_between("factor", factor, 1, 8)
    need_two("value_range", value_range)
    return passed_on(x)


def colour_jitter(
    x: Tensor,
    *,
    value_range: Any = (0, 255),
    brightness_factor: Factor = None,
    contrast_factor: Factor = None,
    saturation_factor: Factor = None,
    hue_factor: Factor = None,
) -> Facts:
    """In training it changes the colours of each image by amounts that it draws; in use it passes
    on every number as it is.  With `brightness_factor`, it makes the image brighter or darker.
    With `contrast_factor`, it changes the contrast.  With `saturation_factor`, it makes the colours
    stronger or weaker.  With `hue_factor`, it turns the colours into others.  It has no weights,
    and no size changes."""
    for name, factor, low in (
        ("brightness_factor", brightness_factor, -1),
        ("contrast_factor", contrast_factor, 0),
        ("saturation_factor", saturation_factor, -1),
        ("hue_factor", hue_factor, 0),
    ):
        if factor is not None:
            need_between(name, factor, low, 1)
    return passed_on(x)


def grayscale(x: Tensor, *, factor: float = 0.5) -> Facts:
    """In training it takes the colour out of an image with a chance of {factor}; in use it passes
    on every number as it is.  It has no weights, and no size changes."""
    need_between("factor", factor, 0, 1)
    return passed_on(x)._replace(output=x)


def inversion(x: Tensor, *, factor: Factor = 1.0, value_range: Any = (0, 255)) -> Facts:
    """In training it turns an image into its negative with a chance that it draws (`factor` is
    {factor}); in use it passes on every number as it is.  It has no weights, and no size
    changes."""
    need_between("factor", factor, 0, 1)
    return passed_on(x)


def solarization(
    x: Tensor,
    *,
    addition_factor: Factor = 0.0,
    threshold_factor: Factor = 0.0,
    value_range: Any = (0, 255),
) -> Facts:
    """In training it makes each image brighter by an amount that it draws, and turns the numbers
    above a threshold that it draws into their negatives; in use it passes on every number as it is.
    It has no weights, and no size changes."""
    need_all_between("addition_factor", addition_factor, 0, 1)
    need_all_between("threshold_factor", threshold_factor, 0, 1)
    need_two("value_range", value_range)
    return passed_on(x)


def equalization(x: Tensor, *, value_range: Any = (0, 255), bins: int = 256) -> Facts:
    """In training it spreads the numbers of each channel evenly over the whole range, by counting
    how many fall into each of {bins} bins; in use it passes on every number as it is.  It has no
    weights, and no size changes."""
    need_two("value_range", value_range)
    return passed_on(x)._replace(output=x)


def flip(x: Tensor, *, mode: Mode = "horizontal_and_vertical") -> Facts:
    """In training it mirrors each image or leaves it, by chance ({mode}); in use it passes on every
    number as it is.  It has no weights, and no size changes."""
    return passed_on(x)


def rotation(
    x: Tensor,
    *,
    factor: Factor,
    fill_mode: Filling = "reflect",
    interpolation: Mixing = "bilinear",
) -> Facts:
    """In training it turns each image by an angle that it draws, a part of a full turn (`factor` is
    {factor}); in use it passes on every number as it is.  It has no weights, and no size
    changes."""
    need_between("factor", factor, -1, 1)
    return passed_on(x)


def translation(
    x: Tensor,
    *,
    height_factor: Factor,
    width_factor: Factor,
    fill_mode: Filling = "reflect",
    interpolation: Mixing = "bilinear",
) -> Facts:
    """In training it moves each image up or down and to a side, by parts of its height and width
    that it draws (`height_factor` is {height_factor}, `width_factor` is {width_factor}); in use it
    passes on every number as it is.  It has no weights, and no size changes."""
    need_all_between("height_factor", height_factor, -1, 1)
    need_all_between("width_factor", width_factor, -1, 1)
    return passed_on(x)


def zoom(
    x: Tensor,
    *,
    height_factor: Factor,
    width_factor: Factor = None,
    fill_mode: Filling = "reflect",
    interpolation: Mixing = "bilinear",
) -> Facts:
    """In training it brings each image nearer or further away, by a part of its height that it
    draws (`height_factor` is {height_factor}); in use it passes on every number as it is.  With
    `width_factor`, it draws another part for the width ({width_factor}).  It has no weights, and
    no size changes."""
    for name, factor in (("height_factor", height_factor), ("width_factor", width_factor)):
        if name == "height_factor" or factor is not None:
            need_all_between(name, factor, -1, 1)
            need(
                -1 not in numbers(factor),
                "{name} must be more than -1, and is {factor}",
                name=name,
                factor=factor,
            )
    return passed_on(x)


def shear(
    x: Tensor,
    *,
    x_factor: Factor = 0.0,
    y_factor: Factor = 0.0,
    interpolation: Mixing = "bilinear",
    fill_mode: Filling = "reflect",
) -> Facts:
    """In training it slants each image along its width and height, by amounts that it draws
    (`x_factor` is {x_factor}, `y_factor` is {y_factor}); in use it passes on every number as it is.
    It has no weights, and no size changes."""
    need_all_between("x_factor", x_factor, 0, 1)
    need_all_between("y_factor", y_factor, 0, 1)
    return passed_on(x)


def perspective(
    x: Tensor, *, factor: Factor = 1.0, scale: float = 1.0, interpolation: Mixing = "bilinear"
) -> Facts:
    """In training it shows each image as if from another side: each corner moves by a part of the
    image that it draws (`scale` is {scale}); in use it passes on every number as it is.  It has no
    weights, and no size changes."""
    need_between("factor", factor, 0, 1)
    need_between("scale", scale, 0, 1)
    return passed_on(x)


def elastic_transform(
    x: Tensor, *, factor: Factor = 1.0, scale: Factor = 1.0, interpolation: Mixing = "bilinear"
) -> Facts:
    """In training it bends each image here and there, as if it were drawn on rubber (`scale` is
    {scale}); in use it passes on every number as it is.  It has no weights, and no size changes."""
    need_between("factor", factor, 0, 1)
    need_between("scale", scale, 0, 1)
    return passed_on(x)


def erasing(x: Tensor, *, factor: Factor = 1.0, scale: Factor = (0.02, 0.33)) -> Facts:
    """In training it writes over a rectangle of each image, whose part of the image it draws
    (`scale` is {scale}); in use it passes on every number as it is.  It has no weights, and no size
    changes."""
    need_between("factor", factor, 0, 1)
    need_between("scale", scale, 0, 1)
    return passed_on(x)


def gaussian_blur(
    x: Tensor, *, factor: Factor = 1.0, kernel_size: Any = 3, sigma: Factor = 1.0
) -> Facts:
    """In training it puts in the place of each number a mean of those around it ({kernel_size} of
    them down and across), in which near ones count more; in use it passes on every number as it is.
    It has no weights, and no size changes."""
    need_between("factor", factor, 0, 1)
    need_between("sigma", sigma, 0, 1)
    need(
        len(numbers(kernel_size)) <= 2
        and all(isinstance(size, Formula) or size % 2 == 1 for size in numbers(kernel_size)),
        "kernel_size is an odd number, or two of them, so that the window has a middle; it is "
        "{kernel_size}",
        kernel_size=kernel_size,
    )
    return passed_on(x)


def cut_mix(x: Tensor, *, factor: Factor = 1.0) -> Facts:
    """In training it puts a rectangle of another image of the batch into each image, and mixes
    their labels by how large it is; in use it passes on every number as it is.  It has no weights,
    and no size changes."""
    need_between("factor", factor, 0, 1)
    return passed_on(x)


def mix_up(x: Tensor, *, alpha: float = 0.2) -> Facts:
    """In training it lays another image of the batch over each image, both of them see-through, and
    mixes their labels in the same way; in use it passes on every number as it is.  It has no
    weights, and no size changes."""
    return passed_on(x)


def rand_augment(
    x: Tensor,
    *,
    value_range: Any = (0, 255),
    num_ops: int = 2,
    factor: Factor = 0.5,
    interpolation: Mixing = "bilinear",
) -> Facts:
    """In training it changes each batch in {num_ops:way|ways} that it draws out of eleven (slants,
    turns, colours, contrast and so on), as strongly as `factor` says ({factor}); in use it passes
    on every number as it is.  It has no weights, and no size changes."""
    need_all_between("factor", factor, 0, 1)
    need_two("value_range", value_range)
    return passed_on(x)


def aug_mix(
    x: Tensor,
    *,
    value_range: Any = (0, 255),
    num_chains: int = 3,
    chain_depth: int = 3,
    factor: Factor = 0.3,
    alpha: float = 1.0,
    all_ops: bool = True,
    interpolation: Mixing = "bilinear",
) -> Facts:
    """In training it makes {num_chains:copy|copies} of each image, changes each copy up to
    {chain_depth:time|times} in ways that it draws, and mixes them with the image; in use it passes
    on every number as it is.  It has no weights, and no size changes."""
    need_all_between("factor", factor, 0, 1)
    need_two("value_range", value_range)
    return passed_on(x)


def numbers(factor: Factor) -> tuple[Any, ...]:
    """A number by itself, or the two of a range."""
    return factor if isinstance(factor, tuple) else (factor,)


def need_between(argument: str, factor: Factor, low: int, high: int) -> None:
    """A number from `low` to `high`, or a range that reaches into that; unknown ones may be."""
    ends = numbers(factor)
    known = [end for end in ends if not isinstance(end, Formula)]
    need(
        all(isinstance(end, int | float) for end in known)
        and (len(known) < len(ends) or (ends[0] <= high and ends[-1] >= low))
        and len(ends) <= 2,
        "{argument} lies between {low} and {high}, and is {factor}",
        argument=argument,
        low=low,
        high=high,
        factor=factor,
    )


def need_all_between(argument: str, factor: Factor, low: int, high: int) -> None:
    """A number from `low` to `high`, or two such numbers."""
    need_between(argument, factor, low, high)
    for end in numbers(factor):
        need_between(argument, end, low, high)


BESIDE = "seed data_format bounding_box_format"
FILLED = f"{BESIDE} fill_value"
SCALED = f"{BESIDE} fill_value value_range"
RULES = [
    *(
        Rule(name, recolouring, {"done": done, "low": low}, BESIDE)
        for name, done, low in (
            ("RandomBrightness", say("makes each image brighter or darker"), -1),
            ("RandomContrast", say("makes the contrast of each image stronger or weaker"), 0),
            ("RandomHue", say("turns the colours of each image into others"), 0),
            ("RandomSaturation", say("makes the colours of each image stronger or weaker"), -1),
            ("RandomSharpness", say("makes each image sharper or more blurred"), 0),
        )
    ),
    Rule("RandomColorDegeneration", colour_degeneration, beside=BESIDE),
    Rule("RandomPosterization", posterization, beside=BESIDE),
    Rule("RandomColorJitter", colour_jitter, beside=f"{BESIDE} factor"),
    Rule("RandomGrayscale", grayscale, beside=BESIDE),
    Rule("RandomInvert", inversion, beside=BESIDE),
    Rule("Solarization", solarization, beside=BESIDE),
    Rule("Equalization", equalization, beside=f"{BESIDE} factor"),
    Rule("RandomFlip", flip, beside=BESIDE),
    Rule("RandomRotation", rotation, beside=FILLED),
    Rule("RandomTranslation", translation, beside=FILLED),
    Rule("RandomZoom", zoom, beside=FILLED),
    Rule("RandomShear", shear, beside=FILLED),
    Rule("RandomPerspective", perspective, beside=FILLED),
    Rule("RandomElasticTransform", elastic_transform, beside=f"{SCALED} fill_mode"),
    Rule("RandomErasing", erasing, beside=SCALED),
    Rule("RandomGaussianBlur", gaussian_blur, beside=SCALED),
    Rule("CutMix", cut_mix, beside=BESIDE),
    Rule("MixUp", mix_up, beside=f"{BESIDE} factor"),
    Rule("RandAugment", rand_augment, beside=BESIDE),
    Rule("AugMix", aug_mix, beside=BESIDE),
]
