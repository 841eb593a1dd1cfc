"""Dense layers, refusals included."""

from tests.grids.grid import grid

CASES = [
    *grid(
        "Dense",
        (7,),
        (5, 7),
        (2, 3, 7),
        (),
        units=[1, 6],
        use_bias=[True, False],
        activation=[None, "relu", "linear"],
    ),
]
