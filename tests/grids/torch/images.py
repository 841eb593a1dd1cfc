"""torch's rules for images, refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

LINE, IMAGE, VOLUME = (2, 4, 9), (2, 4, 8, 9), (2, 4, 5, 6, 7)
ANY = [LINE, IMAGE, VOLUME, (4, 9), (1, 0, 8, 9)]
DTYPES = [
    Tensor((2, 4, 8, 10), dtype)
    for dtype in ("float64", "bfloat16", "int64", "uint8", "bool", "complex64")
]
PLAIN: list[Any] = ["nearest", "nearest-exact", "area"]
MIXED: list[Any] = ["linear", "bilinear", "bicubic", "trilinear"]
FACTORS: list[Any] = [2, 0.5, 1.5, 1 / 3, 0.1, (2, 0.7), (2.0,)]
RESIZED = [
    *modules("Upsample", *ANY, size=[5, (3, 4)], mode=[*PLAIN, *MIXED]),
    *modules("Upsample", *ANY, size=[(4,), (2, 3, 4), 0], mode=["nearest", "area"]),
    *modules("Upsample", *ANY, scale_factor=FACTORS, mode=[*PLAIN, "bilinear"]),
    *modules("Upsample", IMAGE, scale_factor=[2.0, -1.0], recompute_scale_factor=[True, False]),
    *modules("Upsample", IMAGE, size=[None, 3], scale_factor=[None, 2]),
    *modules("Upsample", IMAGE, size=[3], recompute_scale_factor=[None, True, False]),
    *modules("Upsample", IMAGE, size=[3], mode=[*PLAIN, "bilinear", "bicubic"],
             align_corners=[None, True, False]),
    *modules("Upsample", *DTYPES, scale_factor=[2], mode=[*PLAIN, "bilinear"]),
    *modules("Upsample", Tensor(LINE, "uint8"), scale_factor=[2], mode=["nearest", "linear"]),
    *modules("UpsamplingNearest2d UpsamplingBilinear2d", *ANY, size=[3, (3, 4), (2,)]),
    *modules("UpsamplingNearest2d UpsamplingBilinear2d", *ANY, scale_factor=[2, (2, 1.5)]),
]  # fmt: skip
SQUARES = [(2, 8, 8, 6), (4, 8, 6), (3, 2, 9, 4, 9), (8, 6), (2, 3, 5, 7), *DTYPES]
SHUFFLED = [
    *modules("PixelShuffle", *SQUARES, upscale_factor=[1, 2, 3, 0]),
    *modules("PixelUnshuffle", *SQUARES, downscale_factor=[1, 2, 3, 0]),
    *modules("ChannelShuffle", *ANY[:4], (4,), *DTYPES, groups=[1, 2, 3]),
]
WINDOWS: dict[str, list[Any]] = {
    "kernel_size": [2, (3, 2)],
    "dilation": [1, (1, 2)],
    "padding": [0, (1, 0)],
    "stride": [1, (2, 1)],
}
COLUMNS = [(2, 12, 12), (12, 12), (2, 12, 20), (2, 11, 12), (2, 1, 12, 12), (2, 12, 8)]
APART = [(2, 12, 4), (12, 4)]
FOLDED = [
    *modules("Unfold", IMAGE, LINE, (8, 9), (1, 0, 8, 9), (1, 2, 2, 2), **WINDOWS),
    *modules("Unfold", *DTYPES, kernel_size=[2, 0, (2, 2, 2)]),
    *modules("Unfold", IMAGE, kernel_size=[2], padding=[-1, 9], stride=[1, 0], dilation=[1, 0]),
    *modules("Fold", *COLUMNS, output_size=[(4, 5), 4], kernel_size=[2], padding=[0, (1, 0)],
             stride=[1, (2, 1)]),
    *modules("Fold", *COLUMNS[:2], output_size=[(4, 5), (5,), 1], kernel_size=[2], padding=[0, -1]),
    *modules("Fold", *COLUMNS, output_size=[(6, 6)], kernel_size=[(3, 2)], dilation=[1, 2, 0]),
    *modules("Fold", *(Tensor((2, 12, 12), x.dtype) for x in DTYPES), output_size=[(4, 5)],
             kernel_size=[2]),
    *modules("Fold", *APART, output_size=[(4, 4)], kernel_size=[2], stride=[2]),
]  # fmt: skip
MODULES = [*RESIZED, *SHUFFLED, *FOLDED]
SMOOTH: list[Any] = ["bilinear", "bicubic", "lanczos"]
PLACES = [
    (IMAGE, (2, 5, 6, 2)), (IMAGE, (1, 5, 6, 2)), (IMAGE, (2, 5, 6, 3)), (IMAGE, (2, 3, 5, 6, 2)),
    (VOLUME, (2, 3, 5, 6, 3)), (VOLUME, (2, 5, 6, 3)), (LINE, (2, 5, 1)),
    (IMAGE, Tensor((2, 5, 6, 2), "float64")),
    (Tensor(IMAGE, "int64"), Tensor((2, 5, 6, 2), "int64")),
]  # fmt: skip
FUNCTIONS = [
    *functions("interpolate", *ANY, size=[5, (3, 4)], scale_factor=[None], mode=[*PLAIN, *MIXED]),
    *functions("interpolate", *ANY, size=[4], mode=["nearest", "linear", *SMOOTH],
               antialias=[True, False], align_corners=[None, True]),
    *functions("interpolate", *DTYPES[::2], size=[4], mode=SMOOTH[:2], antialias=[True]),
    *functions("interpolate", (1, 1, 100, 10), scale_factor=[0.29, 0.7, (1.1, 0.3)]),
    *functions("upsample", *ANY[:3], size=[None, (3, 4)], scale_factor=[2, None],
               mode=["nearest", "bilinear"], align_corners=[None, True]),
    *functions("upsample_nearest upsample_bilinear", *ANY[:3], size=[(3, 4), 3]),
    *functions("upsample_nearest upsample_bilinear", *ANY[:3], scale_factor=[2, 1.5]),
    *functions("pixel_shuffle", *SQUARES, upscale_factor=[2, 3]),
    *functions("pixel_unshuffle", *SQUARES, downscale_factor=[2, 3]),
    *functions("channel_shuffle native_channel_shuffle", *ANY[:4], groups=[1, 2, 3, 0]),
    *functions("unfold", IMAGE, LINE, kernel_size=[(3, 2)], dilation=[1, 2], padding=[0, 1],
               stride=[1, 2]),
    *functions("fold", *COLUMNS, output_size=[(4, 5)], kernel_size=[2]),
    *functions("fold", *APART, output_size=[(5, 5), (4, 4)], kernel_size=[2], stride=[2, 3],
               padding=[0, (1, 0)]),
    *functions("grid_sample", *PLACES, mode=["bilinear", "nearest", "bicubic"]),
    *functions("grid_sample", *PLACES[:1], padding_mode=["zeros", "border", "reflection"],
               align_corners=[None, True]),
    *functions("affine_grid", (2, 2, 3), (2, 3, 4), (1, 2, 3), (2, 3), Tensor((2, 2, 3), "int64"),
               size=[(2, 3, 4, 5), (2, 3, 4, 5, 6), (2, 3, 4), (2, 3, 4, 0), 4],
               align_corners=[None, False]),
]  # fmt: skip
