"""Recurrent convolutions, refusals included."""

from tests.grids.grid import grid

FLAGS = [False, True]
FORMATS = ["channels_last", "channels_first"]
FRAMES = {1: [(4, 5, 3), (1, 3, 5)], 2: [(2, 5, 4, 3)], 3: [(2, 3, 4, 3, 3)]}
KERNELS = {1: [1, 3, (4,), 6], 2: [2, (3, 1), 6], 3: [(1, 2, 3), 2]}
MOVES = {1: [1, 2, (3,)], 2: [1, (1, 2)], 3: [1, 2]}
OTHER = {1: (4, 3), 2: (3, 4), 3: (4, 5, 3, 2)}

CASES = [
    case
    for rank, frames in FRAMES.items()
    for name in [f"ConvLSTM{rank}D"]
    for case in (
        *grid(
            name,
            *frames,
            filters=[2],
            kernel_size=KERNELS[rank],
            strides=MOVES[rank],
            padding=["valid", "same"],
            data_format=FORMATS,
            dilation_rate=[1, 2],
        ),
        *grid(name, *frames, OTHER[rank], filters=[4], kernel_size=[1, (1, 1, 1, 1), 0, -1]),
        *grid(
            name,
            *frames[:1],
            filters=[3],
            kernel_size=[2],
            activation=["tanh", None],
            recurrent_activation=["sigmoid", None],
            use_bias=FLAGS,
        ),
        *(
            case
            for batch in ({}, {"batch": 2})
            for case in grid(
                name,
                *frames[:1],
                **batch,
                filters=[2],
                kernel_size=[2],
                return_sequences=FLAGS,
                return_state=FLAGS,
                go_backwards=FLAGS,
                stateful=FLAGS,
            )
        ),
        *grid(name, *frames, filters=[1], kernel_size=[1], padding=["causal"]),
        *grid(name, *frames, filters=[1, -1], kernel_size=[1]),
        *grid(name, *frames, dtype="int32", filters=[2], kernel_size=[2], return_state=[True]),
    )
]
CASES += [
    *grid("ConvLSTM1D", ((4, 5, 3), (4, 2), (4, 2)), filters=[2], kernel_size=[2]),
    *grid("ConvLSTM2D", ((4, 5, 5, 3), *[(4, 4, 2)] * 2), filters=[2], kernel_size=[2]),
]
