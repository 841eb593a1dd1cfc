"""torch's functions that make tensors, refusals included."""

from itertools import product

from shapeproof.rules.rule import Tensor
from tests.grids.torch.grid import NUMBER, Case, also, functions

DTYPES = ["float64", "float16", "int64", "int32", "uint8", "bool", "complex64"]
SIZES: list[object] = [(2, 3), (), (4,), (0, 5), (-1,), 3]
OF_SIZES = "zeros ones empty rand randn"
LIKE = "zeros_like ones_like empty_like rand_like randn_like"
LISTS: list[object] = [
    3, 2.5, True, 1j, (), (1, 2), (1, 2.5), (True, 2), (1j, 2), ((1, 2, 3), (4, 5, 6)), ((), ()),
    ((1, 2), (3,)), ((1,), 2), "text", (None,),
]  # fmt: skip
FRACTIONS: list[object] = [0, 1, 2.5, -1.5]
STEPS: list[object] = [1, -1, 0.3, 0, -2]


def cast(cases: list[Case]) -> list[Case]:
    """The same in each dtype."""
    return [case for dtype in DTYPES for case in also(cases, dtype=dtype)]


FUNCTIONS = [
    *functions(OF_SIZES, None, size=SIZES[:-1]),
    *cast(functions(OF_SIZES, None, size=[(2, 3)])),
    *functions("full", None, size=SIZES, fill_value=[2, 2.5, True, 1j]),
    *cast(functions("full", None, size=[(2,)], fill_value=[1])),
    *functions("randint", None, high=[3, 0], size=SIZES),
    *functions("randint.low", None, low=[0, 3], high=[3, 10], size=[(2, 3), 4]),
    *cast(functions("randint", None, high=[3], size=[(2,)])),
    *functions("randperm", None, n=[0, 5]),
    *cast(functions("randperm", None, n=[5])),
    *functions("normal.float_float", None, mean=[0.0], std=[1.0], size=[(2, 3), (), (-1,)]),
    *cast(functions("normal.float_float", None, mean=[0.0], std=[1.0], size=[(2,)])),
    *functions("normal", ((2, 3), (3,)), ((2, 3), (2,)), ((3,), (2, 1))),
    *(case for dtypes in product(["float32", *DTYPES], repeat=2)
      for case in functions("normal", tuple(Tensor((2, 3), dtype) for dtype in dtypes))),
    *(case for dtype in DTYPES for place in (0, 1)
      for case in functions("normal", (2, 3), dtype=dtype, constants={place: NUMBER})),
    *(case for dtype in DTYPES for case in functions("normal.in_place", (2, 3), dtype=dtype)),
    *functions("eye", None, n=[0, 3]),
    *functions("eye", None, n=[3], m=[0, 4]),
    *cast(functions("eye", None, n=[3])),
    *functions("linspace logspace", None, start=[0, 1.5, 1j], end=[4], steps=[0, 5]),
    *cast(functions("linspace logspace", None, start=[0], end=[4], steps=[5])),
    *functions("arange", None, end=[0, 5]),
    *functions("arange.start", None, start=[0, 2], end=[0, 2, 7]),
    *functions("arange.start_step", None, start=[0, 2], end=[2, 7], step=[0, 1, 2, 10]),
    *cast(functions("arange.start_step", None, start=[0], end=[5], step=[2])),
    *functions("arange.number", None, end=[0, 5, 5.5, -1, True]),
    *functions("arange.number_start", None, start=[-3, 0, 0.5], end=FRACTIONS),
    *functions("arange.number_start_step range", None, start=[-3, 0, 0.5], end=FRACTIONS,
               step=STEPS),
    *cast(functions("arange.number_start_step", None, start=[0.5, 4], end=[2.5, 7],
                    step=[0.5, 1.5])),
    *cast(functions("range", None, start=[0.5, 4], end=[2.5, 7], step=[1.5])),
    *functions("tensor as_tensor asarray", None, data=LISTS),
    *cast(functions("tensor as_tensor asarray", None, data=[(1, 2)])),
    *functions("tensor.tensor as_tensor.tensor asarray.tensor", (), (2, 3)),
    *cast(functions("tensor.tensor as_tensor.tensor asarray.tensor", (2, 3))),
    *functions("tensor.tensors", ((), ()), ((), (2,))),
    *functions(LIKE, (), (2, 3), (0, 4)),
    *cast(functions(LIKE, (2, 3))),
    *(case for dtype in DTYPES for case in (
        *functions(f"{LIKE} tensor.tensor", (2, 3), dtype=dtype),
        *functions("full_like", (2, 3), dtype=dtype, fill_value=[2.5]),
        *functions("randint_like", (2, 3), dtype=dtype, high=[5]),
        *functions("new_zeros new_ones new_empty", (2, 3), dtype=dtype, size=[(4,), ()]),
        *functions("new_full", (2, 3), dtype=dtype, size=[(4,)], fill_value=[2]),
        *functions("new_tensor", (2, 3), dtype=dtype, data=[(1, 2.5), ((1,), (2,))]),
        *functions("vander", (3,), dtype=dtype),
    )),
    *functions("randint_like.low", (2, 3), low=[1, 5], high=[5]),
    *functions("new_zeros new_ones new_empty", (2, 3), size=SIZES[:-1]),
    *cast(functions("new_zeros", (2, 3), size=[(4,)])),
    *cast(functions("full_like", (2, 3), fill_value=[1])),
    *functions("vander", (), (2, 3), (4,)),
    *functions("vander", (4,), N=[0, 2, 6]),
]  # fmt: skip
