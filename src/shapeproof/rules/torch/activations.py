"""torch's activations, modules and functions: of one number at a time, or of all along an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product, step
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import agreed, known
from shapeproof.rules.arithmetic.functions import OF_AN_AXIS, OF_ONE
from shapeproof.rules.arithmetic.pointwise import by_itself
from shapeproof.rules.arithmetic.products import bias as biases
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import together
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, Weight, called, need
from shapeproof.rules.torch.dtypes import bits, fractional, kind, need_alike, need_float, same
from shapeproof.rules.torch.elementwise import (
    ANY,
    FLOATS,
    INEXACT,
    NUMBERS,
    REAL_NUMBERS,
    Takes,
    need_taken,
    of_one,
)

Approximation = Literal["none", "tanh"]


def leaky_relu(input: Tensor, *, negative_slope: float = 0.01) -> Facts:
    """Passes what is above 0, and lets a part of what is below 0 leak through.  Unless
    `negative_slope` is given, that part is {negative_slope}, where Keras's layer takes 0.3.  With
    `negative_slope`, that part is {negative_slope}."""
    return of_floats(input, say("x where x > 0, else {slope}*x", slope=negative_slope))


def random_leaky_relu(input: Tensor, *, lower: float = 1 / 8, upper: float = 1 / 3) -> Facts:
    """Passes what is above 0, and lets a part of what is below 0 leak through.  In training that
    part is drawn for each number between {lower} and {upper}; in use it is the middle of the
    two."""
    need(
        lower <= upper,
        "`lower` must not be above `upper`, and they are {lower} and {upper}",
        lower=lower,
        upper=upper,
    )
    return of_floats(input, say("x where x > 0, else {slope}*x", slope=(lower + upper) / 2))


def learnt_relu(input: Tensor, *, num_parameters: Dim = 1) -> Facts:
    """Passes what is above 0, and multiplies what is below 0 by a slope that it learns.  Unless
    `num_parameters` says otherwise, all numbers have one slope in common.  With `num_parameters`,
    each of the {num_parameters} channels has a slope of its own."""
    need_taken(same(input), FLOATS)
    shares = need_slopes(input, num_parameters)
    facts = by_itself(input, SLOPE, same(input))

    def cell(index: Index) -> Reads:
        own = one(index[1] if shares else 0)
        return Reads((tuple(map(one, index)),), SLOPE, {"weight": (own,)})

    return facts._replace(weights={"weight": Weight((num_parameters,))}, cell=cell)


def relu_of_slopes(input: Tensor, weight: Tensor) -> Facts:
    """Passes what is above 0, and multiplies what is below 0 by a slope of the second input: one
    for all numbers, or one for each channel."""
    need_taken(need_alike(input, weight), FLOATS)
    need(
        len(weight.shape) <= 1,
        "the slopes are one number or a row of them, and have {rank:axis|axes}",
        rank=len(weight.shape),
    )
    sizes, slopes = sizes_of(input, weight)
    shares = need_slopes(Tensor(sizes), *slopes) if slopes else False

    def cell(index: Index) -> Reads:
        own = one(index[1] if shares else 0)
        return Reads((tuple(map(one, index)), (own,) if slopes else ()), SLOPE)

    return Facts(Tensor(sizes, same(input)), elementwise=product(sizes), cell=cell)


SLOPE = say("x where x > 0, else slope*x")


def need_slopes(x: Tensor, slopes: Dim) -> bool:
    """Whether there is a slope for each channel, and not one for all."""
    if known(slopes) == 1:
        return False
    channels = x.shape[1] if len(x.shape) > 1 else 1
    need(len(x.shape) > 0, "one number has no channels, and can have one slope only")
    need(
        equal(slopes, channels),
        "there are {slopes:slope|slopes} for {channels:channel|channels} of axis 1; choose 1 "
        "for all, or as many as there are channels",
        slopes=slopes,
        channels=called(channels, "channels"),
    )
    return True


def exponential(input: Tensor, *, alpha: float = 1.0) -> Facts:
    """Passes what is above 0; a number x below becomes {alpha}*(exp(x) - 1), which never falls
    below -{alpha}."""
    return of_floats(input, say("x where x > 0, else {alpha}*(exp(x) - 1)", alpha=alpha))


def smooth_exponential(input: Tensor, *, alpha: float = 1.0) -> Facts:
    """Passes what is above 0; a number x below becomes {alpha}*(exp(x/{alpha}) - 1), which never
    falls below -{alpha}."""
    need(alpha != 0, "`alpha` divides the number, and cannot be 0")
    return of_floats(input, say("x where x > 0, else {alpha}*(exp(x/{alpha}) - 1)", alpha=alpha))


def gelu(input: Tensor, *, approximate: Approximation = "none") -> Facts:
    """Every number x becomes x times the share of a normal distribution that lies below x; the
    shape stays as it is.  With `approximate`, that share is estimated by a tanh."""
    return of_floats(input, OF_ONE["gelu"])


def clipped(input: Tensor, *, may_meet: bool, min_val: float = -1.0, max_val: float = 1.0) -> Facts:
    """Keeps every number between {min_val} and {max_val}; the shape stays as it is."""
    need(
        min_val < max_val or (may_meet and min_val == max_val),
        "`min_val` must be below `max_val`, and they are {low} and {high}",
        low=min_val,
        high=max_val,
    )
    need(
        min_val >= 0 or not same(input).startswith("uint"),
        "numbers that are {dtype} are never below 0, and torch does not compare them with {low}",
        dtype=same(input),
        low=min_val,
    )
    made = say("x, kept between {low} and {high}", low=min_val, high=max_val)
    return of_one(input, made=made, takes=REAL_NUMBERS)


def hard_shrink(input: Tensor, *, lambd: float = 0.5) -> Facts:
    """Passes a number that is beyond -{lambd} or {lambd}, and writes 0 for any other."""
    made = say("x where x is beyond -{limit} or {limit}, else 0", limit=lambd)
    return of_floats(input, made)


def soft_shrink(input: Tensor, *, lambd: float = 0.5) -> Facts:
    """Moves every number towards 0 by {lambd}, no further than 0."""
    need(lambd >= 0, "`lambd` must be 0 or more, not {lambd}", lambd=lambd)
    return of_floats(input, say("x moved towards 0 by {limit}, no further than 0", limit=lambd))


def softplus(input: Tensor, *, beta: float = 1.0, threshold: float = 20.0) -> Facts:
    """Every number x becomes log(1 + exp({beta}*x))/{beta}; where {beta}*x is more than
    {threshold}, x passes as it is, which is nearly the same."""
    return of_floats(input, say("log(1 + exp({beta}*x))/{beta}", beta=beta))


def threshold(input: Tensor, *, threshold: float, value: float) -> Facts:
    """Passes a number that is more than {threshold}, and writes {value} for any other."""
    made = say("x where x > {threshold}, else {value}", threshold=threshold, value=value)
    return of_one(input, made=made, takes=REAL_NUMBERS)


def of_floats(x: Tensor, made: Message) -> Facts:
    return of_one(x, made=made, takes=FLOATS)


def gated(input: Tensor, *, dim: int = -1) -> Facts:
    """Cuts axis {dim} into two halves of {half}, and lets the second decide how much of the first
    passes: each number x of the first is multiplied by 1/(1 + exp(-y)) of the number y at its place
    in the second."""
    need_taken(same(input), FLOATS)
    need_rank(input, 1)
    [sizes] = sizes_of(input)
    along = from_front(dim, len(sizes))
    size = sizes[along]
    need(
        divides(2, size),
        "axis {axis} is {size} long, and cannot be cut into two halves; choose an even number",
        axis=along,
        size=size,
    )
    half = step("half", called(size // 2, "half"))
    out = (*sizes[:along], half, *sizes[along + 1 :])

    def cell(index: Index) -> Reads:
        own = list(map(one, index))
        own[along] = range(index[along], index[along] + int(half) + 1, int(half))
        return Reads((tuple(own),), say("x/(1 + exp(-y)) of the two numbers x and y"))

    return Facts(Tensor(out, same(input)), elementwise=2 * product(out), cell=cell)


def softmax(
    input: Tensor, *, made: Message, dim: int | None = None, dtype: str | None = None
) -> Facts:
    """Every number x along an axis becomes {made}.  With `dim`, that is axis {dim}, counting from 0
    or back from -1.  Unless `dim` is chosen, torch takes axis 0 of an input of 1 or 3 axes and axis
    1 of any other, and warns; say which.  With `dtype`, the numbers are written as {dtype}
    first."""
    read = dtype or same(input)
    need_taken(read, FLOATS)
    rank = len(input.shape)
    along = usual(rank) if dim is None else from_front(dim, max(rank, 1))
    [sizes] = sizes_of(input)
    return together(sizes, (along,) if rank else (), made, read)


def usual(rank: int) -> int:
    """The axis that torch takes where nobody names one."""
    return 0 if rank in (0, 1, 3) else 1


def softmax_of_channels(input: Tensor) -> Facts:
    """Makes shares of the numbers that the {channels} channels have at one place: exp of each,
    divided by the sum of exp over all of them, so that they add up to 1."""
    need_taken(same(input), FLOATS)
    rank = len(input.shape)
    need(
        rank in (3, 4),
        "it reads channels, height and width, with a batch before them or without, and the input "
        "has {rank:axis|axes}",
        rank=rank,
    )
    sizes = input.read(*("batch", "channels", "height", "width")[4 - rank :])
    return together(sizes, (rank - 3,), OF_AN_AXIS["softmax"], same(input))


def gumbel_softmax(logits: Tensor, *, tau: float = 1, hard: bool = False, dim: int = -1) -> Facts:
    """Adds to each number along axis {dim} one that is drawn, divides by {tau}, and makes shares of
    them: exp of each, divided by the sum of exp over all of them, so that they add up to 1.  With
    `hard`, the largest share becomes 1 and all others 0."""
    need_taken(same(logits), FLOATS)
    [sizes] = sizes_of(logits)
    along = from_front(dim, max(len(sizes), 1))
    made = say("its share of all that are read, once a drawn number is added to each")
    axes = (along,) if sizes else ()
    return together(sizes, axes, made, same(logits), passes=3 + hard)


def adaptive_softmax(
    input: Tensor,
    target: Tensor,
    *,
    in_features: Dim,
    n_classes: Dim,
    cutoffs: tuple[Dim, ...],
    div_value: float = 4.0,
    head_bias: bool = False,
) -> Facts:
    """Tells for each example the logarithm of the share that its class has among {n_classes}, and
    the mean of all that is missing.  Classes that come often stand first: those below {common} are
    weighed together, and the rest in {clusters:cluster|clusters}, of which an example
    uses none but that of its class.  A cluster has two thin kernels, each cluster's {div_value}
    times thinner than that before.  What it costs depends on the classes that it is asked for, so
    it is not counted."""
    need_float(input)
    batch, features = of_examples(input)
    need(
        equal(features, in_features),
        "it reads {wanted:feature|features}, and the input has {features}",
        wanted=in_features,
        features=features,
    )
    need_classes(target, batch)
    ends = (*cutoffs, n_classes)
    need_rising(ends)
    called(cutoffs[0], "common")
    called(len(cutoffs), "clusters")
    rows = step("head", cutoffs[0] + len(cutoffs))
    weights = {"head.weight": Weight((rows, features))}
    weights |= {f"head.{name}": one for name, one in biases(head_bias, rows).items()}
    for i, (start, end) in enumerate(pairwise(ends)):
        thin = narrowed(features, div_value, i + 1)
        weights[f"tail.{i}.0.weight"] = Weight((thin, features))
        weights[f"tail.{i}.1.weight"] = Weight((end - start, thin))
    dtype = same(input)
    return Facts((Tensor(batch, dtype), Tensor((), dtype)), weights, macs=None)


def of_examples(x: Tensor) -> tuple[Shape, Dim]:
    """The batch, if there is one, and the features."""
    if len(x.shape) == 1:
        return (), x.read("features")[0]
    batch, features = x.read("batch", "features")
    return (batch,), features


def need_classes(target: Tensor, batch: Shape) -> None:
    need(
        kind(target.dtype) == 1 and bits(same(target)) >= 32,
        "classes are numbers that are int64, and the second input is {dtype}; put .long() "
        "behind it",
        dtype=same(target),
    )
    need(
        len(target.shape) == len(batch),
        "there is one class for each example, and the second input has {rank:axis|axes}",
        rank=len(target.shape),
    )
    if batch:
        agreed((*batch, *target.shape), "batch")


def need_rising(ends: tuple[Dim, ...]) -> None:
    """Clusters begin one behind the other, before the last class."""
    need(len(ends) > 1, "`cutoffs` names at least one class at which a cluster begins")
    for start, end in pairwise((0, *ends)):
        need(
            start + 1 <= end,
            "`cutoffs` must rise from above 0 to below `n_classes`, and {end} follows {start}",
            start=start,
            end=end,
        )


def narrowed(features: Dim, by: float, times: int) -> Dim:
    """How thin the kernels of a cluster are."""
    by_whole, of_whole = by.as_integer_ratio()
    share = features if of_whole == 1 else features * of_whole**times
    return step("thin", share // by_whole**times)


class Named(NamedTuple):
    """A function of one number without arguments: what torch's module and function are called."""

    module: str
    function: str
    takes: Takes = FLOATS
    fractions: bool = False
    beside: str = "inplace"
    formula: str = ""

    @property
    def fixed(self) -> dict[str, Any]:
        made = OF_ONE[self.formula or self.function]
        return {"made": made, "takes": self.takes, "gives": fractional if self.fractions else same}


OF_A_NUMBER = (
    Named("ReLU", "relu", REAL_NUMBERS),
    Named("ReLU6", "relu6", REAL_NUMBERS),
    Named("SELU", "selu"),
    Named("SiLU", "silu", INEXACT),
    Named("Mish", "mish"),
    Named("Hardsigmoid", "hardsigmoid", formula="hard_sigmoid"),
    Named("Hardswish", "hardswish", formula="hard_swish"),
    Named("Sigmoid", "sigmoid", ANY, fractions=True, beside=""),
    Named("Tanh", "tanh", ANY, fractions=True, beside=""),
    Named("LogSigmoid", "logsigmoid", beside="", formula="log_sigmoid"),
    Named("Softsign", "softsign", NUMBERS, fractions=True, beside=""),
    Named("Tanhshrink", "tanhshrink", NUMBERS, True, "", formula="tanh_shrink"),
)
SOFTMIN = say("exp(-x)/(the sum of exp(-x) over all)")
OF_ALL = {
    "Softmax": ("softmax", OF_AN_AXIS["softmax"]),
    "LogSoftmax": ("log_softmax", OF_AN_AXIS["log_softmax"]),
    "Softmin": ("softmin", SOFTMIN),
}
"""Functions of all numbers along an axis: those of modules, and what they make."""
WITH_ARGUMENTS: dict[str, tuple[str, Callable[..., Facts], str]] = {
    "LeakyReLU": ("leaky_relu", leaky_relu, "inplace"),
    "RReLU": ("rrelu", random_leaky_relu, "inplace"),
    "ELU": ("elu", exponential, "inplace"),
    "CELU": ("celu", smooth_exponential, "inplace"),
    "GELU": ("gelu", gelu, ""),
    "Hardshrink": ("hardshrink", hard_shrink, ""),
    "Softshrink": ("softshrink", soft_shrink, ""),
    "Softplus": ("softplus", softplus, ""),
    "Threshold": ("threshold", threshold, "inplace"),
    "GLU": ("glu", gated, ""),
}
ORDER = {
    "rrelu": "input lower upper training inplace",
    "gumbel_softmax": "logits tau hard eps dim",
}


def _modules() -> Iterator[Rule]:
    for one_of in OF_A_NUMBER:
        yield Rule(one_of.module, of_one, one_of.fixed, one_of.beside)
    for name, (_, states, beside) in WITH_ARGUMENTS.items():
        yield Rule(name, states, beside=beside)
    for name, (_, made) in OF_ALL.items():
        yield Rule(name, softmax, {"made": made, "dtype": None})


def _functions() -> Iterator[Rule]:
    for one_of in OF_A_NUMBER:
        yield Rule(one_of.function, of_one, one_of.fixed, "inplace")
    for name, states, beside in WITH_ARGUMENTS.values():
        yield Rule(name, states, beside=f"{beside} training" if name == "rrelu" else beside)
    for name, made in OF_ALL.values():
        yield Rule(name, softmax, {"made": made}, "_stacklevel")


MODULES = [
    *_modules(),
    Rule("PReLU", learnt_relu, beside="init device dtype"),
    Rule("Hardtanh", clipped, {"may_meet": False}, beside="inplace min_value max_value"),
    Rule("Softmax2d", softmax_of_channels),
    Rule("AdaptiveLogSoftmaxWithLoss", adaptive_softmax, beside="device dtype"),
]
FUNCTIONS = [
    *_functions(),
    Rule("prelu", relu_of_slopes),
    Rule("hardtanh", clipped, {"may_meet": True}, beside="inplace"),
    Rule("gumbel_softmax", gumbel_softmax, beside="eps"),
]
