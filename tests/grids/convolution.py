"""Convolutions, refusals included."""

from tests.grids.grid import grid

PADDINGS = ["valid", "same"]
FORMATS = ["channels_last", "channels_first"]
SMALL = {
    1: [(9, 4), (3, 6)],
    2: [(9, 6, 4), (3, 4, 6)],
    3: [(5, 6, 4, 4), (3, 4, 2, 6)],
}
KERNELS = {1: [1, 4, (3,)], 2: [2, (3, 4)], 3: [2, (1, 3, 2)]}
STRIDES = {1: [1, 3, (2,)], 2: [1, 2, (1, 3)], 3: [1, (2, 1, 2)]}
DILATIONS = {1: [1, 3], 2: [1, (2, 1)], 3: [1, 2]}

CASES = [
    case
    for rank in (1, 2, 3)
    for case in (
        *grid(
            f"Conv{rank}D",
            *SMALL[rank],
            filters=[4],
            kernel_size=KERNELS[rank],
            strides=STRIDES[rank],
            padding=[*PADDINGS, "causal"],
            dilation_rate=DILATIONS[rank],
        ),
        *grid(
            f"Conv{rank}D",
            *SMALL[rank],
            filters=[4],
            kernel_size=KERNELS[rank][:1],
            data_format=FORMATS,
            groups=[1, 2, 3],
            use_bias=[True, False],
            activation=[None, "relu"],
        ),
        *grid(
            f"Conv{rank}D",
            SMALL[rank][0],
            filters=[4],
            kernel_size=KERNELS[rank][:1],
            groups=[1, 2],
            use_bias=[True, False],
            lora_rank=[None, 2, 0, -1],
        ),
        *grid(
            f"Conv{rank}DTranspose",
            *SMALL[rank],
            filters=[5],
            kernel_size=KERNELS[rank],
            strides=STRIDES[rank],
            padding=PADDINGS,
            output_padding=[None, 0, 1],
            dilation_rate=DILATIONS[rank],
        ),
        *grid(
            f"Conv{rank}DTranspose",
            *SMALL[rank],
            filters=[5],
            kernel_size=KERNELS[rank][:1],
            data_format=FORMATS,
            use_bias=[True, False],
        ),
    )
] + [
    case
    for rank in (1, 2)
    for case in (
        *grid(
            f"DepthwiseConv{rank}D",
            *SMALL[rank],
            kernel_size=KERNELS[rank],
            strides=[1, 2],
            padding=PADDINGS,
            depth_multiplier=[1, 3],
            dilation_rate=DILATIONS[rank],
        ),
        *grid(
            f"SeparableConv{rank}D",
            *SMALL[rank],
            filters=[5],
            kernel_size=KERNELS[rank],
            strides=[1, 2],
            padding=PADDINGS,
            depth_multiplier=[1, 3],
        ),
        *(
            case
            for name, needed in (("Depthwise", {}), ("Separable", {"filters": [5]}))
            for case in grid(
                f"{name}Conv{rank}D",
                *SMALL[rank],
                kernel_size=[2],
                depth_multiplier=[1, 3],
                data_format=FORMATS,
                use_bias=[True, False],
                **needed,
            )
        ),
    )
]
