"""Pooling, refusals included."""

from tests.grids.convolution import FORMATS, PADDINGS, SMALL
from tests.grids.grid import grid

POOLS = {1: [1, 2, (4,)], 2: [2, (1, 3)], 3: [2, (1, 3, 2)]}
STRIDES = {1: [None, 1, 3], 2: [None, 1, (2, 3)], 3: [None, 2]}

CASES = [
    case
    for rank in (1, 2, 3)
    for how in ("Max", "Average")
    for case in (
        *grid(
            f"{how}Pooling{rank}D",
            *SMALL[rank],
            pool_size=POOLS[rank],
            strides=STRIDES[rank],
            padding=PADDINGS,
            data_format=FORMATS,
        ),
        *grid(
            f"Global{how}Pooling{rank}D", *SMALL[rank], data_format=FORMATS, keepdims=[False, True]
        ),
    )
]
OUTPUTS = {1: [1, 2, (3,), 5, 7, (1, 2)], 2: [1, 2, (1, 3), (4, 5), (2,)], 3: [1, 2, (3, 2, 5)]}
CASES += [
    case
    for rank in (1, 2, 3)
    for how in ("Max", "Average")
    for case in (
        *grid(
            f"Adaptive{how}Pooling{rank}D",
            *SMALL[rank],
            output_size=OUTPUTS[rank],
            data_format=FORMATS,
        ),
        *grid(f"Adaptive{how}Pooling{rank}D", *SMALL[rank][:1], dtype="int32", output_size=[2]),
    )
    if len(case.inputs[0]) == rank + 1  # Keras takes other axes, and fails when it computes
]
