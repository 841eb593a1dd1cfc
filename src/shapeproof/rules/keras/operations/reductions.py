"""Operations that make one number of all along some axes, or go along one and keep it."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import dtypes
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.functions import OF_AN_AXIS
from shapeproof.rules.arithmetic.pointwise import unread
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import Gives, axes_of, distinct, sizes_of
from shapeproof.rules.arithmetic.reducing import (
    MADE,
    areas,
    by_shares,
    neighbours,
    reduced,
    running,
    together,
    without,
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
    return reduced(sizes, axes, keepdims, made, gives(x.dtype), passes)


def multiplication(
    x: Tensor, *, axis: Axes | None = None, keepdims: bool = False, dtype: str | None = None
) -> Facts:
    """Puts numbers together to one: their product.  Unless `axis` names some, all numbers make one.
    With `axis`, those along axis {axis} make one, counting the batch as 0, for every place of the
    other axes.  With `keepdims`, the axes that are gone over stay, 1 long.  With `dtype`, its
    numbers are {dtype}."""
    facts = reduction(x, axis=axis, keepdims=keepdims, made=MADE["prod"], gives=_product)
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
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        found = told(index)
        [read] = found.inputs
        assert read
        own = read[axes[0] : axes[0] + 1] if weights and len(weights.shape) == 1 else read
        return found._replace(inputs=(read, own))

    out = Tensor(without(sizes, axes), dtype)
    return facts._replace(output=out, cell=told if weights is None else cell)


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
    return by_shares(facts, q, dtypes.fractional(x.dtype))


def cumulative(
    x: Tensor, *, axis: int | None = None, dtype: str | None = None, made: Message
) -> Facts:
    """Goes along and writes at each step {made} up to there.  Unless `axis` names one, all numbers
    are laid in a row first.  With `axis`, it goes along axis {axis}, counting the batch as 0.  With
    `dtype`, its numbers are {dtype}."""
    sizes = in_line(x, axis)
    along = 0 if axis is None else from_front(axis, len(sizes))
    facts = running(sizes, along, made, dtypes.counted(dtype or x.dtype))
    return facts if len(x.shape) == len(sizes) else facts._replace(cell=None)


def in_line(x: Tensor, axis: int | None) -> Shape:
    """The sizes as they are, or all numbers in a row where no axis is named."""
    [sizes] = sizes_of(x)
    return (in_a_row(sizes, "length"),) if axis is None else sizes


def ordering(x: Tensor, *, axis: int | None = -1, gives: Gives = dtypes.same) -> Facts:
    """Puts the numbers along axis {axis} in order, the smallest first."""
    sizes = in_line(x, axis)
    along = 0 if axis is None else from_front(axis, len(sizes))
    facts = together(sizes, (along,), say("one of the numbers along the axis"), gives(x.dtype))
    return facts if len(x.shape) == len(sizes) else facts._replace(cell=None)


def partition(x: Tensor, *, kth: object, axis: int | None = -1) -> Facts:
    """Gives the places of the numbers along axis {axis}, those of the smallest first."""
    return ordering(x, axis=axis, gives=_index)


def shares(x: Tensor, *, axis: Axes | None = -1, made: Message) -> Facts:
    """Puts every number x in proportion to those along axis {axis}, counting the batch as 0:
    {made}.  The shape stays as it is."""
    [sizes] = sizes_of(x)
    return together(sizes, axes_of(axis, len(sizes)), made, dtypes.same(x.dtype))


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

    def cell(index: Index) -> Reads:
        half = int(sizes[along]) // 2
        both = (range(at, at + half + 1, half) if i == along else one(at)
                for i, at in enumerate(index))  # fmt: skip
        return Reads((tuple(both),), say("the number itself, as far as its partner lets it pass"))

    return Facts(Tensor(out, dtypes.same(x.dtype)), elementwise=2 * product(out), cell=cell)


def difference(a: Tensor, *, n: Dim = 1, axis: int = -1) -> Facts:
    """Writes how much each number along axis {axis} differs from the one before it, so that there
    is one number less.  With `n`, that is done {n} times."""
    [sizes] = sizes_of(a)
    return neighbours(sizes, from_front(axis, len(sizes)), n, dtypes.same(a.dtype))


def trapezoid(y: Tensor, *, axis: int = -1) -> Facts:
    """Adds up the areas below the line through the numbers along axis {axis}."""
    [sizes] = sizes_of(y)
    return areas(sizes, from_front(axis, len(sizes)), dtypes.fractional(y.dtype))


def agreement(x1: Tensor, x2: Tensor) -> Facts:
    """Tells whether all numbers of the two inputs are nearly the same."""
    left, right = sizes_of(x1, x2)

    def cell(_: Index) -> Reads:
        return Reads((whole(left), whole(right)), say("whether all of them are nearly the same"))

    return Facts(Tensor((), "bool"), elementwise=product(x1.shape), cell=cell)


def size(x: Tensor) -> Facts:
    """Counts the numbers of the input, which are not read."""
    return Facts(Tensor((), "int32"), cell=unread)


def _index(*_: str | None) -> str:
    """Places and counts."""
    return "int32"


def _product(*met: str | None) -> str:
    dtype = dtypes.same(*met)
    return dtypes.SUMS.get(dtype, dtype)


def _reductions(names: str, gives: Gives, passes: int = 1, beside: str = "") -> list[Rule]:
    return [
        Rule(
            name,
            reduction,
            {
                "made": MADE[name.removeprefix("nan").replace("ama", "ma").replace("ami", "mi")],
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
