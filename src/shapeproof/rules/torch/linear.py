"""torch's dense layers and tables, what only lays numbers out, and distances between rows."""

from __future__ import annotations

from itertools import combinations, islice
from typing import Literal

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import equal, product, step
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.moving import stretched
from shapeproof.rules.arithmetic.multiplying import DISTANCE
from shapeproof.rules.arithmetic.products import bias as biases
from shapeproof.rules.arithmetic.products import bias_at, of_products, one, whole
from shapeproof.rules.arithmetic.reading import at_its_place, meet, need_rank, of_inputs, sizes_of
from shapeproof.rules.arithmetic.reducing import MADE, reduced
from shapeproof.rules.rule import (
    Facts,
    Index,
    Reads,
    Rule,
    Shape,
    ShapeError,
    Tensor,
    Weight,
    called,
    need,
)
from shapeproof.rules.torch import views
from shapeproof.rules.torch.dtypes import (
    DEFAULT,
    bits,
    fractional,
    kind,
    need_alike,
    need_float,
    promoted,
    same,
)
from shapeproof.rules.torch.elementwise import (
    FLOATS,
    NUMBERS,
    SINGLES,
    need_taken,
    need_tensors,
    real,
)

Classes = Dim
"""How many classes there are, or -1 for as many as are seen."""
Mode = Literal["sum", "mean", "max"]


def linear(
    input: Tensor, *, in_features: Dim | None, out_features: Dim, bias: bool = True
) -> Facts:
    """{out_features:The one unit|Each of the # units} weighs
    {features:the one feature|all # features} of the last axis, and nothing else, and adds up to one
    number.  Its weight has a row for each unit, where the kernel of Keras's Dense has a column.
    torch has a module of its own for an activation, where Keras's layer takes one as an
    argument."""
    need_float(input)
    outer, features = of_last_axis(input)
    need_features(features, in_features)
    facts = weighed(outer, features, out_features, bias, same(input))
    kernel = {"weight": Weight((out_features, features))}
    return facts._replace(weights=kernel | biases(bias, out_features))


def linear_of(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Facts:
    """{rows:The one unit|Each of the # units} of the second input weighs
    {features:the one feature|all # features} of the last axis of the first, and nothing else, and
    adds up to one number."""
    need_taken(need_alike(input, weight, bias), NUMBERS)
    outer, features = of_last_axis(input)
    if len(weight.shape) == 1:
        return by_one_unit(outer, features, weight, bias, same(input))
    units, seen = weight.read("rows", "seen")
    need_features(features, seen)
    facts = weighed(outer, features, units, bias is not None, same(input))
    if bias is None:
        return of_inputs(facts)
    stretched(bias, (*outer, units))
    told = of_inputs(facts, "weight").cell
    assert told

    def cell(index: Index) -> Reads:
        found = told(index)
        return found._replace(inputs=(*found.inputs, behind(index, bias.shape)))

    return facts._replace(weights={}, cell=cell)


def by_one_unit(
    outer: Shape, features: Dim, weight: Tensor, bias: Tensor | None, dtype: str
) -> Facts:
    """A row of weights adds up to one number, and leaves no axis of units."""
    need(bias is None, "torch adds no bias where the weights are a single row")
    [seen] = weight.read("seen")
    called(1, "rows")
    need_features(features, seen)

    def cell(index: Index) -> Reads:
        own = whole((features,))
        return Reads(((*map(one, index), *own), own), of_products(features, False))

    return Facts(Tensor(outer, dtype), macs=product((*outer, features)), cell=cell)


def of_last_axis(x: Tensor) -> tuple[Shape, Dim]:
    """All sizes but the last, and the features that stand along it."""
    need_rank(x, 1)
    *outer, features = x.read("...", "features")
    return tuple(outer), features


def need_features(features: Dim, wanted: Dim | None) -> None:
    """A module that is told how many features it reads reads as many; a lazy one takes any."""
    if wanted is not None:
        need(
            equal(features, wanted),
            "it reads {wanted:feature|features}, and the last axis of the input has {features}; "
            "say in_features={features}, or flatten or reshape what comes before",
            wanted=wanted,
            features=features,
        )


def weighed(outer: Shape, features: Dim, units: Dim, bias: bool, dtype: str) -> Facts:
    """What a module and a function have in common, all but where the weights are."""

    def cell(index: Index) -> Reads:
        *places, unit = index
        return Reads(
            ((*map(one, places), *whole((features,))),),
            of_products(features, bias),
            {"weight": (one(unit), *whole((features,)))} | bias_at(bias, unit),
        )

    written = product((*outer, units))
    return Facts(
        Tensor((*outer, units), dtype),
        macs=product((*outer, features, units)),
        elementwise=written if bias else 0,
        cell=cell,
    )


def bilinear(
    input1: Tensor,
    input2: Tensor,
    *,
    in1_features: Dim,
    in2_features: Dim,
    out_features: Dim,
    bias: bool = True,
) -> Facts:
    """{out_features:The one unit|Each of the # units} multiplies each of {in1_features} features of
    the last axis of the first input with each of {in2_features} of the second, weighs each of these
    pairs, and adds up to one number."""
    need_float(input1)
    need_alike(input1, input2)
    need(in1_features >= 1, "there must be at least 1 feature, not {n}", n=in1_features)
    outer, first, second = in_pairs(input1, input2)
    need_features(first, in1_features)
    need_features(second, in2_features)
    kernel = (out_features, first, second)
    facts = paired(outer, kernel, bias, same(input1))
    return facts._replace(weights={"weight": Weight(kernel)} | biases(bias, out_features))


def bilinear_of(
    input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None
) -> Facts:
    """{rows:The one unit|Each of the # units} of the third input multiplies each feature of the
    last axis of the first input with each of the second, weighs each of these pairs, and adds up to
    one number."""
    dtype = need_alike(input1, input2, weight, bias)
    need_taken(dtype, NUMBERS)
    outer, first, second = in_pairs(input1, input2)
    units, *seen = weight.read("rows", "seen of input 1", "seen of input 2")
    for features, wanted in zip((first, second), seen):
        need_features(features, wanted)
    if bias is not None:
        [given] = bias.read("biases")
        need(
            equal(given, units),
            "a bias of {given:number|numbers} does not go with {size:unit|units}",
            given=given,
            size=units,
        )
    facts = paired(outer, (units, first, second), bias is not None, dtype)
    return of_inputs(facts)


def in_pairs(input1: Tensor, input2: Tensor) -> tuple[Shape, Dim, Dim]:
    """The sizes that two inputs have in common, and the features of each."""
    need_rank(input1, 1)
    need(
        len(input1.shape) == len(input2.shape),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(input1.shape), len(input2.shape)),
    )
    (*outer, first), (*others, second) = sizes_of(input1, input2)
    for a, b in zip(outer, others):
        need(
            meet(a, b),
            "the inputs must be alike but for their last axes, and have sizes of {a} and {b}",
            a=a,
            b=b,
        )
    return tuple(outer), first, second


def paired(outer: Shape, kernel: Shape, bias: bool, dtype: str) -> Facts:
    """What a module and a function have in common, all but where the weights are."""
    units, *pair = kernel

    def cell(index: Index) -> Reads:
        *places, unit = index
        return Reads(
            tuple((*map(one, places), *whole((features,))) for features in pair),
            of_products(product(pair), bias),
            {"weight": (one(unit), *whole(tuple(pair)))} | bias_at(bias, unit),
        )

    return Facts(
        Tensor((*outer, units), dtype),
        macs=product((*outer, *pair, units)),
        elementwise=product((*outer, units)) if bias else 0,
        cell=cell,
    )


def identity(input: Tensor) -> Facts:
    """Passes every number on as it is."""
    made = at_its_place(say("the number itself"))
    return Facts(Tensor(input.read("..."), same(input)), cell=made)


def flatten(input: Tensor, *, start_dim: int = 1, end_dim: int = -1) -> Facts:
    """Lays the axes from {start_dim} to {end_dim}, counting from 0 or back from -1, end to end,
    where {numbers} numbers come to stand in a row, those of the last of these axes side by side.
    Unless `start_dim` says otherwise, axis 0 is taken for the batch, and stays."""
    return views.flatten(input, start_dim=start_dim, end_dim=end_dim)


def unflatten(input: Tensor, *, dim: int, unflattened_size: tuple[Dim, ...] | Dim) -> Facts:
    """Deals the {numbers} numbers along axis {dim}, counting from 0 or back from -1, out to
    ({unflattened_size}), where a -1 takes what the other sizes leave."""
    if not isinstance(unflattened_size, tuple):
        reason = say("`unflattened_size` is a tuple of sizes, not {given}", given=unflattened_size)
        raise ShapeError(reason)
    return views.unflatten(input, dim=dim, sizes=unflattened_size)


def embedding(
    input: Tensor,
    *,
    num_embeddings: Dim,
    embedding_dim: Dim,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
    _freeze: bool = False,
) -> Facts:
    """Takes each number of the input as the number of a row, and puts that row of a table in its
    place: the table has {num_embeddings} rows of {embedding_dim} numbers.  With `padding_idx`, row
    {padding_idx} stands for nothing: it begins as zeros, and learns no more.  With `max_norm`, a
    row that is longer than {max_norm} is cut to that length before it is used.  With `_freeze`, the
    table learns no more."""
    need_row(padding_idx, num_embeddings)
    facts = looked_up(input, (num_embeddings, embedding_dim), DEFAULT)
    table = Weight((num_embeddings, embedding_dim), trainable=not _freeze)
    return facts._replace(weights={"weight": table})


def embedding_of(
    input: Tensor,
    weight: Tensor,
    *,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Facts:
    """Takes each number of the first input as the number of a row, and puts that row of the second
    in its place: the table has {rows} rows of {width} numbers.  With `padding_idx`, row
    {padding_idx} stands for nothing, and learns no more.  With `max_norm`, a row that is longer
    than {max_norm} is cut to that length before it is used."""
    need_tensors(input, weight)
    table = weight.read("rows", "width")
    need_row(padding_idx, table[0])
    return of_inputs(looked_up(input, table, same(weight)))


def looked_up(x: Tensor, table: Shape, dtype: str) -> Facts:
    """What a module and a function have in common, all but where the table is."""
    need_row_numbers(x)
    [places] = sizes_of(x)
    rows, width = table

    def cell(index: Index) -> Reads:
        *at, number = index
        return Reads(
            (tuple(map(one, at)),),
            say("number {number} of the row that the input names", number=number),
            {"weight": (*whole((rows,)), one(number))},
            ("weight",),
        )

    return Facts(Tensor((*places, width), dtype), cell=cell)


def need_row_numbers(x: Tensor) -> None:
    need(
        kind(x.dtype) == 1 and bits(same(x)) >= 32,
        "rows are named by numbers that are int64 or int32, and the input is {dtype}; put .long() "
        "behind it",
        dtype=same(x),
    )


def need_row(number: int | None, rows: Dim) -> None:
    if number is not None:
        need(
            (number + 1 if number >= 0 else -number) <= rows,
            "`padding_idx` is {number}, and the table has {rows:row|rows}",
            number=number,
            rows=rows,
        )


def embedding_bag(
    input: Tensor,
    offsets: Tensor | None = None,
    per_sample_weights: Tensor | None = None,
    *,
    num_embeddings: Dim,
    embedding_dim: Dim,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: Mode = "mean",
    sparse: bool = False,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Facts:
    """Takes each number of the input as the number of a row of a table, which has {num_embeddings}
    rows of {embedding_dim} numbers, and writes one row for each bag of numbers.  Unless `mode` says
    otherwise, that row is the mean of theirs.  With `mode`, it is the {mode} of theirs.  With
    `include_last_offset`, the last of the places at which bags begin is where the last one ends."""
    need_row(padding_idx, num_embeddings)
    table = (num_embeddings, embedding_dim)
    bags = (input, offsets, per_sample_weights)
    facts = bagged(bags, table, mode, include_last_offset, DEFAULT)
    return facts._replace(weights={"weight": Weight(table)})


def embedding_bag_of(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    per_sample_weights: Tensor | None = None,
    *,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: Mode = "mean",
    sparse: bool = False,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Facts:
    """Takes each number of the first input as the number of a row of the second, which has {rows}
    rows of {width} numbers, and writes one row for each bag of numbers.  Unless `mode` says
    otherwise, that row is the mean of theirs.  With `mode`, it is the {mode} of theirs.  With
    `include_last_offset`, the last of the places at which bags begin is where the last one ends."""
    need_tensors(input, weight)
    need_taken(same(weight), FLOATS)
    rows, width = weight.read("rows", "width")
    need_row(padding_idx, rows)
    bags = (input, offsets, per_sample_weights)
    facts = bagged(bags, (rows, width), mode, include_last_offset, same(weight))
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        found = told(index)
        numbers, *others = found.inputs
        moved = tuple(one if one in (0, "weight") else int(one) + 1 for one in found.chosen)
        chosen = tuple(1 if one == "weight" else one for one in moved)
        inputs = (numbers, found.weights["weight"], *others)
        return found._replace(inputs=inputs, weights={}, chosen=chosen)

    return facts._replace(cell=cell)


Bags = tuple[Tensor, Tensor | None, Tensor | None]
"""Numbers of rows, the places at which bags begin, and how much each row weighs."""


def bagged(bags: Bags, table: tuple[Dim, Dim], mode: Mode, has_end: bool, dtype: str) -> Facts:
    """What a module and a function have in common, all but where the table is."""
    x, offsets, shares = bags
    rows, width = table
    need_row_numbers(x)
    sizes = x.read(*("bags", "size of a bag") if offsets is None else ("numbers",))
    count = sizes[0]
    if offsets is not None:
        need_row_numbers(offsets)
        [count] = offsets.read("offsets")
        need(not has_end or count >= 1, "with include_last_offset there is at least 1 place")
        count = step("bags", count - 1) if has_end else count
    if shares is not None:
        need_one_for_each(shares, sizes, mode, dtype)
    passes = 1 if shares is None else 2
    made = MADE[mode]

    def cell(index: Index) -> Reads:
        bag, number = index
        own = (one(bag), *whole(sizes[1:])) if offsets is None else whole(sizes)
        given = 0 if offsets is None else int(offsets.shape[0])
        ends = (range(bag, min(bag + 2, given)),) if offsets is not None else None
        inputs = (own, ends, own)[: 3 if shares is not None else 2 if offsets is not None else 1]
        chosen = () if offsets is None else (0, 2)[: len(inputs) - 1]
        rows_of = {"weight": (*whole((rows,)), one(number))}
        return Reads(inputs, made, rows_of, ("weight", *chosen))

    work = product((*sizes, width)) * passes
    return Facts(Tensor((count, width), dtype), elementwise=work, cell=cell)


def need_one_for_each(shares: Tensor, sizes: Shape, mode: Mode, dtype: str) -> None:
    need(mode == "sum", "rows can be weighed only where they are added up: choose mode='sum'")
    need(
        len(shares.shape) == len(sizes) and same(shares) == dtype,
        "there is one weight for each number of the input, of the dtype of the table",
    )
    for given, size in zip(shares.shape, sizes):
        need(
            equal(given, size),
            "there is one weight for each number of the input: {given} do not go with {size}",
            given=given,
            size=size,
        )


def one_hot(input: Tensor, *, num_classes: Classes = -1) -> Facts:
    """Writes for each number of the input a row of zeros, with a 1 at the place that it names.
    With `num_classes`, a row has {num_classes} places.  Unless `num_classes` is chosen, it has one
    more than the largest number that is read, which nobody can know beforehand."""
    need(
        same(input) == "int64",
        "torch takes only numbers that are int64, and the input is {dtype}; put .long() behind it",
        dtype=same(input),
    )
    [places] = sizes_of(input)
    if isinstance(num_classes, int) and num_classes == -1:
        return Facts(Tensor((*places, Name("classes")), "int64"))
    need(num_classes >= 1, "there must be at least 1 class, not {n}", n=num_classes)

    def cell(index: Index) -> Reads:
        made = say("1 if the number is {place}, else 0", place=index[-1])
        return Reads((tuple(map(one, index[:-1])),), made)

    return Facts(Tensor((*places, num_classes), "int64"), cell=cell)


def cosine_similarity(x1: Tensor, x2: Tensor, *, dim: int = 1) -> Facts:
    """Tells how far the inputs point the same way along axis {dim}, counting from 0 or back from
    -1: their numbers multiplied and added up, divided by the lengths of both, from -1 to 1.  Where
    an input is 1 long along an axis, its one number is used at every place of that axis."""
    need_tensors(x1, x2)
    dtype = promoted(x1, x2)
    need_taken(dtype, FLOATS)
    return between(x1, x2, dim, False, COSINE, dtype, passes=6)


def pairwise_distance(x1: Tensor, x2: Tensor, *, p: float = 2.0, keepdim: bool = False) -> Facts:
    """Tells how far the inputs are from each other along the last axis: the differences of their
    numbers to the power of {p}, added up, and the root of the sum.  With `keepdim`, an axis of 1
    stays in its place.  Where an input is 1 long along an axis, its one number is used at every
    place of that axis."""
    need_tensors(x1, x2)
    need_taken(promoted(x1, x2), NUMBERS)
    dtype = real(Tensor((), fractional(x1, x2)))
    return between(x1, x2, -1, keepdim, DISTANCE, dtype, passes=4)


COSINE = say("how far the numbers that are read point the same way")


def between(
    x1: Tensor, x2: Tensor, dim: int, keepdim: bool, made: Message, dtype: str, passes: int
) -> Facts:
    """One number for all along an axis of both inputs, laid over each other."""
    shapes = sizes_of(x1, x2)
    sizes = broadcast(*shapes)
    along = from_front(dim, max(len(sizes), 1))
    axes = (along,) if sizes else ()
    facts = reduced(sizes, axes, keepdim, made, dtype, passes)

    def cell(index: Index) -> Reads:
        places = list(index)
        if axes and not keepdim:
            places.insert(along, 0)
        return Reads(
            tuple(_row(tuple(places), shape, along - len(sizes)) for shape in shapes), made
        )

    return facts._replace(cell=cell)


def _row(places: Index, shape: Shape, along: int) -> tuple[range, ...]:
    """The places of one input, all along one axis, which is counted from the back."""
    read = list(behind(places, shape))
    if 0 < -along <= len(shape):
        read[along] = range(int(shape[along]))
    return tuple(read)


def pdist(input: Tensor, *, p: float = 2) -> Facts:
    """Tells how far each of the {rows} rows is from each later one: the differences of their
    {features} numbers to the power of {p}, added up, and the root of the sum.  Of {rows} rows there
    are {pairs} pairs."""
    need_distance(p)
    need_taken(same(input), SINGLES)
    rows, features = input.read("rows", "features")
    pairs = step("pairs", called(rows * (rows - 1) // 2, "pairs"))

    def cell(index: Index) -> Reads:
        first, second = next(islice(combinations(range(int(rows)), 2), index[0], None))
        return Reads(((range(first, second + 1, second - first), *whole((features,))),), DISTANCE)

    work = 3 * product((pairs, features))
    return Facts(Tensor((pairs,), same(input)), elementwise=work, cell=cell)


def cdist(x1: Tensor, x2: Tensor, *, p: float = 2.0) -> Facts:
    """Tells how far each row of the first input is from each of the second: the differences of
    their {features} numbers to the power of {p}, added up, and the root of the sum."""
    need_distance(p)
    need_taken(need_alike(x1, x2), SINGLES)
    need_rank(x1, 2)
    need_rank(x2, 2)
    *outer, rows, features = x1.read("...", "rows", "features")
    *others, columns, seen = x2.read("...", "columns", "seen")
    need(
        equal(features, seen),
        "the rows of both inputs must be as long, and have {features} and {seen} numbers",
        features=features,
        seen=seen,
    )
    batch = broadcast(tuple(outer), tuple(others)) if outer or others else ()

    def cell(index: Index) -> Reads:
        *at, row, column = index
        own = whole((features,))
        first = (*behind(tuple(at), tuple(outer)), one(row), *own)
        second = (*behind(tuple(at), tuple(others)), one(column), *own)
        return Reads((first, second), DISTANCE)

    out = (*batch, rows, columns)
    return Facts(Tensor(out, same(x1)), elementwise=3 * product((*out, features)), cell=cell)


def need_distance(p: float) -> None:
    need(p >= 0, "`p` must be 0 or more, not {p}", p=p)


DEVICE = "device dtype"
ORDER = {
    "embedding_bag": "input weight offsets max_norm norm_type scale_grad_by_freq mode sparse "
    "per_sample_weights include_last_offset padding_idx",
    "cosine_similarity": "x1 x2 dim eps",
    "pairwise_distance": "x1 x2 p eps keepdim",
}
MODULES = [
    Rule("Linear", linear, beside=DEVICE),
    Rule("LazyLinear", linear, {"in_features": None}, DEVICE),
    Rule("Bilinear", bilinear, beside=DEVICE),
    Rule("Identity", identity, beside="args"),
    Rule("Flatten", flatten),
    Rule("Unflatten", unflatten),
    Rule("Embedding", embedding, beside=f"_weight {DEVICE}"),
    Rule("EmbeddingBag", embedding_bag, beside=f"_weight {DEVICE}"),
    Rule("CosineSimilarity", cosine_similarity, beside="eps"),
    Rule("PairwiseDistance", pairwise_distance, beside="eps"),
]
FUNCTIONS = [
    Rule("linear", linear_of),
    Rule("bilinear", bilinear_of),
    Rule("embedding", embedding_of),
    Rule("embedding_bag", embedding_bag_of),
    Rule("one_hot", one_hot),
    Rule("cosine_similarity", cosine_similarity, beside="eps"),
    Rule("pairwise_distance", pairwise_distance, beside="eps"),
    Rule("pdist", pdist),
    Rule("cdist", cdist, beside="compute_mode"),
]
