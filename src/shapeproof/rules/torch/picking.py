"""torch's functions that pick numbers by their places, and put numbers into places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Dim, Formula, Name
from shapeproof.algebra.words import equal, maximum, product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import moving, picking, views
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.brackets import TENSOR, Span
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import reduced, together
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, need
from shapeproof.rules.torch.dtypes import WEAK, kind, promoted, same

Place = Dim
"""A place of an axis; a negative one counts from the back."""
Reduction = Literal["sum", "prod", "mean", "amax", "amin"]
Update = Literal["add", "multiply"]
Side = Literal["left", "right"]


def getitem(input: Tensor, *, key: object) -> Facts:
    """Takes out the part [{key}], where a number picks one step of an axis, which is gone then, a
    range keeps its steps, and None puts in an axis that is 1 long."""
    return taken(input, (), key).facts


def getitem_at(input: Tensor, *indices: Tensor, key: object) -> Facts:
    """Takes out the part [{key}], where a tensor of places picks the steps that it names, and a
    mask those at which it holds; how many hold only the numbers themselves tell.  Several tensors
    go place by place.  Their shape takes the place of the axes that they pick from, or comes first
    where these axes do not lie side by side."""
    return taken(input, indices, key).facts


def setitem(input: Tensor, value: Tensor, *indices: Tensor, key: object) -> Facts:
    """Writes the numbers of the second input into the part [{key}] of the first, whose shape stays
    as it is."""
    part = taken(input, indices, key)
    [target] = (x.shape for x in part.facts.outputs)
    sizes = value.shape
    while len(sizes) > len(target) and known(sizes[0]) == 1:
        sizes = sizes[1:]
    need_fit(sizes, target)
    is_filled = part.masks == len(indices) == 1 and all(known(size) == 1 for size in sizes)
    if part.spots and not is_filled and not is_number(value):
        need_dtype(input, value)
    return written(input) if part.plain is None else picking.with_part(input, part.plain, value)


def index_put(input: Tensor, values: Tensor, *indices: Tensor, accumulate: bool = False) -> Facts:
    """Writes the numbers of the last input into the places of the first that the others name; the
    shape stays as it is.  With `accumulate`, they are added to what is there."""
    part = taken(input, indices, (TENSOR,) * len(indices))
    [target] = (x.shape for x in part.facts.outputs)
    need_fit(values.shape, target)
    need_dtype(input, values)
    added = values.shape if part.masks else target  # how many a mask lets through nobody knows
    return written(input, product(added) if accumulate else 0)


class Part(NamedTuple):
    """What brackets take out of a tensor; `spots` are the shapes of what picks from its axes, and
    `plain` is what is said of each axis where the source says it all."""

    facts: Facts
    spots: dict[int, Shape]
    masks: int
    plain: list[picking.Part] | None = None


def taken(x: Tensor, indices: tuple[Tensor, ...], key: object) -> Part:
    """What brackets take out, whose tensors stand beside them."""
    whole: tuple[object, ...] = key if type(key) is tuple else (key,)
    sizes, *shapes = sizes_of(x, *indices)
    left = iter([Tensor(shape, each.dtype) for shape, each in zip(shapes, indices)])
    put = tuple(next(left) if part == TENSOR else part for part in whole)
    parts = picking.spread(put, len(sizes), axes_of)
    plain, spots = _told_apart(parts, sizes)
    facts = picking.bracketed(x if not indices else x._replace(shape=sizes), plain)
    is_open = any(isinstance(part, Formula) for part in parts)
    if not spots and not indices:
        return Part(facts._replace(cell=None), {}, 0) if is_open else Part(facts, {}, 0, plain)
    picked = broadcast(*spots.values()) if spots else ()
    first, last = min(spots, default=0), max(spots, default=-1)
    first = first if len(spots) == last - first + 1 else 0
    others = [size for i, size in enumerate(facts.outputs[0].shape) if i not in spots]
    out = Tensor((*others[:first], *picked, *others[first:]), x.dtype)
    masks = sum(map(is_mask, indices))
    is_open = is_open or masks > 0 or any(isinstance(part, bool) for part in parts)

    def cell(index: Index) -> Reads:
        behind_them = first + len(picked)
        left = iter((*index[:first], *index[behind_them:]))
        rank = len(facts.outputs[0].shape)
        plainly = tuple(0 if i in spots else next(left) for i in range(rank))
        assert facts.cell
        [read] = facts.cell(plainly).inputs
        assert read
        said = (part for part in parts if part is not None)
        places = tuple(
            range(int(size)) if isinstance(part, Tensor) else at
            for part, at, size in zip(said, read, sizes)
        )
        at = index[first:behind_them]
        made = say("one of these numbers, whose place the other inputs tell")
        return Reads((places, *(behind(at, x.shape) for x in indices)), made, chosen=(0,))

    return Part(Facts(out, cell=None if is_open else cell), spots, masks)


def axes_of(part: object) -> int:
    """Of how many axes a part of the brackets speaks."""
    if isinstance(part, Tensor):
        return len(part.shape) if is_mask(part) else 1
    return 0 if part is None or isinstance(part, bool) else 1


def _told_apart(
    parts: tuple[object, ...], sizes: Shape
) -> tuple[list[picking.Part], dict[int, Shape]]:
    """The parts with whole ranges in the place of tensors, and for each axis of what these leave
    the shape of the tensor that picks from it."""
    plain: list[picking.Part] = []
    spots: dict[int, Shape] = {}
    left = iter(enumerate(sizes))
    for part in parts:
        axis = sum(not isinstance(one, int) for one in plain)
        match part:
            case Tensor() if is_mask(part):
                chosen = (Name("chosen"),)
                _need_mask_fits(part, left)
                spots |= dict.fromkeys(range(axis, axis + max(len(part.shape), 1)), chosen)
                plain += [Span()] * len(part.shape) or [None]
            case Tensor():
                next(left)
                need_places(part, "int64", "int32")
                plain.append(Span() if part.shape else 0)
                spots |= {axis: part.shape} if part.shape else {}
            case bool():
                plain.append(None)
                spots[axis] = (int(part),)
            case None:
                plain.append(part)
            case Span() | int():
                next(left)
                need_forwards(part)
                plain.append(part)
            case Formula():  # one place, nobody knows which
                next(left)
                plain.append(0)
            case _:
                raise ShapeError(
                    say("only numbers, ranges, None, tensors and ... can stand in the brackets, "
                        "not {part}", part=part)
                )  # fmt: skip
    return plain, spots


def is_mask(x: Tensor) -> bool:
    return x.dtype in ("bool", "uint8")


def _need_mask_fits(mask: Tensor, left: Iterator[tuple[int, Dim]]) -> None:
    for size, (axis, own) in zip(mask.shape, left):
        need(
            equal(size, own),
            "a mask of {mask} does not fit axis {axis}, which is {size} long",
            mask=size,
            axis=axis,
            size=own,
        )


def need_forwards(part: Span | int) -> None:
    by = part.step if isinstance(part, Span) else None
    need(by is None or by >= 1, "a range goes on by 1 or more, not {by}; `flip` turns it", by=by)


def need_fit(sizes: Shape, target: Shape) -> None:
    """What is written fits the part that it is written to, or is used for several places."""
    need(
        len(sizes) <= len(target),
        "{rank:axis|axes} cannot be laid into {given}",
        rank=len(sizes),
        given=len(target),
    )
    for size, wanted in zip(sizes, target[len(target) - len(sizes) :]):
        if isinstance(wanted, Name) and wanted.value is None:
            continue  # as many as a mask lets through
        need(
            equal((size - wanted) * (size - 1), 0),
            "an axis of {size} cannot be stretched to {wanted}; only one of 1 can",
            size=size,
            wanted=wanted,
        )


def is_number(x: Tensor) -> bool:
    """Whether it is a number of the source."""
    return x.dtype in WEAK or (x.shape == () and x.dtype in ("bool", "complex64"))


def need_places(index: Tensor, *allowed: str) -> None:
    dtype = WEAK.get(index.dtype or "", index.dtype)
    need(
        dtype in allowed,
        "places are {allowed}, not {dtype}; put .long() behind them",
        allowed=allowed,
        dtype=same(index),
    )


def need_mask(mask: Tensor) -> None:
    need(
        mask.dtype == "bool",
        "a mask is bool, not {dtype}; a comparison gives one, or .bool()",
        dtype=same(mask),
    )


def need_dtype(input: Tensor, written: Tensor) -> None:
    need(
        same(input) == same(written),
        "what is written is {written}, and is written to {dtype}; cast it",
        written=same(written),
        dtype=same(input),
    )


def written(input: Tensor, work: Dim = 0) -> Facts:
    """The first input with other numbers in some of its places."""
    return Facts(Tensor(input.read("..."), input.dtype), elementwise=work)


LONG = ("int64", "int32")


def gather(input: Tensor, index: Tensor, *, dim: int) -> Facts:
    """Takes numbers whose places along axis {dim} the second input has, counting from 0 or back
    from -1, each at its own place of the other axes; the shape is that of the second input."""
    need_places(index, *LONG)
    sizes, places = sizes_of(input, index)
    axis = aligned(places, sizes, dim)
    need_inside(places, sizes, axis)
    return picking.one_by_one(input, sizes, places, axis, places)


def aligned(places: Shape, sizes: Shape, dim: int) -> int:
    """Which axis is meant where both have equally many; a number without axes counts as a row."""
    ranks = tuple(max(len(shape), 1) for shape in (sizes, places))
    need(
        ranks[0] == ranks[1],
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(sizes), len(places)),
    )
    return from_front(dim, ranks[0])


def need_inside(places: Shape, sizes: Shape, along: int = -1) -> None:
    """Along all axes but one there are no more places than the other input has."""
    for axis, (place, size) in enumerate(zip(places, sizes)):
        if axis != along:
            need(
                place <= size,
                "axis {axis} has {places:place|places}, and the other input only {size}",
                axis=axis,
                places=place,
                size=size,
            )


def scatter(
    input: Tensor, index: Tensor, src: Tensor, *, dim: int, reduce: Update | None = None
) -> Facts:
    """Writes the numbers of the last input into the first, at the places along axis {dim} that the
    second has, counting from 0 or back from -1; the shape stays as it is.  With `reduce`, what is
    there and what is written become one."""
    return _scattered(input, index, src, dim, is_put_together=reduce is not None)


def scatter_add(input: Tensor, index: Tensor, src: Tensor, *, dim: int) -> Facts:
    """Adds the numbers of the last input to those of the first, at the places along axis {dim} that
    the second has, counting from 0 or back from -1; the shape stays as it is."""
    return _scattered(input, index, src, dim, is_put_together=True)


def scatter_reduce(
    input: Tensor, index: Tensor, src: Tensor, *, dim: int, reduce: Reduction
) -> Facts:
    """Puts the numbers of the last input together with those of the first ({reduce}), at the places
    along axis {dim} that the second has, counting from 0 or back from -1; the shape stays as it
    is."""
    return _scattered(input, index, src, dim, is_put_together=True)


def _scattered(x: Tensor, index: Tensor, src: Tensor, dim: int, *, is_put_together: bool) -> Facts:
    """What is written into a tensor, and put together with what is there, or takes its place."""
    need_places(index, *LONG)
    sizes, places, given = sizes_of(x, index, src)
    axis = aligned(places, sizes, dim)
    need_inside(places, sizes, axis)
    if not is_number(src):
        need_dtype(x, src)
        aligned(places, given, dim)
        need_inside(places, given)
    work = product(places) if is_put_together else 0
    return picking.scattered((x, index, src), axis, work, is_put_together)


def index_select(input: Tensor, index: Tensor, *, dim: int) -> Facts:
    """Takes the steps of axis {dim} whose numbers the second input has, counting from 0 or back
    from -1."""
    need_places(index, *LONG)
    sizes, places = sizes_of(input, index)
    count = _row(places)
    along = from_front(dim, max(len(sizes), 1))
    if not sizes:
        need(equal(count, 1), "a number without axes has 1 step, not {count}", count=count)
        return picking.of_all(input, sizes, ())
    facts = picking.steps(input, sizes, (count,), along)
    told = facts.cell
    assert told

    def cell(index: Index) -> Reads:
        read, at = told(index).inputs
        return told(index)._replace(inputs=(read, at if places else ()))

    return facts._replace(cell=cell)


def _row(places: Shape) -> Dim:
    """How many places a row has; a single one stands for a row of 1."""
    need(len(places) <= 1, "the places are a row, and have {rank:axis|axes}", rank=len(places))
    return places[0] if places else 1


def index_add(input: Tensor, index: Tensor, source: Tensor, *, dim: int) -> Facts:
    """Adds the last input to the steps of axis {dim} whose numbers the second has, counting from 0
    or back from -1; the shape stays as it is."""
    need_places(index, *LONG)
    along = _need_steps(input, index, source, dim)
    return picking.with_steps((input, index, source), along, product(source.shape), True)


def index_copy(input: Tensor, index: Tensor, source: Tensor, *, dim: int) -> Facts:
    """Writes the last input into the steps of axis {dim} whose numbers the second has, counting
    from 0 or back from -1; the shape stays as it is."""
    need_places(index, "int64")
    along = _need_steps(input, index, source, dim)
    return picking.with_steps((input, index, source), along, 0, False)


def _need_steps(x: Tensor, index: Tensor, source: Tensor, dim: int) -> int:
    """Which axis is meant, where as many steps are written as places are told."""
    need_dtype(x, source)
    sizes, places, given = sizes_of(x, index, source)
    along = aligned(given, sizes, dim)
    steps = (*sizes[:along], _row(places), *sizes[along + 1 :])
    need_same(given, steps if sizes else given)
    return along


def need_same(sizes: Shape, wanted: Shape) -> None:
    """Shapes that must be the same."""
    need(
        len(sizes) == len(wanted),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(wanted), len(sizes)),
    )
    for axis, (size, other) in enumerate(zip(sizes, wanted)):
        need(
            equal(size, other),
            "axis {axis} of what is written is {size} long, and of where it goes {wanted}",
            axis=axis,
            size=size,
            wanted=other,
        )


def index_fill(input: Tensor, index: Tensor, value: Tensor, *, dim: int) -> Facts:
    """Writes one number into the steps of axis {dim} whose numbers the second input has, counting
    from 0 or back from -1; the shape stays as it is."""
    need_places(index, "int64")
    _row(index.shape)
    along = from_front(dim, max(len(input.shape), 1))
    _need_one_number(value)
    return picking.with_steps((input, index, value), along, 0, False)


def _need_one_number(value: Tensor) -> None:
    need(
        not value.shape,
        "what is written is one number, and the input has {rank:axis|axes}",
        rank=len(value.shape),
    )


def take(input: Tensor, index: Tensor) -> Facts:
    """Takes numbers by their places when all are laid in a row; the shape is that of the second
    input."""
    need_places(index, "int64")
    sizes, places = sizes_of(input, index)
    return picking.of_all(input, sizes, places)


def take_along_dim(input: Tensor, indices: Tensor, *, dim: int | None = None) -> Facts:
    """Takes numbers by the places that the second input has.  Unless `dim` names an axis, all
    numbers are laid in a row first.  With `dim`, they are places along axis {dim}, counting from 0
    or back from -1, each at its own place of the other axes."""
    need_places(indices, "int64")
    sizes, places = sizes_of(input, indices)
    if dim is None:
        return Facts(Tensor((views.in_a_row(places, ""),), input.dtype))
    out = picking.along(sizes, places, dim)
    return picking.one_by_one(input, sizes, places, from_front(dim, len(sizes)), out)


def masked_fill(input: Tensor, mask: Tensor, value: Tensor) -> Facts:
    """Writes one number wherever the second input holds, and keeps the others."""
    need_mask(mask)
    _need_one_number(value)
    return picking.chosen((input, mask, value), same(input), condition=1)


def masked_select(input: Tensor, mask: Tensor) -> Facts:
    """Takes the numbers at whose places the second input holds, in a row; how many there are only
    the numbers themselves tell."""
    need_mask(mask)
    broadcast(*sizes_of(input, mask))
    return Facts(Tensor((Name("chosen"),), input.dtype))


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Facts:
    """Writes the numbers of the last input, in their order, wherever the second input holds."""
    need_mask(mask)
    need_dtype(input, source)
    sizes, held, _ = sizes_of(input, mask, source)
    return Facts(Tensor(broadcast(sizes, held), input.dtype))


def where(condition: Tensor, input: Tensor, other: Tensor) -> Facts:
    """Takes each number from the second input where the first input holds, and from the third
    where it does not.  Where an input is 1 long along an axis, its one number is used at every
    place of that axis."""
    need(
        is_mask(condition),
        "a condition is bool, not {dtype}; a comparison gives one, or .bool()",
        dtype=same(condition),
    )
    return picking.chosen((condition, input, other), promoted(input, other))


def places_that_hold(condition: Tensor) -> Facts:
    """Finds the places of the numbers that are not 0, a tensor for each axis; how many there are
    only the numbers themselves tell."""
    return nonzero(condition, as_tuple=True)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Facts:
    """Finds the places of the numbers that are not 0: a row for each, with its place along every
    axis.  How many there are only the numbers themselves tell.  With `as_tuple`, each axis has a
    tensor of its own."""
    [sizes] = sizes_of(input)
    found, work = Name("places"), product(sizes)
    if as_tuple:
        return Facts((Tensor((found,), "int64"),) * max(len(sizes), 1), elementwise=work)
    return Facts(Tensor((found, len(sizes)), "int64"), elementwise=work)


def argwhere(input: Tensor) -> Facts:
    """Finds the places of the numbers that are not 0: a row for each, with its place along every
    axis.  How many there are only the numbers themselves tell."""
    return nonzero(input)


def need_ordered(x: Tensor, *, bools: bool = True) -> None:
    """Complex numbers have no order, and truth values one that not every function knows."""
    need(
        kind(x.dtype) < 3 and (bools or x.dtype != "bool"),
        "{dtype} numbers are not put in order here; cast them",
        dtype=same(x),
    )


def topk(input: Tensor, *, k: Dim, dim: int = -1, largest: bool = True) -> Facts:
    """Finds the {k} largest numbers along axis {dim}, counting from 0 or back from -1, and their
    places.  With `largest`, it finds the smallest ones instead."""
    need_ordered(input, bools=False)
    [sizes] = sizes_of(input)
    along = from_front(dim, max(len(sizes), 1))
    size = sizes[along] if sizes else 1
    need(k <= size, "there are {size:number|numbers}, and {k} are asked for", size=size, k=k)
    shape = (*sizes[:along], k, *sizes[along + 1 :]) if sizes else ()
    found = Tensor(shape, input.dtype), Tensor(shape, "int64")
    return ordered(input, dim)._replace(output=found)


def sort(input: Tensor, *, dim: int = -1, descending: bool = False) -> Facts:
    """Puts the numbers along axis {dim}, counting from 0 or back from -1, in order, the smallest
    first, and tells their places before.  With `descending`, the largest comes first."""
    facts = ordered(input, dim)
    [values] = facts.outputs
    return facts._replace(output=(values, Tensor(values.shape, "int64")))


def argsort(input: Tensor, *, dim: int = -1, descending: bool = False) -> Facts:
    """Gives the places of the numbers along axis {dim}, counting from 0 or back from -1, those of
    the smallest first.  With `descending`, those of the largest come first."""
    facts = ordered(input, dim)
    return facts._replace(output=facts.outputs[0]._replace(dtype="int64"))


def msort(input: Tensor) -> Facts:
    """Puts the numbers along axis 0 in order, the smallest first."""
    return ordered(input, 0)


def ordered(x: Tensor, dim: int) -> Facts:
    need_ordered(x)
    [sizes] = sizes_of(x)
    along = from_front(dim, max(len(sizes), 1))
    return together(sizes, (along,), say("one of the numbers along the axis"), same(x))


def kthvalue(input: Tensor, *, k: Dim, dim: int = -1, keepdim: bool = False) -> Facts:
    """Finds number {k} along axis {dim}, counting from 0 or back from -1, when they are in order,
    the smallest first, and its place.  With `keepdim`, the axis stays, and is 1 long."""
    need_ordered(input, bools=False)
    [sizes] = sizes_of(input)
    along = from_front(dim, max(len(sizes), 1))
    size = sizes[along] if sizes else 1
    need(k >= 1, "the first number is number 1, not {k}", k=k)
    need(k <= size, "there are {size:number|numbers}, and {k} are asked for", size=size, k=k)
    made = say("number {k} of them in their order", k=k)
    facts = reduced(sizes, (along,) if sizes else (), keepdim, made, same(input))
    [values] = facts.outputs
    return facts._replace(output=(values, Tensor(values.shape, "int64")))


def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor,
    sorter: Tensor | None = None,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: Side | None = None,
) -> Facts:
    """Tells for each number of the second input before which number of the first, in order along
    the last axis, it belongs; the shape is that of the second input.  A row is searched for all of
    them, rows of a tensor for those of the same row."""
    need(side != "left" or not right, "`side` says left, and `right` right; give one of them")
    need_rank(sorted_sequence, 1)
    given = (sorted_sequence, input) if sorter is None else (sorted_sequence, input, sorter)
    limits, values, *order = sizes_of(*given)
    for shape in order:
        need_same(shape, limits)
        need_places(sorter or input, "int64")
    if len(limits) > 1:
        need(
            len(values) == len(limits),
            "the inputs must have equally many axes, and have {ranks}",
            ranks=(len(limits), len(values)),
        )
        need_same(values[:-1], limits[:-1])

    def cell(index: Index) -> Reads:
        row = (*map(one, index[:-1] if len(limits) > 1 else ()), *whole(limits[-1:]))
        inputs = (row, tuple(map(one, index)), *(row for _ in order))
        return Reads(inputs, say("how many of the numbers in order come before it"))

    return _found(values, out_int32)._replace(cell=cell)


def bucketize(
    input: Tensor, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Facts:
    """Tells for each number in which stretch between the limits it lies; the shape stays as it
    is."""
    need(len(boundaries.shape) == 1, "the limits are a row of numbers")
    values, limits = sizes_of(input, boundaries)
    return picking.among(_found(values, out_int32), limits, picking.STRETCH)


def _found(values: Shape, out_int32: bool) -> Facts:
    return Facts(Tensor(values, "int32" if out_int32 else "int64"), elementwise=product(values))


def unique(
    input: Tensor,
    *,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Facts:
    """Keeps each number once; how many are left only the numbers themselves tell.  With `dim`, it
    compares whole steps of axis {dim}, counting from 0 or back from -1.  With `return_inverse`, it
    tells for each where among those that are left it is.  With `return_counts`, it tells of each
    how often it was there."""
    return _once(input, return_inverse, return_counts, dim)


def unique_consecutive(
    input: Tensor,
    *,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Facts:
    """Keeps one of equal numbers that stand side by side; how many are left only the numbers
    themselves tell.  With `dim`, it compares whole steps of axis {dim}, counting from 0 or back
    from -1.  With `return_inverse`, it tells for each where among those that are left it is.  With
    `return_counts`, it tells of each how often it was there."""
    return _once(input, return_inverse, return_counts, dim)


def _once(x: Tensor, inverse: bool, counts: bool, dim: int | None) -> Facts:
    need_ordered(x)
    [sizes] = sizes_of(x)
    left = Name("distinct")
    shape: Shape = (left,)
    of_each = sizes
    if dim is not None:
        along = from_front(dim, len(sizes))
        shape, of_each = (*sizes[:along], left, *sizes[along + 1 :]), (sizes[along],)
    found = [Tensor(shape, x.dtype)]
    found += [Tensor(of_each, "int64")] * inverse + [Tensor((left,), "int64")] * counts
    return Facts(found[0] if len(found) == 1 else tuple(found), elementwise=product(sizes))


def isin(elements: Tensor, test_elements: Tensor) -> Facts:
    """Tells for each number of the first input whether it is among those of the second."""
    for x in (elements, test_elements):
        need_ordered(x, bools=False)
    sizes, others = sizes_of(elements, test_elements)
    facts = Facts(Tensor(sizes, "bool"), elementwise=product(sizes))
    return picking.among(facts, others, picking.IS_THERE)


def select_scatter(input: Tensor, src: Tensor, *, dim: int, index: int) -> Facts:
    """Writes the second input into step {index} of axis {dim} of the first, counting from 0 or back
    from -1; the shape stays as it is."""
    sizes, given = sizes_of(input, src)
    along = from_front(dim, len(sizes))
    picking.need_inside(index, sizes[along], along)
    need_same(given, (*sizes[:along], *sizes[along + 1 :]))
    return picking.with_part(input, (*[Span()] * along, index), src)


def slice_scatter(
    input: Tensor,
    src: Tensor,
    *,
    dim: int = 0,
    start: Place | None = None,
    end: Place | None = None,
    step: int = 1,
) -> Facts:
    """Writes the second input into a range of axis {dim} of the first, counting from 0 or back from
    -1; the shape stays as it is.  With `start`, the range begins at step {start}.  With `end`, it
    ends before step {end}.  With `step`, it goes on by {step}."""
    sizes, given = sizes_of(input, src)
    along = from_front(dim, len(sizes))
    part = Span(start, end, step)
    need_forwards(part)
    long = picking.ranged(sizes[along], part, "range")
    need_same(given, (*sizes[:along], long, *sizes[along + 1 :]))
    return picking.with_part(input, (*[Span()] * along, part), src)


def diagonal_scatter(
    input: Tensor, src: Tensor, *, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Facts:
    """Writes the second input onto the diagonal of the plane of axis {dim1} and axis {dim2} of the
    first, counting from 0 or back from -1; the shape stays as it is.  With `offset`, it is the
    diagonal {offset} places to the right."""
    sizes, given = sizes_of(input, src)
    [part] = moving.diagonal(input._replace(shape=sizes), offset, dim1, dim2).outputs
    need_same(given, part.shape)
    return written(input)


def multinomial(input: Tensor, *, num_samples: Dim, replacement: bool = False) -> Facts:
    """Draws {num_samples} places of each row by chance, as often as its numbers say.  Unless
    `replacement` says otherwise, none is drawn twice."""
    need(kind(input.dtype) == 2, "chances are floats, not {dtype}; put .float() behind them",
         dtype=same(input))  # fmt: skip
    need(
        len(input.shape) in (1, 2),
        "it reads a row or a matrix, and the input has {rank:axis|axes}",
        rank=len(input.shape),
    )
    *outer, size = input.read("...")
    need(num_samples >= 1, "at least 1 place is drawn, not {n}", n=num_samples)
    if not replacement:
        need(
            num_samples <= size,
            "{n} places cannot be drawn from {size}, each once; say replacement=True",
            n=num_samples,
            size=size,
        )

    def cell(index: Index) -> Reads:
        return Reads(((*map(one, index[:-1]), *whole((size,))),), say("a place drawn by chance"))

    return Facts(Tensor((*outer, num_samples), "int64"), cell=cell)


def bincount(input: Tensor, weights: Tensor | None = None, *, minlength: int = 0) -> Facts:
    """Counts how often each whole number is there; how many there are to count only the numbers
    themselves tell."""
    need(kind(input.dtype) == 1, "it counts whole numbers, not {dtype}", dtype=same(input))
    need(len(input.shape) == 1, "it reads a row of numbers")
    given = (input,) if weights is None else (input, weights)
    sizes, *more = sizes_of(*given)
    for shape in more:
        need_same(shape, sizes)
    weighed = "float32" if weights is not None and same(weights) == "float32" else "float64"
    dtype = "int64" if weights is None else weighed
    return Facts(Tensor((Name("counts"),), dtype), elementwise=product(sizes))


def histc(input: Tensor, *, bins: Dim = 100) -> Facts:
    """Counts how many numbers lie in each of {bins} stretches."""
    need(kind(input.dtype) == 2, "it counts floats, not {dtype}; put .float() behind the input",
         dtype=same(input))  # fmt: skip
    need(bins >= 1, "there is at least 1 stretch, not {bins}", bins=bins)
    sizes = input.read("...")

    def cell(_: Index) -> Reads:
        return Reads((whole(sizes),), say("how many of them lie in its stretch"))

    return Facts(Tensor((bins,), input.dtype), elementwise=product(sizes), cell=cell)


def triangle_indices(
    *, row: Dim, col: Dim, upper: bool, offset: int = 0, dtype: str = "int64"
) -> Facts:
    """Lists the places on one side of the diagonal of a matrix of {row} rows and {col} columns:
    their rows, and their columns.  With `offset`, it is the diagonal {offset} places to the
    right."""
    need(kind(dtype) == 1, "places are whole numbers, not {dtype}", dtype=dtype)
    for size in (row, col):
        need(size >= 0, "a size must be 0 or more, not {size}", size=size)
    below = _triangle(row, col, offset - upper)
    places = row * col - below if upper else below
    return Facts(Tensor((2, step("places", places)), dtype))


def _triangle(rows: Dim, columns: Dim, offset: int) -> Dim:
    """How many places lie on the diagonal and to the left of it: a triangle, without the one that
    lies above the matrix, and the one that reaches beyond its last column."""
    inside = _stairs(rows + offset) - _stairs(offset)
    return inside - (_stairs(rows + offset - columns) - _stairs(offset - columns))


def _stairs(steps: Dim) -> Dim:
    """1 + 2 + … up to so many."""
    high = maximum(steps, 0)
    return high * (high + 1) // 2


ORDER = {
    "getitem": "input key",
    "getitem.Tensor": "input key",
    "setitem": "input key value",
    "index_put": "input indices values accumulate",
    "gather": "input dim index",
    "scatter": "input dim index src",
    "scatter_add": "input dim index src",
    "scatter_reduce": "input dim index src reduce",
    "index_select": "input dim index",
    "index_add": "input dim index source",
    "index_copy": "input dim index source",
    "index_fill": "input dim index value",
    "topk": "input k dim largest sorted",
    "searchsorted": "sorted_sequence input",
    "bucketize": "input boundaries",
    "isin": "elements test_elements",
    "histc": "input bins min max",
    "unique": "input sorted return_inverse return_counts dim",
    "tril_indices": "row col offset",
    "triu_indices": "row col offset",
}
FUNCTIONS = [
    Rule("getitem", getitem),
    Rule("getitem.Tensor", getitem_at),
    Rule("setitem", setitem),
    Rule("index_put", index_put),
    Rule("gather", gather, beside="sparse_grad"),
    Rule("scatter", scatter),
    Rule("scatter_add", scatter_add),
    Rule("scatter_reduce", scatter_reduce, beside="include_self"),
    Rule("index_select", index_select),
    Rule("index_add", index_add, beside="alpha"),
    Rule("index_copy", index_copy),
    Rule("index_fill", index_fill),
    Rule("take", take),
    Rule("take_along_dim", take_along_dim),
    Rule("masked_fill", masked_fill),
    Rule("masked_select", masked_select),
    Rule("masked_scatter", masked_scatter),
    Rule("where", where),
    Rule("where.condition", places_that_hold),
    Rule("nonzero", nonzero),
    Rule("argwhere", argwhere),
    Rule("topk", topk, beside="sorted"),
    Rule("sort", sort, beside="stable"),
    Rule("argsort", argsort, beside="stable"),
    Rule("msort", msort),
    Rule("kthvalue", kthvalue),
    Rule("searchsorted", searchsorted),
    Rule("bucketize", bucketize),
    Rule("unique", unique, beside="sorted"),
    Rule("unique_consecutive", unique_consecutive),
    Rule("isin", isin, beside="assume_unique invert"),
    Rule("select_scatter", select_scatter),
    Rule("slice_scatter", slice_scatter),
    Rule("diagonal_scatter", diagonal_scatter),
    Rule("multinomial", multinomial),
    Rule("bincount", bincount),
    Rule("histc", histc, beside="min max"),
    Rule("tril_indices", triangle_indices, {"upper": False}),
    Rule("triu_indices", triangle_indices, {"upper": True}),
]
