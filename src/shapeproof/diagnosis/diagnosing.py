"""What is wrong with a model, told with its reasons, and the edits that are seen to mend it."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from shapeproof.diagnosis.candidates import WINDOW, Candidate, is_of_input
from shapeproof.diagnosis.failures import Failure, broken
from shapeproof.diagnosis.origins import Stage, ways_of
from shapeproof.diagnosis.trials import MOST, Change, OfCalls, OfSource
from shapeproof.editing import Edit, Manuscript
from shapeproof.message import Message, ShapeproofError
from shapeproof.model import Model, Problem
from shapeproof.rules.rule import Shape
from shapeproof.subject import Subject

MOST_SHOWN = 5


class Fix(NamedTuple):
    """A change with which the problem is gone when the whole model is read again; `left` is how
    many problems there are still."""

    change: Change
    left: int

    @property
    def label(self) -> Message | str:
        return self.change.label

    @property
    def edit(self) -> Edit | None:
        """The change of the source, where that is at hand."""
        return self.change.edit

    @property
    def of(self) -> Candidate:
        """What is changed, by the keys of arguments and sizes."""
        return self.change.candidate


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
    found = broken(subject) if subject.model.problems else None
    if found is None or not found.failures:
        return Diagnosis(subject.model, (), None)
    manuscript = _manuscript(subject)
    if manuscript is None or subject.source is None:
        trial = OfCalls(subject, found)
    else:
        trial = OfSource(subject, found, subject.source, manuscript)
    findings = tuple(_finding(trial, failure) for failure in found.failures)
    return Diagnosis(subject.model, findings, manuscript)


def _manuscript(subject: Subject) -> Manuscript | None:
    """The source to be edited; None where there is none, or what could be read is no Python."""
    if subject.source is None:
        return None
    try:
        return Manuscript.of(subject.source.data, subject.source.target.file)
    except ShapeproofError:
        return None


def _finding(trial: OfCalls, failure: Failure) -> Finding:
    fixes: dict[str, Fix] = {}
    vain: list[Change] = []
    for change in islice(trial.changes(failure), MOST):
        left = trial.left_by(change, failure)
        if left is None:
            vain.append(change)
        else:
            fixes.setdefault(str(change.label), Fix(change, left))
        if len(fixes) == MOST_SHOWN:
            break
    if not fixes:
        further = (
            Fix(change, left)
            for change in trial.further(failure, vain)
            if (left := trial.left_by(change, failure)) is not None
        )
        for fix in islice(further, MOST_SHOWN):
            fixes.setdefault(str(fix.label), fix)
    best = sorted(fixes.values(), key=lambda one: (one.left, one.of.rank))
    ways = ways_of(trial.found, failure)
    shapes = tuple(x.shape for x in failure.inputs)
    guilty = _guilty(failure, best, ways)
    tried = tuple(dict.fromkeys(str(change.label) for change in vain))
    return Finding(failure.problem, shapes, ways, guilty, tuple(best), tried)


def _guilty(failure: Failure, fixes: list[Fix], ways: tuple[tuple[Stage, ...], ...]) -> str:
    """The layer whose choice made the size that does not fit: the one that the best fix changes; or
    where that only follows what is read, the one in which the size was made."""
    own = failure.problem.layer
    if fixes:
        best = fixes[0].of
        paths = {key.rpartition(".")[0] for key, _ in best.changes}
        if best.rank[0] == WINDOW:
            return own
        if len(paths) == 1 and not paths <= {own, ""} and not is_of_input(best.changes):
            return paths.pop()
    stages = (stage for way in ways for stage in way)
    made = (one.path for one in stages if one.makes and one.type != "InputLayer")
    return next(made, own)
