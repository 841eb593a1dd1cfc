"""Operations, `keras.ops.mean` and its kin, refusals included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from shapeproof.algebra.formula import PerExample
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.keras import operations
from shapeproof.rules.rule import Layer, Rule, Tensor
from tests.grids.grid import Case

SHAPES: list[tuple[int, ...]] = [(), (6,), (4, 6), (2, 3, 4)]
PAIRS = list(product([(), (1,), (4,), (3, 4), (1, 4), (3, 1), (2, 3, 4)], repeat=2))
DTYPES = ["float32", "float16", "int32", "uint8", "bool", "int64", "float64"]


def operation(name: str) -> Rule:
    rule = operations.rule(name)
    assert rule, name
    return rule


def grid(
    names: str,
    *inputs: Any,
    dtype: str = "float32",
    batch: int = PerExample(1),
    constants: dict[int, Tensor | None] | None = None,
    **choices: list[Any],
) -> Iterator[Case]:
    """Each operation with every combination of these arguments, on each of these inputs: a shape
    without its batch, or a tuple of such shapes."""
    for name in names.split():
        rule = operation(name)._replace(constants=constants or {})
        for values in product(*choices.values()):
            for shapes in inputs:
                several = bool(shapes) and isinstance(shapes[0], tuple)
                layer = Layer(rule, dict(zip(choices, values)))
                yield Case(layer, shapes if several else (shapes,), dtype, batch)


def with_constant(
    name: str, *shapes: Any, at: int, constant: Tensor, **more: Any
) -> Iterator[Case]:
    return grid(name, *shapes, constants={at: constant}, **more)


FAMILIES = operations.FAMILIES
BOTH = (
    "divide_no_nan logical_and logical_or logical_xor arctan2 gcd lcm ldexp nextafter heaviside "
    "hypot add subtract multiply power floor_divide maximum fmax minimum fmin divide true_divide "
    "logaddexp logaddexp2 mod fmod equal not_equal greater greater_equal less less_equal"
)
OTHER = "isclose where clip cast saturate_cast array full_like convert_to_tensor stop_gradient"
BITS = (
    "bitwise_and bitwise_or bitwise_xor bitwise_left_shift left_shift bitwise_right_shift "
    "right_shift"
)
APART = (*BOTH.split(), *OTHER.split(), *BITS.split())
ALONE = " ".join(name for name in FAMILIES["elementwise"].split() if name not in APART)
AXES = [None, 0, 1, -1, 2, (1,), (0, 1), (1, 2), (-1, -2), 5, -4]
REDUCED = (
    "sum nansum mean nanmean nanmedian median max min amax amin nanmax nanmin ptp prod nanprod any "
    "all std var nanvar nanstd logsumexp"
)
PLACES = "argmax argmin"
NUMBER, WHOLE = Tensor((), "float"), Tensor((), "int")
ONE_OF_EACH = [
    *(case for dtype in DTYPES for case in grid(ALONE, (4,), dtype=dtype)),
    *(case for dtype in DTYPES[:-1] for case in grid(BOTH, ((4,), (3, 4)), dtype=dtype)),
]
KERNELS = [
    case
    for data_format in ("channels_last", "channels_first")
    for case in (
        *grid(
            "conv",
            (10, 8),
            (3, 8),
            (8, 10),
            constants={1: Tensor((3, 8, 16))},
            strides=[1, 2, (2,)],
            padding=["valid", "same"],
            data_format=[data_format],
        ),
        *grid(
            "conv",
            (10, 12, 8),
            (8, 10, 12),
            constants={1: Tensor((3, 2, 8, 16))},
            strides=[1, (2, 3)],
            padding=["valid", "same"],
            data_format=[data_format],
        ),
        *grid(
            "depthwise_conv",
            (10, 12, 8),
            (8, 10, 12),
            constants={1: Tensor((3, 2, 8, 2))},
            padding=["valid", "same"],
            strides=[1, 2],
            data_format=[data_format],
        ),
        *grid(
            "separable_conv",
            (10, 12, 8),
            constants={1: Tensor((3, 2, 8, 2)), 2: Tensor((1, 1, 16, 5))},
            padding=["valid", "same"],
            data_format=[data_format],
        ),
        *grid(
            "conv_transpose",
            (5, 6, 8),
            (8, 5, 6),
            constants={1: Tensor((3, 2, 4, 8))},
            strides=[1, 2],
            padding=["valid", "same"],
            data_format=[data_format],
        ),
        *grid(
            "max_pool average_pool",
            (10, 8),
            (10, 12, 8),
            (3, 3, 3, 2),
            pool_size=[2, 3],
            strides=[None, 1, 2],
            padding=["valid", "same"],
            data_format=[data_format],
        ),
    )
]
CONTRACTED = [
    *grid("matmul dot inner", *[pair for pair in PAIRS if () not in pair], ((3, 4), (4, 5))),
    *grid("matmul", ((2, 3, 4), (2, 4, 5)), ((3, 4), (4, 5)), ((2, 3, 4), (1, 4, 5))),
    *grid("matmul", ((2, 3, 4), (4, 5)), dtype="int8"),
    *with_constant("matmul", (3, 4), (4,), (5,), at=1, constant=Tensor((4, 7))),
    *with_constant("matmul", (4, 3), (3,), at=0, constant=Tensor((5, 4))),
    *with_constant("dot", (3, 4), (4,), at=1, constant=Tensor((4, 7))),
    *with_constant("dot", (3, 4), (4,), at=1, constant=NUMBER),
    *with_constant("inner", (3, 4), (4,), at=1, constant=Tensor((4,))),
    *with_constant("tensordot", (3, 4), at=1, constant=Tensor((4, 7)), axes=[1, ((2,), (0,))]),
    *with_constant("tensordot", (3, 4), at=1, constant=Tensor((3, 4)), axes=[2, ((1, 2), (0, 1))]),
    *grid("tensordot", ((3, 4), (5, 4)), axes=[0, ((2,), (2,)), ((1,), (2,))]),
    *grid("einsum", ((3, 4), (5, 4)), subscripts=["bij,bkj->bik", "bij,bkj->bijk"]),
    *grid("einsum", ((3, 4), (4, 3)), subscripts=["bij,bji->b"]),
    *grid("einsum", ((3, 4), (4, 5)), subscripts=["bij,bjk->bik", "bij,bjk", "...ij,...jk->...ik"]),
    *grid("einsum", (3, 4), subscripts=["bij->bji", "bij->b", "bij,bij->b"]),
    *grid("outer vdot", ((3, 4), (3, 4))),
    *grid("kron", ((3, 4), (2, 2))),
    *grid("cdist", ((3, 4), (5, 4)), ((3, 4), (5, 3)), ((4,), (4,)), ((), (4,))),
    *with_constant("vdot", (3,), at=1, constant=Tensor((2, 3))),
]
MOVED = [
    *grid("reshape", (4, 6), newshape=[(-1, 24), (-1, 4), (-1,), (-1, 2, 12), (3, -1), (4, 6), -1]),
    *grid("reshape", (4, 6), newshape=[(-1, -1), (-2, 4), (2, 12)]),
    *grid(
        "transpose", (), (4, 6), (2, 3, 4), axes=[None, (0, 2, 1), (1, 0), (0, 1, 1), (0, -1, 1)]
    ),
    *grid("swapaxes", (4, 6), (2, 3, 4), axis1=[0, 1, -1], axis2=[1, -2, 3]),
    *grid(
        "moveaxis", (4, 6), (2, 3, 4), source=[1, -1, (0, 1)], destination=[0, 2, (1, 0), (2, 3)]
    ),
    *grid("expand_dims", *SHAPES, axis=[0, 1, -1, 2, (0, 1), 5, (1, -1)]),
    *grid("squeeze", (1, 4), (4, 1), (1, 1), (4,), axis=[1, -1, (1, 2), 0, 2, 4]),
    *grid("flip", (4, 6), axis=[None, 0, 1, (0, 1), 5]),
    *grid("flipud fliplr ravel", *SHAPES),
    *grid("roll", (4, 6), shift=[1], axis=[None, 1, (1, 2), 5]),
    *grid("repeat", (4, 6), repeats=[1, 3], axis=[None, 1, -1]),
    *grid("repeat", (4, 6), repeats=[(1, 2, 3, 4)], axis=[1]),
    *grid("tile", (), (4,), (4, 6), repeats=[2, (2,), (1, 2, 3), (1, 1, 2, 2)]),
    *grid("broadcast_to", (1, 6), (4, 6), shape=[(2, 4, 6), (5, 2, 4, 6), (2, 3, 6)]),
    *grid(
        "pad", (4, 6), pad_width=[1, ((0, 0), (1, 2), (0, 3)), ((1, 2),), (1, 2), ((1, 1), (2, 2))]
    ),
    *grid("tril triu", (4, 6)),
    *grid("diag", (), (4,), k=[0, 1, -1]),
    *grid("diagonal trace", (4, 6), (4, 4, 3), axis1=[1], axis2=[2]),
    *grid("diagonal", (4, 6), axis1=[1], axis2=[2], offset=[0, 1, -2, 9]),
    *grid("rot90", (4, 6), k=[1], axes=[(1, 2), (0, 1), (1, 1), (0, 1, 2)]),
    *grid("depth_to_space", (4, 6, 8), (4, 6, 6), block_size=[2]),
    *grid("space_to_depth", (4, 6, 8), (5, 6, 8), block_size=[2]),
    *grid(
        "rearrange",
        (4, 6),
        batch=2,
        pattern=["b h w -> b (h w)", "b h w -> b w h", "b h w -> (b h) w"],
    ),
    *grid("rearrange", (4, 6), batch=2, pattern=["b (h p) w -> b h p w"], p=[2]),
    *(Case(Layer(operation("view"), {"dtype": "int8"}), ((4, 6),), dtype) for dtype in DTYPES[:3]),
]
JOINED = [
    *grid("concatenate", *[p for p in PAIRS if all(p)], axis=[1, 2, -1, 5, -2]),
    *grid("concatenate", ((3, 4), (3, 4), (3, 2)), ((4,),), axis=[-1, 1]),
    *grid("stack", *[p for p in PAIRS if all(p)][::2], ((3, 4),) * 3, axis=[0, 1, -1, 3, 7]),
    *grid("hstack vstack", ((4,), (3,)), ((3, 4), (2, 4)), ((3, 4), (3, 4)), ((4,), (4,))),
    *grid("dstack", ((), ()), ((4,), (4,)), ((3, 4), (3, 5)), ((3,), (4,))),
    *grid("append", ((3, 4), (3, 4)), ((3, 4), (2, 4)), axis=[1, 2]),
    *grid("split", (4, 6), indices_or_sections=[2, 3, (1, 3), (2,)], axis=[1, 2, -1]),
    *grid("array_split", (5, 7), indices_or_sections=[2, 3], axis=[1, -1]),
    *grid("hsplit", (4, 6), (6,), indices_or_sections=[2, (1, 3)]),
    *grid("dsplit", (4, 6), (4,), indices_or_sections=[2]),
    *grid("unstack", (4, 6), num=[2], axis=[0]),
    *grid("meshgrid", ((), ()), indexing=["xy"]),
]
PARTS: list[Any] = [0, 1, -1, -4, Span(), Span(1), Span(None, 2), Span(1, 3), Span(None, None, 2)]
KEYS: list[Any] = [
    (Span(), 0),
    (Span(), 3),
    (Span(), 4),
    (Span(), -5),
    (Span(), Span(1, None)),
    (Span(), Span(None, -1), 0),
    (Span(), Span(1, 9, 2), Span(-3, None)),
    (Span(), Span(None, None, -1)),
    (Span(), Span(3, 1), REST),
    (REST, 0),
    (REST, None),
    (Span(), None, REST, Span(1, 3)),
    (0,),
    0,
    (Span(), 0, 0, 0),
    (REST, REST),
    (Span(), "a"),
]
PICKED = [
    *grid("get_item", (4, 6), key=KEYS),
    *grid("get_item", (), key=[0, (REST, None), (Span(), 0)]),
    *with_constant("take", (4, 6), at=1, constant=Tensor((3,), "int32"), axis=[0, 1, 2, -1, 5]),
    *with_constant("take", (4, 6), at=1, constant=WHOLE, axis=[1, None]),
    *grid("take", ((4, 6), (3,)), dtype="int32", axis=[1]),
    *grid("take_along_axis", ((4, 6), (4, 1)), ((4, 6), (3,)), dtype="int32", axis=[1, -1]),
    *grid("top_k", (4, 6), (), k=[1, 3]),
    *with_constant("in_top_k", (), at=1, constant=Tensor((1, 5)), k=[2]),
    *grid("one_hot", *SHAPES, dtype="int32", num_classes=[5], axis=[-1, 0, 1, 4, -2]),
    *grid("multi_hot", (4,), (4, 6), dtype="int32", num_classes=[5]),
    *with_constant("digitize", (4, 6), at=1, constant=Tensor((3,))),
    *with_constant("searchsorted", (4, 6), at=0, constant=Tensor((3,))),
    *with_constant("isin", (4, 6), at=1, constant=Tensor((3,))),
    *grid("slice_update scatter_update", ((4, 6), (3,), (4, 6))),
    *grid("segment_sum segment_max segment_min segment_prod", ((4,), ()), num_segments=[5]),
    *grid("unravel_index", (4,), dtype="int32", shape=[(3, 4)]),
    *grid("slice", (4, 6), constants={1: Tensor((3,), "int32")}, shape=[(1, 2, 3), (1, 2)]),
]
NETWORKS = [
    *grid(
        "batch_normalization",
        (5, 8),
        constants={1: Tensor((8,)), 2: Tensor((8,)), 3: None, 4: None},
        axis=[-1, 1],
    ),
    *grid(
        "batch_normalization",
        (5, 8),
        (5, 7),
        constants=dict.fromkeys(range(1, 5), Tensor((8,))),
        axis=[-1],
    ),
    *grid("rms_normalization", (5, 8), constants={1: Tensor((8,))}, axis=[-1]),
    *grid("layer_normalization", (5, 8), constants=dict.fromkeys((1, 2), Tensor((8,))), axis=[-1]),
    *grid("dot_product_attention", ((7, 2, 8), (9, 2, 8), (9, 2, 8))),
    *grid(
        "binary_crossentropy categorical_crossentropy", ((4, 5), (4, 5)), ((4, 5), (4, 6)), ((), ())
    ),
    *grid(
        "sparse_categorical_crossentropy", ((), (5,)), ((1,), (5,)), ((4,), (4, 5)), ((3,), (4, 5))
    ),
    *grid(
        "adaptive_max_pool adaptive_average_pool",
        (10, 12, 8),
        output_size=[(3, 4)],
        data_format=["channels_first"],
    ),
    *grid("psnr", ((4, 5), (4, 5))),
    *grid("unfold", (3, 8, 9), kernel_size=[2, (3, 2)], stride=[1, 2], padding=[0, 1]),
    *grid("fold", (12, 49), (11, 49), output_size=[(8, 8)], kernel_size=[2]),
    *grid("fold", (12, 16), output_size=[(8, 8)], kernel_size=[2], stride=[2]),
    *grid("softmax log_softmax sparsemax", (4, 6), axis=[-1, 1, 0]),
    *grid("softmax", (4, 6), axis=[(1, 2), 5, None]),
    *grid("normalize", (4, 6), axis=[-1, 1, 5]),
    *grid("glu", (4, 6), (4, 5), axis=[-1, 1]),
    *grid("moments", (4, 6), axes=[1, (1, 2), (0,), 5], keepdims=[False, True]),
    *grid("ctc_decode", ((5, 4), ())),
]
SQUARES = [(4, 4), (2, 4, 4), (4, 5), (2, 4, 3)]
LINEAR = [
    *grid("cholesky inv det eigh", *SQUARES, (4,)),
    *grid("cholesky_inverse slogdet eig", *SQUARES[:2]),
    *grid("logdet", *SQUARES[:2]),
    *grid("lu_factor qr svd matrix_rank pinv", *SQUARES),
    *grid("solve_triangular", ((4, 4), (4, 2))),
    *with_constant("lstsq", (), at=0, constant=Tensor((5, 4))),
    *grid("solve", ((4, 4), (4, 2)), ((4, 4), (3, 2)), ((4, 5), (4, 2))),
    *grid("svd", (4, 5), full_matrices=[True, False], compute_uv=[True, False]),
]
SIGNALS = [
    *grid("extract_sequences", (30,), (2, 30), sequence_length=[8, 10], sequence_stride=[4, 3]),
    *grid("rfft", (30,), (2, 31), fft_length=[None, 16]),
    *grid("irfft", ((9,), (9,)), ((9,), (8,)), fft_length=[None, 20]),
    *grid("fft", ((9,), (9,)), ((9,), (8,)), ((), ())),
    *grid("fft2 ifft2", ((5, 9), (5, 9)), ((9,), (9,))),
    *grid(
        "stft",
        (100,),
        sequence_length=[16],
        sequence_stride=[8],
        fft_length=[16, 32],
        center=[True, False],
    ),
    *grid(
        "istft",
        ((10, 9), (10, 9)),
        sequence_length=[16],
        sequence_stride=[8],
        fft_length=[16],
        length=[None, 80],
        center=[True, False],
    ),
]
IMAGES = [
    *grid("resize", (8, 9, 3), size=[(4, 5), (16, 18)], interpolation=["nearest", "bilinear"]),
    *grid("resize", (3, 8, 9), size=[(4, 5)], data_format=["channels_first"]),
    *grid("rgb_to_grayscale rgb_to_hsv hsv_to_rgb", (8, 9, 3), (8, 9, 2), (9, 3)),
    *with_constant("affine_transform", (8, 9, 3), at=1, constant=Tensor((8,))),
    *grid("gaussian_blur elastic_transform", (8, 9, 3), (3,)),
    *grid("sobel_edges", (8, 9, 3), (9, 3)),
    *grid("ssim", ((16, 16, 3), (16, 16, 3))),
    *grid(
        "extract_patches", (8, 9, 3), size=[2, (3, 2)], strides=[None, 1], padding=["valid", "same"]
    ),
    *grid("extract_patches", (8, 9, 3), size=[2], dilation_rate=[2], strides=[1]),
    *grid("extract_patches_3d", (4, 8, 9, 3), size=[2, (2, 3, 2)]),
    *grid(
        "pad_images",
        (8, 9, 3),
        top_padding=[1],
        left_padding=[2],
        target_height=[12, 5],
        target_width=[14],
    ),
    *grid(
        "pad_images",
        (8, 9, 3),
        top_padding=[1],
        left_padding=[2],
        bottom_padding=[3, -1],
        right_padding=[0],
    ),
    *grid(
        "crop_images",
        (8, 9, 3),
        top_cropping=[1],
        left_cropping=[2],
        target_height=[4, 9],
        target_width=[3],
    ),
]
CASES = [
    *grid(ALONE, (), (2, 3, 4)),
    *ONE_OF_EACH,
    *grid("add", *PAIRS),
    *grid("multiply less divide", *PAIRS[::3]),
    *(
        case
        for dtype in DTYPES
        for constant in (
            NUMBER,
            WHOLE,
            Tensor((), "bool"),
            Tensor((4,), "float32"),
            Tensor((3, 1), "int32"),
        )
        for at in (0, 1)
        for case in with_constant(
            "add divide power mod less maximum logaddexp arctan2",
            (3, 4),
            (),
            at=at,
            constant=constant,
            dtype=dtype,
        )
    ),
    *grid(BITS, ((3, 4), (3, 4)), dtype="int32"),
    *grid("where", ((3, 4), (3, 4), (3, 4)), ((3, 1), (4,), (3, 4)), ((3,), (4,), (3, 4))),
    *grid("where", ((3, 4), (3, 4)), constants={1: NUMBER}, dtype="float16"),
    *grid("where", (3, 4), constants={1: WHOLE, 2: NUMBER}),
    *grid("clip", (3, 4), constants={1: NUMBER, 2: NUMBER}),
    *grid("clip", (3, 4), constants={1: NUMBER, 2: NUMBER}, dtype="bool"),
    *(
        Case(Layer(operation(name), {"dtype": "int8"}), ((3, 4),))
        for name in ("cast", "saturate_cast")
    ),
    *grid("convert_to_tensor stop_gradient array", (3, 4)),
    *with_constant("full_like", (3, 4), at=1, constant=NUMBER),
    *grid("isclose allclose", ((3, 4), (3, 4)), ((3, 4), (4,))),
    *(case for dtype in DTYPES for case in grid(REDUCED, (4,), dtype=dtype, axis=[1])),
    *grid(REDUCED, (), (2, 3, 4)),
    *grid("sum max std any", (4, 6), (2, 3, 4), axis=AXES, keepdims=[False, True]),
    *grid(PLACES, (2, 3, 4), axis=[None, 1, -1, 7], keepdims=[False, True]),
    *grid("nanargmax nanargmin", (2, 3, 4), axis=[None, 1, -1, 7], keepdims=[False, True]),
    *grid("count_nonzero", (4, 6), axis=[None, 1, (1, 2)]),
    *grid("norm", (4, 6), axis=[None, (1,), (1, 2)], keepdims=[False, True]),
    *grid("average", (4, 6), axis=[None, 1, -1], constants={1: None}),
    *with_constant("average", (4, 6), at=1, constant=Tensor((6,)), axis=[-1, 1]),
    *with_constant(
        "quantile percentile", (4, 6), at=1, constant=NUMBER, axis=[None, 1], keepdims=[False, True]
    ),
    *with_constant("nanquantile", (4, 6), at=1, constant=Tensor((3,)), axis=[1, -1]),
    *grid("cumsum cumprod", (4, 6), axis=[1, -1, 5, None]),
    *grid("sort argsort", (4, 6), axis=[1, -1, 5]),
    *grid("argpartition", (4, 6), kth=[2], axis=[1, -1]),
    *grid("diff", (4, 6), n=[1, 2, 9], axis=[1, -1, 5]),
    *grid("trapezoid", (4, 6), axis=[1, -1]),
    *grid("size", (4, 6)),
    *with_constant("linspace", (4,), at=1, constant=NUMBER, num=[5], axis=[0, 1, -1]),
    *with_constant("geomspace logspace", (4,), at=1, constant=NUMBER, num=[5]),
    *grid("histogram", (4,), bins=[10, 5]),
    *MOVED,
    *JOINED,
    *CONTRACTED,
    *PICKED,
    *KERNELS,
    *NETWORKS,
    *LINEAR,
    *SIGNALS,
    *IMAGES,
    *grid("vander", (), N=[3]),
    *grid(
        "perspective_transform",
        (8, 9, 3),
        (9, 3),
        (3,),
        constants=dict.fromkeys((1, 2), Tensor((4, 2))),
    ),
    *grid("perspective_transform", (8, 9, 3), constants=dict.fromkeys((1, 2), Tensor((4, 3)))),
    *with_constant("map_coordinates", (8, 9), at=1, constant=Tensor((3, 5, 6)), order=[1]),
    *with_constant("map_coordinates", (8, 9), at=1, constant=Tensor((2, 5, 6)), order=[1]),
    *grid("vsplit", (4, 6), (), indices_or_sections=[2]),
    *grid("vsplit", (4, 6), batch=4, indices_or_sections=[2, 3, (1, 3)]),
    *grid("diagflat", (4,), batch=3, k=[0, 1, -2]),
    *grid("diag", (), (4,), batch=3, k=[0, 1, -2, 9]),
    *with_constant(
        "correlate",
        (),
        at=1,
        constant=Tensor((3,)),
        batch=8,
        mode=["valid", "same", "full", "other"],
    ),
    *grid("ctc_loss", ((5,), (7, 4), (), ())),
    *with_constant("scatter", (2,), at=1, constant=Tensor((3,)), shape=[(4, 5)]),
    *with_constant("nanpercentile", (4,), at=1, constant=NUMBER, axis=[1]),
    *grid("nancumsum nancumprod", (4,), axis=[1, None]),
    *grid("view_as_complex", (4, 2)),
    *grid("view_as_real", (4,)),
    *grid("polar", ((4,), (4,))),
    *(
        case
        for dtype in DTYPES
        for case in grid("cumsum sort argsort", (4,), dtype=dtype, axis=[1])
    ),
    *grid("concatenate", ((4,), (4,)), batch=3, axis=[0]),
    *grid("get_item", (4, 6), batch=3, key=KEYS),
    *grid("reshape", (4, 6), batch=3, newshape=[(-1, 6), (3, -1), (5, -1), (72,), (71,), (-1,)]),
    *grid("sum", (4, 6), batch=3, axis=AXES),
]
OPEN = [
    *grid("squeeze", (1, 4), (4, 1), (1, 1), (4,)),
    *grid("bincount", (4, 6), dtype="int32"),
    *grid("nonzero", (4, 6)),
    *grid("unstack", (4, 6), axis=[0, 1, 2, -1, 5]),
    *grid("cross", ((4, 3), (4, 3)), ((4, 3), (3,)), ((3,), (2,)), ((2,), (2,)), ((4,), (3,))),
]
"""Cases whose outputs, or how many there are, follow from the numbers themselves."""
