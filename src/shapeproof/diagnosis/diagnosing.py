"""What is wrong with a model, told with its reasons, and the edits that are seen to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from shapeproof.algebra.notation import size
from shapeproof.diagnosis.candidates import BEFORE, OWN, WINDOW, Candidate, candidates, is_of_input
from shapeproof.diagnosis.failures import Broken, Failure, broken
from shapeproof.diagnosis.origins import Stage, way_of
from shapeproof.diagnosis.remedies import (
    edits_of,
    edits_of_joining,
    edits_of_numbers,
    edits_of_remedy,
)
from shapeproof.editing import Edit, Manuscript, combined
from shapeproof.message import Message, ShapeproofError, noun, say
from shapeproof.model import Model, Problem
from shapeproof.repairs import resized
from shapeproof.rules.rule import Shape
from shapeproof.subject import Subject

MOST_TRIED = 16
"""How many changes are tried for one problem, each by reading the whole model again."""
MOST_SHOWN = 5
FEW = 3  # second changes that are tried after a first
TWO, NUMBER = Candidate((WINDOW, 1)), Candidate((WINDOW, 2))
FITTED = Candidate((BEFORE, 1, 0, 99))


class Fix(NamedTuple):
    """A change with which the problem is gone when the whole model is read again.

    `edit` is the change of the source; a live model has none.  `of` is what it is, by the keys of
    arguments and sizes; `left` is how many problems there are still.
    """

    label: Message | str
    edit: Edit | None
    of: Candidate
    left: int


class Finding(NamedTuple):
    """One problem: for each size that disagrees the layers that it has come through, the layer that
    is guilty, the fixes, best first, and what was tried in vain."""

    problem: Problem
    reads: tuple[Shape, ...]
    ways: tuple[tuple[Stage, ...], ...]
    guilty: str
    fixes: tuple[Fix, ...]
    tried: tuple[str, ...]


class Diagnosis(NamedTuple):
    """Everything that is wrong with a model, which is here as far as it could be read."""

    model: Model
    findings: tuple[Finding, ...]
    manuscript: Manuscript | None

    @property
    def best(self) -> list[Edit]:
        """The best edit of each problem that has one."""
        return [one.fixes[0].edit for one in self.findings if one.fixes and one.fixes[0].edit]


def diagnose(subject: Subject) -> Diagnosis:
    """What is wrong with a model, and what mends it.

    Raises `ReadError` where it cannot be read.
    """
    manuscript = _manuscript(subject)
    found = broken(subject) if subject.model.problems else None
    if found is None or not found.failures:
        return Diagnosis(subject.model, (), manuscript)
    trial = Trial(subject, manuscript, found)
    findings = tuple(trial.finding(failure) for failure in found.failures)
    return Diagnosis(subject.model, findings, manuscript)


def _manuscript(subject: Subject) -> Manuscript | None:
    source = subject.source
    if source is None:
        return None
    try:
        return Manuscript.of(source.data, source.target.file)
    except ShapeproofError:
        return None


class Trial:
    """Changes of one broken model, each tried by reading all of it again."""

    def __init__(self, subject: Subject, manuscript: Manuscript | None, found: Broken) -> None:
        self.subject, self.manuscript, self.found = subject, manuscript, found
        self._left: dict[str | bytes, tuple[str, ...] | None] = {}

    def finding(self, failure: Failure) -> Finding:
        fixes: list[Fix] = []
        tried: list[str] = []
        halves: list[Edit] = []
        for edit, candidate in self._changes(failure):
            left = self._left_by(edit, candidate)
            label = edit.label if edit else _label(candidate)
            if left is None or not _is_gone(failure, self.found, left):
                tried.append(str(label))
                if edit is not None and left is not None and not _tells_of(failure, left):
                    halves.append(edit)
                continue
            if str(label) not in [str(one.label) for one in fixes]:
                fixes.append(Fix(label, edit, candidate, len(left)))
            if len(fixes) == MOST_SHOWN or len(tried) + len(fixes) >= MOST_TRIED:
                break
        if not fixes:
            fixes += self._of_two(failure, halves[:FEW])
        if not fixes:
            fixes += islice(self._of_numbers(failure), MOST_SHOWN)
        fixes.sort(key=lambda one: (one.left, one.of.rank))
        ways = tuple(map(tuple, self._ways(failure)))
        return Finding(
            failure.problem,
            tuple(x.shape for x in failure.inputs),
            ways,
            _guilty(failure, fixes, ways),
            tuple(fixes),
            tuple(dict.fromkeys(tried)),
        )

    def _of_two(self, failure: Failure, halves: list[Edit]) -> Iterator[Fix]:
        """Two edits: one after which something else is wrong, and one that mends that."""
        source, manuscript = self.subject.source, self.manuscript
        for half in halves if source and manuscript else ():
            assert source is not None
            assert manuscript is not None
            changed = source._replace(data=half.applied(manuscript))
            then = broken(Subject(changed.read(), changed.read, changed))
            for edit, _ in self._second(then, manuscript):
                both = combined(half, edit)
                left = self._left_by(both, TWO) if both else None
                if both and left is not None and _is_gone(failure, self.found, left):
                    yield Fix(both.label, both, TWO, len(left))
                    return

    def _of_numbers(self, failure: Failure) -> Iterator[Fix]:
        """Numbers of the modules around, the first that mend it."""
        if self.manuscript is None:
            return
        edits = edits_of_numbers(self.manuscript, self.found, failure)
        once = {edit.label: edit for edit in islice(edits, 2 * MOST_TRIED)}
        for edit in islice(once.values(), MOST_TRIED):
            left = self._left_by(edit, NUMBER)
            if left is not None and _is_gone(failure, self.found, left):
                yield Fix(edit.label, edit, NUMBER, len(left))

    def _second(self, found: Broken, manuscript: Manuscript) -> Iterator[tuple[Edit, Candidate]]:
        """The likeliest edits for what is wrong after a first one."""
        known = {one.problem.layer for one in self.found.failures}
        for failure in found.failures:
            if failure.problem.layer not in known:
                for one in candidates(found, failure)[:FEW]:
                    yield from ((edit, one) for edit in edits_of(manuscript, found, failure, one))

    def _changes(self, failure: Failure) -> Iterator[tuple[Edit | None, Candidate]]:
        """The changes to try, as edits where there is a source."""
        nodes = {node.path: node.call.layer.rule for node in self.found.passage.nodes}
        for place, remedy in enumerate(failure.problem.remedies):
            plain = Candidate((0, place), ((f"{remedy.path}.{remedy.argument}", remedy.value),))
            if self.manuscript is not None:
                for edit in edits_of_remedy(self.manuscript, remedy, nodes.get(remedy.path)):
                    yield edit, plain
        yield from ((edit, FITTED) for edit in self._fitted(failure))
        for one in candidates(self.found, failure):
            edits = list(self._edits(failure, one))
            yield from ((edit, one) for edit in edits)
            if not edits and (one.is_input or (self.manuscript is None and one.changes)):
                yield None, one

    def _edits(self, failure: Failure, candidate: Candidate) -> Iterator[Edit]:
        if self.manuscript is not None:
            yield from edits_of(self.manuscript, self.found, failure, candidate)

    def _fitted(self, failure: Failure) -> Iterator[Edit]:
        if self.manuscript is not None:
            yield from edits_of_joining(self.manuscript, self.found, failure)

    def _left_by(self, edit: Edit | None, candidate: Candidate) -> tuple[str, ...] | None:
        """What is still wrong after a change; None where the model cannot be read then."""
        if edit is None:
            return self._left_with(candidate)
        assert self.manuscript is not None
        text = edit.applied(self.manuscript)
        if text not in self._left:
            self._left[text] = self._left_in(text)
        return self._left[text]

    def _left_in(self, text: str | bytes) -> tuple[str, ...] | None:
        source = self.subject.source
        assert source is not None
        try:
            changed = source._replace(data=text)
            model = changed.read()
            if not model.problems:
                return () if _is_like(model, self.found.model) else None
            return _told(broken(Subject(model, changed.read, changed)))
        except ShapeproofError:
            return None

    def _left_with(self, candidate: Candidate) -> tuple[str, ...] | None:
        try:
            return _told(broken(self.subject, dict(candidate.changes), candidate.inputs))
        except ShapeproofError:
            return None

    def _ways(self, failure: Failure) -> Iterator[Iterator[Stage]]:
        """The way of each size that does not fit: of what a layer reads, or of all that it joins,
        along the first axis in which they differ."""
        if failure.at < 0 or failure.layer is None:
            return
        passage = self.found.passage
        reads, shapes = passage.nodes[failure.at].reads, [x.shape for x in failure.inputs]
        first, *others = shapes or [()]
        apart = (axis for other in others for axis, pair in enumerate(zip(first, other))
                 if axis and pair[0] != pair[1])  # fmt: skip
        axis = next(apart, None)
        if axis is not None:
            yield from (way_of(passage, spot, axis) for spot in reads)
            return
        fitting = next(resized(failure.layer, failure.inputs), None)
        if fitting is not None:
            yield way_of(passage, reads[fitting.input], fitting.axis)
        elif reads:
            yield way_of(passage, reads[0], 1)


def _told(found: Broken) -> tuple[str, ...]:
    return tuple(f"{one.problem.layer}: {one.problem.message}" for one in found.failures)


def _is_gone(failure: Failure, found: Broken, left: tuple[str, ...]) -> bool:
    """Whether this problem is gone, and no more are there than before."""
    return len(left) < len(found.failures) and not _tells_of(failure, left)


def _tells_of(failure: Failure, left: tuple[str, ...]) -> bool:
    """Whether the layer is still among what is wrong."""
    return any(one.startswith(f"{failure.problem.layer}: ") for one in left)


def _is_like(model: Model, before: Model) -> bool:
    """Whether it is the same model, read on: not another one that the source makes too."""
    return model.framework == before.framework and len(model.layers) >= len(before.layers) - 1


def _label(candidate: Candidate) -> Message | str:
    if candidate.inputs:
        return " ".join(f"--input {','.join(map(size, x.shape))}" for x in candidate.inputs)
    named = tuple(say("{name}={value}", name=noun(key), value=repr(value))
                 for key, value in candidate.changes)  # fmt: skip
    return say("{changes}", changes=named)


def _guilty(failure: Failure, fixes: list[Fix], ways: tuple[tuple[Stage, ...], ...]) -> str:
    """The layer whose choice made the size that does not fit: the one that the best fix changes; or
    where that only follows what is read, the one in which the size was made."""
    own, best = failure.problem.layer, fixes[0].of if fixes else Candidate((OWN,))
    if best.rank[0] == WINDOW:
        return own
    paths = {key.rpartition(".")[0] for key, _ in best.changes}
    if len(paths) == 1 and not paths <= {own, ""} and not is_of_input(best.changes):
        return paths.pop()
    stages = (stage for way in ways for stage in way)
    made = (one.path for one in stages if one.makes and one.type != "InputLayer")
    return next(made, own)
