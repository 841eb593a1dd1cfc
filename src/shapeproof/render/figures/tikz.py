"""A drawing as TikZ: a document that pdflatex, XeLaTeX and tectonic compile as it is.

A paper that loads tikz takes what stands between `% shapeproof: begin` and `% shapeproof: end`; or
it loads standalone too, and inputs the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof import ways
from shapeproof.message import AskError, say
from shapeproof.render.escaping import latex, visible
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
from shapeproof.render.figures.svg import number
from shapeproof.render.fonts import fonts

POINTS = 0.75  # TeX's of a pixel
TALLEST = 16_000  # points: TeX knows no longer length
ANCHORS = {-1: "west", 0: "center", 1: "east"}


def written(drawing: Drawing) -> str:
    """The drawing as a document.

    Raises `AskError` where it is higher or wider than TeX can count.
    """
    if max(drawing.width, drawing.height) * POINTS > TALLEST:
        raise AskError(say("the figure is too large for TeX; {way}, or take svg", way=ways.FOLDED))
    picture = "\n".join(line for part in drawing.parts for line in _part(part))
    return "\n".join(
        (
            r"\documentclass[tikz,border=2pt]{standalone}",
            r"\usepackage{iftex}",
            fonts(picture),
            r"\begin{document}",
            "% shapeproof: begin",
            rf"\begin{{tikzpicture}}[x={POINTS}pt,y=-{POINTS}pt]",
            *_colours(),
            *_styles(),
            picture,
            r"\end{tikzpicture}",
            "% shapeproof: end",
            r"\end{document}",
        )
    )


def _colours() -> Iterator[str]:
    for name, (light, _) in COLOURS.items():
        yield rf"\definecolor{{shapeproof-{name}}}{{HTML}}{{{light.upper()}}}"


def _styles() -> Iterator[str]:
    yield r"\tikzset{"
    for role, look in LOOKS.items():
        inside = f"fill=shapeproof-{look.inside}" if look.inside else "fill=none"
        around = f"draw=shapeproof-{look.around}" if look.around else "draw=none"
        dashed = ",dashed" if look.is_dashed else ""
        corners = (
            f"rounded corners={number(look.rounded * POINTS)}pt"
            if look.rounded
            else "sharp corners"
        )
        yield f"  shapeproof {role}/.style={{{inside},{around}{dashed},{corners}}},"
    for role, colour in WRITTEN.items():
        points = number(size_of(role) * POINTS)
        bold = r"\bfseries" if role in ("name", "heading") else ""
        font = rf"\ttfamily{bold}\fontsize{{{points}}}{{{points}}}\selectfont\frenchspacing"
        yield (f"  shapeproof text {role}/.style={{inner sep=0pt,outer sep=0pt,"
               f"text=shapeproof-{colour},font={font}}},")  # fmt: skip
    yield "}"


def _part(part: Part) -> Iterator[str]:
    yield f"% {visible(part.title)}"
    for shape in part.shapes:
        match shape:
            case Rect(x, y, width, height, role, strength):
                seen = f",fill opacity={strength:.2f}" if strength < 1 else ""
                corners = f"{_at(x, y)} rectangle {_at(x + width, y + height)}"
                yield rf"\path[shapeproof {role}{seen}] {corners};"
            case Text(x, y, text, role, side):
                style = f"shapeproof text {role},anchor={ANCHORS[side]}"
                yield rf"\node[{style}] at {_at(x, y)} {{\strut {latex(text)}}};"
            case Wire():
                yield from _wire(shape)


def _wire(wire: Wire) -> Iterator[str]:
    x, y = wire.points[0]
    path = _at(x, y)
    for (x, y), pull in bent(wire.points):
        by = "--" if pull is None else f".. controls {_at(*pull[0])} and {_at(*pull[1])} .."
        path += f" {by} {_at(x, y)}"
    yield rf"\path[shapeproof {wire.role},fill=none,sharp corners] {path};"
    triangle = " -- ".join(_at(x, y) for x, y in head(wire))
    yield rf"\path[shapeproof {wire.role},draw=none,sharp corners] {triangle} -- cycle;"


def _at(x: float, y: float) -> str:
    return f"({number(x)},{number(y)})"
