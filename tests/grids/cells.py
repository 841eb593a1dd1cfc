"""Cells: one step of a recurrence, refusals included."""

from tests.grids.grid import grid, layer

FLAGS = [False, True]
MEMORIES = {"SimpleRNNCell": 1, "GRUCell": 1, "LSTMCell": 2}
SETTINGS = {
    "SimpleRNNCell": {},
    "GRUCell": {"recurrent_activation": ["sigmoid", None], "reset_after": FLAGS},
    "LSTMCell": {"recurrent_activation": ["sigmoid", None]},
}
STACKS = [
    (layer("LSTMCell", units=4),),
    (layer("GRUCell", units=4),),
    (layer("LSTMCell", units=4), layer("GRUCell", units=5, reset_after=False)),
    (layer("GRUCell", units=2), layer("SimpleRNNCell", units=3, use_bias=False)),
    (layer("LSTMCell", units=3), layer("LSTMCell", units=3)),
    (layer("SimpleRNNCell", units=1), layer("SimpleRNNCell", units=2), layer("GRUCell", units=3)),
]


def states(cells: tuple, of: int = 0) -> tuple:
    """The shapes of what a stack begins with."""
    return tuple(
        (cell.arguments["units"] + of,) for cell in cells for _ in range(MEMORIES[cell.rule.name])
    )


CASES = [
    *(
        case
        for name, settings in SETTINGS.items()
        for case in (
            *grid(
                name,
                ((3,), *[(4,)] * MEMORIES[name]),
                ((1,), *[(4,)] * MEMORIES[name]),
                ((3,), *[(5,)] * MEMORIES[name]),
                ((3,), *[(4,)] * (MEMORIES[name] + 1)),
                (3,),
                units=[1, 4, 5, 0, -2],
                use_bias=FLAGS,
                activation=["tanh", None],
            ),
            *grid(name, ((3,), *[(4,)] * MEMORIES[name]), units=[4], use_bias=FLAGS, **settings),
            *grid(name, ((3,), *[(4,)] * MEMORIES[name]), units=[4], batch=2),
            *grid(name, (5, 3), units=[4]),
        )
    ),
    *(
        case
        for cells in STACKS
        for case in grid(
            "StackedRNNCells",
            ((3,), *states(cells)),
            ((1,), *states(cells)),
            ((3,), *states(cells, 1)),
            ((3,), *states(cells), (7,)),
            (3,),
            cells=[cells],
        )
    ),
    *grid("StackedRNNCells", ((3,), (4,)), cells=[(layer("Dense", units=4),)]),
]
