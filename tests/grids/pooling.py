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
