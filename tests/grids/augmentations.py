"""Layers that change images at random in training, refusals included."""

from itertools import product
from typing import Any

from tests.grids.convolution import FORMATS
from tests.grids.grid import grid

SHAPES = [(), (5, 6), (5, 6, 3), (3, 5, 6), (2, 5, 6, 3)]
RANGES = [(0, 255), (0, 1), (1,), 1]
FACTORS = [0.2, 1, -0.5, 1.5, -2, (0.1, 0.4), (-0.5, 0.5), (1.5, 2), (-3, -2), (0.1, 0.2, 0.3)]
BITS = [1, 4, 8, 0, 9, (2, 5), (9, 10)]
BOTH: dict[str, list[Any]] = {"height_factor": FACTORS, "width_factor": [0.1, (-0.2, 0.3), -2]}

CASES = [
    *(
        case
        for name in (
            *("RandomBrightness", "RandomContrast", "RandomHue", "RandomSaturation"),
            *("RandomSharpness", "RandomInvert", "RandomRotation", "CutMix", "RandomErasing"),
            *("RandomPerspective", "RandomElasticTransform", "RandomGaussianBlur"),
            *("RandAugment", "AugMix", "RandomColorDegeneration"),
        )
        for case in grid(name, (5, 6, 3), factor=FACTORS)
    ),
    *(
        case
        for name in ("RandomBrightness", "RandomSaturation", "RandomSharpness")
        for case in grid(name, (5, 6, 3), factor=[0.2], value_range=RANGES)
    ),
    *(
        case
        for name, dtype in product(
            (
                *("RandAugment", "AugMix", "MixUp", "CutMix", "RandomErasing", "RandomFlip"),
                *("RandomGrayscale", "RandomInvert", "Solarization", "Equalization"),
                *("RandomColorJitter", "RandomPerspective", "RandomElasticTransform"),
                *("RandomGaussianBlur", "RandomShear"),
            ),
            ("float32", "uint8"),
        )
        for case in grid(name, *SHAPES, dtype=dtype)
    ),
    *grid(
        "RandomColorDegeneration",
        *((5, 6, 3), (3, 5, 6), (5, 6, 1), (5, 3), (5, 6), (5,), (2, 5, 6, 3)),
        factor=[0.2],
        value_range=RANGES,
        data_format=FORMATS,
    ),
    *grid("RandomColorDegeneration", (5, 3), (5, 6), batch=3, factor=[0.2], data_format=FORMATS),
    *grid("RandomPosterization", (5, 6, 3), factor=BITS, value_range=RANGES),
    *grid("RandomGrayscale", (5, 6, 3), factor=[0.0, 0.3, 1, 1.5, -0.1]),
    *grid("Solarization", (5, 6, 3), addition_factor=FACTORS),
    *grid("Solarization", (5, 6, 3), threshold_factor=FACTORS, value_range=RANGES),
    *grid("Equalization", (5, 6, 3), value_range=RANGES, bins=[256, 16]),
    *grid("RandomTranslation", (5, 6, 3), **BOTH),
    *grid("RandomZoom", (5, 6, 3), **BOTH),
    *grid("RandomZoom", (5, 6, 3), height_factor=[*FACTORS, -1, (-1, 0.5)]),
    *grid("RandomShear", (5, 6, 3), x_factor=FACTORS, y_factor=[0.0, 0.3, -0.1]),
    *grid("RandomPerspective", (5, 6, 3), scale=[0.0, 0.5, 1.5, -0.5]),
    *grid("RandomElasticTransform", (5, 6, 3), scale=FACTORS),
    *grid("RandomErasing", (5, 6, 3), scale=FACTORS),
    *grid("RandomGaussianBlur", (5, 6, 3), kernel_size=[3, 4, (3, 5), (2, 3), (3, 3, 3)]),
    *grid("RandomGaussianBlur", (5, 6, 3), sigma=FACTORS),
    *grid("RandomFlip", (5, 6, 3), mode=["horizontal", "vertical"]),
    *(
        case
        for name in ("brightness", "contrast", "saturation", "hue")
        for case in grid("RandomColorJitter", (5, 6, 3), **{f"{name}_factor": FACTORS})
    ),
    *grid("MixUp", (5, 6, 3), alpha=[0.1]),
    *grid("RandAugment", (5, 6, 3), num_ops=[1, 3]),
    *grid("AugMix", (5, 6, 3), num_chains=[2], chain_depth=[1]),
]
