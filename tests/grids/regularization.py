"""Layers that disturb numbers in training, refusals included."""

from tests.grids.grid import grid

SHAPES = [(), (5,), (4, 6), (3, 5, 4), (2, 3, 5, 4), (2, 3, 2, 5, 4)]
RATES = [0, 0.0, 0.5, 1, -0.1, 1.5]

CASES = [
    *grid("Dropout", *SHAPES, rate=RATES),
    *grid(
        "Dropout",
        *SHAPES,
        rate=[0.5],
        noise_shape=[None, (None, 1), (None, 1, 6), (2, 0), (None, -1), (3,)],
        seed=[None, 7],
    ),
    *grid("Dropout", (5,), (4, 6), dtype="int32", rate=[0.5]),
    *(
        case
        for rank in (1, 2, 3)
        for case in (
            *grid(f"SpatialDropout{rank}D", *SHAPES, rate=RATES),
            *grid(f"SpatialDropout{rank}D", *SHAPES, rate=[0.5], seed=[7]),
        )
    ),
    *(
        case
        for rank in (2, 3)
        for case in grid(
            f"SpatialDropout{rank}D",
            *SHAPES,
            rate=[0.3],
            data_format=["channels_last", "channels_first"],
        )
    ),
    *grid("AlphaDropout", *SHAPES, rate=RATES, noise_shape=[None, (None, 1)]),
    *grid("GaussianDropout", *SHAPES, rate=RATES, seed=[None, 7]),
    *grid("GaussianNoise", *SHAPES, stddev=[0, 0.1, 1, 1.01, -1], seed=[None, 7]),
]
