"""Boxes of whole numbers: a range along each axis.

>>> [one] = joined([(range(2), range(5)), (range(2, 4), range(5))])
>>> one, halves(one, among=[0])
((range(0, 4), range(0, 5)), [(range(0, 2), range(0, 5)), (range(2, 4), range(0, 5))])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Box = tuple[range, ...]


def is_point(box: Box) -> bool:
    """Whether it has one point alone."""
    return all(len(one) == 1 for one in box)


def halves(box: Box, among: Iterable[int]) -> list[Box]:
    """The box cut in two where it is widest along one of these unknowns, the lower half first."""
    sizes = {i: len(box[i]) for i in among}
    if not sizes or max(sizes.values()) == 1:
        return [box]
    widest = max(sizes, key=lambda i: (sizes[i], -i))
    one = box[widest]
    middle = len(one) // 2
    return [(*box[:widest], part, *box[widest + 1 :]) for part in (one[:middle], one[middle:])]


def distance(one: range, at: int) -> int:
    """How far a number is from a range."""
    return max(0, one[0] - at, at - one[-1])


def joined(boxes: Iterable[Box]) -> list[Box]:
    """Boxes that touch along all but one axis as one box."""
    result = list(boxes)
    for axis in range(len(result[0]) if result else 0):
        rows: dict[tuple[range, ...], list[range]] = {}
        for box in result:
            rows.setdefault((*box[:axis], *box[axis + 1 :]), []).append(box[axis])
        result = [
            (*rest[:axis], whole, *rest[axis:])
            for rest, parts in rows.items()
            for whole in _in_a_row(parts)
        ]
    return result


def _in_a_row(parts: Iterable[range]) -> Iterator[range]:
    first, *others = sorted(parts, key=lambda part: part.start)
    for part in others:
        if part.start == first.stop:
            first = range(first.start, part.stop)
        else:
            yield first
            first = part
    yield first
