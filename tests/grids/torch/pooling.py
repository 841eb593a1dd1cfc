"""torch's pooling, refusals included."""

from math import inf

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import functions, modules

LINES = [(2, 4, 9), (4, 2), (1, 4, 5), (9,)]
IMAGES = [(2, 4, 8, 9), (4, 8, 9), (1, 2, 2, 9)]
VOLUMES = [(2, 4, 5, 6, 7), (4, 5, 6, 7), (5, 6, 7)]
DTYPES = [Tensor((2, 4, 8), dtype) for dtype in ("float64", "int64", "bool", "complex64")]
IMAGES_OF = [x._replace(shape=(*x.shape, 9)) for x in DTYPES]
VOLUMES_OF = [x._replace(shape=(*x.shape, 9, 5)) for x in DTYPES]
SIZES: dict[str, list[object]] = {
    "kernel_size": [1, 3],
    "stride": [None, 1, 2, 3],
    "padding": [0, 1],
    "ceil_mode": [False, True],
}
FEW: dict[str, list[object]] = SIZES | {"kernel_size": [3], "stride": [None, 2]}
RATES: dict[str, list[object]] = {"dilation": [1, 2]}
PLACES: dict[str, list[object]] = {"return_indices": [False, True]}
WRONG: list[dict[str, list[object]]] = [
    {"kernel_size": [0]},
    {"kernel_size": [2], "stride": [0]},
    {"kernel_size": [3], "padding": [2, -1]},
]
IN_ONES: dict[str, list[object]] = {"kernel_size": [(2,)], "stride": [(3,)]}
IN_TWOS: dict[str, list[object]] = {"kernel_size": [(3, 2)], "stride": [(2, 1)]}
IN_THREES: dict[str, list[object]] = {"kernel_size": [(1, 2, 3)], "stride": [None, (2, 1, 1)]}
WINDOWED = [
    *modules("MaxPool1d AvgPool1d", *LINES, **SIZES),
    *modules("MaxPool1d", *LINES[:3], **FEW, **RATES, **PLACES),
    *modules("MaxPool2d", *IMAGES, **FEW, **RATES),
    *modules("MaxPool2d", *IMAGES, (1, 0, 8, 9), kernel_size=[2], **PLACES),
    *modules("MaxPool3d", *VOLUMES, kernel_size=[2], stride=[None, 3], ceil_mode=[False, True],
             **PLACES),
    *modules("AvgPool2d", *IMAGES, **FEW, count_include_pad=[True, False]),
    *modules("AvgPool2d", *IMAGES, kernel_size=[2], divisor_override=[0, 3]),
    *modules("AvgPool3d", *VOLUMES, kernel_size=[2], padding=[0, 1], ceil_mode=[False, True]),
    *(case for choices in (*WRONG, IN_ONES) for case in modules("MaxPool1d AvgPool1d", (2, 4, 9),
      **choices)),
    *(case for choices in (*WRONG, IN_TWOS, IN_THREES) for case in
      modules("MaxPool2d AvgPool2d", (2, 4, 8, 9), **choices)),
    *(case for choices in (*WRONG, IN_TWOS, IN_THREES) for case in
      modules("MaxPool3d AvgPool3d", (2, 4, 5, 6, 7), **choices)),
    *modules("MaxPool2d", (2, 4, 8, 9), kernel_size=[3], padding=[2], dilation=[2, 0]),
    *modules("MaxPool1d", *DTYPES, kernel_size=[2], **PLACES),
    *modules("AvgPool1d", *DTYPES, kernel_size=[2]),
    *modules("MaxPool2d AvgPool2d", *IMAGES_OF, kernel_size=[2]),
    *modules("MaxPool3d AvgPool3d", *VOLUMES_OF, kernel_size=[2]),
]  # fmt: skip
POWERS = [
    *modules("LPPool1d", *LINES, norm_type=[2, 1.5], kernel_size=[2, 3], stride=[None, 1],
             ceil_mode=[False, True]),
    *modules("LPPool1d", *LINES, norm_type=[2, 0], kernel_size=[2, (2,)]),
    *modules("LPPool2d", *IMAGES, norm_type=[2, inf], kernel_size=[2, (3, 2)], stride=[None, 1],
             ceil_mode=[False, True]),
    *modules("LPPool3d", *VOLUMES, norm_type=[2], kernel_size=[2, (1, 2, 3)]),
    *modules("LPPool2d", *IMAGES_OF, norm_type=[2.5], kernel_size=[2]),
]  # fmt: skip
ADAPTIVE = [
    *modules("AdaptiveMaxPool1d", *LINES, output_size=[1, 3, (4,), 0], **PLACES),
    *modules("AdaptiveAvgPool1d", *LINES, output_size=[1, 3, (4,), (None,), 0]),
    *modules("AdaptiveMaxPool2d", *IMAGES, (1, 0, 8, 9), output_size=[1, (3, 4), (None, 3)],
             **PLACES),
    *modules("AdaptiveAvgPool2d", *IMAGES, (1, 0, 8, 9),
             output_size=[2, 20, (3, 4), (None, 3), (3,)]),
    *modules("AdaptiveMaxPool3d AdaptiveAvgPool3d", *VOLUMES, output_size=[2, (None, 3, None)]),
    *modules("AdaptiveMaxPool2d AdaptiveAvgPool2d", *IMAGES_OF, output_size=[2]),
]  # fmt: skip
SHARES: dict[str, list[object]] = {"kernel_size": [2, 3], "output_ratio": [0.5, 0.7, 0.99, 1.5]}
FRACTIONAL = [
    *modules("FractionalMaxPool2d", *IMAGES, kernel_size=[2, (3, 2)], **PLACES,
             output_size=[3, (7, 4), 8, 6]),
    *modules("FractionalMaxPool2d", *IMAGES, **SHARES),
    *modules("FractionalMaxPool2d", *IMAGES_OF, kernel_size=[2], output_ratio=[(0.3, 0.5)]),
    *modules("FractionalMaxPool2d", (2, 4, 8, 9), kernel_size=[2], output_size=[None, 3],
             output_ratio=[None, 0.5]),
    *modules("FractionalMaxPool3d", *VOLUMES, kernel_size=[2, (1, 2, 3)], output_size=[3, 5]),
    *modules("FractionalMaxPool3d", *VOLUMES, kernel_size=[2], output_ratio=[(0.5, 0.7, 0.3)]),
]  # fmt: skip


def with_places(*shapes: tuple[int, ...]) -> list[tuple[Tensor, Tensor]]:
    return [(Tensor(shape, "float32"), Tensor(shape, "int64")) for shape in shapes]


UNPOOLED: dict[str, list[object]] = {"kernel_size": [2, 3], "stride": [None, 1], "padding": [0, 1]}
LARGER: dict[str, list[object]] = {"kernel_size": [2], "stride": [None, 3]}
LINES_BACK = with_places((2, 4, 5), (4, 5), (5,))
IMAGES_BACK = with_places((2, 4, 4, 5), (4, 4, 5), (4, 5))
BACK = [
    *modules("MaxUnpool1d", *LINES_BACK, **UNPOOLED),
    *modules("MaxUnpool1d", *LINES_BACK, **LARGER, output_size=[(9,), (11,), (12,), (2, 4, 11)]),
    *modules("MaxUnpool2d", *IMAGES_BACK, **UNPOOLED),
    *modules("MaxUnpool2d", *IMAGES_BACK, **LARGER,
             output_size=[(9, 11), (10, 11), (7, 9), (2, 4, 9, 11), (4, 9, 11)]),
    *modules("MaxUnpool3d", *with_places((2, 4, 3, 4, 5), (4, 3, 4, 5), (3, 4, 5)), **UNPOOLED),
    *modules("MaxUnpool2d", ((2, 4, 4, 5), (2, 4, 4, 5)), kernel_size=[2]),
    *modules("MaxUnpool2d", ((2, 4, 4, 5), Tensor((2, 4, 5, 4), "int64")), kernel_size=[2]),
    *modules("MaxUnpool2d", ((2, 4, 4, 5), Tensor((4, 4, 5), "int64")), kernel_size=[2]),
    *modules("MaxUnpool2d", (Tensor((2, 4, 4, 5), "int32"), Tensor((2, 4, 4, 5), "int64")),
             kernel_size=[2]),
]  # fmt: skip
MODULES = [*WINDOWED, *POWERS, *ADAPTIVE, *FRACTIONAL, *BACK]
ALL_PLACES: dict[str, list[object]] = {"kernel_size": [2], "padding": [0, 1], "dilation": [1, 2]}
FUNCTIONS = [
    *functions("max_pool1d", *LINES, **FEW, **PLACES),
    *functions("max_pool2d", *IMAGES, kernel_size=[3], stride=[2], padding=[1], **RATES,
               ceil_mode=[True], **PLACES),
    *functions("max_pool3d", *VOLUMES, kernel_size=[2], **PLACES),
    *functions("max_pool1d_with_indices", *LINES, **ALL_PLACES),
    *functions("max_pool2d_with_indices", *IMAGES, *IMAGES_OF, **ALL_PLACES),
    *functions("max_pool3d_with_indices", *VOLUMES, kernel_size=[2], stride=[1]),
    *functions("avg_pool1d", *LINES, *DTYPES, **FEW),
    *functions("avg_pool2d", *IMAGES, kernel_size=[2], stride=[1], padding=[1], ceil_mode=[True],
               count_include_pad=[False], divisor_override=[None, 0, 4]),
    *functions("avg_pool3d", *VOLUMES, kernel_size=[2], divisor_override=[None, 4]),
    *functions("lp_pool1d", *LINES, norm_type=[2, inf], kernel_size=[2], stride=[None, 1],
               ceil_mode=[True]),
    *functions("lp_pool2d", *IMAGES, norm_type=[2.0], kernel_size=[2, (3, 2)]),
    *functions("lp_pool3d", *VOLUMES, norm_type=[2.0], kernel_size=[2]),
    *functions("adaptive_max_pool1d", *LINES, output_size=[3, (2,)], **PLACES),
    *functions("adaptive_max_pool2d", *IMAGES, output_size=[3, (None, 4)], **PLACES),
    *functions("adaptive_max_pool3d", *VOLUMES, output_size=[3, (None, 4, 2)], **PLACES),
    *functions("adaptive_max_pool1d_with_indices", *LINES, output_size=[3]),
    *functions("adaptive_max_pool2d_with_indices", *IMAGES, output_size=[3, (None, 4)]),
    *functions("adaptive_max_pool3d_with_indices", *VOLUMES, output_size=[3]),
    *functions("adaptive_avg_pool1d", *LINES, output_size=[3, (2,), 0]),
    *functions("adaptive_avg_pool2d", *IMAGES, output_size=[3, (None, 4)]),
    *functions("adaptive_avg_pool3d", *VOLUMES, output_size=[3, (None, 4, 2)]),
    *functions("fractional_max_pool2d", *IMAGES, kernel_size=[2], output_size=[3, (4, 5)],
               output_ratio=[None, 0.5], **PLACES),
    *functions("fractional_max_pool2d", *IMAGES[:2], kernel_size=[2], output_size=[None],
               output_ratio=[(0.5, 0.7), None]),
    *functions("fractional_max_pool2d_with_indices", *IMAGES, kernel_size=[2], output_size=[3]),
    *functions("fractional_max_pool3d", *VOLUMES, kernel_size=[2], output_size=[3], **PLACES),
    *functions("fractional_max_pool3d_with_indices", *VOLUMES, kernel_size=[2], output_size=[3]),
    *functions("max_unpool1d", *LINES_BACK, **UNPOOLED, output_size=[None, (11,), 11]),
    *functions("max_unpool2d", *IMAGES_BACK, **UNPOOLED, output_size=[None, (9, 11)]),
    *functions("max_unpool3d", *with_places((2, 4, 3, 4, 5), (4, 3, 4, 5)), **UNPOOLED),
]  # fmt: skip
