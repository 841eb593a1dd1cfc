"""Markdown: a table for a README or an issue, with the equations as code."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.explanation import Entry
from shapeproof.language import Translate
from shapeproof.model import Model
from shapeproof.render import text


def show(model: Model, entries: list[Entry], tell: Translate = str) -> str:
    """The summary, every row with the equations of its numbers."""
    return "\n".join(_show(model, entries, tell))


def _show(model: Model, entries: list[Entry], tell: Translate) -> Iterator[str]:
    yield f"## {_plain(model.name)} ({model.kind})"
    yield ""
    yield _row(
        tell("Layer (type)"), tell("Output shape"), tell("Params"), tell("MACs"), tell("How")
    )
    yield "|:---|:---|---:|---:|:---|"
    for entry in entries:
        name, *others = map(_plain, text.cells(entry, tell))
        how = "<br>".join(f"`{line}`" for line in text.below(entry, tell))
        yield _row(name.replace(text.INDENT, "&emsp;"), *others, how)
    yield ""
    for line in (*text.totals(model, tell), *text.afterwards(model, tell)):
        if line:
            yield f"- {_plain(line.strip())}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(cell: str) -> str:
    """The text with what Markdown would read as its own taken out."""
    for special in "\\|*_<>`":
        cell = cell.replace(special, f"\\{special}")
    return cell
