"""torch's padding: what is laid at the ends of the last axes, or cut off there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Condition, Dim, PerExample
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.arithmetic.edges import Ends, Row, is_cut, of_row, widened
from shapeproof.rules.arithmetic.moving import COPIED
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, ShapeError, Tensor, need
from shapeproof.rules.torch.dtypes import kind, same

Mode = Literal["constant", "reflect", "replicate", "circular"]


class Limit(NamedTuple):
    """Whether an axis has enough for one end of so many, and what to say where it has not."""

    fits: Callable[[Dim, Dim], Condition]
    refusal: Message


class Filling(NamedTuple):
    """What is laid at the ends of an axis.

    `source` is the step that a place before the first or behind the last is copied from, of an axis
    and what is kept of it, and `made` what is said of that.
    """

    words: Message
    source: Callable[[int, int, range], int]
    limit: Limit | None = None
    made: Message = COPIED


def edge(place: int, size: int, kept: range) -> int:
    """
    >>> edge(-2, 5, range(5)), edge(3, 5, range(5)), edge(6, 5, range(5))
    (0, 3, 4)
    """
    return min(max(place, 0), size - 1)


def mirrored(place: int, size: int, kept: range) -> int:
    """
    >>> mirrored(-2, 5, range(5)), mirrored(3, 5, range(5)), mirrored(6, 5, range(5))
    (2, 3, 2)
    """
    return size - 1 - abs(size - 1 - abs(place))


def round_again(place: int, size: int, kept: range) -> int:
    """The opposite end is what is left of it when the other end is cut off; where nothing is left,
    a place outside.

    >>> round_again(-2, 5, range(5)), round_again(6, 5, range(5)), round_again(-1, 5, range(4))
    (3, 1, 3)
    """
    return kept.start + (place - kept.start) % len(kept) if kept else size


def anywhere(place: int, size: int, kept: range) -> int:
    """Places outside stay outside: they are padding."""
    return place


FILLINGS: dict[Mode, Filling] = {
    "constant": Filling(say("zeros"), anywhere, made=say("a number of the padding")),
    "reflect": Filling(
        say("the numbers next to an end, mirrored there,"),
        mirrored,
        Limit(
            lambda end, size: end + 1 <= size,
            say(
                "an end of {size} cannot be mirrored {end} times, since its last number is no "
                "copy; choose less padding"
            ),
        ),
    ),
    "replicate": Filling(say("copies of the last number"), edge),
    "circular": Filling(
        say("the numbers of the opposite end"),
        round_again,
        Limit(
            lambda end, size: end <= size,
            say("{end} cannot be taken from the opposite end of {size}; choose less padding"),
        ),
    ),
}


def filled(input: Tensor, *, rank: int, mode: Mode, filling: Message, padding: Row) -> Facts:
    """Lays {filling} at the ends of {rank:the last axis|the last # axes}: {padding}."""
    if mode == "circular":
        need_image(len(input.shape), rank, mode)
    return laid_around(input, axes_behind(input, rank), in_a_row(padding, rank), mode)


def constant(input: Tensor, *, rank: int, padding: Row, value: float) -> Facts:
    """Lays numbers of {value} at the ends of {rank:the last axis|the last # axes}: {padding}."""
    return laid_around(input, axes_behind(input, rank), in_a_row(padding, rank), "constant")


def pad(
    input: Tensor,
    *,
    pad: tuple[Dim, ...] | Dim,
    mode: Mode = "constant",
    value: float | None = None,
) -> Facts:
    """Lays numbers around the tensor; so many stand before and behind each axis, the last axis
    first: {pad}.  Where that is negative, as many are cut off.  Unless `value` says otherwise, they
    are zeros.  With `value`, each of them is {value}.  With `mode`, they are copies of
    numbers of the tensor instead ({mode})."""
    need(
        mode == "constant" or value in (None, 0),
        "with mode='{mode}' there is no value; leave it out",
        mode=mode,
    )
    if not isinstance(pad, tuple):
        raise ShapeError(say("pad is a tuple of sizes, two for each axis, not {given}", given=pad))
    rank = len(pad) // 2 if mode != "constant" else 0
    return laid_around(input, axes_behind(input, rank), pad, mode)


def in_a_row(padding: Row, rank: int) -> Shape:
    """One size for all ends, or a size for each."""
    return padding if isinstance(padding, tuple) else (padding,) * (2 * rank)


def axes_behind(x: Tensor, rank: int) -> tuple[str, ...]:
    """What the axes are called, where as many as are padded stand behind the channels."""
    count = len(x.shape)
    names = ("batch", "channels", *SPATIAL.get(rank, ()))
    is_image = rank in SPATIAL and count in (rank + 1, rank + 2)
    return names[-count:] if is_image else tuple(f"size {i}" for i in range(count))


def laid_around(x: Tensor, axes: tuple[str, ...], row: Shape, mode: Mode) -> Facts:
    """So many numbers at the ends of each of the last axes."""
    sizes = x.read(*axes)
    ends = of_row(row, axes)
    if mode != "constant":
        need_image(len(sizes), len(ends), mode)
    need(
        kind(x.dtype) > 0 or mode in ("constant", "circular"),
        "torch does not pad truth values with mode='{mode}'; put .float() behind the input",
        mode=mode,
    )
    first = len(sizes) - len(ends)
    inner, filling = sizes[first:], FILLINGS[mode]
    out = tuple(longer(size, two, axis, mode) for size, two, axis in zip(inner, ends, axes[first:]))

    def cell(index: Index) -> Reads:
        places = [place - int(before) for place, (before, _) in zip(index[first:], ends)]
        sources = [
            filling.source(place, int(size), left(int(size), two))
            for place, size, two in zip(places, inner, ends)
        ]
        is_inside = all(0 <= place < int(size) for place, size in zip(places, inner))
        return Reads(
            (tuple(map(one, (*index[:first], *sources))),), MOVED if is_inside else filling.made
        )

    return Facts(Tensor((*sizes[:first], *out), same(x)), cell=cell)


def need_image(rank: int, padded: int, mode: Mode) -> None:
    """All but constants are laid around images: behind the channels."""
    need(
        padded in SPATIAL and rank in (padded + 1, padded + 2),
        "with mode='{mode}' torch pads the last one, two or three axes, behind the channels and a "
        "batch; padding has sizes for {padded:axis|axes}, and the input has {rank}",
        mode=mode,
        padded=padded,
        rank=rank,
    )


def longer(size: Dim, ends: Ends, axis: str, mode: Mode) -> Dim:
    """How long an axis gets; of a batch that nobody stated, as it is."""
    if isinstance(size, PerExample):
        return size
    if (limit := FILLINGS[mode].limit) is not None:
        for end in ends:
            need(limit.fits(end, size), limit.refusal.template, end=end, size=size)
    cut = sum(-end for end in ends if is_cut(end))
    out = widened(size, ends, f"output {axis}")
    enough = {"constant": cut <= size, "circular": out >= 0}
    need(
        enough.get(mode, out >= 1),
        "cutting off {cut} leaves nothing of {size}",
        cut=cut,
        size=size,
    )
    return out


def left(size: int, ends: Ends) -> range:
    """The steps that are not cut off.

    >>> left(5, (-1, 2))
    range(1, 5)
    """
    before, after = map(int, ends)
    return range(max(-before, 0), size - max(-after, 0))


MODES: dict[str, Mode] = {
    "Zero": "constant", "Reflection": "reflect", "Replication": "replicate", "Circular": "circular",
}  # fmt: skip
MODULES = [
    *(
        Rule(f"{name}Pad{rank}d", filled,
             {"rank": rank, "mode": mode, "filling": FILLINGS[mode].words})
        for name, mode in MODES.items()
        for rank in (1, 2, 3)
    ),
    *(Rule(f"ConstantPad{rank}d", constant, {"rank": rank}) for rank in (1, 2, 3)),
]  # fmt: skip
FUNCTIONS = [Rule("pad", pad)]
