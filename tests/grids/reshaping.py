"""Layers that move, repeat, add and drop numbers, refusals included."""

from itertools import permutations

from tests.grids.convolution import FORMATS, SMALL
from tests.grids.grid import grid

SHAPES = [(), (6,), (6, 10), (2, 3, 4), (1, 5, 2, 3)]
PAIRS = [0, 1, 2, (0, 3), (2, 1), (1, -1), (1,), (1, 2, 1), ((1, 0), 2), ((0, 2), (1, 1))]
TRIPLES = [1, (0, 1, 1), ((0, 1), 1, (1, 0)), ((1, 1), (0, 0), (2, 0)), (1, 2), ((1,), 1, 1)]
EDGES = {
    1: [0, 1, 2, 5, (0, 3), (2, 1), (-1, 2), (1,), (1, 1, 1), ((1, 2),), ((1, 2), 3)],
    2: [*PAIRS, (4, 1), ((2, 2), (0, 0))],
    3: [*TRIPLES, (1, 1, 9), (0, 0, -1)],
}
SIZES = {
    1: [1, 2, 3, 0, -1, (2,)],
    2: [1, 3, 0, (2, 3), (2,)],
    3: [2, (1, 2, 3), (2, 3), (0, 1, 1)],
}
MIXED = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]

CASES = [
    *(
        case
        for dtype in ("float32", "int32")
        for case in (
            *grid("Flatten", *SHAPES, dtype=dtype, data_format=FORMATS),
            *grid(
                "Reshape",
                *SHAPES,
                dtype=dtype,
                target_shape=[
                    *((), (-1,), (6,), (60,), (3, 20), (2, 3), (1, 1), (24, 1)),
                    *((-1, 2), (2, -1), (4, -1), (2, -1, 3), (7, -1), (5, 2, 3, -1), (-1, 6, 1)),
                    *((-1, -1), (-2, 3), (-2, -3), (0, -1), (0,), (-1, 0), 6),
                ],
            ),
            *grid(
                "Permute",
                *SHAPES,
                dtype=dtype,
                dims=[
                    (),
                    *(order for rank in (1, 2, 3) for order in permutations(range(1, rank + 1))),
                    *((4, 1, 3, 2), (0, 1), (2, 2), (1, 3), 1),
                ],
            ),
        )
    ),
    *grid("RepeatVector", (7,), (1,), (2, 3), (), n=[1, 4, 0, -1]),
    *grid("UpSampling1D", *SMALL[1], (5,), size=SIZES[1]),
    *grid("UpSampling2D", *SMALL[2], size=SIZES[2], data_format=FORMATS, interpolation=MIXED),
    *grid("UpSampling3D", *SMALL[3], (5, 6, 4), size=SIZES[3], data_format=FORMATS),
    *grid("Cropping1D", *SMALL[1], (5,), cropping=EDGES[1]),
    *grid("ZeroPadding1D", *SMALL[1], (5,), padding=EDGES[1], data_format=FORMATS),
    *(
        case
        for rank in (2, 3)
        for case in (
            *grid(f"Cropping{rank}D", *SMALL[rank], cropping=EDGES[rank], data_format=FORMATS),
            *grid(f"ZeroPadding{rank}D", *SMALL[rank], padding=EDGES[rank], data_format=FORMATS),
        )
    ),
    *(
        case
        for rank in (1, 2, 3)
        for name in ("Cropping", "ZeroPadding", "UpSampling")
        for case in grid(f"{name}{rank}D", *SMALL[rank])
    ),
]
