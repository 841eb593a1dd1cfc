"""A drawing on matplotlib's Axes, among whatever else somebody draws there."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.extras import extra
from shapeproof.message import say
from shapeproof.render.escaping import visible
from shapeproof.render.figures.drawing import (
    COLOURS,
    LOOKS,
    WRITTEN,
    Drawing,
    Rect,
    Text,
    Wire,
    bent,
    head,
    size_of,
    width_of,
)
from shapeproof.render.fonts import is_eastern
from shapeproof.render.writing import wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDES = {-1: "left", 0: "center", 1: "right"}
INCH = 96.0  # pixels
TALLEST = 40.0  # inches of a figure that nobody else made
LARGEST, FINEST = 50e6, 800.0  # its pixels, and how many of them an inch has
CHINESE = (
    *("Mono CJK SC", "Sans CJK", "CJK", "Source Han", "WenQuanYi", "YaHei", "PingFang", "SimHei"),
    *("Hiragino Sans GB", "Heiti", "SimSun", "Droid Sans Fallback", "Arial Unicode"),
)
"""What fonts that have Chinese characters have in their names, the best ones first."""
SAMPLE = "0" * 40


def draw(drawing: Drawing, axes: Axes | None = None) -> Axes:
    """The drawing on these axes, or on those of a figure of its own, as large as it needs to be.

    A figure is not shown: a notebook does that by itself.
    Raises `ReadError` where matplotlib is not installed.
    """
    extra("matplotlib", "plot")
    axes = axes if axes is not None else _own(drawing)
    axes.set_xlim(0, drawing.width)
    axes.set_ylim(drawing.height, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.apply_aspect()
    room = axes.get_window_extent()
    points = min(room.width / drawing.width, room.height / drawing.height) * 72 / axes.figure.dpi
    families, lettered = _lettering(drawing)
    sizes = {role: _size(axes, role, points, families) for role in WRITTEN}
    for order, shape in enumerate(one for part in drawing.parts for one in part.shapes):
        match shape:
            case Rect():
                _rect(axes, shape, points, order)
            case Text(x, y, text, role, side):
                axes.text(
                    x, y, lettered(visible(text)).replace("$", r"\$"),
                    color=_colour(WRITTEN[role]), fontsize=sizes[role], fontweight=_weight(role),
                    family=families, ha=SIDES[side], va="center_baseline", zorder=2 + order * 1e-6,
                )  # fmt: skip
            case Wire():
                _wire(axes, shape, points, order)
    return axes


def _own(drawing: Drawing) -> Axes:
    """The axes of a new figure of pyplot's, which notebooks show where a cell ends.

    One that would be too tall is smaller, and its pixels are too: it can be enlarged.
    """
    from matplotlib import pyplot

    scale = min(1.0, TALLEST * INCH / max(drawing.width, drawing.height))
    width, height = drawing.width / INCH * scale, drawing.height / INCH * scale
    figure = pyplot.figure(figsize=(width, height))
    if scale < 1:
        figure.set_dpi(min(figure.dpi / scale, (LARGEST / width / height) ** 0.5, FINEST))
    return figure.add_axes((0, 0, 1, 1))


def _lettering(drawing: Drawing) -> tuple[list[str], Callable[[str], str]]:
    """Fonts that are there, one of Chinese too where the texts need it; and what can be written of
    a text in them."""
    texts = (one.text for part in drawing.parts for one in part.shapes if isinstance(one, Text))
    if not is_eastern("".join(texts)):
        return ["monospace"], str
    from matplotlib.font_manager import fontManager

    known = sorted({font.name for font in fontManager.ttflist})
    found = [name for part in CHINESE for name in known if part in name]
    if not found:
        missing = say("matplotlib finds no font that has Chinese characters, which are drawn as ?; "
                      "install one, such as Noto Sans CJK")  # fmt: skip
        warnings.warn(str(missing), stacklevel=2)
        return ["monospace"], _western
    return ["monospace", found[0]], str


def _western(text: str) -> str:
    return "".join("?" if wide(one) == 2 else one for one in text)


def _size(axes: Axes, role: str, points: float, families: list[str]) -> float:
    """The size of a text that keeps to its room: on a screen, characters take whole pixels."""
    size = size_of(role) * points
    sample = axes.text(0, 0, SAMPLE, family=families, fontsize=size, fontweight=_weight(role))
    room = width_of(SAMPLE, role) * points * axes.figure.dpi / 72
    while sample.get_window_extent().width > room and size > 1:
        size *= 0.98
        sample.set_fontsize(size)
    sample.remove()
    return size


def _weight(role: str) -> str:
    return "bold" if role in ("name", "heading") else "normal"


def _rect(axes: Axes, rect: Rect, points: float, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    look = LOOKS[rect.role]
    style = f"round,pad=0,rounding_size={look.rounded}" if look.rounded else "square,pad=0"
    patch = FancyBboxPatch(
        (rect.x, rect.y), rect.width, rect.height, boxstyle=style,
        facecolor=_colour(look.inside, rect.strength), edgecolor=_colour(look.around),
        linestyle="--" if look.is_dashed else "-", linewidth=points, zorder=2 + order * 1e-6,
    )  # fmt: skip
    axes.add_patch(patch)


def _wire(axes: Axes, wire: Wire, points: float, order: int) -> None:
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path

    vertices: list[Any] = [wire.points[0]]
    codes: list[Any] = [Path.MOVETO]
    for point, pull in bent(wire.points):
        vertices += [point] if pull is None else [*pull, point]
        codes += [Path.LINETO] if pull is None else [Path.CURVE4] * 3
    look = LOOKS[wire.role]
    colour = _colour(look.around)
    axes.add_patch(
        PathPatch(
            Path(vertices, codes), fill=False, edgecolor=colour, linewidth=points,
            linestyle="--" if look.is_dashed else "-", zorder=2 + order * 1e-6,
        )
    )  # fmt: skip
    axes.add_patch(Polygon(head(wire), color=colour, linewidth=0, zorder=2 + order * 1e-6))


def _colour(name: str, strength: float = 1.0) -> Any:
    return (f"#{COLOURS[name][0]}", strength) if name else "none"
