"""Operations that make one number of all along some axes, or go along one and keep it."""

from __future__ import annotations

from collections.abc import Sequence

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, maximum, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.functions import OF_AN_AXIS
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import (
    Gives,
    axes_of,
    distinct,
    sizes_of,
)
from shapeproof.rules.arithmetic.views import in_a_row
from shapeproof.rules.keras.operations.elementwise import single, truth
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need


def reduction(
    x: Tensor,
    *,
    axis: Axes | None = None,
    keepdims: bool = False,
    made: Message,
    gives: Gives = dtypes.same,
    passes: int = 1,
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `axis` names some, all numbers make one.  With
    `axis`, those along axis {axis} make one, counting the batch as 0, for every place of the other
    axes.  With `keepdims`, the axes that are gone over stay, 1 long."""
    [sizes] = sizes_of(x)
    axes = distinct(axis, len(sizes))

    def cell(index: Index) -> Reads:
        left = iter(index)
        read = []
        for i, size in enumerate(sizes):
            at = next(left) if keepdims or i not in axes else 0
            read.append(range(int(size)) if i in axes else one(at))
        return Reads((tuple(read),), made)

    return Facts(
        Tensor(without(sizes, axes, keepdims), gives(x.dtype)),
        elementwise=product(sizes) * passes,
        cell=cell,
    )


def without(sizes: Shape, axes: Sequence[int], keepdims: bool = False) -> Shape:
    """The sizes that are left when these axes are gone over."""
    if keepdims:
        return tuple(1 if i in axes else size for i, size in enumerate(sizes))
    return tuple(size for i, size in enumerate(sizes) if i not in axes)


def multiplication(
    x: Tensor, *, axis: Axes | None = None, keepdims: bool = False, dtype: str | None = None
) -> Facts:
    """Puts numbers together to one: their product.  Unless `axis` names some, all numbers make one.
    With `axis`, those along axis {axis} make one, counting the batch as 0, for every place of the
    other axes.  With `keepdims`, the axes that are gone over stay, 1 long.  With `dtype`, its
    numbers are {dtype}."""
    facts = reduction(x, axis=axis, keepdims=keepdims, made=_MADE["prod"], gives=_product)
    assert isinstance(facts.output, Tensor)
    return facts._replace(output=facts.output._replace(dtype=dtype or facts.output.dtype))


def counting(x: Tensor, *, axis: Axes | None = None) -> Facts:
    """Counts the numbers that are not 0.  Unless `axis` names some, all numbers make one.  With
    `axis`, those along axis {axis} make one, counting the batch as 0, for every place of the other
    axes."""
    return reduction(x, axis=axis, made=say("how many are not 0"), gives=_index)


def average(x: Tensor, weights: Tensor | None = None, *, axis: int | None = None) -> Facts:
    """Puts numbers together to one: their mean, each weighed.  Unless `axis` names one, all numbers
    make one.  With `axis`, those along axis {axis} make one, counting the batch as 0, for every
    place of the other axes."""
    [sizes] = sizes_of(x)
    axes = axes_of(axis, len(sizes))
    if weights is not None:
        along = tuple(sizes[i] for i in axes) if len(weights.shape) == 1 else sizes
        need(
            len(along) == len(weights.shape),
            "there is a weight for each number, or for each step of one axis",
        )
        for size, weight in zip(along, weights.shape):
            need(equal(size, weight), "{size} numbers take as many weights, not {weight}",
                 size=size, weight=weight)  # fmt: skip
    facts = reduction(x, axis=axis, made=say("their mean"), passes=1 + (weights is not None))
    dtype = dtypes.fractional(x.dtype, *([weights.dtype] if weights is not None else []))
    return facts._replace(
        output=Tensor(without(sizes, axes), dtype),
        cell=facts.cell if weights is None else None,
    )


def moments(x: Tensor, *, axes: Axes, keepdims: bool = False) -> Facts:
    """Gives the mean of the numbers along axis {axes}, counting the batch as 0, and how far they
    are spread, for every place of the other axes.  With `keepdims`, the axes that are gone over
    stay, 1 long."""
    facts = reduction(x, axis=axes, keepdims=keepdims, made=say("their mean"), passes=4)
    assert isinstance(facts.output, Tensor)
    return facts._replace(output=(facts.output, facts.output))


def quantile(x: Tensor, q: Tensor, *, axis: Axes | None = None, keepdims: bool = False) -> Facts:
    """Puts the numbers in order and takes the one below which a given share of them lies; of
    several shares, one after the other along a new first axis.  Unless `axis` names some, all
    numbers make one.  With `axis`, those along axis {axis} make one, counting the batch as 0.  With
    `keepdims`, the axes that are gone over stay, 1 long."""
    facts = reduction(x, axis=axis, keepdims=keepdims, made=say("a number among them"))
    assert isinstance(facts.output, Tensor)
    need(len(q.shape) <= 1, "the shares are one number or a row of them")
    shape = (*q.shape, *facts.output.shape)
    return facts._replace(output=Tensor(shape, dtypes.fractional(x.dtype)), cell=None)


def cumulative(
    x: Tensor, *, axis: int | None = None, dtype: str | None = None, made: Message
) -> Facts:
    """Goes along and writes at each step {made} up to there.  Unless `axis` names one, all numbers
    are laid in a row first.  With `axis`, it goes along axis {axis}, counting the batch as 0.  With
    `dtype`, its numbers are {dtype}."""
    sizes = in_line(x, axis)
    given = dtypes.counted(dtype or x.dtype)
    along = 0 if axis is None else from_front(axis, len(sizes))

    def cell(index: Index) -> Reads:
        read = (range(at + 1) if i == along else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), made)

    return Facts(
        Tensor(sizes, given), elementwise=product(sizes), cell=None if axis is None else cell
    )


def in_line(x: Tensor, axis: int | None) -> Shape:
    """The sizes as they are, or all numbers in a row where no axis is named."""
    [sizes] = sizes_of(x)
    return (in_a_row(sizes, "length"),) if axis is None else sizes


def ordering(x: Tensor, *, axis: int | None = -1, gives: Gives = dtypes.same) -> Facts:
    """Puts the numbers along axis {axis} in order, the smallest first."""
    sizes = in_line(x, axis)
    along = 0 if axis is None else from_front(axis, len(sizes))
    made = say("one of the numbers along the axis")

    def cell(index: Index) -> Reads:
        read = (range(int(sizes[i])) if i == along else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), made)

    return Facts(
        Tensor(sizes, gives(x.dtype)),
        elementwise=product(sizes),
        cell=None if axis is None else cell,
    )


def partition(x: Tensor, *, kth: object, axis: int | None = -1) -> Facts:
    """Gives the places of the numbers along axis {axis}, those of the smallest first."""
    return ordering(x, axis=axis, gives=_index)


def shares(x: Tensor, *, axis: Axes | None = -1, made: Message) -> Facts:
    """Puts every number x in proportion to those along axis {axis}, counting the batch as 0:
    {made}.  The shape stays as it is."""
    [sizes] = sizes_of(x)
    axes = axes_of(axis, len(sizes))

    def cell(index: Index) -> Reads:
        read = (range(int(sizes[i])) if i in axes else one(at) for i, at in enumerate(index))
        return Reads((tuple(read),), made)

    return Facts(Tensor(sizes, dtypes.same(x.dtype)), elementwise=product(sizes), cell=cell)


def normalized(x: Tensor, *, axis: Axes | None = -1) -> Facts:
    """Divides the numbers along axis {axis}, counting the batch as 0, by the length that they have
    as a vector.  The shape stays as it is."""
    facts = shares(x, axis=axis, made=say("the number, divided by the length of all"))
    return facts._replace(output=Tensor(x.shape, dtypes.FLOATX), elementwise=3 * product(x.shape))


def halved(x: Tensor, *, axis: int = -1) -> Facts:
    """Takes the numbers along axis {axis} in two halves: each number of the first half is let
    pass as far as its partner in the second half allows."""
    [sizes] = sizes_of(x)
    along = from_front(axis, len(sizes))
    out = tuple(size // 2 if i == along else size for i, size in enumerate(sizes))
    need(
        equal((sizes[along] // 2) * 2, sizes[along]),
        "{size} numbers cannot be dealt into two halves",
        size=sizes[along],
    )
    return Facts(Tensor(out, dtypes.same(x.dtype)), elementwise=2 * product(out))


def difference(a: Tensor, *, n: Dim = 1, axis: int = -1) -> Facts:
    """Writes how much each number along axis {axis} differs from the one before it, so that there
    is one number less.  With `n`, that is done {n} times."""
    [sizes] = sizes_of(a)
    along = from_front(axis, len(sizes))
    out = tuple(maximum(size - n, 0) if i == along else size for i, size in enumerate(sizes))
    return Facts(Tensor(out, dtypes.same(a.dtype)), elementwise=product(out) * n)


def trapezoid(y: Tensor, *, axis: int = -1) -> Facts:
    """Adds up the areas below the line through the numbers along axis {axis}."""
    [sizes] = sizes_of(y)
    along = from_front(axis, len(sizes))
    out = without(sizes, (along,))
    return Facts(Tensor(out, dtypes.fractional(y.dtype)), elementwise=2 * product(sizes))


def agreement(x1: Tensor, x2: Tensor) -> Facts:
    """Tells whether all numbers of the two inputs are nearly the same."""
    sizes_of(x1, x2)
    return Facts(Tensor((), "bool"), elementwise=product(x1.shape))


def size(x: Tensor) -> Facts:
    """Counts the numbers of the input, which are not read."""
    return Facts(Tensor((), "int32"))


def _index(*_: str | None) -> str:
    """Places and counts."""
    return "int32"


def _product(*met: str | None) -> str:
    dtype = dtypes.same(*met)
    return dtypes.SUMS.get(dtype, dtype)


_MADE = {
    "sum": say("their sum"),
    "mean": say("their mean"),
    "max": say("the largest"),
    "min": say("the smallest"),
    "prod": say("their product"),
    "argmax": say("the place of the largest"),
    "argmin": say("the place of the smallest"),
    "any": say("whether any of them holds"),
    "all": say("whether all of them hold"),
    "std": say("how far they are spread"),
    "var": say("how far they are spread, squared"),
    "median": say("the one in the middle of their order"),
    "ptp": say("how far the largest is from the smallest"),
    "logsumexp": say("log of the sum of exp of each"),
    "norm": say("the length that they have as a vector"),
}


def _reductions(names: str, gives: Gives, passes: int = 1, beside: str = "") -> list[Rule]:
    return [
        Rule(
            name,
            reduction,
            {
                "made": _MADE[name.removeprefix("nan").replace("ama", "ma").replace("ami", "mi")],
                "gives": gives,
                "passes": passes,
            },
            beside,
        )
        for name in names.split()
    ]


RULES = [
    *_reductions("sum nansum", dtypes.summed),
    *_reductions("mean", dtypes.fractions_of),
    *_reductions("nanmean nanmedian median", dtypes.fractional),
    *_reductions("max min", dtypes.same, beside="initial"),
    *_reductions("amax amin", dtypes.same),
    *_reductions("nanmax nanmin", dtypes.promoted),
    *_reductions("ptp", dtypes.same, 2),
    Rule("prod", multiplication),
    *_reductions("nanprod", _product),
    *_reductions("argmax argmin nanargmax nanargmin", _index),
    *_reductions("any all", truth),
    *_reductions("std", dtypes.fractions_of, 4),
    *_reductions("var nanvar nanstd", dtypes.fractional, 4),
    *_reductions("logsumexp", single, 2),
    *_reductions("norm", dtypes.fractions_of, 2, beside="ord"),
    Rule("count_nonzero", counting),
    Rule("average", average),
    Rule("moments", moments, beside="synchronized"),
    *(
        Rule(name, quantile, beside="method")
        for name in ("quantile", "nanquantile", "percentile", "nanpercentile")
    ),
    *(
        Rule(name, cumulative, {"made": made})
        for name, made in (
            ("cumsum", say("the sum")),
            ("nancumsum", say("the sum")),
            ("cumprod", say("the product")),
            ("nancumprod", say("the product")),
        )
    ),
    Rule("sort", ordering, {"gives": dtypes.same}),
    Rule("argsort", ordering, {"gives": _index}),
    Rule("argpartition", partition),
    *(Rule(name, shares, {"made": OF_AN_AXIS[name]}) for name in OF_AN_AXIS),
    Rule("normalize", normalized, beside="order epsilon"),
    Rule("glu", halved),
    Rule("diff", difference),
    Rule("trapezoid", trapezoid, beside="x dx"),
    Rule("allclose", agreement, beside="rtol atol equal_nan"),
    Rule("size", size),
]
