"""LaTeX: a document that pdflatex, XeLaTeX and tectonic compile as it is.

A paper takes what stands between `% shapeproof: begin` and `% shapeproof: end`, and loads amsmath,
array, booktabs and longtable; or it loads docmute and inputs the whole file.  Chinese and Japanese
take XeLaTeX or tectonic; pdflatex writes the numbers of characters for which it has no font.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.outline import Entry
from shapeproof.render import text
from shapeproof.render.derivation import (
    LIKE,
    Derivation,
    Drawing,
    Item,
    Origin,
    derivation,
    sides,
)
from shapeproof.render.escaping import latex, sentence
from shapeproof.render.fonts import fonts, is_eastern
from shapeproof.render.formulas import LATEX, quantity
from shapeproof.render.unfolding import unfolded
from shapeproof.render.writing import term, titled

PREAMBLE = r"""\documentclass{article}
\usepackage[a4paper, margin=2.5cm]{geometry}
\usepackage{amsmath, array, booktabs, iftex, longtable}
"""
LONG = 24
"""A word of more characters may break behind dots and underscores, beside Chinese ones, or where it
must."""
LONGER = re.compile(rf"(\S{{{LONG + 1},}})")
PARTS = re.compile(rf"[^._\u1100-\U0010ffff]{{1,{LONG}}}[._]*|[._]+|.", re.DOTALL)


def document(models: Iterable[tuple[Model, list[Entry]]], tell: Translate = str) -> str:
    """For each model its summary in a table, and the derivations of its layers."""
    return whole(line for model, entries in models for line in _model(model, entries, tell))


def derivations(rows: Iterable[Row], tell: Translate = str) -> str:
    """The whole derivation of each of these layers."""
    return whole(line for row in rows for line in _derivation(derivation(row, tell), tell))


def verbatim(told: str, _: Translate = str) -> str:
    """A text as it stands."""
    return whole(_drawing(told.rstrip().split("\n")))


def whole(lines: Iterable[str]) -> str:
    """A document with this in it."""
    body = "\n".join(lines)
    return "".join(
        (
            "% !TeX program = xelatex\n" if is_eastern(body) else "",
            PREAMBLE,
            fonts(body),
            "\n\\begin{document}\n% shapeproof: begin\n",
            body,
            "\n% shapeproof: end\n\\end{document}\n",
        )
    )


def _model(model: Model, entries: list[Entry], tell: Translate) -> Iterator[str]:
    yield rf"\section*{{\raggedright {_breakable(titled(model.name, model.kind))}}}"
    rows = list(unfolded(model, entries, tell))
    if rows:
        yield from _table(entries, tell)
    totals = text.totals(model, tell) if rows else []
    yield from _lines([line for line in (*totals, *text.afterwards(model, tell)) if line])
    for row in rows:
        for said, told in row.folds:
            if told is not None:
                yield from _derivation(told, tell)
            if said:
                yield f"\n{_breakable(said)}"


def _table(entries: list[Entry], tell: Translate) -> Iterator[str]:
    column = r">{\raggedright\arraybackslash}p{%s\linewidth}"
    yield rf"\begin{{longtable}}{{@{{}}{column % 0.4}{column % 0.24}rr@{{}}}}"
    yield rf"\toprule {' & '.join(map(latex, text.headings(tell)))} \\ \midrule \endhead"
    yield r"\bottomrule \endlastfoot"
    for entry in entries:
        name, shapes, *counts = text.cells(entry, tell)
        indent = rf"\hspace*{{{entry.level}em}}" if entry.level else ""
        cells = (indent + _breakable(name), _breakable(shapes), *map(latex, counts))
        yield rf"{' & '.join(cells)} \\"
    yield r"\end{longtable}"


def _breakable(told: str) -> str:
    parts = enumerate(LONGER.split(told))
    return "".join(_broken(part) if i % 2 else latex(part) for i, part in parts)


def _broken(word: str) -> str:
    return r"\allowbreak{}".join(map(latex, PARTS.findall(word)))


def _lines(lines: list[str]) -> Iterator[str]:
    """Lines below each other."""
    if lines:
        yield r"\begin{flushleft}"
        yield " \\\\\n".join(_breakable(line.strip()) for line in lines)
        yield r"\end{flushleft}"


def _derivation(told: Derivation, tell: Translate) -> Iterator[str]:
    yield ""
    yield rf"\subsection*{{\raggedright {_breakable(told.opening)}}}"
    yield _sentence(told.sentences)
    if told.sections:
        yield r"\begin{description}\raggedright"
        for section in told.sections:
            below = r"\leavevmode" if isinstance(section.items[0], Drawing) else ""
            yield rf"\item[{{{latex(section.heading)}}}]{below}"
            yield "\n\n".join(line for item in section.items for line in _item(item, tell))
        yield r"\end{description}"
    if told.like:
        yield _breakable(tell(LIKE).format(layer=told.like))


def _item(item: Item, tell: Translate) -> Iterator[str]:
    match item:
        case Origin():
            yield _breakable(item.told(tell))
        case Line():
            yield _equation(item, tell)
        case Drawing(lines):
            yield "\n".join(_drawing(lines))
        case str():
            yield _sentence(item)


def _sentence(told: str) -> str:
    return sentence(told, _breakable, lambda name: rf"\texttt{{{_breakable(name)}}}")


def _equation(line: Line, tell: Translate) -> str:
    """The equation with names, and below it with numbers; TeX may break either."""
    first, *others = filter(None, sides(line, tell, LATEX))
    lines = [rf"$\displaystyle {quantity(term(line.subject, tell))} = {first}$"]
    lines += [rf"\hspace*{{1.5em}}$\displaystyle {{}} = {other}$" for other in others]
    return " \\\\\n".join(lines)


def _drawing(lines: Iterable[str]) -> Iterator[str]:
    """Lines whose characters stand below each other; nothing in them ends them, as it might end
    `verbatim`."""
    yield r"\begin{flushleft}\ttfamily\footnotesize"
    yield " \\\\\n".join(latex(line).replace(" ", "~") or "~" for line in lines)
    yield r"\end{flushleft}"
