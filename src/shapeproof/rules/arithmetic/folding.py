"""Folding: what lies under each window of an image as a column, and columns added up to one."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import views, windows
from shapeproof.rules.arithmetic.axes import SPATIAL, each
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.edges import Ends
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Sizes, Tensor, need


def unfolded(
    x: Tensor,
    image: tuple[Shape, Dim, Shape],
    kernel_size: Sizes,
    dilation: Sizes,
    padding: Sizes,
    stride: Sizes,
) -> Facts:
    """A column for each window; `image` is what stands before it, its channels, and its sizes."""
    outer, channels, sizes = image
    taps, rates, moves, ends = settings(kernel_size, dilation, padding, stride)
    counts = windows_of(sizes, taps, rates, moves, ends)

    def cell(index: Index) -> Reads:
        *example, row, column = index
        channel, *inside = views.place(row, (channels, *taps))
        places = tuple(
            at * int(move) + tap * int(rate) - int(before)
            for at, tap, move, rate, (before, _) in zip(
                views.place(column, counts), inside, moves, rates, ends
            )
        )
        is_inside = all(0 <= place < int(size) for place, size in zip(places, sizes))
        made = MOVED if is_inside else say("a zero of the padding")
        return Reads((tuple(map(one, (*example, channel, *places))),), made)

    out = (*outer, channels * product(taps), product(counts))
    return Facts(Tensor(out, x.dtype), cell=cell)


def folded(
    x: Tensor,
    columns: tuple[Shape, Dim, Dim],
    output_size: Sizes,
    kernel_size: Sizes,
    dilation: Sizes,
    padding: Sizes,
    stride: Sizes,
) -> Facts:
    """Columns added up to an image; `columns` is what stands before them, how long one is, and how
    many there are."""
    outer, column, given = columns
    window = product(each(kernel_size, 2, "kernel"))
    need(
        divides(window, column),
        "a column of {column} numbers is no number of windows of {window}",
        column=column,
        window=window,
    )
    sizes = each(output_size, 2, "output")
    taps, rates, moves, ends = settings(kernel_size, dilation, padding, stride)
    counts = windows_of(sizes, taps, rates, moves, ends)
    fitting = product(counts)
    need(
        equal(given, fitting),
        "{fitting:window|windows} fit into the image, and there are {given:column|columns}",
        fitting=fitting,
        given=given,
    )

    def cell(index: Index) -> Reads:
        *example, channel, row, line = index
        at: list[int] = []
        inside: list[int] = []
        for place, tap, rate, move, (before, _), count in zip(
            (row, line), taps, rates, moves, ends, counts
        ):
            column_at, left = divmod(place + int(before), int(move))
            if left >= int(tap) * int(rate) or left % int(rate) or column_at >= int(count):
                return Reads((None,), say("a zero: no window reaches it"))
            at.append(column_at)
            inside.append(left // int(rate))
        read = (views.position((channel, *inside), (1, *taps)), views.position(tuple(at), counts))
        return Reads((tuple(map(one, (*example, *read))),), MOVED)

    spans = (windows.dilated(tap, rate) for tap, rate in zip(taps, rates))
    is_apart = all(known_not_above(span, move) for span, move in zip(spans, moves))
    return Facts(
        Tensor((*outer, column // window, *sizes), x.dtype),
        elementwise=product((*outer, column, given)),
        cell=cell if is_apart else None,
    )


def known_not_above(a: Dim, b: Dim) -> bool:
    """Whether windows are known to lie beside each other, so that no number is a sum."""
    first, second = known(a), known(b)
    return first is not None and second is not None and first <= second


def settings(
    kernel_size: Sizes, dilation: Sizes, padding: Sizes, stride: Sizes
) -> tuple[Shape, Shape, Shape, tuple[Ends, ...]]:
    """The taps of a window, how far they and windows stand apart, and the padding, along both
    axes."""
    taps, rates, pads, moves = (
        each(value, 2, what)
        for value, what in (
            (kernel_size, "kernel"),
            (dilation, "dilation"),
            (padding, "padding"),
            (stride, "stride"),
        )
    )
    for pad in pads:
        need(pad >= 0, "padding must be 0 or more, not {pad}", pad=pad)
    return taps, rates, moves, tuple((pad, pad) for pad in pads)


def windows_of(
    sizes: Shape, taps: Shape, rates: Shape, moves: Shape, ends: tuple[Ends, ...]
) -> Shape:
    """How many windows there are along both axes."""
    return tuple(
        windows.between(size, windows.dilated(tap, rate), move, two, axis)
        for axis, size, tap, rate, move, two in zip(SPATIAL[2], sizes, taps, rates, moves, ends)
    )
