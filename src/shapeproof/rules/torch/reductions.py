"""torch's functions that make one number of all along some axes, or go along one and keep it."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, maximum, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.broadcasting import broadcast, known
from shapeproof.rules.arithmetic.joining import end_to_end
from shapeproof.rules.arithmetic.pointwise import gone_over, said_of_two
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED, distinct, need_rank, sizes_of
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
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need
from shapeproof.rules.torch.dtypes import WEAK, fractional, need_alike, promoted, same
from shapeproof.rules.torch.elementwise import (
    ANY,
    FLOATS,
    INEXACT,
    NUMBERS,
    REAL,
    REAL_NUMBERS,
    SIGNED,
    SINGLES,
    Gives,
    Takes,
    need_taken,
    need_tensors,
    of_two,
    real,
    summed,
)
from shapeproof.rules.torch.elementwise import difference as subtraction


def reduction(
    input: Tensor,
    *,
    dim: Axes | None = None,
    keepdim: bool = False,
    made: Message,
    gives: Gives = promoted,
    takes: Takes = ANY,
    extreme: bool = False,
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `dim` names some, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    need_tensors(input)
    need_taken(same(input), takes)
    [sizes] = sizes_of(input)
    axes = along(None if dim == () else dim, len(sizes))
    if extreme:
        need_some(tuple(sizes[axis] for axis in axes))
    return reduced(sizes, axes, keepdim, made, gives(input))


def cast_reduction(
    input: Tensor,
    *,
    dim: Axes | None = None,
    keepdim: bool = False,
    dtype: str | None = None,
    made: Message,
    gives: Gives = promoted,
    reads: Takes = ANY,
    takes: Takes = ANY,
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `dim` names some, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axes that are gone over stay, 1 long.  With `dtype`, its
    numbers are {dtype}."""
    need_taken(same(input), reads)
    if dtype is not None:
        input, gives = input._replace(dtype=dtype), promoted
    return reduction(input, dim=dim, keepdim=keepdim, made=made, gives=gives, takes=takes)


def multiplication(
    input: Tensor, *, dim: int | None = None, keepdim: bool = False, dtype: str | None = None
) -> Facts:
    """Puts numbers together to one: their product.  Unless `dim` names one, all numbers make one.
    With `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of
    the other axes.  With `keepdim`, the axes that are gone over stay, 1 long.  With `dtype`, its
    numbers are {dtype}."""
    return cast_reduction(
        input, dim=dim, keepdim=keepdim, dtype=dtype, made=MADE["prod"], gives=summed
    )


def question(
    input: Tensor, *, dim: Axes | None = None, keepdim: bool = False, made: Message
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `dim` names some, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    need_tensors(input)
    [sizes] = sizes_of(input)
    dtype = "uint8" if same(input) == "uint8" else "bool"
    return reduced(sizes, along(dim, len(sizes)), keepdim, made, dtype)


def place_of(
    input: Tensor, *, dim: int | None = None, keepdim: bool = False, made: Message
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `dim` names one, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    return reduction(
        input, dim=dim, keepdim=keepdim, made=made, gives=places, takes=REAL_NUMBERS, extreme=True
    )


def of_all(input: Tensor, *, made: Message, takes: Takes = REAL, extreme: bool = False) -> Facts:
    """Puts all numbers together to one: {made}."""
    return reduction(input, made=made, takes=takes, extreme=extreme)


def found(
    input: Tensor, *, dim: int, keepdim: bool = False, made: Message, takes: Takes = REAL
) -> Facts:
    """Finds among the numbers along axis {dim}, counting from 0 or back from -1, {made}, and at
    which place it stands: the numbers, and the places.  With `keepdim`, the axis that is gone over
    stays, 1 long."""
    facts = reduction(input, dim=dim, keepdim=keepdim, made=made, takes=takes, extreme=True)
    return facts._replace(output=(facts.output, Tensor(facts.outputs[0].shape, places())))


def most_frequent(input: Tensor, *, dim: int = -1, keepdim: bool = False) -> Facts:
    """Finds among the numbers along axis {dim}, counting from 0 or back from -1, the most frequent
    one, and at which place it stands: the numbers, and the places.  With `keepdim`, the axis that
    is gone over stays, 1 long."""
    return found(input, dim=dim, keepdim=keepdim, made=say("the most frequent one"))


def extremes(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Facts:
    """Finds the smallest and the largest number.  Unless `dim` names one, among all numbers.  With
    `dim`, among those along axis {dim}, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axis that is gone over stays, 1 long."""
    facts = reduction(input, dim=dim, keepdim=keepdim, made=MADE["min"], takes=REAL, extreme=True)
    return gone_over(2, facts)._replace(output=(facts.output, facts.output))


def spread(
    input: Tensor, *, dim: Axes | None = None, keepdim: bool = False, made: Message
) -> Facts:
    """Puts numbers together to one: {made}.  Unless `dim` names some, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    facts = reduction(input, dim=dim, keepdim=keepdim, made=made, gives=real, takes=INEXACT)
    return gone_over(4, facts)


def spread_of_all(input: Tensor, *, made: Message) -> Facts:
    """Puts all numbers together to one: {made}."""
    return spread(input, made=made)


def spread_and_mean(
    input: Tensor, *, dim: Axes | None = None, keepdim: bool = False, made: Message
) -> Facts:
    """Puts numbers together to two: {made}, and their mean.  Unless `dim` names some, all numbers
    make them.  With `dim`, those along axis {dim}, counting from 0 or back from -1, for every place
    of the other axes.  With `keepdim`, the axes that are gone over stay, 1 long."""
    facts = spread(input, dim=dim, keepdim=keepdim, made=made)
    return facts._replace(output=(facts.output, Tensor(facts.outputs[0].shape, same(input))))


def spread_and_mean_of_all(input: Tensor, *, made: Message) -> Facts:
    """Puts all numbers together to two: {made}, and their mean."""
    return spread_and_mean(input, made=made)


def logarithm(input: Tensor, *, dim: Axes, keepdim: bool = False) -> Facts:
    """Puts numbers together to one: log of the sum of exp of each.  Those along axis {dim} make
    one, counting from 0 or back from -1, for every place of the other axes.  With `keepdim`, the
    axes that are gone over stay, 1 long."""
    need(dim != (), "it needs an axis: `dim` names none")
    made = MADE["logsumexp"]
    return gone_over(2, reduction(input, dim=dim, keepdim=keepdim, made=made, gives=fractional))


def counting(input: Tensor, *, dim: Axes | None = None) -> Facts:
    """Counts the numbers that are not 0.  Unless `dim` names some, all numbers make one.  With
    `dim`, those along axis {dim} make one, counting from 0 or back from -1, for every place of the
    other axes."""
    return reduction(input, dim=dim, made=say("how many are not 0"), gives=places)


def cumulative(input: Tensor, *, dim: int, dtype: str | None = None, made: Message) -> Facts:
    """Goes along axis {dim}, counting from 0 or back from -1, and writes at each step {made} up to
    there.  With `dtype`, its numbers are {dtype}."""
    need_tensors(input)
    [sizes] = sizes_of(input)
    given = dtype or summed(input)
    return running(sizes, from_front(dim, max(len(sizes), 1)), made, given)


def cumulative_logarithm(input: Tensor, *, dim: int) -> Facts:
    """Goes along axis {dim}, counting from 0 or back from -1, and writes at each step the log of
    the sum of exp of all numbers up to there."""
    need_taken(same(input), INEXACT)
    facts = cumulative(input, dim=dim, made=MADE["logsumexp"])
    return gone_over(2, facts)


def record(input: Tensor, *, dim: int, made: Message) -> Facts:
    """Goes along axis {dim}, counting from 0 or back from -1, and writes at each step {made} up to
    there, and at which place it stands: the numbers, and the places."""
    need_taken(same(input), REAL)
    facts = cumulative(input, dim=dim, dtype=same(input), made=made)
    return facts._replace(output=(facts.output, Tensor(facts.outputs[0].shape, places())))


def quantile(input: Tensor, q: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Facts:
    """Puts the numbers in order and takes the one below which a given share of them lies; of
    several shares, one after the other along a new first axis.  Unless `dim` names one, all numbers
    make one.  With `dim`, those along axis {dim} make one, counting from 0 or back from -1.  With
    `keepdim`, the axis that is gone over stays, 1 long."""
    need_alike(input, None if q.dtype in WEAK else q)
    facts = reduction(
        input, dim=dim, keepdim=keepdim, made=say("a number among them"), takes=SINGLES
    )
    need_some(input.shape)
    return by_shares(facts, q, same(input))


def distance(input: Tensor, other: Tensor) -> Facts:
    """Puts the differences of the two numbers at each place together to one: the length that they
    have as a vector.  Where an input is 1 long along an axis, its one number is used at every place
    of that axis."""
    need_tensors(input, other)
    need_taken(promoted(input, other), INEXACT)
    differences = subtraction(input, other, made=said_of_two("subtract"))
    work = 3 * differences.elementwise

    def cell(_: Index) -> Reads:
        return Reads((whole(input.shape), whole(other.shape)), MADE["norm"])

    return Facts(Tensor((), real(*differences.outputs)), elementwise=work, cell=cell)


def difference(
    input: Tensor,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    *,
    n: Dim = 1,
    dim: int = -1,
) -> Facts:
    """Writes how much each number along axis {dim} differs from the one before it, so that there is
    one number less.  With `n`, that is done {n} times."""
    need_rank(input, 1)
    need(n >= 0, "numbers differ 0 times or more, not {n}", n=n)
    inputs = [x for x in (prepend, input, append) if x is not None]
    [sizes, *others] = sizes_of(*inputs)
    if others:
        sizes, _ = end_to_end((sizes, *others), dim, MOVED)
    facts = neighbours(sizes, from_front(dim, len(sizes)), n, promoted(*inputs))
    return facts._replace(cell=None) if others else facts


def trapezoid(y: Tensor, x: Tensor | None = None, *, dim: int = -1) -> Facts:
    """Adds up the areas below the line through the numbers along axis {dim}."""
    sizes, at, dtype = strips(y, x, dim)
    facts = areas(y.shape, at, dtype)
    out = Tensor(without(sizes, (at,)), dtype)
    return facts._replace(output=out, cell=facts.cell if x is None else None)


def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dim: int = -1) -> Facts:
    """Goes along axis {dim}, counting from 0 or back from -1, and writes at each step the sum of
    the areas below the line through the numbers up to there; there is one number less, since an
    area lies between two numbers."""
    sizes, at, dtype = strips(y, x, dim)

    def cell(index: Index) -> Reads:
        read = (range(place + 2) if i == at else one(place) for i, place in enumerate(index))
        return Reads((tuple(read),), say("the area below their line"))

    work = 3 * product(sizes)
    return Facts(Tensor(sizes, dtype), elementwise=work, cell=cell if x is None else None)


def strips(y: Tensor, x: Tensor | None, dim: int) -> tuple[Shape, int, str]:
    """The areas between two numbers each: their sizes, the axis along which they lie, and their
    dtype.  `x` tells where the numbers stand."""
    need_rank(y, 1)
    inputs = [y] if x is None else [y, x]
    dtype = fractional(*inputs)
    for each in inputs:
        need_taken(same(each), NUMBERS)
    sizes, *stands = sizes_of(*inputs)
    at = from_front(dim, len(sizes))
    between = one_less(sizes, at)
    if not stands:
        return between, at, dtype
    [own] = stands
    if len(own) == 1:
        need(equal(own[0], sizes[at]), "{size} numbers stand at as many places, not at {places}",
             size=sizes[at], places=own[0])  # fmt: skip
        return between, at, dtype
    need(
        len(own) == len(sizes),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(sizes), len(own)),
    )
    return broadcast(between, one_less(own, at)), at, dtype


def one_less(sizes: Shape, at: int) -> Shape:
    return tuple(maximum(size - 1, 0) if i == at else size for i, size in enumerate(sizes))


def slopes(input: Tensor, *, dim: Axes | None = None, edge_order: int = 1) -> Facts:
    """Writes at every place how fast the numbers grow there, a tensor for each axis.  With `dim`,
    along axis {dim} only, counting from 0 or back from -1."""
    need_taken(same(input), SIGNED)
    [sizes] = sizes_of(input)
    axes = distinct(dim, len(sizes))
    for axis in axes:
        need(
            sizes[axis] >= edge_order + 1,
            "along axis {axis} there must be at least {least:number|numbers}, not {size}",
            axis=axis,
            least=edge_order + 1,
            size=sizes[axis],
        )
    out = Tensor(sizes, fractional(input))

    def cell(index: Index) -> Reads:
        read = (grown(at, int(size), edge_order) if i == axes[0] else one(at)
                for i, (at, size) in enumerate(zip(index, sizes)))  # fmt: skip
        return Reads((tuple(read),), say("how fast they grow"))

    work = 2 * len(axes) * product(sizes)
    return Facts((out,) * len(axes), elementwise=work, cell=cell if axes else None)


def grown(at: int, size: int, edge_order: int) -> range:
    """The numbers that tell how fast they grow at a place: those before and behind it, and at the
    ends so many beside it."""
    if at == 0:
        return range(edge_order + 1)
    return range(size - edge_order - 1, size) if at == size - 1 else range(at - 1, at + 2, 2)


def covariance(input: Tensor) -> Facts:
    """Tells of each row of numbers and each other row how far they go together: every two rows are
    multiplied step by step, and the products added up.  One row alone gives one number."""
    need_taken(same(input), NUMBERS)
    need(
        len(input.shape) <= 2,
        "it reads a row of numbers or several rows, and the input has {rank:axis|axes}",
        rank=len(input.shape),
    )
    [sizes] = sizes_of(input)
    rows, steps = sizes if len(sizes) == 2 else (1, product(sizes))
    out = () if known(rows) == 1 else (rows, rows)
    work = 2 * product((rows, steps))

    def cell(index: Index) -> Reads:
        first, last = (min(index), max(index)) if out else (0, 0)
        own = range(first, last + 1, max(last - first, 1))
        places = (own, range(int(steps)))
        read = places if len(sizes) == 2 else places[1:] if sizes else ()
        return Reads((read,), say("how far the rows go together"))

    return Facts(
        Tensor(out, fractional(input)),
        macs=product((rows, rows, steps)),
        elementwise=work,
        cell=cell,
    )


def shortened(input: Tensor, *, p: float, dim: int, maxnorm: float) -> Facts:
    """Scales each part along axis {dim}, counting from 0 or back from -1, whose numbers have a
    length as a vector above {maxnorm}, down to that length; the shape stays as it is."""
    need_rank(input, 2)
    need_taken(same(input), INEXACT)
    [sizes] = sizes_of(input)
    axis = from_front(dim, len(sizes))
    others = [i for i in range(len(sizes)) if i != axis]
    made = say("the number, divided by the length of all")
    return gone_over(3, together(sizes, others, made, same(input)))


def along(dim: Axes | None, rank: int) -> tuple[int, ...]:
    """The axes that are meant, each once; a tensor of one number takes 0 and -1, and has none."""
    axes = distinct(dim, max(rank, 1))
    return axes if rank else ()


def need_some(sizes: Shape) -> None:
    need(product(sizes) >= 1, "of no numbers there is none to find")


def places(*_: Tensor) -> str:
    """The dtype of places and counts."""
    return "int64"


def _reductions(
    names: str, gives: Gives = promoted, takes: Takes = ANY, extreme: bool = False
) -> Iterable[Rule]:
    for name in names.split():
        fixed = {"made": _made(name), "gives": gives, "takes": takes, "extreme": extreme}
        yield Rule(name, reduction, fixed)


def _made(name: str) -> Message:
    """What a reduction makes, in words; those of `nansum` and `amax` are those of `sum`, `max`."""
    stem = name.partition(".")[0].removeprefix("nan").removesuffix("_mean")
    return MADE[{"amax": "max", "amin": "min", "cummax": "max", "cummin": "min"}.get(stem, stem)]


BESIDE = "unbiased correction"
OF_TENSORS = {"takes": REAL, "gives": promoted, "numbers": 0}
ORDER = {
    **dict.fromkeys(
        ("var", "std", "var_mean", "std_mean"), "input dim unbiased keepdim correction"
    ),
    "diff": "input n dim prepend append",
    "quantile": "input q dim keepdim interpolation",
    "nanquantile": "input q dim keepdim interpolation",
    "trapezoid": "y x dx dim",
    "trapz": "y x dx dim",
    "cumulative_trapezoid": "y x dx dim",
    "dist": "input other p",
    "gradient": "input spacing dim edge_order",
    "sum": "input dim keepdim dtype",
}
FUNCTIONS = [
    *(
        Rule(
            name,
            cast_reduction,
            {"made": _made(name), "gives": gives, "reads": reads, "takes": takes},
        )
        for name, gives, reads, takes in (
            ("sum", summed, ANY, ANY),
            ("nansum", summed, REAL, ANY),
            ("mean", promoted, ANY, INEXACT),
            ("nanmean", promoted, FLOATS, FLOATS),
        )
    ),
    Rule("prod", multiplication),
    *_reductions("amax amin", takes=REAL, extreme=True),
    *(Rule(name, question, {"made": _made(name)}) for name in ("all", "any")),
    *(Rule(name, place_of, {"made": _made(name)}) for name in ("argmax", "argmin")),
    *(
        Rule(name, of_all, {"made": _made(name), "takes": takes, "extreme": extreme})
        for name, takes, extreme in (
            ("max", REAL, True),
            ("min", REAL, True),
            ("median", REAL_NUMBERS, False),
            ("nanmedian", REAL_NUMBERS, False),
        )
    ),
    *(
        Rule(name, found, {"made": _made(name), "takes": takes})
        for name, takes in (
            ("max.dim", REAL),
            ("min.dim", REAL),
            ("median.dim", REAL_NUMBERS),
            ("nanmedian.dim", REAL_NUMBERS),
        )
    ),
    *(
        Rule(
            f"{name}.other",
            of_two,
            {"made": _made(name), "takes": REAL, "gives": promoted, "numbers": 0},
        )
        for name in ("max", "min")
    ),
    Rule("mode", most_frequent),
    Rule("aminmax", extremes),
    *(Rule(name, spread, {"made": _made(name)}, BESIDE) for name in ("var", "std")),
    *(
        Rule(f"{name}.unbiased", spread_of_all, {"made": _made(name)}, "unbiased")
        for name in ("var", "std")
    ),
    *(
        Rule(name, spread_and_mean, {"made": _made(name)}, BESIDE)
        for name in ("var_mean", "std_mean")
    ),
    *(
        Rule(f"{name}.unbiased", spread_and_mean_of_all, {"made": _made(name)}, "unbiased")
        for name in ("var_mean", "std_mean")
    ),
    *(Rule(name, logarithm) for name in ("logsumexp", "special_logsumexp")),
    Rule("count_nonzero", counting),
    Rule("cumsum", cumulative, {"made": say("the sum")}),
    Rule("cumprod", cumulative, {"made": say("the product")}),
    Rule("logcumsumexp", cumulative_logarithm),
    *(Rule(name, record, {"made": _made(name)}) for name in ("cummax", "cummin")),
    *(Rule(name, quantile, beside="interpolation") for name in ("quantile", "nanquantile")),
    Rule("dist", distance, beside="p"),
    Rule("diff", difference),
    *(Rule(name, trapezoid, beside="dx") for name in ("trapezoid", "trapz")),
    Rule("cumulative_trapezoid", cumulative_trapezoid, beside="dx"),
    Rule("gradient", slopes, beside="spacing"),
    Rule("cov", covariance, beside="correction fweights aweights"),
    Rule("corrcoef", covariance),
    Rule("renorm", shortened),
]
