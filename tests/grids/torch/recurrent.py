"""torch's recurrent modules and their cells, refusals included."""

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import modules

SEQUENCES = [(3, 2, 4), (3, 4), (2, 3, 5), (1, 1, 4), (4,), (2, 2, 3, 4)]
OWN = {"input_size": [4], "hidden_size": [5]}
STACKS: dict[str, list[object]] = {
    "num_layers": [1, 3],
    "bias": [True, False],
    "batch_first": [False, True],
    "bidirectional": [False, True],
}
REFUSED: list[dict[str, list[object]]] = [
    {"num_layers": [0]},
    {"dropout": [-0.5, 1.5]},
    {"hidden_size": [0]},
]


def beginning(layers: int, *widths: int) -> list[object]:
    """Sequences with the states that they begin with, and with such that do not fit."""
    wide, short = [(layers, 2, width) for width in widths], [(layers, width) for width in widths]
    floats = [Tensor(shape, "float64") for shape in wide]
    return [
        ((3, 2, 4), *wide),
        ((2, 3, 4), *wide),
        ((3, 4), *short),
        ((3, 4), *wide),
        ((3, 2, 4), *short),
        ((3, 2, 4), *((layers, 2, width + 1) for width in widths)),
        ((3, 2, 4), *floats),
    ]


MODULES = [
    *modules("RNN LSTM GRU", *SEQUENCES, **OWN, **STACKS),
    *modules("RNN", (3, 2, 4), (3, 4), **OWN, nonlinearity=["tanh", "relu", "gelu"]),
    *modules("RNN LSTM GRU", (3, 2, 4), **OWN, num_layers=[2], dropout=[0.0, 0.5]),
    *modules("RNN LSTM GRU", (3, 2, 4), dtype="int64", **OWN),
    *modules("RNN GRU", *beginning(1, 5), **OWN, batch_first=[False, True]),
    *modules("RNN GRU", *beginning(4, 5), **OWN, num_layers=[2], bidirectional=[True]),
    *modules("LSTM", *beginning(1, 5, 5), **OWN, batch_first=[False, True]),
    *modules("LSTM", *beginning(4, 5, 5), **OWN, num_layers=[2], bidirectional=[True]),
    *modules("LSTM", *SEQUENCES, **OWN, **STACKS, proj_size=[1, 3]),
    *modules("LSTM", (3, 2, 4), **OWN, proj_size=[0, 5, 6]),
    *modules("LSTM", *beginning(2, 3, 5), **OWN, num_layers=[2], proj_size=[3]),
    *(
        case
        for choices in REFUSED
        for case in modules("RNN LSTM GRU", (3, 2, 4), **{**OWN, **choices})
    ),
    *modules("RNNCell LSTMCell GRUCell", (2, 4), (4,), (2, 5), (3, 2, 4), **OWN,
             bias=[True, False]),
    *modules("RNNCell", (2, 4), (4,), **OWN, nonlinearity=["tanh", "relu", "gelu"]),
    *modules("RNNCell LSTMCell GRUCell", (2, 4), dtype="int64", **OWN),
    *modules("RNNCell GRUCell", ((2, 4), (2, 5)), ((4,), (5,)), ((4,), (1, 5)), ((2, 4), (5,)),
             ((2, 4), (3, 5)), ((2, 4), (2, 6)), ((2, 4), Tensor((2, 5), "float64")), **OWN),
    *modules("LSTMCell", ((2, 4), (2, 5), (2, 5)), ((4,), (5,), (5,)), ((4,), (1, 5), (1, 5)),
             ((2, 4), (5,), (5,)), ((2, 4), (2, 5), (2, 6)), ((2, 4), (3, 5), (3, 5)), **OWN),
]  # fmt: skip
