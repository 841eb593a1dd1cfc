"""torch's functions on each number by itself, or on the numbers at one place of several tensors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from shapeproof.algebra.words import equal
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.broadcasting import behind
from shapeproof.rules.arithmetic.functions import OF_ONE
from shapeproof.rules.arithmetic.pointwise import (
    by_itself,
    gone_over,
    place_by_place,
    said_of_one,
    said_of_two,
    unread,
)
from shapeproof.rules.arithmetic.reading import sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need
from shapeproof.rules.torch.dtypes import (
    WEAK,
    bits,
    fractional,
    kind,
    need_alike,
    promoted,
    same,
)

Gives = Callable[..., str]
"""Which dtype comes out where these tensors go in."""
Rounding = Literal["trunc", "floor"]


class Takes(NamedTuple):
    """The kinds of numbers that a function takes, as `dtypes.kind` has them, how many bits its
    floats have at least, and a dtype that it does not take all the same."""

    kinds: tuple[int, ...]
    bits: int = 8
    but: str = ""


ANY = Takes((0, 1, 2, 3))
NUMBERS = Takes((1, 2, 3))
DIVIDED = Takes((0, 1, 2, 3), but="complex32")
SIGNED = Takes((1, 2, 3), but="uint8")
REAL = Takes((0, 1, 2))
REAL_NUMBERS = Takes((1, 2))
REAL_SINGLES = Takes((0, 1, 2), 32)
WHOLE = Takes((0, 1))
WHOLE_NUMBERS = Takes((1,))
FLOATS = Takes((2,))
SINGLES = Takes((2,), 32)
INEXACT = Takes((2, 3))
COMPLEX = Takes((3,))


def need_taken(dtype: str, takes: Takes) -> None:
    is_short = kind(dtype) == 2 and bits(dtype) < takes.bits
    need(
        kind(dtype) in takes.kinds and not is_short and dtype != takes.but,
        "torch does not do this to numbers that are {dtype}; cast them to another dtype first",
        dtype=dtype,
    )


def need_tensors(*inputs: Tensor | None) -> None:
    need(
        all(x is None or x.dtype not in WEAK for x in inputs),
        "it reads a tensor where a number stands; put the number into torch.tensor(...)",
    )


def of_one(input: Tensor, *, made: Message, gives: Gives = promoted, takes: Takes = ANY) -> Facts:
    """Every number x becomes {made}; the shape stays as it is."""
    need_tensors(input)
    need_taken(same(input), takes)
    return by_itself(input, made, gives(input))


def of_two(
    input: Tensor,
    other: Tensor,
    *,
    made: Message,
    gives: Gives = promoted,
    takes: Takes = ANY,
    numbers: int = 2,
) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    need_tensors(*(input, other)[: 2 - numbers])
    need_taken(promoted(input, other), takes)
    return place_by_place((input, other), made, gives(input, other))


def power(input: Tensor, exponent: Tensor, *, made: Message, gives: Gives, takes: Takes) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(input, exponent, made=made, gives=gives, takes=takes)


def floor_of(input: Tensor, min: Tensor, *, made: Message) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(input, min, made=made, takes=REAL, numbers=1)


def ceiling_of(input: Tensor, max: Tensor, *, made: Message) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(input, max, made=made, takes=REAL, numbers=1)


def polynomial(input: Tensor, n: Tensor, *, made: Message) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    return of_two(input, n, made=made, gives=fractional, takes=REAL_SINGLES)


def difference(input: Tensor, other: Tensor, *, made: Message) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    for x in (input, other):
        need(
            kind(x.dtype) > 0,
            "torch does not subtract truth values; write `a ^ b` or `~a`, or cast them to numbers",
        )
    return of_two(input, other, made=made)


def division(input: Tensor, other: Tensor, *, rounding_mode: Rounding | None = None) -> Facts:
    """Each number is the quotient of the {inputs} that the inputs have at its place.  Where an
    input is 1 long along an axis, its one number is used at every place of that axis.  Unless
    `rounding_mode` is given, whole numbers give floats.  With `rounding_mode`, whole numbers stay
    whole."""
    if rounding_mode is None:
        return of_two(input, other, made=said_of_two("divide"), gives=fractional, takes=DIVIDED)
    return of_two(input, other, made=said_of_two("floor_divide"), takes=REAL_NUMBERS)


def clamp(input: Tensor, min: Tensor | None = None, max: Tensor | None = None) -> Facts:
    """Keeps every number between two limits: one beyond a limit becomes the limit.  Where an input
    is 1 long along an axis, its one number is used at every place of that axis."""
    need_tensors(input)
    limits = [limit for limit in (min, max) if limit is not None]
    need(len(limits) > 0, "it needs a limit: `min`, `max` or both")
    need(
        all(limit.dtype not in WEAK for limit in limits) or not any(x.shape for x in limits),
        "both limits must be numbers, or both tensors",
    )
    dtype = promoted(input, *limits)
    need_taken(dtype, REAL)
    facts = place_by_place((input, *limits), say("the number, kept between the limits"), dtype)
    return gone_over(len(limits), facts)


def heaviside(input: Tensor, values: Tensor) -> Facts:
    """Writes 0 below 0, 1 above 0, and where the first input is 0, the number of the second input
    at its place.  Where an input is 1 long along an axis, its one number is used at every place of
    that axis."""
    need_tensors(input, values)
    dtype = need_alike(input, values)
    need_taken(dtype, REAL)
    made = say("0, 1 or the value for a 0, as the number at its place says")
    return place_by_place((input, values), made, dtype)


def closeness(input: Tensor, other: Tensor) -> Facts:
    """Tells of the two numbers at each place whether they are nearly the same.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    need_tensors(input, other)
    need_alike(input, other)
    return place_by_place((input, other), say("whether they are nearly the same"), "bool")


def with_product(input: Tensor, tensor1: Tensor, tensor2: Tensor) -> Facts:
    """Adds to each number of the first input the product of those that the second and the third
    have at its place.  Where an input is 1 long along an axis, its one number is used at every
    place of that axis."""
    dtype = promoted(input, tensor1, tensor2)
    need_taken(dtype, NUMBERS)
    made = say("the sum of a number and a product")
    facts = place_by_place((input, tensor1, tensor2), made, dtype)
    return gone_over(2, facts)


def with_quotient(input: Tensor, tensor1: Tensor, tensor2: Tensor) -> Facts:
    """Adds to each number of the first input the quotient of those that the second and the third
    have at its place.  Where an input is 1 long along an axis, its one number is used at every
    place of that axis."""
    need_taken(promoted(tensor1, tensor2), INEXACT)
    made = say("the sum of a number and a quotient")
    facts = place_by_place((input, tensor1, tensor2), made, promoted(input, tensor1, tensor2))
    return gone_over(2, facts)


def between(input: Tensor, end: Tensor, weight: Tensor) -> Facts:
    """Goes from each number of the first input towards the one that the second has at its place, a
    share of the way that the third says.  Where an input is 1 long along an axis, its one number is
    used at every place of that axis."""
    need_tensors(input, end)
    need_alike(input, end, weight if weight.shape else None)
    dtype = promoted(input, *([] if weight.dtype in WEAK else [weight]))
    need_taken(dtype, INEXACT)
    facts = place_by_place((input, end, weight), say("a number between the two"), dtype)
    return gone_over(3, facts)


def derivative(input: Tensor, *, n: int) -> Facts:
    """Every number x becomes the derivative number {n} of digamma at x; the shape stays as it
    is."""
    need(n >= 0, "there is no derivative number {n}", n=n)
    made = say("the derivative number {n} of digamma at x", n=n)
    return of_one(input, made=made, gives=fractional, takes=REAL)


def product_of_gammas(input: Tensor, *, p: int) -> Facts:
    """Every number x becomes the logarithm of the gamma function of {p:dimension|dimensions} at x;
    the shape stays as it is."""
    need(p >= 1, "there must be at least 1 dimension, not {p}", p=p)
    made = say("the logarithm of the gamma function of {p:dimension|dimensions} at x", p=p)
    return of_one(input, made=made, gives=fractional, takes=REAL_NUMBERS)


def rounding(input: Tensor, *, decimals: int = 0) -> Facts:
    """Every number x becomes the whole number nearest to it; the shape stays as it is.  With
    `decimals`, so many places behind the point are kept: {decimals}."""
    takes = FLOATS if decimals else REAL_NUMBERS
    return of_one(input, made=said_of_one("round"), takes=takes)


def in_two(input: Tensor) -> Facts:
    """Takes every number apart into a fraction and a power of 2: the fractions, and the exponents
    of the powers."""
    facts = of_one(input, made=say("a fraction of x"), takes=FLOATS)
    return facts._replace(output=(facts.output, Tensor(facts.outputs[0].shape, "int32")))


def drawn(input: Tensor, *, p: object = None) -> Facts:
    """Draws 1 or 0 at every place.  Unless `p` is given, the number at its place is the chance of
    a 1.  With `p`, the chance of a 1 is {p} everywhere."""
    made = say("1 with the chance x, else 0") if p is None else say("1 or 0, by chance")
    facts = of_one(input, made=made, takes=FLOATS if p is None else REAL)
    return gone_over(0, facts)


def drawn_count(input: Tensor) -> Facts:
    """Draws a count at every place, whose mean is the number there; the shape stays as it is."""
    facts = of_one(input, made=say("a count drawn at random with the mean x"), takes=FLOATS)
    return gone_over(0, facts)


def counts(count: Tensor, prob: Tensor) -> Facts:
    """Draws at every place how often of so many times something happens, whose chance the second
    input has there.  Where an input is 1 long along an axis, its one number is used at every place
    of that axis."""
    need_tensors(count, prob)
    dtype = need_alike(count, prob)
    need_taken(dtype, SINGLES)
    facts = place_by_place((count, prob), say("a count drawn at random"), dtype)
    return gone_over(0, facts)


def filled(input: Tensor, value: Tensor) -> Facts:
    """Writes one number into every place; the shape stays as it is, and the input's numbers are not
    read."""
    need(len(value.shape) == 0, "what fills a tensor is one number")
    [sizes] = sizes_of(input)
    made = say("the number that fills it")
    return Facts(Tensor(sizes, same(input)), cell=lambda _: Reads((None, ()), made))


def anew(input: Tensor, *, takes: Takes = ANY) -> Facts:
    """Writes new numbers into every place; the shape stays as it is, and the input's numbers are
    not read."""
    need_taken(same(input), takes)
    [sizes] = sizes_of(input)
    return Facts(Tensor(sizes, same(input)), cell=unread)


def copied(input: Tensor, src: Tensor) -> Facts:
    """Writes the numbers of the second input into the places of the first, in the dtype that the
    first has.  Where the second is 1 long along an axis, its one number is used at every place of
    that axis."""
    sizes, source = sizes_of(input, src)
    need_room(source, sizes)

    def cell(index: Index) -> Reads:
        return Reads((None, behind(index, source)), say("the number itself"))

    return Facts(Tensor(sizes, same(input)), cell=cell)


def need_room(source: Shape, sizes: Shape) -> None:
    """What is written into a tensor has its sizes, or is 1 long along an axis."""
    need(
        len(source) <= len(sizes),
        "{rank:axis|axes} cannot be laid into {given}",
        rank=len(source),
        given=len(sizes),
    )
    for size, room in zip(source, sizes[len(sizes) - len(source) :]):
        need(
            equal((size - room) * (size - 1), 0),
            "{size:number|numbers} cannot be written into {room:place|places}",
            size=size,
            room=room,
        )


def truth(*_: Tensor) -> str:
    """What tells whether something holds, whatever it is asked about."""
    return "bool"


def counted(*inputs: Tensor) -> str:
    """Of truth values there are so many; other numbers stay what they are."""
    dtype = promoted(*inputs)
    return "int64" if dtype == "bool" else dtype


def summed(*inputs: Tensor) -> str:
    """Sums of whole numbers are kept in 64 bits."""
    dtype = promoted(*inputs)
    return "int64" if kind(dtype) < 2 else dtype


def real(*inputs: Tensor) -> str:
    """A complex number has two halves, which are floats."""
    dtype = promoted(*inputs)
    return f"float{bits(dtype) // 2}" if kind(dtype) == 3 else dtype


def angle(*inputs: Tensor) -> str:
    dtype = fractional(*inputs)
    return f"float{bits(dtype) // 2}" if kind(dtype) == 3 else dtype


def doubled(*inputs: Tensor) -> str:
    return "complex128" if kind(promoted(*inputs)) == 3 else "float64"


def _unary(
    names: str, gives: Gives = promoted, takes: Takes = ANY, beside: str = ""
) -> Iterable[Rule]:
    for name in names.split():
        made = MADE.get(name) or said_of_one(name.removeprefix("special_"))
        yield Rule(name, of_one, {"made": made, "gives": gives, "takes": takes}, beside)


def _binary(
    names: str, gives: Gives = promoted, takes: Takes = ANY, numbers: int = 0, beside: str = ""
) -> Iterable[Rule]:
    """`numbers`: none where both must be tensors, 1 where the second may be a number of the source,
    2 where either may."""
    for name in names.split():
        made = said_of_two(SAME.get(name, name))
        fixed = {"made": made, "gives": gives, "takes": takes, "numbers": numbers}
        yield Rule(name, of_two, fixed, beside)


SAME = {
    **dict.fromkeys(("sub", "rsub"), "subtract"),
    "mul": "multiply",
    **dict.fromkeys(("div", "true_divide"), "divide"),
    **dict.fromkeys(("remainder", "fmod"), "mod"),
    **dict.fromkeys(("pow", "float_power"), "power"),
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), "equal"),
    "clamp_min": "maximum",
    "clamp_max": "minimum",
}
"""What functions of two numbers are called elsewhere, where the words for them are kept."""
MADE = {
    "abs": said_of_one("absolute"),
    "neg": said_of_one("negative"),
    "positive": say("x"),
    **dict.fromkeys(("resolve_conj", "resolve_neg"), say("x")),
    "isposinf": say("whether x is infinite, and above 0"),
    "isneginf": say("whether x is infinite, and below 0"),
    "isreal": say("whether x has no imaginary part"),
    "signbit": say("whether x has a minus sign"),
    **dict.fromkeys(("fix", "trunc"), say("x without its fraction")),
    "frac": say("the fraction of x"),
    "nan_to_num": say("x where it is a finite number, else the number given for the rest"),
    "special_expit": OF_ONE["sigmoid"],
    "bitwise_not": say("x with every bit turned"),
}
"""What functions of one number make of it, where their names do not say it."""
POLYNOMIALS = (
    *(f"chebyshev_polynomial_{kind}" for kind in "tuvw"),
    *(f"shifted_chebyshev_polynomial_{kind}" for kind in "tuvw"),
    *("hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l"),
    "legendre_polynomial_p",
)
ORDER = {
    **dict.fromkeys(("polygamma", "special_polygamma"), "n input"),
}
FUNCTIONS = [
    *_unary("abs absolute", real, NUMBERS),
    *_unary("neg negative positive", takes=NUMBERS),
    *_unary("sgn conj conj_physical resolve_conj resolve_neg"),
    *_unary("nan_to_num", beside="nan posinf neginf"),
    *_unary("sign", takes=REAL),
    *_unary("ceil floor trunc fix", takes=REAL_NUMBERS),
    *_unary("frac special_round", takes=FLOATS),
    *_unary("bitwise_not", takes=WHOLE),
    *_unary("square", counted),
    *_unary("real", real),
    *_unary("imag", real, COMPLEX),
    *_unary("angle", angle),
    *_unary("acos acosh asin asinh atan atanh cos cosh sin sinh tan sinc", fractional),
    *_unary("arccos arccosh arcsin arcsinh arctan arctanh special_sinc", fractional),
    *_unary("exp exp2 expm1 log log10 log1p log2 reciprocal rsqrt sqrt", fractional),
    *_unary("special_exp2 special_expm1 special_log1p special_expit", fractional),
    *_unary("deg2rad rad2deg digamma lgamma erf erfc erfinv i0", fractional, REAL),
    *_unary("logit special_logit", fractional, REAL, "eps"),
    *_unary(
        "special_digamma special_psi special_gammaln special_entr special_erf", fractional, REAL
    ),
    *_unary("special_erfc special_erfinv special_ndtr special_i0 special_i0e", fractional, REAL),
    *_unary("special_i1 special_i1e", fractional, REAL),
    *_unary("special_airy_ai special_bessel_j0 special_bessel_j1", fractional, REAL_SINGLES),
    *_unary("special_bessel_y0 special_bessel_y1 special_erfcx", fractional, REAL_SINGLES),
    *_unary("special_log_ndtr special_ndtri special_spherical_bessel_j0", fractional, REAL_SINGLES),
    *(
        rule
        for i in (0, 1)
        for rule in _unary(
            f"special_modified_bessel_i{i} special_modified_bessel_k{i} "
            f"special_scaled_modified_bessel_k{i}",
            fractional,
            REAL_SINGLES,
        )
    ),
    *_unary("isfinite isinf isnan isreal logical_not", truth),
    *_unary("isneginf isposinf signbit", truth, REAL),
    Rule("round", rounding),
    Rule("frexp", in_two),
    *(Rule(name, derivative) for name in ("polygamma", "special_polygamma")),
    *(Rule(name, product_of_gammas) for name in ("mvlgamma", "special_multigammaln")),
    *_binary("add mul multiply", numbers=2, beside="alpha"),
    *(
        Rule(name, difference, {"made": said_of_two("subtract")}, "alpha")
        for name in ("sub", "subtract", "rsub")
    ),
    *(Rule(name, division) for name in ("div", "divide")),
    *_binary("true_divide", fractional, DIVIDED, numbers=2),
    *_binary("floor_divide remainder", takes=REAL_NUMBERS, numbers=2),
    *_binary("fmod", takes=REAL_NUMBERS, numbers=1),
    *(
        Rule(name, power, {"made": said_of_two("power"), "gives": gives, "takes": takes})
        for name, gives, takes in (("pow", promoted, NUMBERS), ("float_power", doubled, ANY))
    ),
    *_binary("eq ne not_equal", truth, numbers=1),
    *_binary("lt le gt ge less less_equal greater greater_equal", truth, REAL, numbers=1),
    *_binary("logical_and logical_or logical_xor", truth),
    *_binary("bitwise_and bitwise_or bitwise_xor", takes=WHOLE, numbers=2),
    *_binary("bitwise_left_shift bitwise_right_shift", takes=WHOLE_NUMBERS, numbers=2),
    *_binary("gcd lcm", takes=WHOLE_NUMBERS),
    *_binary("maximum minimum fmax fmin", takes=REAL),
    *_binary("atan2 arctan2", fractional, REAL),
    *_binary("copysign", fractional, REAL, numbers=1),
    *_binary("xlogy special_xlogy special_xlog1py", fractional, REAL, numbers=2),
    *_binary("special_zeta", fractional, REAL_SINGLES, numbers=2),
    *_binary("hypot igamma igammac special_gammainc special_gammaincc", takes=FLOATS),
    *_binary("logaddexp2 nextafter", takes=FLOATS),
    *_binary("logaddexp", takes=INEXACT),
    *_binary("ldexp", fractional),
    *(Rule(f"special_{name}", polynomial, {"made": said_of_two(name)}) for name in POLYNOMIALS),
    Rule("clamp_min", floor_of, {"made": said_of_two("maximum")}),
    Rule("clamp_max", ceiling_of, {"made": said_of_two("minimum")}),
    *(Rule(name, clamp) for name in ("clamp", "clip")),
    Rule("heaviside", heaviside),
    Rule("isclose", closeness, beside="rtol atol equal_nan"),
    Rule("addcmul", with_product, beside="value"),
    Rule("addcdiv", with_quotient, beside="value"),
    Rule("lerp", between),
    Rule("bernoulli", drawn),
    Rule("poisson", drawn_count),
    Rule("binomial", counts),
    Rule("fill", filled),
    Rule("zero", anew, {"takes": ANY}),
    Rule("copy", copied, beside="non_blocking"),
    Rule("uniform", anew, {"takes": INEXACT}, "from to"),
    Rule("random", anew, {"takes": REAL}, "from to"),
    Rule("exponential", anew, {"takes": FLOATS}, "lambd"),
    Rule("cauchy", anew, {"takes": FLOATS}, "median sigma"),
    Rule("log_normal", anew, {"takes": FLOATS}, "mean std"),
    Rule("geometric", anew, {"takes": REAL_NUMBERS}, "p"),
]
