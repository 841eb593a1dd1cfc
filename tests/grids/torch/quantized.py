"""torch's quantised modules, refusals included."""

from typing import Any

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import Case, modules


def bytes_of(*shape: int) -> Tensor:
    return Tensor(shape, "quint8")


def kept_as(dtypes: str, cases: list[Case]) -> list[Case]:
    """The same modules with each of these dtypes, which a grid takes for that of the inputs."""
    return [
        case._replace(layer=case.layer._replace(arguments={**case.layer.arguments, "dtype": dtype}))
        for case in cases
        for dtype in dtypes.split()
    ]


DENSE: dict[str, list[Any]] = {"in_features": [4], "out_features": [6]}
OWN: dict[str, list[Any]] = {"in_channels": [4], "out_channels": [6], "kernel_size": [3]}
STEPS: dict[str, list[Any]] = {"stride": [1, 2], "padding": [0, 1], "groups": [1, 2]}
SIZES = {1: (9,), 2: (8, 9), 3: (5, 6, 7)}
CELLS: dict[str, list[Any]] = {"input_size": [4], "hidden_size": [5]}
MODULES = [
    *modules("quantized.Linear", bytes_of(2, 4), bytes_of(2, 3, 4), bytes_of(4), bytes_of(2, 5),
             (2, 4), **DENSE, bias_=[True, False]),
    *kept_as("qint8 float16", modules(
        "quantized.dynamic.Linear", (2, 4), (2, 3, 4), (4,), (2, 5), bytes_of(2, 4),
        Tensor((2, 4), "float64"), **DENSE, bias_=[True, False])),
    *modules("intrinsic.quantized.LinearReLU", bytes_of(2, 4), (2, 4), **DENSE,
             bias=[True, False]),
    *modules("intrinsic.quantized.dynamic.LinearReLU", (2, 3, 4), bytes_of(2, 4), **DENSE),
    *(
        case
        for rank, sizes in SIZES.items()
        for case in (
            *modules(f"quantized.Conv{rank}d intrinsic.quantized.ConvReLU{rank}d",
                     bytes_of(2, 4, *sizes), bytes_of(4, *sizes), (2, 4, *sizes), **OWN, **STEPS),
            *modules(f"quantized.dynamic.Conv{rank}d", (2, 4, *sizes), (4, *sizes),
                     bytes_of(2, 4, *sizes), **OWN, **STEPS),
            *modules(f"quantized.ConvTranspose{rank}d", bytes_of(2, 4, *sizes),
                     bytes_of(4, *sizes), **OWN, stride=[2], output_padding=[0, 1]),
            *modules(f"quantized.dynamic.ConvTranspose{rank}d", (2, 4, *sizes), **OWN,
                     stride=[1, 2]),
        )
    ),
    *modules("quantized.Conv2d", bytes_of(2, 4, 8, 9), **OWN, padding=["same"]),
    *kept_as("qint8 float16", modules(
        "quantized.dynamic.LSTM quantized.dynamic.GRU", (3, 2, 4), (3, 4), (3, 2, 5), **CELLS,
        num_layers=[1, 2], bidirectional=[False, True], batch_first=[False, True])),
    *modules("quantized.dynamic.LSTM quantized.dynamic.GRU", (3, 2, 4), **CELLS, bias=[False]),
    *modules("quantized.dynamic.GRU", ((3, 2, 4), (1, 2, 5)), ((3, 2, 4), (1, 2, 6)), **CELLS),
    *kept_as("quint8 qint8 qint32 int8", modules(
        "quantized.Quantize", (2, 3), bytes_of(2, 3), Tensor((2, 3), "int64"), scale=[0.1],
        zero_point=[0])),
    *modules("quantized.DeQuantize", (2, 3), bytes_of(2, 3)),
]  # fmt: skip
