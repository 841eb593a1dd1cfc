"""A drawing on matplotlib's Axes, among whatever else somebody draws there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.extras import extra
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
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDES = {-1: "left", 0: "center", 1: "right"}
INCH = 96.0  # pixels
TALLEST = 40.0  # inches of a figure that nobody else made
CHINESE = ("Noto Sans Mono CJK SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "Microsoft YaHei",
           "PingFang SC", "SimHei")  # fmt: skip


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
    families = _families(drawing)
    for order, shape in enumerate(one for part in drawing.parts for one in part.shapes):
        match shape:
            case Rect():
                _rect(axes, shape, points, order)
            case Text(x, y, text, role, side):
                axes.text(
                    x, y, visible(text).replace("$", r"\$"),
                    color=_colour(WRITTEN[role]), fontsize=size_of(role) * points,
                    fontweight="bold" if role in ("name", "heading") else "normal",
                    family=families, ha=SIDES[side], va="center_baseline", zorder=2 + order * 1e-6,
                )  # fmt: skip
            case Wire():
                _wire(axes, shape, points, order)
    return axes


def _own(drawing: Drawing) -> Axes:
    """The axes of a new figure of pyplot's, which notebooks show where a cell ends."""
    from matplotlib import pyplot

    width, height = drawing.width / INCH, drawing.height / INCH
    scale = min(1.0, TALLEST / max(width, height))
    figure = pyplot.figure(figsize=(width * scale, height * scale))
    return figure.add_axes((0, 0, 1, 1))


def _families(drawing: Drawing) -> list[str]:
    """Fonts that are there: one of Chinese too, where the texts need it."""
    texts = (one.text for part in drawing.parts for one in part.shapes if isinstance(one, Text))
    if all(map(str.isascii, texts)):
        return ["monospace"]
    from matplotlib.font_manager import fontManager

    known = {font.name for font in fontManager.ttflist}
    return ["monospace", *(name for name in CHINESE if name in known)]


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
