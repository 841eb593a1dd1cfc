"""Comma-separated values (RFC 4180): a line a call, for spreadsheets and for programs.

A text that a spreadsheet would take for a formula (it begins with =, +, - or @) begins with an
apostrophe instead.  A number that is not known is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.notation import by_name, formula, worked
from shapeproof.explanation import Line, Row, rows
from shapeproof.language import Translate
from shapeproof.model import Model, added
from shapeproof.render.document import number, value_of
from shapeproof.render.escaping import visible
from shapeproof.render.text import is_plain, where
from shapeproof.render.writing import equation, shapes, term

COLUMNS = (
    *("model", "path", "type", "inputs", "outputs", "params", "trainable", "macs", "flops"),
    *("line", "output_worked", "params_worked", "macs_worked"),
)
EQUATIONS = ("path", "about", "name", "formula", "worked", "value")
Cell = int | str | None


def document(models: Iterable[Model], tell: Translate = str) -> str:
    """A line for each call of each model that has no calls inside."""
    return _written(COLUMNS, (_call(model, row, tell) for model in models for row in rows(model)))


def derivations(rows: Iterable[Row], tell: Translate = str) -> str:
    """A line for each equation of these layers, about their output, params, macs or flops."""
    return _written(EQUATIONS, (cells for row in rows for cells in _equations(row, tell)))


def _written(head: Iterable[str], lines: Iterable[tuple[Cell, ...]]) -> str:
    paper = io.StringIO()
    writer = csv.writer(paper)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in line] for line in lines)
    return paper.getvalue()


def _safe(cell: Cell) -> Cell:
    """A cell that is no formula."""
    if not isinstance(cell, str):
        return cell
    text = visible(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _call(model: Model, row: Row, tell: Translate) -> tuple[Cell, ...]:
    call, facts, why = row.call, row.call.facts, row.explanation
    learnt = added(
        weight.size for weight in facts.parameters.values() if weight.trainable and call.trainable
    )
    at = call.at
    if at is not None and at.file == model.file:
        at = at._replace(file="")
    return (
        model.variable or model.name,
        call.path,
        call.type,
        shapes(call.inputs),
        shapes(facts.outputs),
        number(facts.params),
        number(learnt),
        _known(facts.macs),
        _known(facts.flops),
        where(at) if at else None,
        _worked(why.output, "", tell),
        _worked(why.params, "params", tell),
        _worked(why.macs, "macs", tell),
    )


def _known(count: Dim | None) -> Cell:
    return None if count is None else number(count)


def _worked(lines: list[Line], about: str, tell: Translate) -> str:
    """`projections: 12*64 = 768; 768 + 512 = 1280`: the last one goes without its name."""
    return "; ".join(
        worked(line.formula) if line.subject == about else equation(line, tell)
        for line in lines
        if not (about and is_plain(line))
    )


def _equations(row: Row, tell: Translate) -> Iterator[tuple[Cell, ...]]:
    why = row.explanation
    for about in ("output", "params", "macs", "flops"):
        for subject, expr in getattr(why, about):
            value = number(value_of(expr))
            named = formula(expr, lambda leaf: term(by_name(leaf), tell))
            yield row.call.path, about, term(subject, tell), named, worked(expr), value
