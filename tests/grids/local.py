"""Convolutions that share no weights, which only Keras 2 has."""

from tests.grids.grid import grid

CASES = [
    *grid(
        "LocallyConnected1D",
        (9, 4),
        (3, 6),
        filters=[3],
        kernel_size=[2, (4,)],
        strides=[1, 2],
        padding=["valid", "same"],
        use_bias=[True, False],
        implementation=[1, 2, 3],
    ),
    *grid(
        "LocallyConnected2D",
        (5, 6, 4),
        (3, 4, 6),
        filters=[2],
        kernel_size=[2, (2, 3)],
        strides=[1, (2, 1)],
        data_format=["channels_last", "channels_first"],
        activation=[None, "relu"],
        implementation=[1, 2, 3],
    ),
]
