"""torch's convolutions, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

LINES = [(2, 4, 9), (1, 4, 2), (4, 9), (2, 3, 9)]
IMAGES = [(2, 4, 8, 9), (4, 8, 9), (2, 4, 8), (2, 4, 2, 9)]
WINDOWS: dict[str, list[object]] = {
    "kernel_size": [1, 3],
    "stride": [1, 2],
    "padding": [0, 1, "same", "valid"],
    "dilation": [1, 2],
    "groups": [1, 2],
}
TURNED: dict[str, list[object]] = {
    "kernel_size": [2, 3],
    "stride": [1, 2],
    "padding": [0, 1],
    "output_padding": [0, 1, 2],
    "dilation": [1, 2],
    "groups": [1, 2],
}
OWN = {"in_channels": [4], "out_channels": [6]}
MODULES = [
    *modules("Conv1d", *LINES, **OWN, **WINDOWS, bias=[True, False]),
    *modules("Conv2d", *IMAGES, **OWN, **WINDOWS),
    *modules("Conv2d", (2, 4, 8, 9), **OWN, kernel_size=[(3, 2)], stride=[(2, 1)], padding=[(0, 2)],
             padding_mode=["zeros", "reflect", "circular"]),
    *modules("Conv2d", (2, 4, 8, 9), in_channels=[4], out_channels=[5, 8], kernel_size=[3],
             groups=[2, 4, 3]),
    *modules("Conv3d", (2, 4, 5, 6, 7), (4, 5, 6, 7), **OWN, kernel_size=[3, (1, 2, 3)],
             padding=[0, (1, 0, 2), "same"]),
    *modules("Conv2d", (2, 4, 8, 9), dtype="int64", **OWN, kernel_size=[3]),
    *modules("ConvTranspose1d", *LINES, **OWN, **TURNED),
    *modules("ConvTranspose2d", *IMAGES, **OWN, **TURNED, bias=[True, False]),
    *modules("ConvTranspose3d", (2, 4, 3, 4, 5), **OWN, kernel_size=[3], stride=[2], padding=[1],
             output_padding=[(1, 0, 1)]),
    *modules("LazyConv1d", *LINES, out_channels=[6], kernel_size=[3], groups=[1, 2]),
    *modules("LazyConv2d", *IMAGES, out_channels=[6], kernel_size=[3], padding=[0, "same"]),
    *modules("LazyConv3d", (2, 4, 5, 6, 7), out_channels=[6], kernel_size=[3]),
    *modules("LazyConvTranspose1d", *LINES, out_channels=[6], kernel_size=[3]),
    *modules("LazyConvTranspose2d", *IMAGES, out_channels=[6], kernel_size=[3], stride=[2]),
    *modules("LazyConvTranspose3d", (2, 4, 3, 4, 5), out_channels=[6], kernel_size=[3]),
]  # fmt: skip
STEPS: dict[str, list[object]] = {"stride": [1, (2,)], "padding": [0, 1, "same"], "groups": [1, 2]}
FUNCTIONS = [
    *functions("conv1d", ((2, 4, 9), (6, 4, 3), (6,)), ((2, 4, 9), (6, 2, 3), (5,)), **STEPS),
    *functions("conv2d", ((2, 4, 8, 9), (6, 4, 3, 2)), ((4, 8, 9), (6, 2, 3, 2)),
               padding=[0, 1, "same"], groups=[1, 2], dilation=[1, 2]),
    *functions("conv2d", ((2, 4, 8, 9), Tensor((6, 4, 3, 2), "float64"))),
    *functions("conv3d", ((2, 4, 5, 6, 7), (6, 4, 3, 3, 3), (6,)), stride=[1, 2]),
    *functions("conv_transpose1d", ((2, 4, 9), (4, 6, 3), (6,)), stride=[1, 2], padding=[0, 1],
               output_padding=[0, 1]),
    *functions("conv_transpose2d", ((2, 4, 8, 9), (4, 3, 3, 2)), ((2, 4, 8, 9), (3, 3, 3, 2)),
               stride=[1, 2], groups=[1, 2], dilation=[1, 2]),
    *functions("conv_transpose3d", ((2, 4, 3, 4, 5), (4, 6, 2, 2, 2))),
]  # fmt: skip
