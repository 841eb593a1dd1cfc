"""Sliding windows: what convolution and pooling have in common."""

from __future__ import annotations

from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import ceil_div, common, maximum, minimum, step
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.arithmetic.edges import widened
from shapeproof.rules.rule import Shape, need

Padding = Literal["valid", "same", "causal"]
LARGEST, MEAN = say("the largest number"), say("the mean")
"""What pooling keeps of a window."""


def slide(sizes: Shape, taps: Shape, moves: Shape, padding: Padding, rates: Shape) -> Shape:
    """How many windows there are along each axis."""
    return tuple(
        count(size, dilated(tap, rate), move, padding, f"output {axis}")
        for axis, size, tap, move, rate in zip(SPATIAL[len(sizes)], sizes, taps, moves, rates)
    )


def under(
    places: tuple[int, ...], sizes: Shape, taps: Shape, moves: Shape, padding: Padding, rates: Shape
) -> tuple[range, ...]:
    """The places of the input that the window at `places` covers, a range an axis."""
    return tuple(
        covered(place, int(size), int(tap), int(move), padding, int(rate))
        for place, size, tap, move, rate in zip(places, sizes, taps, moves, rates)
    )


def count(length: Dim, window: Dim, stride: Dim, padding: Padding, name: str) -> Dim:
    """How many windows there are along `length`: (length - window) // stride + 1."""
    need(window >= 1, "a window must be at least 1 wide, not {window}", window=window)
    need(stride >= 1, "windows must move by at least 1, not {stride}", stride=stride)
    if padding == "valid":
        need(
            window <= length,
            "a window of {window} does not fit into {length}; make it smaller, the input larger, "
            "or choose padding='same'",
            window=window,
            length=length,
        )
        return step(name, (length - window) // stride + 1)
    return step(name, ceil_div(length, stride))


def dilated(kernel_size: Dim, rate: Dim) -> Dim:
    """The steps that a kernel spans when its taps stand `rate` apart."""
    need(rate >= 1, "taps must stand at least 1 apart, not {rate}", rate=rate)
    return step("window", (kernel_size - 1) * rate + 1)


def covered(
    place: int, length: int, taps: int, stride: int, padding: Padding, rate: int = 1
) -> range:
    """The steps under window `place`; those below 0 or from `length` on are padding."""
    window = (taps - 1) * rate + 1
    windows = -(-length // stride)
    lacking = {
        "valid": 0,
        "causal": window - 1,
        "same": max((windows - 1) * stride + window - length, 0) // 2,
    }
    start = place * stride - lacking[padding]
    return range(start, start + window, rate)


def under_several(
    places: range, length: Dim, taps: Dim, stride: Dim, rate: Dim, padding: Padding
) -> range:
    """All steps from the first to the last that windows beside each other cover."""
    first, last = (
        covered(place, int(length), int(taps), int(stride), padding, int(rate))
        for place in (places.start, places.stop - 1)
    )
    return first if first == last else range(first.start, last.stop)


def spread(
    length: Dim, window: Dim, stride: Dim, padding: Padding, extra: Dim | None, name: str
) -> Dim:
    """How long an axis gets when each of its values writes a window (a transposed convolution).

    Keras: `(length - 1)*stride + window - 2*pad + output_padding`, and without `output_padding`
    as long as the convolution that it turns round would need.
    """
    need(stride >= 1, "windows must move by at least 1, not {stride}", stride=stride)
    if extra is not None:
        need(
            extra + 1 <= stride,
            "output_padding of {extra} must be smaller than the stride of {stride}",
            extra=extra,
            stride=stride,
        )
        pad = 0 if padding == "valid" else window // 2
        return step(name, (length - 1) * stride + window - 2 * pad + extra)
    if padding == "valid":
        return step(name, length * stride + maximum(window - stride, 0))
    return step(name, length * stride)


def fitted(place: int, length: int, windows: int) -> range:
    """The steps under window `place` of so many that together span `length`, as even as they go.

    >>> fitted(0, 5, 3), fitted(1, 5, 3), fitted(2, 5, 3)
    (range(0, 2), range(1, 4), range(3, 5))
    """
    return range(place * length // windows, -(-(place + 1) * length // windows))


def under_fitted(length: Dim, windows: Dim, name: str) -> Dim:
    """How many steps such windows cover, all together: length + windows - gcd(length, windows).

    Between windows there are `windows - 1` borders, at multiples of length/windows.  A border
    inside a step puts that step into both windows; gcd(length, windows) - 1 fall between steps.
    """
    return step(name, length + windows - common(length, windows))


def between(length: Dim, window: Dim, stride: Dim, ends: tuple[Dim, Dim], axis: str) -> Dim:
    """How many windows there are along `axis` with so much padding at its two ends.

    torch: `floor((length + 2*padding - window)/stride) + 1`.
    """
    padded = _padded(length, window, stride, ends, axis)
    need(
        window <= padded,
        "a window of {window} does not fit into {length}, padding included; make it smaller, the "
        "input larger, or choose more padding",
        window=window,
        length=padded,
    )
    return step(f"output {axis}", (padded - window) // stride + 1)


def beyond(length: Dim, window: Dim, stride: Dim, ends: tuple[Dim, Dim], axis: str) -> Dim:
    """How many windows there are where the last may reach beyond the padding, but must begin
    before it.

    torch with ceil_mode: `ceil((length + 2*padding - window)/stride) + 1`, and one less where the
    last window would begin behind the input.
    """
    padded = _padded(length, window, stride, ends, axis)
    windows = ceil_div(padded - window, stride) + 1
    need(
        windows >= 1,
        "a window of {window} lies beyond the {length} that there are, padding included; make it "
        "smaller, or the input larger",
        window=window,
        length=padded,
    )
    before, _ = ends
    return step(f"output {axis}", minimum(windows, ceil_div(before + length, stride)))


def _padded(length: Dim, window: Dim, stride: Dim, ends: tuple[Dim, Dim], axis: str) -> Dim:
    """An axis with its padding, where windows of this kind may move along it."""
    need(window >= 1, "a window must be at least 1 wide, not {window}", window=window)
    need(stride >= 1, "windows must move by at least 1, not {stride}", stride=stride)
    is_padded = not all(isinstance(end, int) and end == 0 for end in ends)
    return widened(length, ends, f"padded {axis}") if is_padded else length


def from_padding(place: int, taps: Dim, stride: Dim, rate: Dim, before: Dim) -> range:
    """The steps under window `place` where padding stands before the first step.

    >>> from_padding(0, 3, 2, 1, 1)
    range(-1, 2)
    """
    start = place * int(stride) - int(before)
    return range(start, start + (int(taps) - 1) * int(rate) + 1, int(rate))


def turned_round(length: Dim, window: Dim, stride: Dim, padding: Dim, extra: Dim, name: str) -> Dim:
    """How long an axis gets when each of its values writes a window, cut at both ends.

    torch: `(length - 1)*stride - 2*padding + window + output_padding`.
    """
    need(stride >= 1, "windows must move by at least 1, not {stride}", stride=stride)
    return step(name, (length - 1) * stride - 2 * padding + window + extra)


def writing(
    place: int, length: Dim, taps: Dim, stride: Dim, rate: Dim, cut: Dim
) -> tuple[range, range]:
    """The steps of the input whose windows write at `place`, and the taps that they write it with,
    where windows start `stride` apart and `cut` places are cut off at the beginning.

    >>> writing(4, 5, 4, 2, 1, 1)
    (range(1, 3), range(1, 4, 2))
    """
    reached = (divmod(place + int(cut) - tap * int(rate), int(stride)) for tap in range(int(taps)))
    steps = range(int(length))
    pairs = [(at, tap) for tap, (at, rest) in enumerate(reached) if not rest and at in steps]
    return _in_steps([at for at, _ in reversed(pairs)]), _in_steps([tap for _, tap in pairs])


def unreached(use_bias: bool) -> Message:
    """What stands between windows that are written."""
    return say("the bias alone") if use_bias else say("0, since no window reaches it")


def _in_steps(places: list[int]) -> range:
    """Places that stand evenly apart, in order."""
    if not places:
        return range(0)
    step = places[1] - places[0] if len(places) > 1 else 1
    return range(places[0], places[-1] + 1, step)


def cut_before(window: int, stride: int, padding: Padding, extra: int | None) -> int:
    """How many places Keras cuts off before what transposed windows write.

    As its `conv_transpose` on JAX has it, which keeps the longer half of what is left over.
    """
    if padding == "valid":
        return 0
    kept = window + stride - 2 if extra is None else window + window % 2 - 2 + extra
    return window - 1 - min(-(-kept // 2), window - 1)
