"""Markdown as GitHub renders it: a table for a README or an issue, derivations as lists."""

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
    Prose,
    derivation,
    sides,
)
from shapeproof.render.escaping import code, markdown, sentence, visible
from shapeproof.render.writing import term


def show(model: Model, entries: list[Entry], tell: Translate = str) -> str:
    """The summary, every row with the equations of its numbers."""
    return "\n".join(_show(model, entries, tell))


def derivations(rows: Iterable[Row], tell: Translate = str) -> str:
    """The whole derivation of each of these layers."""
    return "\n\n".join("\n".join(derived(derivation(row, tell), tell)) for row in rows)


def verbatim(told: str, _: Translate = str) -> str:
    """A text as it stands."""
    return "\n".join(_fenced(told.rstrip().split("\n")))


def _show(model: Model, entries: list[Entry], tell: Translate) -> Iterator[str]:
    yield f"## {markdown(model.name)} ({markdown(model.kind)})"
    yield ""
    if entries:
        yield _row(*text.headings(tell), tell("How"))
        yield "|:---|:---|---:|---:|:---|"
        for entry in entries:
            name, *others = text.cells(entry, tell)
            how = "<br>".join(map(code, text.below(entry, tell)))
            yield _row("&emsp;" * entry.level + markdown(name), *map(markdown, others), how)
        yield ""
    totals = text.totals(model, tell) if entries else []
    for line in (*totals, *text.afterwards(model, tell)):
        if line:
            yield f"- {markdown(line.strip())}"


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def derived(told: Derivation, tell: Translate) -> Iterator[str]:
    """A derivation under a heading of its own."""
    yield f"### {markdown(told.opening)}"
    if told.sentences:
        yield ""
        yield _sentence(told.sentences)
    for section in told.sections:
        yield ""
        yield f"**{markdown(section.heading)}**"
        yield ""
        for item in section.items:
            yield from _item(item, tell)
    if told.like:
        yield ""
        yield markdown(tell(LIKE).format(layer=told.like))


def _item(item: Item, tell: Translate) -> Iterator[str]:
    match item:
        case Origin():
            yield f"- {markdown(item.told(tell))}"
        case Line():
            first, *others = filter(None, sides(item, tell))
            equation = "<br>".join(map(code, (f"{term(item.subject, tell)} = {first}",
                                              *(f"= {other}" for other in others))))  # fmt: skip
            yield f"- {equation}"
        case Drawing(lines):
            yield from _fenced(lines)
        case Prose():
            yield f"\n{_sentence(item)}"
        case str():
            yield f"- {_sentence(item)}"


def _sentence(told: str) -> str:
    return sentence(told, markdown, code)


def _fenced(lines: Iterable[str]) -> Iterator[str]:
    """Lines whose characters stand below each other, in a fence that none of them closes."""
    lines = list(lines)
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield from map(visible, lines)
    yield fence
