"""Operations on each number by itself, or on the numbers at one place of several inputs."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.algebra.words import product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import dtypes, picking
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.arithmetic.functions import OF_ONE
from shapeproof.rules.arithmetic.pointwise import (
    by_itself,
    place_by_place,
    said_of_one,
    said_of_two,
    unread,
)
from shapeproof.rules.arithmetic.reading import Gives, at_its_place, sizes_of
from shapeproof.rules.rule import Facts, Rule, ShapeError, Tensor


def of_one(x: Tensor, *, made: Message, gives: Gives = dtypes.same) -> Facts:
    """Every number x becomes {made}; the shape stays as it is."""
    return by_itself(x, made, gives(x.dtype))


def of_two(x1: Tensor, x2: Tensor, *, made: Message, gives: Gives = dtypes.promoted) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return place_by_place((x1, x2), made, gives(x1.dtype, x2.dtype))


def bits_of_two(x: Tensor, y: Tensor, *, made: Message) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(x, y, made=made)


def where(condition: Tensor, x1: Tensor | None = None, x2: Tensor | None = None) -> Facts:
    """Takes each number from the second input where the first input holds, and from the third
    where it does not.  Where an input is 1 long along an axis, its one number is used at every
    place of that axis."""
    if x1 is None or x2 is None:
        raise ShapeError(say("with a condition alone nobody can say how often it holds"))
    return picking.chosen((condition, x1, x2), dtypes.promoted(x1.dtype, x2.dtype))


def clip(x: Tensor, x_min: Tensor | None, x_max: Tensor | None) -> Facts:
    """Keeps every number between two limits: one beyond a limit becomes the limit; the shape
    stays as it is."""
    [sizes] = sizes_of(x)
    limits = [limit.shape for limit in (x_min, x_max) if limit is not None and limit.shape]
    for limit in limits:
        broadcast(sizes, limit)
    out = Tensor(sizes, dtypes.counted(x.dtype))
    made = say("the number, kept between the limits")
    cell = None if limits else at_its_place(made)
    return Facts(out, elementwise=2 * product(sizes), cell=cell)


def cast(x: Tensor, *, dtype: str) -> Facts:
    """Writes every number as {dtype}; the shape stays as it is."""
    [sizes] = sizes_of(x)
    return Facts(Tensor(sizes, dtype), cell=at_its_place(say("the number itself")))


def passed(x: Tensor, *, dtype: str | None = None) -> Facts:
    """Passes every number on as it is.  With `dtype`, each is written as {dtype}."""
    return cast(x, dtype=dtype or dtypes.same(x.dtype))


def stop_gradient(variable: Tensor) -> Facts:
    """Passes every number on as it is; nothing before it learns through it."""
    return passed(variable)


def alike(x: Tensor, *, dtype: str | None = None) -> Facts:
    """Makes a tensor of the shape that the input has; the input's numbers are not read.  With
    `dtype`, its numbers are {dtype}."""
    [sizes] = sizes_of(x)
    return Facts(Tensor(sizes, dtype or dtypes.same(x.dtype)), cell=unread)


def full_like(x: Tensor, fill_value: Tensor, *, dtype: str | None = None) -> Facts:
    """Makes a tensor of the shape that the input has; the input's numbers are not read.  With
    `dtype`, its numbers are {dtype}."""
    return alike(x, dtype=dtype)._replace(cell=None)


def closeness(x1: Tensor, x2: Tensor) -> Facts:
    """Tells of the two numbers at each place whether they are nearly the same.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(x1, x2, made=say("whether they are nearly the same"), gives=truth)


def truth(*_: str | None) -> str:
    """What tells whether something holds, whatever it is asked about."""
    return "bool"


def wide(*met: str | None) -> str:
    """Floats of half size stay; whole numbers and floats of 64 bits come out in 64."""
    dtype = dtypes.same(*met)
    if dtype in ("int64", "float64"):
        return "float64"
    return dtype if dtype in ("float16", "bfloat16") else dtypes.FLOATX


def root(*met: str | None) -> str:
    """Whole numbers become floats, those of 64 bits such of 64 bits; floats stay."""
    dtype = dtypes.promoted(*met) if len(met) > 1 else dtypes.same(*met)
    if dtype in ("int64", "uint64"):
        return "float64"
    return dtypes.FLOATX if dtypes.is_whole(dtype) else dtype


def length(*met: str | None) -> str:
    """The same, where truth values stay as they are."""
    dtype = dtypes.promoted(*met)
    return dtype if dtype == "bool" else root(dtype)


def firmly(*met: str | None) -> str:
    """Where a number of the source has the dtype of a tensor."""
    return dtypes.promoted(*map(dtypes.firm, met))


def firmly_fractional(*met: str | None) -> str:
    return dtypes.fractional(*map(dtypes.firm, met))


def angle(*met: str | None) -> str:
    floats = (dtypes.FLOATX if one in ("int", "float", "bool") else one for one in met)
    return dtypes.fractional(*floats)


def single(*_: str | None) -> str:
    """What Keras gives as float32, whatever it reads."""
    return dtypes.FLOATX


def _unary(names: str, gives: Gives = dtypes.same) -> Iterable[Rule]:
    """Functions that go by their own names."""
    for name in names.split():
        made = OF_ONE.get(name) or said_of_one(name)
        yield Rule(name, of_one, {"made": made, "gives": gives}, BESIDE.get(name, ""))


def _binary(names: str, gives: Gives = dtypes.promoted) -> Iterable[Rule]:
    for name in names.split():
        yield Rule(name, of_two, {"made": said_of_two(name), "gives": gives})


BESIDE = {
    **dict.fromkeys(("elu", "celu"), "alpha"),
    "leaky_relu": "negative_slope",
    "gelu": "approximate",
    "squareplus": "b",
    **dict.fromkeys(("soft_shrink", "hard_shrink"), "threshold"),
    "threshold": "threshold default_value",
    "round": "decimals",
    "nan_to_num": "nan posinf neginf",
}
RULES = [
    *_unary("abs absolute conj conjugate imag real sign negative round nan_to_num trunc rsqrt"),
    *_unary("erf erfinv bitwise_invert bitwise_not"),
    *_unary("relu relu6 sigmoid sparse_sigmoid softplus softsign sparse_plus silu swish"),
    *_unary("log_sigmoid hard_sigmoid hard_silu hard_swish selu tanh_shrink hard_tanh"),
    *_unary("leaky_relu elu celu gelu squareplus soft_shrink hard_shrink threshold"),
    *_unary("angle arccos arccosh arcsin arcsinh arctan arctanh", dtypes.fractional),
    *_unary("cos cosh sin sinh tan tanh sinc", dtypes.fractional),
    *_unary("log log2 log10 log1p sqrt", dtypes.fractional),
    *_unary("ceil floor erfc", dtypes.fractional),
    *_unary("exp exp2 expm1 fabs", dtypes.fractions_of),
    *_unary("cbrt", root),
    *_unary("deg2rad rad2deg i0", wide),
    *_unary("square", dtypes.counted),
    *_unary("reciprocal", single),
    *_unary("isfinite isinf isnan isneginf isposinf isreal logical_not signbit", truth),
    *_binary("add subtract multiply power floor_divide maximum fmax minimum fmin"),
    *_binary("divide true_divide divide_no_nan logaddexp logaddexp2", dtypes.fractional),
    *_binary("mod fmod", dtypes.number),
    *_binary("equal not_equal greater greater_equal less less_equal", truth),
    *_binary("logical_and logical_or logical_xor", truth),
    *_binary("arctan2", angle),
    *_binary("gcd lcm", firmly),
    *_binary("ldexp nextafter", firmly_fractional),
    *_binary("heaviside hypot", length),
    *(
        Rule(name, bits_of_two, {"made": said_of_two(name)})
        for name in (
            *("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "left_shift"),
            *("bitwise_right_shift", "right_shift"),
        )
    ),
    Rule("isclose", closeness, beside="rtol atol equal_nan"),
    Rule("where", where),
    Rule("clip", clip),
    *(Rule(name, cast) for name in ("cast", "saturate_cast")),
    *(_unary("copy")),
    Rule("array", passed),
    Rule("convert_to_tensor", passed, beside="sparse ragged"),
    Rule("stop_gradient", stop_gradient),
    *(Rule(name, alike) for name in ("zeros_like", "ones_like", "empty_like")),
    Rule("full_like", full_like),
]
