"""Recurrent layers, refusals included."""

from tests.grids.grid import grid

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
