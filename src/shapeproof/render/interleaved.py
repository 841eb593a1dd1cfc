"""`show --why`: a summary with the derivation of each layer below its row."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.language import Translate
from shapeproof.message import say
from shapeproof.model import Model
from shapeproof.outline import Entry
from shapeproof.render import markdown as in_markdown
from shapeproof.render import table as in_table
from shapeproof.render import text as in_text
from shapeproof.render.derivation import Derivation
from shapeproof.render.escaping import html
from shapeproof.render.layer import derived
from shapeproof.render.table import Screen
from shapeproof.render.unfolding import Unfolded, unfolded


def text(model: Model, entries: list[Entry], tell: Translate, columns: int) -> str:
    """The summary in plain text, every row with its whole derivation."""
    return in_text.summary(model, _rows(model, entries, tell, columns), tell, columns)


def table(model: Model, entries: list[Entry], tell: Translate, screen: Screen) -> str:
    """The same with a table's lines around each row."""
    rows = _rows(model, entries, tell, screen.columns)
    if screen.columns < in_text.NARROW:
        return in_table.told(in_text.summary(model, rows, tell, screen.columns), screen)
    return in_table.apart(model, rows, tell, screen)


def markdown(model: Model, entries: list[Entry], tell: Translate) -> str:
    """The summary, and below it a derivation that unfolds for each row."""
    lines = [in_markdown.show(model, entries, tell)]
    for one in unfolded(model, entries, tell):
        for said, told in one.folds:
            if told is not None:
                _, *inside = in_markdown.derived(told, tell)
                opening = " ".join(filter(None, (said, told.opening)))
                lines += ["", f"<details><summary>{html(opening)}</summary>"]
                lines += [*inside, "", "</details>"]
    return "\n".join(lines)


def _rows(model: Model, entries: list[Entry], tell: Translate, columns: int) -> in_text.Below:
    """Each row with the lines below it, and an empty one before and after."""
    return [
        (one.entry, ["", *_below(one, tell, columns - 2 * (one.entry.level + 1)), ""])
        for one in unfolded(model, entries, tell, columns)
    ]


def _below(one: Unfolded, tell: Translate, columns: int) -> Iterator[str]:
    """What `why` says of each call of a row; of a layer like one above, which one that is."""
    for i, (use, (said, told)) in enumerate(zip(one.entry.uses, one.folds)):
        if i and told is not None:
            yield ""
        if said:
            yield said
        elif use.reads:
            yield say("reads {calls}", calls=use.reads).told(tell)
        if told is not None:
            yield from _derivation(told, tell, columns)


def _derivation(told: Derivation, tell: Translate, columns: int) -> Iterator[str]:
    if told.like:
        yield say("as `{layer}`", layer=told.like).told(tell)
    else:
        yield from derived(told, tell, columns)
