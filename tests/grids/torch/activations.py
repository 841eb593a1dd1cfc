"""torch's activations, refusals included: every function on every kind of number."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import also, functions, modules

SHAPES = [(2, 4), (5,), (), (2, 4, 6)]
KINDS = [
    Tensor((2, 4), dtype)
    for dtype in (
        *("float16", "bfloat16", "float64", "int64", "int32", "int8", "uint8", "bool"),
        "complex64",
    )
]
ALL = [*SHAPES, *((kind,) for kind in KINDS)]
LAST = {"dim": [-1]}
AXES: dict[str, list[object]] = {"dim": [None, 0, 1, -1, -2, 3]}
HALF = [(2, 4), (2, 3), (3, 6, 2), (), (Tensor((2, 4), "int64"),)]
IMAGES = [(2, 4, 5, 6), (4, 5, 6), (2, 4), (1, 2, 4, 5, 6), (Tensor((4, 5, 6), "int64"),)]
WRITTEN = [(2, 4), (Tensor((2, 4), "int64"),), (Tensor((2, 4), "float64"),)]
SLOPED = [(2, 4), (2, 3), (5, 4, 6), (4,), (), (Tensor((2, 4), "int64"),)]
WHOLE = Tensor((3,), "int64")
NAMED = [((3, 8), WHOLE), ((8,), Tensor((), "int64")), ((3, 7), WHOLE), ((2, 8), WHOLE),
         ((3, 8), Tensor((3,), "int32")), ((3, 8), Tensor((3,), "float32")),
         ((3, 8), Tensor((3, 1), "int64")), ((2, 3, 8), WHOLE),
         (Tensor((3, 8), "int64"), WHOLE)]  # fmt: skip
CLASSES = {"in_features": [8], "n_classes": [10]}
LIMITS = {"min_val": [-1.0, 0.0, 2.0], "max_val": [0.0, 1.5]}
MODULES = [
    *modules("ReLU ReLU6 LeakyReLU ELU SELU CELU SiLU Mish Sigmoid LogSigmoid Tanh", *ALL),
    *modules("GELU Tanhshrink Hardshrink Hardsigmoid Hardswish Softplus Softshrink Softsign", *ALL),
    *modules("Hardtanh", *ALL),
    *modules("Hardtanh", (2, 4), (Tensor((2, 4), "uint8"),), **LIMITS),
    *modules("Threshold", *ALL, threshold=[0.5], value=[2]),
    *modules("LeakyReLU", (2, 4), negative_slope=[0.2, -1.0]),
    *modules("RReLU", *SHAPES, (Tensor((2, 4), "int64"),)),
    *modules("RReLU", (2, 4), lower=[0.1, 0.5], upper=[0.3]),
    *modules("ELU CELU", (2, 4), alpha=[0.5, 0.0]),
    *modules("GELU", (2, 4), approximate=["tanh"]),
    *modules("Hardshrink Softshrink", (2, 4), lambd=[0.0, 1.0, -1.0]),
    *modules("Softplus", (2, 4), beta=[2.0], threshold=[10]),
    *modules("PReLU", *SLOPED, num_parameters=[1, 3, 4]),
    *modules("GLU", *HALF, dim=[-1, 0, 1, 5]),
    *modules("Softmax Softmin LogSoftmax", *ALL, **LAST),
    *modules("Softmax Softmin LogSoftmax", *SHAPES, **AXES),
    *modules("Softmax2d", *IMAGES),
    *modules("AdaptiveLogSoftmaxWithLoss", *NAMED, **CLASSES, cutoffs=[(2, 5), (4,)],
             head_bias=[True, False]),
    *modules("AdaptiveLogSoftmaxWithLoss", ((3, 8), WHOLE), **CLASSES,
             cutoffs=[(2, 5), (9,), (2, 10), (5, 2), (5, 5), (0, 5), ()], div_value=[2.0, 2.5]),
]  # fmt: skip
FUNCTIONS = [
    *functions("relu relu6 leaky_relu rrelu elu selu celu gelu silu mish sigmoid logsigmoid tanh",
               *ALL),
    *functions("tanhshrink hardtanh hardshrink hardsigmoid hardswish softplus softshrink softsign",
               *ALL),
    *functions("hardtanh", (2, 4), (Tensor((2, 4), "uint8"),), **LIMITS),
    *functions("threshold", *ALL, threshold=[0.5], value=[2]),
    *functions("leaky_relu", (2, 4), negative_slope=[0.2]),
    *functions("rrelu", (2, 4), lower=[0.5], upper=[0.3]),
    *functions("celu", (2, 4), alpha=[0.0]),
    *functions("prelu", ((2, 4), (4,)), ((2, 4), (1,)), ((2, 4), ()), ((2, 4), (2,)), ((4,), (4,)),
               ((4,), (1,)), ((), (1,)), ((), ()), ((), (4,)), ((2, 4), (1, 4)),
               ((2, 4, 5), (4,)), ((2, 4), Tensor((4,), "float64")),
               (Tensor((2, 4), "int64"), Tensor((4,), "int64"))),
    *functions("glu", *HALF, dim=[-1, 0, 1]),
    *functions("softmax softmin log_softmax", *ALL, **LAST),
    *functions("softmax softmin log_softmax", *SHAPES, **AXES),
    *(case for dtype in ("float32", "float64", "int64")
      for case in also(functions("softmax log_softmax", *WRITTEN, dim=[1]), dtype=dtype)),
    *functions("gumbel_softmax", *ALL),
    *functions("gumbel_softmax", (2, 4), (2, 4, 5), tau=[0.5], hard=[True], dim=[0, 1, 2]),
]  # fmt: skip
