"""A sweep as a picture: a number over one axis as a line, over two as a map."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from shapeproof.language import Translate
from shapeproof.message import Message, ReadError, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shapeproof.sweeping.grid import Axis

Array = np.ndarray[Any, Any]
KINDS = (".png", ".svg", ".pdf")
GREY = "0.8"
MOST = 4_000_000
"""How many candidates are drawn."""
MANY = 16
"""How many values get a mark of their own on an axis."""


def need_drawable(axes: Sequence[Axis], path: str | Path) -> None:
    """Raises `ReadError` for what is no picture: other axes than one or two, too many cells."""
    if len(axes) not in (1, 2):
        raise ReadError(say("a plot has one or two varied arguments, not {n}", n=len(axes)))
    if prod(len(axis.values) for axis in axes) > MOST:
        raise ReadError(say("a plot has at most {most} candidates; vary in larger steps, such as "
                            "1:1000:10", most=MOST))  # fmt: skip
    if Path(path).suffix not in KINDS:
        raise ReadError(say("a plot is written as {kinds}, not as {path}", kinds=KINDS,
                            path=str(path)))  # fmt: skip


def draw(
    axes: Sequence[Axis], name: str, values: Array, path: str | Path, tell: Translate = str
) -> None:
    """`values` are floats over the grid of the axes, NaN where there is no candidate to be shown.

    Raises `ReadError` where the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    plot = figure.add_subplot()
    (_line if len(axes) == 1 else _map)(plot, axes, name, values)
    if np.isnan(values).any():
        _legend(plot, tell)
    try:
        figure.savefig(path, dpi=150)
    except OSError as error:
        why = Message(error.strerror or str(error))
        reason = say("{path} cannot be written: {why}", path=str(path), why=why)
        raise ReadError(reason) from None


def _legend(plot: Axes, tell: Translate) -> None:
    from matplotlib.patches import Patch

    patch = Patch(color=GREY, label=tell("cannot be, or does not meet the condition"))
    plot.legend(handles=[patch], loc="lower center", bbox_to_anchor=(0.5, 1), frameon=False)


def _line(plot: Axes, axes: Sequence[Axis], name: str, values: Array) -> None:
    """A number over one axis; grey where it has none."""
    [axis] = axes
    places = _places(axis)
    marker = "o" if len(places) <= MANY else ""
    plot.plot(places, values, marker=marker, markersize=4)
    across = plot.get_xaxis_transform()
    plot.fill_between(places, 0, 1, np.isnan(values), color=GREY, step="mid", transform=across)
    plot.set_xlabel(axis.key)
    plot.set_ylabel(name)
    plot.yaxis.set_major_formatter("{x:,.0f}")
    _mark(plot.xaxis, axis)


def _map(plot: Axes, axes: Sequence[Axis], name: str, values: Array) -> None:
    """A cell a candidate; grey where it has none."""
    down, right = axes
    shown = np.ma.masked_invalid(values)
    mesh = plot.pcolormesh(_places(right), _places(down), shown, shading="nearest")
    plot.set_facecolor(GREY)
    plot.figure.colorbar(mesh, ax=plot, format="{x:,.0f}", label=name)
    plot.set_xlabel(right.key)
    plot.set_ylabel(down.key)
    _mark(plot.xaxis, right)
    _mark(plot.yaxis, down)


def _places(axis: Axis) -> Array:
    """Where the values stand: numbers where they belong, settings in a row."""
    if axis.is_of_numbers:
        return np.array(axis.values, float)
    return np.arange(len(axis.values), dtype=float)


def _mark(side: Any, axis: Axis) -> None:
    """A few numbers, and settings, are named one by one."""
    if len(axis.values) <= MANY or not axis.is_of_numbers:
        side.set_ticks(_places(axis), [str(value) for value in axis.values])
