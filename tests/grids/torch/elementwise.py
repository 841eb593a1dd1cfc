"""torch's functions of one number or of those at one place, refusals included."""

from itertools import product

from shapeproof.rules.rule import Tensor
from shapeproof.rules.torch import FUNCTIONS as TABLE
from shapeproof.rules.torch import function
from shapeproof.rules.torch.elementwise import (
    anew,
    ceiling_of,
    difference,
    division,
    drawn_count,
    floor_of,
    of_one,
    of_two,
    polynomial,
    power,
)
from tests.grids.torch.grid import NUMBER, WHOLE, Case, functions

DTYPES = ["float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool", "complex64"]
FEW = ["float32", "float16", "int64", "bool", "complex64"]
PAIRS = [((2, 3), (3,)), ((), (2, 3)), ((2, 1, 4), (3, 1)), ((2, 3), (2,)), ((3,), (1,)), ((), ())]
TRIPLES = [((2, 3), (3,), (2, 1)), ((2, 3), (), (3,)), ((3,), (2, 3), ()), ((2,), (3,), (1,))]


def of(*states: object) -> str:
    """The names of the functions that are one of these rules."""
    rules = {name: function(name) for name in TABLE["elementwise"].split()}
    return " ".join(name for name, rule in rules.items() if rule and rule.states in states)


ALONE = of(of_one, drawn_count)
TWO = of(of_two, power, difference, division, floor_of, ceiling_of)
POLYNOMIAL = "special_hermite_polynomial_h"
OF_EACH_KIND = (
    "add sub div fmod pow float_power eq lt logical_and bitwise_and bitwise_left_shift gcd maximum "
    f"atan2 hypot logaddexp ldexp special_zeta heaviside isclose clamp_min {POLYNOMIAL}"
)
ALIKE = [(dtype, dtype) for dtype in FEW]
MET = [("uint8", "int64"), ("bool", "float16")]
EITHER = (
    "add sub mul div pow float_power floor_divide remainder true_divide bitwise_and "
    "bitwise_left_shift xlogy special_xlog1py special_zeta"
)
"""Functions of which either operand may be a number of the source."""
ODD = {
    ("ldexp", "float32", "bool"),
    ("ldexp", "float16", "bool"),
    ("ldexp", "float16", "complex64"),
    ("ldexp", "complex64", "float16"),
}
"""What torch refuses for reasons of its own."""
ANEW = of(anew).replace("geometric", "")


def mixed(first: str, *others: str) -> tuple[Tensor, ...]:
    return (Tensor((2, 3), first), *(Tensor((3,), dtype) for dtype in others))


def of_numbers(names: str, place: int) -> list[Case]:
    """Each function of a tensor and a number of the source, which stands in this place."""
    return [
        case
        for dtype in FEW
        for number in (NUMBER, WHOLE)
        for case in functions(names, Tensor((2, 3), dtype), constants={place: number})
    ]


FUNCTIONS = [
    *functions(ALONE, (), (2, 3), (0, 4)),
    *(case for dtype in DTYPES for case in functions(ALONE, (2, 3), dtype=dtype)),
    *functions("sqrt abs isnan", None, constants={0: NUMBER}),
    *functions(f"{TWO} {of(polynomial)} heaviside isclose", PAIRS[0], PAIRS[3]),
    *functions(OF_EACH_KIND, *PAIRS),
    *(case for pair in (*ALIKE, *MET) for case in functions(TWO, mixed(*pair))),
    *(case for pair in product(FEW, repeat=2) for case in functions(OF_EACH_KIND, mixed(*pair))
      if (case.layer.rule.name, *pair) not in ODD),
    *of_numbers(TWO, 1),
    *of_numbers(EITHER, 0),
    *(case for pair in product(FEW, repeat=2)
      for case in functions("add div maximum eq", (Tensor((2, 3), pair[0]), Tensor((), pair[1])),
                            (Tensor((), pair[0]), Tensor((3,), pair[1])))),
    *(case for dtype in FEW for case in functions(
        "div divide", (Tensor((2, 3), dtype), Tensor((3,), dtype)), ((2, 3), Tensor((3,), dtype)),
        rounding_mode=["trunc", "floor"])),
    *functions("clamp", *TRIPLES),
    *(case for dtype in FEW for kind in FEW for case in functions(
        "clamp", mixed(dtype, kind), constants={2: None})),
    *(case for dtype in FEW for limits in ((NUMBER, WHOLE), (None, WHOLE), (None, None))
      for case in functions("clamp clip", Tensor((2, 3), dtype),
                            constants=dict(enumerate(limits, 1)))),
    *functions("clamp", ((2, 3), (3,)), ((2, 3), ()), constants={1: NUMBER}),
    *functions("addcmul addcdiv lerp", *TRIPLES),
    *(case for dtype in FEW for kind in FEW for case in functions(
        "addcmul addcdiv lerp", mixed(dtype, kind, kind), mixed(kind, kind, dtype))),
    *(case for dtype in FEW for kind in FEW[:-1]
      for case in functions("addcmul lerp", (*mixed(dtype, dtype), Tensor((), kind)))),
    *(case for dtype in FEW
      for case in functions("lerp", mixed(dtype, dtype), constants={2: NUMBER})),
    *(case for dtype in DTYPES for case in (
        *functions("frexp round", (2, 3), dtype=dtype),
        *functions("round", (2, 3), dtype=dtype, decimals=[1, -1]),
        *functions("polygamma special_polygamma", (2, 3), dtype=dtype, n=[-1, 0, 1]),
        *functions("mvlgamma special_multigammaln", (2, 3), dtype=dtype, p=[0, 1]),
        *functions("bernoulli", (2, 3), dtype=dtype),
        *functions("bernoulli", (2, 3), dtype=dtype, p=[0.5]),
        *functions("binomial", mixed(dtype, dtype), mixed(dtype, "float32")),
        *functions(ANEW, (2, 3), dtype=dtype),
        *functions("copy", mixed(dtype, "float32"), mixed("int64", dtype)),
        *functions("fill", Tensor((2, 3), dtype), constants={1: NUMBER}),
    )),
    *functions("copy fill", *PAIRS, ((2, 3), (4, 2, 3)), ((1,), (3,)), ((2, 3), ())),
]  # fmt: skip
