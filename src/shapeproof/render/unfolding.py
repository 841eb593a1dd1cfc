"""The rows of a summary with the derivation of each call, those that are alike derived once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shapeproof.explanation import Explanation, Row, of_parts
from shapeproof.language import Translate
from shapeproof.model import Call, Model, within
from shapeproof.outline import Entry
from shapeproof.render.derivation import Derivation, derivation, reading
from shapeproof.render.text import called, tied
from shapeproof.render.writing import COLUMNS


class Unfolded(NamedTuple):
    """A row of a summary under its whole path, with what unfolds from it: for each call what is
    said of it among others, if there are any, and its derivation, where that is not said already.
    """

    path: str
    entry: Entry
    folds: tuple[tuple[str, Derivation | None], ...]


def unfolded(
    model: Model, entries: Iterable[Entry], tell: Translate = str, columns: int = COLUMNS
) -> Iterator[Unfolded]:
    """The rows of a model's outline; of those that are alike the first is derived, others tell what
    they read."""
    above: list[str] = []
    derived: dict[int, str] = {}
    for entry in entries:
        del above[entry.level :]
        prefix = f"{above[-1]}." if above else ""
        path = within(prefix, entry.call.path)
        above.append(path)
        has_several = len(entry.uses) > 1
        folds = tuple(
            (
                called(number, use).told(tell) if has_several else "",
                _derived(
                    _placed(use.call, path, prefix, model.file),
                    use.explanation,
                    derived,
                    tell,
                    columns,
                ),
            )
            for number, use in enumerate(entry.uses, 1)
        )
        yield Unfolded(path, entry, folds)


def _placed(call: Call, path: str, prefix: str, file: str) -> Call:
    """The call with whole paths, and with a file only where that is not the model's."""
    sources = tuple(one._replace(path=within(prefix, one.path)) for one in call.sources)
    at = call.at._replace(file="") if call.at and call.at.file == file else call.at
    return call._replace(path=path, sources=sources, at=at)


def _derived(
    call: Call,
    why: Explanation | None,
    derived: dict[int, str],
    tell: Translate,
    columns: int,
) -> Derivation | None:
    if why is None:
        assert call.inside is not None
        return derivation(Row(call, of_parts(call, call.inside)), tell, columns)
    alike = id(why.facts)  # those of layers that are alike are the same object
    like = derived.get(alike, "")
    derived.setdefault(alike, call.path)
    if like == call.path:
        return None
    row = Row(call, why)
    if like and not any(tied(call)):
        return reading(row, like, tell)
    return derivation(row, tell, columns)
