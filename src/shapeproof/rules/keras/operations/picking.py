"""Operations that pick numbers by their places, and put numbers into places."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import ceil_div, maximum, minimum, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import dtypes, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.arithmetic.broadcasting import broadcast, known
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, need_rank, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, need

Part = int | Span | str | None


def get_item(x: Tensor, *, key: object) -> Facts:
    """Takes out the part [{key}], where a number picks one step of an axis, which is gone then, a
    range keeps its steps, and None puts in an axis that is 1 long."""
    [sizes] = sizes_of(x)
    parts = spread(key if type(key) is tuple else (key,), len(sizes))
    left = iter(enumerate(sizes))
    out: list[Dim] = []
    starts: list[tuple[int, int] | int | None] = []
    for part in parts:
        if part is None:
            out.append(1)
            starts.append(None)
            continue
        i, size = next(left)
        if isinstance(part, Span):
            out.append(ranged(size, part, f"output size {len(out)}"))
            starts.append(_start(size, part))
        else:
            need_inside(part, size, i)
            starts.append(part % known_or(size, part))

    def cell(index: Index) -> Reads:
        places, read = iter(index), []
        for start in starts:
            if isinstance(start, int):
                read.append(one(start))
                continue
            place = next(places)
            if start is not None:
                read.append(one(start[0] + place * start[1]))
        return Reads((tuple(read),), MOVED)

    return Facts(Tensor(tuple(out), x.dtype), cell=cell)


def spread(key: tuple[object, ...], rank: int) -> list[int | Span | None]:
    """What is said of each axis, `...` spelled out."""
    need(key.count(REST) <= 1, "'...' can stand for axes only once")
    said = list(key) if REST in key else [*key, REST]
    consumed = sum(part is not None for part in said) - 1
    need(
        consumed <= rank,
        "there are {rank:axis|axes} to pick from, and {given} are named",
        rank=rank,
        given=consumed,
    )
    at = said.index(REST)
    whole = [*said[:at], *[Span()] * max(rank - consumed, 0), *said[at + 1 :]]
    found: list[int | Span | None] = []
    for part in whole:
        if part is None or isinstance(part, Span):
            found.append(part)
        else:
            need(
                isinstance(part, int) and not isinstance(part, bool),
                "only numbers, ranges, None and ... can stand in the brackets, not {part}",
                part=part,
            )
            found.append(part)  # type: ignore[arg-type]
    return found


def need_inside(place: int, size: Dim, axis: int) -> None:
    if not isinstance(size, PerExample):
        need(
            (place + 1 <= size) if place >= 0 else (-place <= size),
            "there is no step {place} on axis {axis}, which is {size} long",
            place=place,
            axis=axis,
            size=size,
        )


def known_or(size: Dim, place: int) -> int:
    return (known(size) if not isinstance(size, PerExample) else None) or abs(place) + 1


def ranged(size: Dim, part: Span, name: str) -> Dim:
    """How many steps of an axis a range keeps."""
    start, stop, by = part.start, part.stop, part.step
    if (start, stop, by) in ((None, None, None), (0, None, None), (None, None, 1)):
        return size
    if isinstance(size, PerExample):
        return size
    by = 1 if by is None else by
    need(by != 0, "a range cannot go on by 0")
    whole = (start is None or isinstance(start, int)) and (stop is None or isinstance(stop, int))
    total = known(size)
    if whole and total is not None:
        ends = slice(start, stop, by).indices(total)
        if len(range(*ends)) == 0:
            return 0
        first, last, by = ends
        if by > 0 and last == total:
            return step(name, ceil_div(size - first, by))
        if by > 0 and isinstance(stop, int) and stop < 0:
            return step(name, ceil_div(size - first - -stop, by))
        return len(range(*ends))
    return _of_unknown(size, start, stop, by, name)


def _of_unknown(size: Dim, start: Dim | None, stop: Dim | None, by: int, name: str) -> Dim:
    """The same where an end or the axis is not known: a range inside it, as a rule."""
    if by < 0:
        need(start is None and stop is None, "nobody knows how far back this range goes")
        return step(name, ceil_div(size, -by))
    begin = _clamped(0 if start is None else start, size)
    end = size if stop is None else _clamped(stop, size)
    return step(name, ceil_div(maximum(end - begin, 0), by))


def _clamped(place: Dim, size: Dim) -> Dim:
    if isinstance(place, int) and place < 0:
        return maximum(size + place, 0)
    return place if isinstance(place, int) and place == 0 else minimum(place, size)


def _start(size: Dim, part: Span) -> tuple[int, int]:
    """Where a range starts and how it goes on, as far as it is known."""
    total = known(size)
    ends = part.start, part.stop, part.step
    numbers = all(end is None or isinstance(end, int) for end in ends)
    if total is None or not numbers or isinstance(size, PerExample):
        return 0, 1
    first, _, by = slice(*ends).indices(total)
    return first, by


def take(x: Tensor, indices: Tensor, *, axis: int | None = None) -> Facts:
    """Takes the steps whose numbers the second input has.  Unless `axis` names one, it takes single
    numbers of all.  With `axis`, it takes whole steps of axis {axis}, counting the batch as 0."""
    sizes, places = sizes_of(x, indices)
    if axis is None:
        return Facts(Tensor(places, x.dtype))
    along = from_front(axis, len(sizes))
    return Facts(Tensor((*sizes[:along], *places, *sizes[along + 1 :]), x.dtype))


def take_along_axis(x: Tensor, indices: Tensor, *, axis: int | None = None) -> Facts:
    """Takes numbers whose places along axis {axis} the second input has, counting the batch as 0,
    each at its own place of the other axes."""
    sizes, places = sizes_of(x, indices)
    if axis is None:
        sizes = (views.in_a_row(sizes, ""),)
    need(
        len(sizes) == len(places),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(sizes), len(places)),
    )
    along = 0 if axis is None else from_front(axis, len(sizes))
    own = tuple(places[i] if i == along else size for i, size in enumerate(sizes))
    return Facts(Tensor(broadcast(own, places), x.dtype))


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
    [(*outer, _)] = sizes_of(x)
    shape = (*outer, k)
    return Facts((Tensor(shape, x.dtype), Tensor(shape, "int32")), elementwise=product(x.shape))


def in_top_k(targets: Tensor, predictions: Tensor, *, k: Dim) -> Facts:
    """Tells for each example whether its class is among the {k} largest."""
    sizes, _ = sizes_of(targets, predictions)
    return Facts(Tensor(sizes, "bool"), elementwise=product(predictions.shape))


def digitize(x: Tensor, bins: Tensor) -> Facts:
    """Tells for each number in which stretch between the limits it lies; the shape stays as it
    is."""
    need(len(bins.shape) == 1, "the limits are a row of numbers")
    return Facts(Tensor(x.read("..."), "int32"), elementwise=product(x.shape))


def searchsorted(sorted_sequence: Tensor, values: Tensor) -> Facts:
    """Tells for each number of the second input before which number of the first, a row in order,
    it belongs."""
    need(len(sorted_sequence.shape) == 1, "the numbers in order are a row")
    return Facts(Tensor(values.read("..."), "int32"), elementwise=product(values.shape))


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
    return facts._replace(output=facts.output._replace(shape=out), cell=None)


def segments(data: Tensor, segment_ids: Tensor, *, num_segments: Dim, made: object) -> Facts:
    """Puts together all steps of the first axis to which the second input gives the same number:
    {num_segments} steps are left."""
    sizes, _ = sizes_of(data, segment_ids)
    need_rank(data, 1)
    return Facts(Tensor((num_segments, *sizes[1:]), data.dtype), elementwise=product(sizes))


def unravel_index(indices: Tensor, *, shape: tuple[Dim, ...]) -> Facts:
    """Tells for each place in a row where it is in the shape ({shape}): a tensor for each of its
    axes."""
    [sizes] = sizes_of(indices)
    return Facts((Tensor(sizes, indices.dtype),) * len(shape), elementwise=product(sizes))


def isin(x1: Tensor, x2: Tensor) -> Facts:
    """Tells for each number of the first input whether it is among those of the second."""
    sizes, _ = sizes_of(x1, x2)
    return Facts(Tensor(sizes, "bool"), elementwise=product(sizes))


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
