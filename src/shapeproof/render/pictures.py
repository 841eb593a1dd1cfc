"""Pictures in text: which steps each window covers, drawn from what the rule says it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from shapeproof.explanation import Explanation
from shapeproof.language import Translate
from shapeproof.message import Message, noun, say
from shapeproof.naming import is_chosen
from shapeproof.render.writing import COLUMNS
from shapeproof.rules.rule import Facts, Index, Reads, Tensor

BESIDE = 24  # columns that the labels of a picture take
MOST = 12  # windows that are drawn one by one; of more, the first and the last are
HEAD, TAIL = 6, 2


class Moving(NamedTuple):
    """A window that moves, or grows, along an axis of what is read, as the output's `axis` goes.

    `over(place)` are the places that it covers, of `length`, for one of `many` outputs, which
    stand at `others` on their other axes.
    """

    axis: int
    along: int
    others: Index
    many: int
    length: int
    over: Callable[[int], range]


def moving(facts: Facts, explanation: Explanation) -> list[Moving]:
    """The windows, an axis each.

    Where the last numbers of the other axes read otherwise than the first (the two directions of
    a Bidirectional layer do), there is one of both.
    """
    cell = facts.cell
    if cell is None or not explanation.inputs:
        return []
    if not all_known((*explanation.inputs, *facts.outputs)):
        return []
    is_batch = explanation.axes[0][:1] == ("batch",)
    sizes = tuple(map(int, facts.outputs[0].shape))
    found: dict[int, list[Moving]] = {}  # of each axis that is read
    for axis in range(is_batch, len(sizes)):
        last = (size - 1 for size in sizes[is_batch:])
        for others in ((0,) * len(sizes), ((0,) * is_batch + (*last,))):
            reads = _along(cell, others, axis)
            along = _sliding_axis(reads, sizes[axis], is_batch)
            if along is None or any(one.axis != axis for one in found.get(along, ())):
                continue
            length = int(explanation.inputs[0].shape[along])
            one = Moving(axis, along, others, sizes[axis], length, _over(reads, along))
            if all(_covered(one) != _covered(other) for other in found.setdefault(along, [])):
                found[along].append(one)
    return sorted((one for some in found.values() for one in some), key=lambda one: one.axis)


def drawn(count: int) -> list[int]:
    """The places that are drawn one by one."""
    return [*range(count)] if count <= MOST else [*range(HEAD), *range(count - TAIL, count)]


def _over(reads: Callable[[int], Reads], along: int) -> Callable[[int], range]:
    def over(place: int) -> range:
        inputs = reads(place).inputs[0]
        return range(0) if inputs is None else inputs[along]

    return over


def _covered(one: Moving) -> list[range]:
    return [one.over(place) for place in drawn(one.many)]


def windows(
    facts: Facts, explanation: Explanation, tell: Translate, columns: int = COLUMNS
) -> list[str]:
    """Each window that moves or grows along an axis: the places there, and which it covers."""
    lines: list[str] = []
    for one in moving(facts, explanation):
        is_zero = facts.macs and not is_chosen(explanation.layer, "padding_mode")
        outside = ZEROS if is_zero else OUTSIDE
        name = noun(explanation.axes[0][one.along])
        heading = say("{name}, {length} in all, read by output {at}", name=name,
                      length=one.length, at=written(one.others, one.axis))  # fmt: skip
        lines += [heading.told(tell), *_drawing(one, outside, tell, columns)]
    return lines


ZEROS = say("o lies outside the input and counts as 0")
OUTSIDE = say("o lies outside the input")


def written(index: Index, axis: int) -> str:
    """The places of the output that a picture is of: `(0, i, 0)`."""
    return f"({', '.join('i' if i == axis else str(place) for i, place in enumerate(index))})"


def all_known(tensors: tuple[Tensor, ...]) -> bool:
    """Whether there are sizes, all of them numbers, none of them 0."""
    sizes = [size for x in tensors for size in x.shape]
    return bool(tensors) and all(isinstance(size, int) and size > 0 for size in sizes)


def _along(
    cell: Callable[[Index], Reads], others: tuple[int, ...], axis: int
) -> Callable[[int], Reads]:
    """What the output's numbers along one axis are made of."""
    return lambda place: cell((*others[:axis], place, *others[axis + 1 :]))


def _sliding_axis(reads: Callable[[int], Reads], count: int, is_batch: bool) -> int | None:
    """The input's axis along which what is read moves, if it is more than one place there."""
    first, last = reads(0).inputs[0], reads(count - 1).inputs[0]
    if first is None or last is None:
        return None
    for axis, (a, b) in enumerate(zip(first, last)):
        if axis >= is_batch and (a[1:] or b[1:]) and (a != b or count == 1):
            return axis
    return None


def _drawing(one: Moving, outside: Message, tell: Translate, columns: int) -> Iterator[str]:
    count, length, over = one.many, one.length, one.over
    first, last = over(0), over(count - 1)
    low, high = min(first.start, 0), max(last[-1] + 1, length)
    shown = drawn(count)
    label = max(len(str(count - 1)), 2)
    fits = high - low <= columns - BESIDE
    if fits:
        yield f"  {'i':>{label}}  {ruler(low, high)}"
    for i, place in enumerate(shown):
        if place != i and shown[i - 1] != place - 1:
            more = place - shown[i - 1] - 1
            yield "  … " + say("{n} more", n=more).told(tell)
        window = over(place)
        bar = cells(window, low, high, length) + "  " if fits else ""
        yield f"  {place:>{label}}  {bar}{reach(window, length, tell)}"
    if first.start < 0 or last[-1] >= length:
        yield f"  {outside.told(tell)}"


def ruler(low: int, high: int) -> str:
    return "".join(str(step % 10) if step >= 0 else " " for step in range(low, high))


def cells(window: range, low: int, high: int, length: int) -> str:
    """One window over the steps; beyond the input, only what it reads there."""
    inside, outside = ("#", "·"), ("o", " ")
    return "".join(
        (inside if 0 <= step < length else outside)[step not in window] for step in range(low, high)
    )


def reach(window: range, length: int, tell: Translate = str) -> str:
    """`3..18`, `4, 6, 8`, `5`, or with the padding told apart."""
    inside = range_within(window, length)
    padding = len(window) - len(inside)
    text = _range(inside) if inside else ""
    if not padding:
        return text
    outside = say("{n} outside", n=padding).told(tell)
    return f"{text} + {outside}" if text else outside


def range_within(window: range, length: int) -> range:
    """The places of a window that lie in an input of this length."""
    start = window.start + window.step * max(0, -(window.start // window.step))
    inside = range(start, min(window.stop, length), window.step)
    return range(inside[0], inside[-1] + 1, window.step) if inside else range(0)


def _range(places: range) -> str:
    if len(places) == 1:
        return str(places[0])
    if places.step == 1:
        return f"{places[0]}..{places[-1]}"
    if len(places) <= 4:
        return ", ".join(map(str, places))
    return f"{places[0]}, {places[1]}, …, {places[-1]}"
