"""Changes of a broken model, each tried by reading all of it again with the change made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import NamedTuple

from shapeproof.algebra.notation import size
from shapeproof.diagnosis.candidates import BEFORE, MEANT, WINDOW, Candidate, candidates
from shapeproof.diagnosis.failures import Broken, Failure, broken
from shapeproof.diagnosis.remedies import (
    edits_of,
    edits_of_joining,
    edits_of_numbers,
    edits_of_remedy,
    edits_of_spelling,
)
from shapeproof.editing import Edit, Manuscript, combined
from shapeproof.message import Message, ShapeproofError, noun, say
from shapeproof.model import Model
from shapeproof.subject import Source, Subject

MOST = 16
"""How many changes are tried for one problem."""
FEW = 3  # second changes that are tried after a first
SPELT, FITTED, TWO, NUMBER = map(
    Candidate, ((MEANT,), (BEFORE, 1, 0, 99), (WINDOW, 1), (WINDOW, 2))
)
"""What is known of names that are spelt otherwise, of joined tensors that are fitted, of two edits,
of numbers of modules around."""
Left = tuple[str, ...] | None
"""What is wrong after a change, each with its layer; None where nothing can be read then."""


class Change(NamedTuple):
    """A candidate, and the edit of the source that makes it; `None` where there is none."""

    candidate: Candidate
    edit: Edit | None = None

    @property
    def label(self) -> Message | str:
        if self.edit is not None:
            return self.edit.label
        if self.candidate.inputs:
            shapes = (",".join(map(size, x.shape)) for x in self.candidate.inputs)
            return " ".join(f"--input {shape}" for shape in shapes)
        named = tuple(say("{name}={value}", name=noun(key), value=repr(value))
                      for key, value in self.candidate.changes)  # fmt: skip
        return say("{changes}", changes=named)


class OfCalls:
    """Changes of a model of which only the calls are known."""

    def __init__(self, subject: Subject, found: Broken) -> None:
        self.subject, self.found = subject, found

    def changes(self, failure: Failure) -> Iterator[Change]:
        """The changes to try, the likeliest first."""
        for one in candidates(self.found, failure):
            if one.changes or one.inputs:
                yield Change(one)

    def further(self, failure: Failure, vain: Sequence[Change]) -> Iterator[Change]:
        """What is tried where none of these mends it."""
        yield from ()

    def left_by(self, change: Change, failure: Failure) -> int | None:
        """How many problems there are still after a change with which this one is gone, and fewer
        are there than before; None where it is not so."""
        left = self.all_after(change)
        if left is None or tells_of(failure, left) or len(left) >= len(self.found.failures):
            return None
        return len(left)

    def all_after(self, change: Change) -> Left:
        """Everything that is wrong after a change."""
        changes, inputs = dict(change.candidate.changes), change.candidate.inputs
        with suppress(ShapeproofError):
            return told(broken(self.subject, changes, inputs))
        return None


class OfSource(OfCalls):
    """Changes of a model whose source is at hand: edits of its text, and other inputs."""

    def __init__(
        self, subject: Subject, found: Broken, source: Source, manuscript: Manuscript
    ) -> None:
        super().__init__(subject, found)
        self.source, self.manuscript = source, manuscript
        self._model, self._left = cache(self._read), cache(self._told)

    def changes(self, failure: Failure) -> Iterator[Change]:
        rules = {node.path: node.call.layer.rule for node in self.found.passage.nodes}
        for place, remedy in enumerate(failure.problem.remedies):
            key = f"{remedy.path}.{remedy.argument}"
            plain = Candidate((0, place), ((key, remedy.value),))
            for edit in edits_of_remedy(self.manuscript, remedy, rules.get(remedy.path)):
                yield Change(plain, edit)
        for edit in edits_of_spelling(self.manuscript, failure):
            yield Change(SPELT, edit)
        for edit in edits_of_joining(self.manuscript, self.found, failure):
            yield Change(FITTED, edit)
        for one in candidates(self.found, failure):
            edits = list(edits_of(self.manuscript, self.found, failure, one))
            yield from (Change(one, edit) for edit in edits)
            if not edits and one.is_input:
                yield Change(one)

    def further(self, failure: Failure, vain: Sequence[Change]) -> Iterator[Change]:
        """Two edits, and then numbers of the modules around."""
        for half in islice(self._halves(failure, vain), FEW):
            for edit in self._after(half):
                if (both := combined(half, edit)) is not None:
                    yield Change(TWO, both)
        edits = edits_of_numbers(self.manuscript, self.found, failure)
        once = {edit.label: edit for edit in islice(edits, 2 * MOST)}
        yield from (Change(NUMBER, edit) for edit in islice(once.values(), MOST))

    def _halves(self, failure: Failure, vain: Sequence[Change]) -> Iterator[Edit]:
        """The edits after which only something else is wrong."""
        for change in vain:
            left = self.all_after(change) if change.edit else None
            if change.edit and left is not None and not tells_of(failure, left):
                yield change.edit

    def _after(self, half: Edit) -> Iterator[Edit]:
        """The likeliest edits for what is wrong after a first one."""
        changed = self.source._replace(data=half.applied(self.manuscript))
        then = broken(Subject(changed.read(), changed.read, changed))
        known = {one.problem.layer for one in self.found.failures}
        for failure in then.failures:
            if failure.problem.layer not in known:
                for one in candidates(then, failure)[:FEW]:
                    yield from edits_of(self.manuscript, then, failure, one)

    def left_by(self, change: Change, failure: Failure) -> int | None:
        if change.edit is not None and len(self.found.failures) == 1:
            model = self._model(change.edit.applied(self.manuscript))
            if model is not None and change.candidate is SPELT:
                told = [one.message for one in model.problems]
                return None if failure.problem.message in told else len(told)
            if model is None or model.problems:
                return None  # another problem is no better than this one
        return super().left_by(change, failure)

    def all_after(self, change: Change) -> Left:
        if change.edit is None:
            return super().all_after(change)
        return self._left(change.edit.applied(self.manuscript))

    def _read(self, text: str | bytes) -> Model | None:
        with suppress(ShapeproofError):
            return self.source._replace(data=text).read()
        return None

    def _told(self, text: str | bytes) -> Left:
        model, changed = self._model(text), self.source._replace(data=text)
        if model is None or not model.problems:
            return () if model and _is_like(model, self.found.model) else None
        with suppress(ShapeproofError):
            return told(broken(Subject(model, changed.read, changed)))
        return None


def told(found: Broken) -> tuple[str, ...]:
    """What is wrong, each with its layer."""
    return tuple(f"{one.problem.layer}: {one.problem.message}" for one in found.failures)


def tells_of(failure: Failure, left: tuple[str, ...]) -> bool:
    """Whether the layer is still among what is wrong."""
    return any(one.startswith(f"{failure.problem.layer}: ") for one in left)


def _is_like(model: Model, before: Model) -> bool:
    """Whether it is the same model, read on: not another one that the source makes too."""
    return model.framework == before.framework and len(model.layers) >= len(before.layers) - 1
