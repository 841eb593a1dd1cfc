"""torch's losses: how far numbers, rows and series are from what is wanted of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.products import whole
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import without
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Index,
    Reads,
    Rule,
    Shape,
    Tensor,
    Weight,
    need,
)
from shapeproof.rules.torch.dtypes import fractional, kind, need_alike, promoted, same
from shapeproof.rules.torch.elementwise import (
    ANY,
    FLOATS,
    INEXACT,
    NUMBERS,
    REAL,
    REAL_NUMBERS,
    SINGLES,
    need_taken,
    real,
)
from shapeproof.rules.torch.products import need_stretching

Reduction = Literal["none", "mean", "sum"]
ReductionOfBatch = Literal["none", "mean", "sum", "batchmean"]
Places = Callable[[Index], tuple[tuple[range, ...] | None, ...]]


class Measured(NamedTuple):
    """What a loss is before it is brought to one number: its sizes and dtype, what it takes, and
    where one of its numbers reads inputs of which shapes."""

    sizes: Shape
    dtype: str
    work: Dim
    made: Message
    shapes: Sequence[Shape] = ()
    reads: Places | None = None
    chosen: tuple[int | str, ...] = ()


def brought(
    measured: Measured,
    reduction: str,
    size_average: bool | None = None,
    reduce: bool | None = None,
    and_also: str = "none",
) -> Facts:
    """The measures as they are, or all of them brought to one number."""
    sizes, dtype, work, made, shapes, reads, chosen = measured
    reduction = of_old(size_average, reduce) or reduction
    known = tuple(dict.fromkeys(("none", "mean", "sum", and_also)))
    need(reduction in known, "reduction is one of {known}, not {given}",
         known=known, given=reduction)  # fmt: skip
    if reduction == "none":
        cell = (lambda index: Reads(reads(index), made, {}, chosen)) if reads else None
        return Facts(Tensor(sizes, dtype), elementwise=work, cell=cell)
    need(
        reduction == "sum" or kind(dtype) >= 2,
        "a mean is a float, and the losses are {dtype}; put .float() behind the input",
        dtype=dtype,
    )
    all_made = say("the sum of all") if reduction == "sum" else say("the mean of all")

    def of_all(index: Index) -> Reads:
        return Reads(tuple(map(whole, shapes)), all_made, chosen=chosen)

    dtype = "int64" if kind(dtype) < 2 else dtype
    return Facts(
        Tensor((), dtype), elementwise=work + product(sizes), cell=of_all if reads else None
    )


def of_old(size_average: bool | None, reduce: bool | None) -> str:
    """What the two arguments mean that torch had before `reduction`; nothing where both are left
    out."""
    if size_average is None and reduce is None:
        return ""
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def laid_over(inputs: Sequence[Tensor], dtype: str, work: int, made: Message) -> Measured:
    """A measure for each place, where sizes of 1 are stretched."""
    shapes = sizes_of(*inputs)
    out = broadcast(*shapes)

    def reads(index: Index) -> tuple[tuple[range, ...], ...]:
        return tuple(behind(index, shape) for shape in shapes)

    return Measured(out, dtype, product(out) * work, made, shapes, reads)


def kept(facts: Facts, **buffers: Tensor | None) -> Facts:
    """The facts of a module, which keeps its class weights beside its parameters."""
    weights = {
        name: Weight(x.shape, trainable=False, dtype=x.dtype, kind="buffer")
        for name, x in buffers.items()
        if x is not None
    }
    return facts._replace(weights=weights, cell=None if weights else facts.cell)


def of_two(
    input: Tensor,
    target: Tensor,
    *,
    made: Message,
    work: int,
    gives: Callable[[Tensor, Tensor], str],
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the input x is from the target y, as {made}.  Where one of
    them is 1 long along an axis, its one number is used at every place of that axis.  Unless
    `reduction` says otherwise, the mean of all is given.  With `reduction`, they are left as they
    are (none) or added up (sum); here it is {reduction}."""
    return of_two_weighed(
        input, target, made=made, work=work, gives=gives, **asked(size_average, reduce, reduction)
    )


def of_two_weighed(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    made: Message,
    work: int,
    gives: Callable[[Tensor, Tensor], str],
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the input x is from the target y, as {made}.  Where one of
    them is 1 long along an axis, its one number is used at every place of that axis.  A third input
    weighs the measures.  Unless `reduction` says otherwise, the mean of all is given.  With
    `reduction`, they are left as they are (none) or added up (sum); here it is {reduction}."""
    measured = laid_over((input, target), gives(input, target), work, made)
    if weight is not None:
        need_one_shape(input, weight)
        dtype = promoted(Tensor(input.shape, measured.dtype), weight)
        work_of_both = measured.work + product(measured.sizes)
        measured = measured._replace(dtype=dtype, work=work_of_both, reads=None)
    return brought(measured, reduction, size_average, reduce)


def hinge_embedding(
    input: Tensor,
    target: Tensor,
    *,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the input x is from the target y, as x where y is 1, and where
    it is -1 as what x lacks to the margin, if anything.  Where one of them is 1 long along an axis,
    its one number is used at every place of that axis.  Unless `reduction` says otherwise, the mean
    of all is given.  With `reduction`, they are left as they are (none) or added up (sum); here it
    is {reduction}."""
    need_taken(same(input), REAL_NUMBERS)
    made = say("x where y is 1, else what x lacks to the margin")
    measured = laid_over((input, target), same(input), 3, made)
    return brought(measured, reduction, size_average, reduce)


def poisson(
    input: Tensor,
    target: Tensor,
    *,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-08,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the input x is from the target y, as exp(x) - x*y.  Where one
    of them is 1 long along an axis, its one number is used at every place of that axis.  With
    `log_input`, it is measured as x - y*log(x).  With `full`, what only the target decides is added
    too.  Unless `reduction` says otherwise, the mean of all is given.  With `reduction`, they are
    left as they are (none) or added up (sum); here it is {reduction}."""
    need(
        promoted(input, target) != "bool",
        "torch does not do this to numbers that are {dtype}; cast them to another dtype first",
        dtype="bool",
    )
    made = say("exp(x) - x*y") if log_input else say("x - y*log(x)")
    work = (3 if log_input else 4) + 8 * full
    dtype = promoted(input._replace(dtype=fractional(input)), target)
    measured = laid_over((input, target), dtype, work, made)
    return brought(measured, reduction, size_average, reduce)


def divergence(
    input: Tensor,
    target: Tensor,
    *,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: ReductionOfBatch = "mean",
    log_target: bool = False,
) -> Facts:
    """Measures at each place how far the input x, a logarithm of a share, is from the share y of
    the target, as y*(log(y) - x).  With `log_target`, the target holds logarithms too.  Where one
    of them is 1 long along an axis, its one number is used at every place of that axis.  Unless
    `reduction` says otherwise, the mean of all is given.  With `reduction`, they are left as they
    are (none), added up (sum), or added up and divided by the size of the first axis (batchmean);
    here it is {reduction}."""
    for x in (input, target):
        need_taken(same(x), FLOATS)
    made = say("y*(log(y) - x)")
    measured = laid_over((input, target), promoted(input, target), 3, made)
    return brought(measured, reduction, size_average, reduce, "batchmean")


def gaussian(
    input: Tensor,
    target: Tensor,
    var: Tensor,
    *,
    full: bool = False,
    eps: float = 1e-06,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the input x is from the target y, where the third input tells
    how far they may be spread, v, as (log(v) + (x - y)^2/v)/2.  With `full`, what none of them
    decides is added too.  Unless `reduction` says otherwise, the mean of all is given.  With
    `reduction`, they are left as they are (none) or added up (sum); here it is {reduction}."""
    own, wanted, spread = sizes_of(input, target, var)
    is_number = var.dtype == "float"
    if not is_number:
        need_taken(same(var), INEXACT)
        need_spread(own, spread)
    if len(spread) == len(own) - 1 and not is_number:
        spread = (*spread, 1)
    out = broadcast(own, wanted, spread)
    dtype = fractional(input, target, var)
    made = say("(log(v) + (x - y)^2/v)/2")
    return brought(Measured(out, dtype, product(out) * (6 + full), made), reduction)


def need_spread(sizes: Shape, spread: Shape) -> None:
    """There is one for each place, or one for all of one axis."""
    need(
        len(sizes) - len(spread) in (0, 1),
        "the spread has as many axes as the input, {rank}, or lacks the last one; it has {other}",
        rank=len(sizes),
        other=len(spread),
    )
    may_be_1 = len(spread) == len(sizes)
    for size, own in zip(sizes, spread):
        need(
            equal((size - own) * (own - 1), 0) if may_be_1 else equal(size, own),
            "the spread has the sizes of the input, or 1 along one axis: {other} is not {size}",
            size=size,
            other=own,
        )
    for i, (size, own) in enumerate(zip(sizes, spread)):
        for other, its in zip(sizes[:i], spread[:i]):
            need(
                equal((size - own) * (other - its), 0),
                "the spread may be 1 along one axis, and not along several",
            )


def of_probabilities(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the share x of the input is from the share y of the target, as
    -y*log(x) - (1 - y)*log(1 - x).  A third input weighs the measures.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    need_one_shape(input, target)
    need_shares(target)
    need_taken(need_alike(input, target), FLOATS)
    return brought(of_shares((input, target), (weight,)), reduction, size_average, reduce)


def of_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    pos_weight: Tensor | None = None,
    *,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Brings each number of the input to a share x between 0 and 1, and measures how far it is from
    the share y of the target, as -y*log(x) - (1 - y)*log(1 - x).  A third input weighs the
    measures, and a fourth those of the target alone.  Unless `reduction` says otherwise, the mean
    of all is given.  With `reduction`, they are left as they are (none) or added up (sum); here it
    is {reduction}."""
    need_one_shape(input, target)
    need_taken(same(input), FLOATS)
    need_shares(target, may_be_complex=True)
    measured = of_shares((input, target), (weight, pos_weight))
    return brought(measured._replace(dtype=same(target)), reduction, size_average, reduce)


def of_shares(inputs: tuple[Tensor, Tensor], weights: Sequence[Tensor | None]) -> Measured:
    """What a yes or a no takes at each place, and weights that can be stretched to it."""
    given = [weight for weight in weights if weight is not None]
    measured = laid_over(inputs, same(inputs[0]), 5, say("-y*log(x) - (1 - y)*log(1 - x)"))
    for sizes in sizes_of(*inputs, *given)[2:]:
        need_stretching(sizes, measured.sizes)
    work = product(measured.sizes) * (5 + len(given))
    return measured._replace(work=work, reads=None if given else measured.reads)


def binary_cross_entropy_loss(
    input: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the share x of the input is from the share y of the target, as
    -y*log(x) - (1 - y)*log(1 - x).  With `weight`, the measures are weighed.  Unless `reduction`
    says otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    facts = of_probabilities(input, target, weight, **asked(size_average, reduce, reduction))
    return kept(facts, weight=weight)


def logits_loss(
    input: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
    pos_weight: Tensor | None = None,
) -> Facts:
    """Brings each number of the input to a share x between 0 and 1, and measures how far it is from
    the share y of the target, as -y*log(x) - (1 - y)*log(1 - x).  With `weight`, the measures are
    weighed.  With `pos_weight`, those of the target alone are weighed.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    facts = of_logits(input, target, weight, pos_weight, **asked(size_average, reduce, reduction))
    return kept(facts, weight=weight, pos_weight=pos_weight)


def several_labels(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Brings each number of the input to a share x between 0 and 1, measures how far it is from the
    share y of the target, as -y*log(x) - (1 - y)*log(1 - x), and takes the mean along the last
    axis, that of classes.  A third input weighs the measures.  Unless `reduction` says otherwise,
    the mean of all is given.  With `reduction`, they are left as they are (none) or added up (sum);
    here it is {reduction}."""
    need_rank(input, 1)
    need_taken(same(input), FLOATS)
    need_taken(same(target), NUMBERS)
    given = (input, target) if weight is None else (input, target, weight)
    sizes = broadcast(*sizes_of(*given))
    along = len(input.shape) - 1
    out = without(sizes, (along,))
    work = product(sizes) * (6 + (weight is not None)) + product(out)
    made = say("the mean of -y*log(x) - (1 - y)*log(1 - x)")
    return brought(Measured(out, promoted(*given), work, made), reduction, size_average, reduce)


def several_labels_loss(
    input: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Brings each number of the input to a share x between 0 and 1, measures how far it is from the
    share y of the target, as -y*log(x) - (1 - y)*log(1 - x), and takes the mean along the last
    axis, that of classes.  With `weight`, the measures are weighed.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    facts = several_labels(input, target, weight, **asked(size_average, reduce, reduction))
    return kept(facts, weight=weight)


def asked(size_average: bool | None, reduce: bool | None, reduction: Reduction) -> dict[str, Any]:
    """How a module brings its losses to one number, as its function is told."""
    return {"size_average": size_average, "reduce": reduce, "reduction": reduction}


def margin_ranking(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    *,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures at each place how far the first input is from standing above the second by the
    margin where the target is 1, and below it where it is -1.  Where an input is 1 long along an
    axis, its one number is used at every place of that axis.  Unless `reduction` says otherwise,
    the mean of all is given.  With `reduction`, they are left as they are (none) or added up (sum);
    here it is {reduction}."""
    need_equally_many_axes(input1, input2, target)
    need(promoted(input1, input2) != "bool", "truth values have no difference; put .float() "
         "behind them")  # fmt: skip
    dtype = fractional(input1, input2, target)
    need_taken(dtype, REAL)
    made = say("what is lacking to the margin")
    measured = laid_over((input1, input2, target), dtype, 4, made)
    return brought(measured, reduction, size_average, reduce)


def cosine_embedding(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    *,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures of each pair of rows how far they are from pointing the same way where the target is
    1, and how much more than the margin they do where it is -1.  Unless `reduction` says otherwise,
    the mean of all is given.  With `reduction`, they are left as they are (none) or added up (sum);
    here it is {reduction}."""
    left, right, wanted = sizes_of(input1, input2, target)
    need(
        len(wanted) in (0, 1) and len(left) == len(right) == len(wanted) + 1,
        "it reads two rows and one number, or two batches of rows and a number for each pair; the "
        "inputs have {ranks} axes",
        ranks=(len(left), len(right), len(wanted)),
    )
    both = broadcast(left, right)
    out = broadcast(both[:-1], wanted)
    dtype = fractional(input1, input2)
    need_taken(dtype, REAL)
    work = 6 * product(both) + 5 * product(out)
    made = say("how far the rows are from pointing as they are wanted to")
    return brought(Measured(out, dtype, work, made), reduction, size_average, reduce)


def triplet_margin(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-06,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures how far each row of the first input is from standing nearer to that of the second
    than to that of the third, by the margin.  With `swap`, the distance of the second from the
    third counts too, where it is the smaller one.  Unless `reduction` says otherwise, the mean of
    all is given.  With `reduction`, they are left as they are (none) or added up (sum); here it is
    {reduction}."""
    need_margin(margin)
    measured = of_triplets(anchor, positive, negative, swap)
    return brought(measured, reduction, size_average, reduce)


def triplet_with_distance(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: object = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures how far each row of the first input is from standing nearer to that of the second
    than to that of the third, by the margin.  With `distance_function`, the author's own function
    tells how near they are, and what it costs is not known.  With `swap`, the distance of the
    second from the third counts too, where it is the smaller one.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    need_margin(margin)
    facts = brought(of_triplets(anchor, positive, negative, swap), reduction)
    if distance_function is None:
        return facts
    output = UNKNOWN if reduction == "none" else facts.output
    return Facts(output, macs=None)


def of_triplets(anchor: Tensor, positive: Tensor, negative: Tensor, swap: bool) -> Measured:
    """Two distances a triplet, or three, each of which takes what pairwise_distance takes."""
    need_equally_many_axes(anchor, positive, negative)
    inputs = (anchor, positive, negative)
    first, second, third = sizes_of(*inputs)
    for a, b in ((anchor, positive), (anchor, negative), (positive, negative)):
        need_taken(promoted(a, b), NUMBERS)
    pairs = [(first, second), (first, third), *([(second, third)] if swap else [])]
    walked = [broadcast(*pair) for pair in pairs]
    out = broadcast(*(sizes[:-1] for sizes in walked))
    distances = sum((4 * product(sizes) for sizes in walked[1:]), 4 * product(walked[0]))
    work = distances + product(out) * (3 + swap)
    made = say("what is lacking to the margin")
    return Measured(out, real(Tensor((), fractional(*inputs))), work, made)


def need_margin(margin: float) -> None:
    need(margin > 0, "the margin must be more than 0, not {margin}", margin=margin)


def spelling(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    *,
    blank: int = 0,
    reduction: Reduction = "mean",
    zero_infinity: bool = False,
) -> Facts:
    """Measures for each example how well its steps spell the wanted letters, whatever their
    lengths: one number for each.  Unless `reduction` says otherwise, the mean of all is given.
    With `reduction`, they are left as they are (none) or added up (sum); here it is {reduction}."""
    need_taken(same(log_probs), SINGLES)
    rank = len(log_probs.shape)
    need(rank in (2, 3), "it reads steps, examples and letters, or steps and letters alone, and "
         "the input has {rank:axis|axes}", rank=rank)  # fmt: skip
    sizes, letters, *lengths = sizes_of(log_probs, targets, input_lengths, target_lengths)
    batch = sizes[1:-1]
    examples = product(batch)
    for x, given in zip((input_lengths, target_lengths), lengths):
        need(kind(x.dtype) == 1, "lengths are whole numbers, not {dtype}", dtype=same(x))
        need(
            equal(product(given), examples),
            "there is a length for each of {n:example|examples}, not {given}",
            n=examples,
            given=product(given),
        )
    need(len(letters) in (1, 2), "the wanted letters are a row for each example, or all in one "
         "row; they have {rank:axis|axes}", rank=len(letters))  # fmt: skip
    if len(letters) == 2:
        need(
            equal(letters[0], examples),
            "there are letters for each of {n:example|examples}, not for {given}",
            n=examples,
            given=letters[0],
        )
    measured = Measured(batch, same(log_probs), 0, say("how well the steps spell the letters"))
    return brought(measured, reduction)._replace(macs=None, elementwise=0)


def need_shares(target: Tensor, may_be_complex: bool = False) -> None:
    need(
        kind(target.dtype) == 2 or (may_be_complex and kind(target.dtype) == 3),
        "the target holds shares, which are floats, and it is {dtype}; put .float() behind it",
        dtype=same(target),
    )


def need_one_shape(input: Tensor, target: Tensor) -> None:
    need(
        len(input.shape) == len(target.shape),
        "the target must have as many axes as the input, {rank}, and has {other}; unsqueeze adds "
        "one, and squeeze takes away one that is 1 long",
        rank=len(input.shape),
        other=len(target.shape),
    )
    for size, other in zip(*sizes_of(input, target)):
        need(equal(size, other), "the inputs must have one shape: {first} is not {other}",
             first=size, other=other)  # fmt: skip


def need_equally_many_axes(*inputs: Tensor) -> None:
    ranks = tuple(len(x.shape) for x in inputs)
    need(len(set(ranks)) == 1, "the inputs must have equally many axes, and have {ranks}",
         ranks=ranks)  # fmt: skip


def differences(input: Tensor, target: Tensor) -> str:
    """The dtype of differences without a sign."""
    for x in (input, target):
        need_taken(same(x), NUMBERS)
    return real(Tensor((), promoted(input, target)))


def floats(input: Tensor, target: Tensor) -> str:
    """The dtype of floats, one of which may be a whole number."""
    dtype = promoted(input, target)
    need_taken(dtype, FLOATS)
    return dtype


def as_float_input(input: Tensor, target: Tensor) -> str:
    """The dtype of the input, which is what the target is cast to."""
    need_taken(same(input), FLOATS)
    need_taken(same(target), REAL)
    return same(input)


def as_input(input: Tensor, target: Tensor) -> str:
    """The same where the numbers may be complex, and the target is stretched to the input."""
    sizes, wanted = sizes_of(input, target)
    need_stretching(wanted, sizes)
    need_taken(same(input), INEXACT)
    need_taken(same(target), REAL if kind(input.dtype) == 2 else ANY)
    return same(input)


NEW = {"size_average": None, "reduce": None}
"""What losses lack that torch has had since it has `reduction`."""
ABSOLUTE = {"made": say("abs(x - y)"), "work": 2, "gives": differences}
SQUARED = {"made": say("(x - y)^2"), "work": 2, "gives": floats}
BENT = {"made": say("(x - y)^2/2 where x is near y, else abs(x - y)"), "work": 5}
SMOOTH = {**BENT, "gives": floats}
HUBER = {**BENT, "gives": as_float_input, **NEW}
SOFT = {"made": say("log(1 + exp(-x*y))"), "work": 5, "gives": as_input}
OLD = "size_average reduce reduction"
ORDER = {
    **dict.fromkeys(("l1_loss", "mse_loss"), f"input target {OLD} weight"),
    "huber_loss": "input target reduction delta weight",
    "binary_cross_entropy": f"input target weight {OLD}",
    "binary_cross_entropy_with_logits": f"input target weight {OLD} pos_weight",
}
MODULES = [
    Rule("L1Loss", of_two, ABSOLUTE),
    Rule("MSELoss", of_two, SQUARED),
    Rule("SmoothL1Loss", of_two, SMOOTH, "beta"),
    Rule("HuberLoss", of_two, HUBER, "delta"),
    Rule("SoftMarginLoss", of_two, SOFT),
    Rule("HingeEmbeddingLoss", hinge_embedding),
    Rule("PoissonNLLLoss", poisson),
    Rule("KLDivLoss", divergence),
    Rule("GaussianNLLLoss", gaussian),
    Rule("BCELoss", binary_cross_entropy_loss),
    Rule("BCEWithLogitsLoss", logits_loss),
    Rule("MultiLabelSoftMarginLoss", several_labels_loss),
    Rule("MarginRankingLoss", margin_ranking),
    Rule("CosineEmbeddingLoss", cosine_embedding),
    Rule("TripletMarginLoss", triplet_margin),
    Rule("TripletMarginWithDistanceLoss", triplet_with_distance),
    Rule("CTCLoss", spelling),
]
FUNCTIONS = [
    Rule("l1_loss", of_two_weighed, ABSOLUTE),
    Rule("mse_loss", of_two_weighed, SQUARED),
    Rule("smooth_l1_loss", of_two, SMOOTH, "beta"),
    Rule("huber_loss", of_two_weighed, HUBER, "delta"),
    Rule("soft_margin_loss", of_two, SOFT),
    Rule("hinge_embedding_loss", hinge_embedding),
    Rule("poisson_nll_loss", poisson),
    Rule("kl_div", divergence),
    Rule("gaussian_nll_loss", gaussian),
    Rule("binary_cross_entropy", of_probabilities),
    Rule("binary_cross_entropy_with_logits", of_logits),
    Rule("multilabel_soft_margin_loss", several_labels),
    Rule("margin_ranking_loss", margin_ranking),
    Rule("cosine_embedding_loss", cosine_embedding),
    Rule("triplet_margin_loss", triplet_margin),
    Rule("triplet_margin_with_distance_loss", triplet_with_distance),
    Rule("ctc_loss", spelling),
]
