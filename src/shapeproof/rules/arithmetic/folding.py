"""Folding: what lies under each window of an image as a column, and columns added up to one."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import views, windows
from shapeproof.rules.arithmetic.axes import SPATIAL, each
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
    fitting = product(windows_of(sizes, *settings(kernel_size, dilation, padding, stride)))
    need(
        equal(given, fitting),
        "{fitting:window|windows} fit into the image, and there are {given:column|columns}",
        fitting=fitting,
        given=given,
    )
    work = product((*outer, column, given))
    return Facts(Tensor((*outer, column // window, *sizes), x.dtype), elementwise=work)


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
