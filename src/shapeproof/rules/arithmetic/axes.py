"""Axes: what they are called, where the channels stand, arguments given once or once an axis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeVar

from shapeproof.algebra.formula import Dim
from shapeproof.message import noun
from shapeproof.rules.rule import Shape, Sizes, Tensor, all_called, need

DataFormat = Literal["channels_last", "channels_first"]
SPATIAL = {1: ("steps",), 2: ("height", "width"), 3: ("depth", "height", "width")}
CHANNELS = ("channels", "features", "filters", "units")
"""What rules call the axis along which one place has several numbers."""
USUAL: dict[str, DataFormat] = {"keras": "channels_last", "torch": "channels_first"}
"""Where the layers of a framework have their channels unless they are told otherwise."""
T = TypeVar("T")
Axes = int | tuple[int, ...]
"""One axis or several; a negative one counts from the back."""


def each(value: Sizes, rank: int, what: str) -> Shape:
    """`3` means `(3, 3)`; the sizes of a tuple are called `kernel height`, `kernel width`."""
    if not isinstance(value, tuple):
        return (value,) * rank
    need(
        len(value) == rank,
        "{what} takes {rank:size|sizes}, not {given}",
        what=noun(what),
        rank=rank,
        given=len(value),
    )
    return all_called(value, (f"{what} {axis}" for axis in SPATIAL[rank]))


def channels_apart(x: Tensor, rank: int, data_format: DataFormat) -> tuple[Dim, Shape, Dim]:
    """Batch, spatial sizes, channels, wherever the channels stand."""
    axes = back("batch", SPATIAL[rank], "channels", data_format)
    return apart(x.read(*axes), data_format)


def apart(sizes: Sequence[T], data_format: DataFormat) -> tuple[T, tuple[T, ...], T]:
    """The first, the spatial and the channel entry of a shape, an index or a list of names."""
    if data_format == "channels_first":
        first, channels, *spatial = sizes
    else:
        first, *spatial, channels = sizes
    return first, tuple(spatial), channels


def back(first: T, spatial: Sequence[T], channels: T, data_format: DataFormat) -> tuple[T, ...]:
    """What `apart` took apart."""
    if data_format == "channels_first":
        return (first, channels, *spatial)
    return (first, *spatial, channels)


def has_name(axis: str) -> bool:
    """Whether a rule calls an axis by a name, and not by its place.

    >>> has_name("channels"), has_name("size 1"), has_name("size 1 of input 2"), has_name("")
    (True, False, False, False)
    """
    return bool(axis) and not re.fullmatch(
        r"((target|output) )?(size|axis) \d+( of input \d+)?", axis
    )


def is_counted(axis: str) -> bool:
    """Whether an axis is called by what there is several of along it: channels and steps are
    counted, a height is measured."""
    return has_name(axis) and axis.endswith("s")


def channels_among(names: Sequence[str], usual: DataFormat) -> int | None:
    """Which of the axes of one example holds channels: the one that the rule calls so.  Where it
    names none, as of activations and sums, three axes or more are an image, whose channels are
    where the layers of its framework have them unless they are told otherwise.

    >>> channels_among(("height", "width", "filters"), "channels_first")
    2
    >>> channels_among(("size 1", "size 2", "size 3"), "channels_first")
    0
    """
    named = [i for i, name in enumerate(names) if name.endswith(CHANNELS)]
    if named or len(names) < 3 or all(map(has_name, names)):
        return named[-1] if named else None
    return len(names) - 1 if usual == "channels_last" else 0


def from_front(axis: int, rank: int) -> int:
    """Which of `rank` axes is meant: -1 is the last.

    >>> from_front(-1, 4)
    3
    """
    need(
        -rank <= axis < rank,
        "there is no axis {axis} among {rank:axis|axes}",
        axis=axis,
        rank=rank,
    )
    return axis % rank
