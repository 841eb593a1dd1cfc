"""Layers that bring images to one size and one scale, refusals included."""

from tests.grids.convolution import FORMATS
from tests.grids.grid import grid, layer

SHAPES = [(), (5,), (5, 6), (5, 6, 3), (2, 7, 8), (2, 5, 6, 3)]
SIZES = [3, 9, -1]
IMAGE = (5, 6, 3)
PIPELINES = [
    (layer("Rescaling", scale=0.5), layer("Resizing", height=8, width=8), layer("RandomFlip")),
    (
        layer("Conv2D", filters=4, kernel_size=3),
        layer("Flatten"),
        layer("Dense", units=2),
        layer("Dense", units=3),
    ),
    (layer("CenterCrop", height=3, width=3), layer("Conv2D", filters=4, kernel_size=2)),
]

CASES = [
    *(
        case
        for dtype in ("float32", "int32", "uint8")
        for case in (
            *grid("Rescaling", *SHAPES, dtype=dtype, scale=[0.5, 1 / 255], offset=[0.0, -1]),
            *grid("AutoContrast", *SHAPES, dtype=dtype, value_range=[(0, 255), (0, 1), 1, (1,)]),
            *grid("ContrastLimitedAdaptiveHistogramEqualization", *SHAPES, dtype=dtype),
            *grid("MaxNumBoundingBoxes", *SHAPES, dtype=dtype, max_number=[1, 4]),
            *(
                case
                for name in ("Resizing", "CenterCrop", "RandomCrop")
                for case in grid(
                    name, *SHAPES, dtype=dtype, height=[3], width=[2], data_format=FORMATS
                )
            ),
        )
    ),
    *grid(
        "ContrastLimitedAdaptiveHistogramEqualization",
        IMAGE,
        value_range=[(0, 1)],
        clip_limit=[2.0],
        tile_grid_size=[(4, 4)],
    ),
    *grid(
        "Resizing",
        IMAGE,
        height=SIZES,
        width=SIZES,
        interpolation=["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"],
        data_format=FORMATS,
    ),
    *grid(
        "Resizing",
        IMAGE,
        height=[3],
        width=[9],
        crop_to_aspect_ratio=[False, True],
        pad_to_aspect_ratio=[False, True],
        fill_value=[0.0, 1.0],
        antialias=[False, True],
    ),
    *(
        case
        for name in ("CenterCrop", "RandomCrop")
        for case in grid(name, IMAGE, height=SIZES, width=SIZES, data_format=FORMATS)
    ),
    *grid("RandomCrop", IMAGE, height=[0, 3], width=[0, 3]),
    *grid("Pipeline", IMAGE, layers=PIPELINES),
    *grid("Resizing", (5, 6), batch=4, height=[3], width=[2], data_format=FORMATS),
]
