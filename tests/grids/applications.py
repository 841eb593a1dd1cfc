"""Layers of Keras's ready-made models, refusals included."""

from tests.grids.grid import grid

SHAPES = [(6,), (4, 6), (3, 5, 6), (3, 5, 1)]
PAIRS = [
    ((3, 5, 6), (3, 5, 6)),
    ((3, 5, 6), (3, 1, 6)),
    ((1, 5, 6), (3, 5, 1)),
    ((3, 5, 6), (3, 5, 4)),
]

CASES = [
    *grid("LayerScale", *SHAPES, init_values=[1e-6], projection_dim=[1, 6, 8]),
    *grid("StochasticDepth", *SHAPES, drop_path_rate=[0.0, 0.1]),
    *grid("CustomScaleLayer", *PAIRS, scale=[0.17, 1.0]),
]
