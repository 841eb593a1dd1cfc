"""Operations that pick numbers by their places, and put numbers into places."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.message import say
from shapeproof.rules.arithmetic import dtypes, picking, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.brackets import Span
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.arithmetic.pointwise import by_itself
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import MADE, together
from shapeproof.rules.rule import Facts, Index, Reads, Rule, ShapeError, Tensor, need


def get_item(x: Tensor, *, key: object) -> Facts:
    """Takes out the part [{key}], where a number picks one step of an axis, which is gone then, a
    range keeps its steps, and None puts in an axis that is 1 long."""
    whole: tuple[object, ...] = key if type(key) is tuple else (key,)
    parts = picking.spread(whole, len(x.shape), axes=lambda part: part is not None)
    return picking.bracketed(x, tuple(map(_plain, parts)))


def _plain(part: object) -> picking.Part:
    if part is None or (isinstance(part, Span | int) and not isinstance(part, bool)):
        return part
    raise ShapeError(
        say("only numbers, ranges, None and ... can stand in the brackets, not {part}", part=part)
    )


def take(x: Tensor, indices: Tensor, *, axis: int | None = None) -> Facts:
    """Takes the steps whose numbers the second input has.  Unless `axis` names one, it takes single
    numbers of all.  With `axis`, it takes whole steps of axis {axis}, counting the batch as 0."""
    sizes, places = sizes_of(x, indices)
    if axis is None:
        return picking.of_all(x, sizes, places)
    return picking.steps(x, sizes, places, from_front(axis, len(sizes)))


def take_along_axis(x: Tensor, indices: Tensor, *, axis: int | None = None) -> Facts:
    """Takes numbers whose places along axis {axis} the second input has, counting the batch as 0,
    each at its own place of the other axes."""
    sizes, places = sizes_of(x, indices)
    if axis is None:
        sizes = (views.in_a_row(sizes, ""),)
    out = picking.along(sizes, places, axis or 0)
    facts = picking.one_by_one(x, sizes, places, from_front(axis or 0, len(sizes)), out)
    return facts._replace(cell=None) if axis is None else facts


def part_of(
    inputs: Tensor, start_indices: Tensor | None = None, *, shape: tuple[Dim, ...]
) -> Facts:
    """Takes out a block of the sizes ({shape}), where a -1 takes all that is left."""
    [sizes] = sizes_of(inputs)
    need(
        len(shape) == len(sizes),
        "the block has a size for each of {rank:axis|axes}, not {given}",
        rank=len(sizes),
        given=len(shape),
    )
    out = tuple(size if views.is_rest(wanted) else wanted for size, wanted in zip(sizes, shape))
    return Facts(Tensor(out, inputs.dtype))


def updated(inputs: Tensor, first: Tensor | None = None, second: Tensor | None = None) -> Facts:
    """Writes numbers into places of the first input; the shape stays as it is."""
    return Facts(Tensor(inputs.read("..."), inputs.dtype))


def slice_update(inputs: Tensor, start_indices: Tensor, updates: Tensor) -> Facts:
    """Writes the numbers of the last input into places of the first; the shape stays as it is."""
    return updated(inputs)


def scatter_update(inputs: Tensor, indices: Tensor, updates: Tensor) -> Facts:
    """Writes the numbers of the last input into places of the first; the shape stays as it is."""
    return updated(inputs)


def scatter(indices: Tensor, values: Tensor, *, shape: tuple[Dim, ...]) -> Facts:
    """Writes the numbers of the second input into places of a tensor of zeros of the shape
    ({shape})."""
    return Facts(Tensor(shape, values.dtype))


def top_k(x: Tensor, *, k: Dim) -> Facts:
    """Finds the {k} largest numbers along the last axis, and their places."""
    need_rank(x, 1)
    [(*outer, size)] = sizes_of(x)
    shape = (*outer, k)
    made = say("one of the numbers along the axis")
    facts = together((*outer, size), (len(outer),), made, dtypes.same(x.dtype))
    return facts._replace(output=(Tensor(shape, x.dtype), Tensor(shape, "int32")))


def in_top_k(targets: Tensor, predictions: Tensor, *, k: Dim) -> Facts:
    """Tells for each example whether its class is among the {k} largest."""
    sizes, shares = sizes_of(targets, predictions)

    def cell(index: Index) -> Reads:
        own = tuple(map(one, index))
        return Reads(
            (own, (*own, *whole(shares[-1:]))), say("whether its class is among the largest")
        )

    work = product(predictions.shape)
    return Facts(Tensor(sizes, "bool"), elementwise=work, cell=cell)


def digitize(x: Tensor, bins: Tensor) -> Facts:
    """Tells for each number in which stretch between the limits it lies; the shape stays as it
    is."""
    need(len(bins.shape) == 1, "the limits are a row of numbers")
    facts = Facts(Tensor(x.read("..."), "int32"), elementwise=product(x.shape))
    return picking.among(facts, bins.shape, picking.STRETCH)


def searchsorted(sorted_sequence: Tensor, values: Tensor) -> Facts:
    """Tells for each number of the second input before which number of the first, a row in order,
    it belongs."""
    need(len(sorted_sequence.shape) == 1, "the numbers in order are a row")

    def cell(index: Index) -> Reads:
        made = say("how many of the numbers in order come before it")
        return Reads((whole(sorted_sequence.shape), tuple(map(one, index))), made)

    out = Tensor(values.read("..."), "int32")
    return Facts(out, elementwise=product(values.shape), cell=cell)


def one_hot(x: Tensor, *, num_classes: Dim, axis: int = -1, dtype: str | None = None) -> Facts:
    """Turns every number into a row of {num_classes} numbers, 1 at its place and 0 elsewhere; the
    row is the last axis.  With `axis`, it is axis {axis}, counting the batch as 0."""
    [sizes] = sizes_of(x)
    need(
        axis == -1 or 0 <= axis < len(sizes),
        "axis is -1, or one of {rank:axis|axes} of the input; it is {axis}",
        rank=len(sizes),
        axis=axis,
    )
    at = len(sizes) if axis == -1 else axis

    def cell(index: Index) -> Reads:
        places = tuple(one(place) for i, place in enumerate(index) if i != at)
        return Reads((places,), say("1 where the number is that of the place, else 0"))

    out = (*sizes[:at], num_classes, *sizes[at:])
    return Facts(Tensor(out, dtype or dtypes.FLOATX), elementwise=product(out), cell=cell)


def multi_hot(
    inputs: Tensor, *, num_classes: Dim, axis: int = -1, dtype: str | None = None
) -> Facts:
    """Makes of each example's numbers one row of {num_classes} numbers, 1 at the place of each of
    them and 0 elsewhere."""
    facts = one_hot(inputs, num_classes=num_classes, axis=axis, dtype=dtypes.same(inputs.dtype))
    assert isinstance(facts.output, Tensor)
    sizes = facts.output.shape
    out = (sizes[-1],) if len(sizes) == 2 else (sizes[0], *sizes[2:])
    given = inputs.shape

    def cell(index: Index) -> Reads:
        made = say("1 where one of them names its place, else 0")
        if len(given) == 1:
            return Reads((whole(given),), made)
        return Reads(((one(index[0]), *whole(given[1:2]), *map(one, index[1:-1])),), made)

    is_last = axis in (-1, len(given))
    return facts._replace(output=facts.output._replace(shape=out), cell=cell if is_last else None)


def segments(data: Tensor, segment_ids: Tensor, *, num_segments: Dim, made: str) -> Facts:
    """Puts together all steps of the first axis to which the second input gives the same number:
    {num_segments} steps are left."""
    sizes, named = sizes_of(data, segment_ids)
    need_rank(data, 1)

    def cell(index: Index) -> Reads:
        steps = (*whole(sizes[:1]), *map(one, index[1:]))
        return Reads((steps, whole(named)), MADE[made], chosen=(0,))

    out = Tensor((num_segments, *sizes[1:]), data.dtype)
    return Facts(out, elementwise=product(sizes), cell=cell)


def unravel_index(indices: Tensor, *, shape: tuple[Dim, ...]) -> Facts:
    """Tells for each place in a row where it is in the shape ({shape}): a tensor for each of its
    axes."""
    facts = by_itself(indices, say("where it is along an axis"), dtypes.same(indices.dtype))
    [out] = facts.outputs
    return facts._replace(output=(out._replace(dtype=indices.dtype),) * len(shape))


def isin(x1: Tensor, x2: Tensor) -> Facts:
    """Tells for each number of the first input whether it is among those of the second."""
    sizes, others = sizes_of(x1, x2)
    facts = Facts(Tensor(sizes, "bool"), elementwise=product(sizes))
    return picking.among(facts, others, picking.IS_THERE)


def select(*inputs: Tensor) -> Facts:
    """Takes each number from the first choice whose condition holds at its place, or else the
    default; of the {inputs} inputs the first half are conditions, and the last is the default."""
    shapes = sizes_of(*inputs)
    need(
        len(inputs) >= 3 and len(inputs) % 2 == 1,
        "there is a choice for each condition, and a default",
    )
    choices = inputs[len(inputs) // 2 : -1]
    out = broadcast(*shapes)
    return Facts(Tensor(out, dtypes.promoted(*(x.dtype for x in choices))))


RULES = [
    Rule("select", select),
    Rule("get_item", get_item),
    Rule("take", take),
    Rule("take_along_axis", take_along_axis),
    Rule("slice", part_of),
    Rule("slice_update", slice_update),
    Rule("scatter_update", scatter_update, beside="reduction"),
    Rule("scatter", scatter),
    Rule("top_k", top_k, beside="sorted"),
    Rule("in_top_k", in_top_k),
    Rule("digitize", digitize),
    Rule("searchsorted", searchsorted, beside="side"),
    Rule("one_hot", one_hot, beside="sparse"),
    Rule("multi_hot", multi_hot, beside="sparse"),
    *(
        Rule(f"segment_{name}", segments, {"made": name}, "sorted")
        for name in ("sum", "max", "min", "prod")
    ),
    Rule("unravel_index", unravel_index),
    Rule("isin", isin, beside="assume_unique invert"),
]
