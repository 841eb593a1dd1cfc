"""A drawing as SVG: one file without scripts or fonts of its own, on light and dark screens."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.render.escaping import html
from shapeproof.render.figures.drawing import (
    COLOURS,
    LOOKS,
    WRITTEN,
    Drawing,
    Part,
    Rect,
    Text,
    Wire,
    bent,
    head,
    size_of,
)

ANCHORS = {-1: "start", 0: "middle", 1: "end"}
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"


def written(drawing: Drawing) -> str:
    """The drawing; what it is and what each part of it is stand in titles, for who hears it."""
    width, height = number(drawing.width), number(drawing.height)
    described = f"<desc>{html(drawing.told)}</desc>" if drawing.told else ""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="spf" role="graphics-document" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
            f"<title>{html(drawing.title)}</title>{described}",
            f"<style>{style()}</style>",
            f'<rect class="spf-paper" width="{width}" height="{height}"/>',
            *map(_part, drawing.parts),
            "</svg>",
        )
    )


def style() -> str:
    """The looks, by their roles, and what is other where the screen is dark."""
    light, dark = ("\n".join(_rules(i)) for i in (0, 1))
    return (
        f"\n.spf text {{ font-family: {FONTS}; dominant-baseline: central; }}\n"
        f".spf-name, .spf-heading {{ font-weight: bold; }}\n"
        f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
    )


def _rules(i: int) -> Iterator[str]:
    colour = {name: f"#{pair[i]}" for name, pair in COLOURS.items()} | {"": "none"}
    yield f".spf-paper {{ fill: {colour['paper']}; }}"
    for role, look in LOOKS.items():
        yield f".spf-{role} {{ fill: {colour[look.inside]}; stroke: {colour[look.around]}; }}"
    for role, name in WRITTEN.items():
        yield f"text.spf-{role} {{ fill: {colour[name]}; stroke: none; }}"


def _part(part: Part) -> str:
    shapes = "".join(map(_shape, part.shapes))
    return f"<g><title>{html(part.title)}</title>{shapes}</g>"


def _shape(shape: Rect | Text | Wire) -> str:
    match shape:
        case Rect():
            return _rect(shape)
        case Text():
            at = f'x="{number(shape.x)}" y="{number(shape.y)}" font-size="{size_of(shape.role)}"'
            anchor = f' text-anchor="{ANCHORS[shape.side]}"' if shape.side != -1 else ""
            return f'<text class="spf-{shape.role}" {at}{anchor}>{html(shape.text)}</text>'
        case Wire():
            return _wire(shape)


def _rect(rect: Rect) -> str:
    look = LOOKS[rect.role]
    x, y, width, height = map(number, rect[:4])
    size = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    round_ = f' rx="{number(look.rounded)}"' if look.rounded else ""
    dash = ' stroke-dasharray="4 3"' if look.is_dashed else ""
    seen = f' fill-opacity="{rect.strength:.2f}"' if rect.strength < 1 else ""
    return f'<rect class="spf-{rect.role}" {size}{round_}{dash}{seen}/>'


def _wire(wire: Wire) -> str:
    """A line, and its head: a triangle, since a marker would need a name of its own."""
    x, y = wire.points[0]
    path = f"M{number(x)} {number(y)}"
    for (x, y), pull in bent(wire.points):
        end = f"{number(x)} {number(y)}"
        path += f"L{end}" if pull is None else f"C{_points(pull)} {end}"
    dash = ' stroke-dasharray="5 3"' if LOOKS[wire.role].is_dashed else ""
    triangle = _points(head(wire))
    return (
        f'<path class="spf-{wire.role}" d="{path}" style="fill: none"{dash}/>'
        f'<path class="spf-{wire.role}" d="M{triangle}Z" style="stroke: none"/>'
    )


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def number(value: float) -> str:
    """A length with at most two places: `12.5`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
