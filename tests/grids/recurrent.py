"""Recurrent layers, refusals included."""

from tests.grids.cells import STACKS, states
from tests.grids.grid import grid, layer

SEQUENCES = [(5, 3), (1, 2)]
FLAGS = [False, True]
OUTPUTS = {"return_sequences": FLAGS, "return_state": FLAGS}
SETTINGS = {
    "SimpleRNN": {},
    "GRU": {"recurrent_activation": ["sigmoid", None], "reset_after": FLAGS},
    "LSTM": {"recurrent_activation": ["sigmoid", None]},
}

CASES = [
    case
    for name, settings in SETTINGS.items()
    for case in (
        *grid(name, *SEQUENCES, (5,), (5, 4, 3), units=[1, 4, 0, -2], use_bias=FLAGS, **OUTPUTS),
        *grid(
            name,
            *SEQUENCES,
            units=[4],
            activation=["tanh", "relu", "linear", None],
            use_bias=FLAGS,
            **settings,
        ),
        *(
            case
            for batch in ({}, {"batch": 2})
            for case in grid(
                name,
                *SEQUENCES,
                **batch,
                units=[3],
                go_backwards=FLAGS,
                stateful=FLAGS,
                **OUTPUTS,
            )
        ),
        *grid(name, (5, 3), dtype="int32", units=[2], return_sequences=FLAGS),
    )
]
CELLS = [
    layer("SimpleRNNCell", units=3),
    layer("GRUCell", units=3),
    layer("GRUCell", units=2, reset_after=False, use_bias=False),
    layer("LSTMCell", units=3, activation="relu"),
    layer("LSTMCell", units=0),
    layer("StackedRNNCells", cells=STACKS[2]),
]
CASES += [
    *grid("RNN", *SEQUENCES, (5,), cell=[*CELLS, *STACKS], **OUTPUTS),
    *(
        case
        for batch in ({}, {"batch": 2})
        for case in grid(
            "RNN",
            (5, 3),
            **batch,
            cell=[*CELLS[:4], *STACKS[2:4]],
            go_backwards=FLAGS,
            stateful=FLAGS,
            **OUTPUTS,
        )
    ),
    *(
        case
        for cells in STACKS
        for case in grid("RNN", ((5, 3), *states(cells)), cell=[cells], return_state=FLAGS)
    ),
    *grid("RNN", ((5, 3), (3,), (3,)), cell=CELLS[3:4], return_state=FLAGS),
    *grid("RNN", (5, 3), cell=[layer("Dense", units=3), layer("GRU", units=3), ()]),
    *grid("RNN", (5, 3), dtype="int32", cell=[*CELLS[:4], STACKS[2]]),
]
