"""Candidates as changes of the source: which call, which argument, which words around what."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.diagnosis.candidates import Candidate
from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.remedies import arguments, forms, inputs, joins, numbers, spellings
from shapeproof.diagnosis.remedies.places import called, is_of
from shapeproof.editing import Edit, EditError, Manuscript, alternatives, argument, call_at, wrapped
from shapeproof.model import Remedy
from shapeproof.rules.rule import Rule

__all__ = [
    "edits_of",
    "edits_of_joining",
    "edits_of_numbers",
    "edits_of_remedy",
    "edits_of_spelling",
]
TRAINING = (("input", "target"), ("x", "y"))
"""What a loss of torch reads, and a model of Keras that is fitted, by position."""


def edits_of(
    manuscript: Manuscript, found: Broken, failure: Failure, candidate: Candidate
) -> Iterator[Edit]:
    """The ways to write a candidate into the source, the smallest change first."""
    try:
        if candidate.inputs:
            yield from inputs.edits(manuscript, found, candidate.inputs)
        elif candidate.move is not None:
            yield from forms.edits(manuscript, found, failure, candidate.move)
        else:
            yield from arguments.edits(manuscript, found, candidate.changes)
    except EditError:
        return


def edits_of_joining(manuscript: Manuscript, found: Broken, failure: Failure) -> Iterator[Edit]:
    """Tensors that do not go together, cropped or padded to the sizes of one another."""
    try:
        yield from joins.edits(manuscript, found, failure)
    except EditError:
        return


def edits_of_numbers(manuscript: Manuscript, found: Broken, failure: Failure) -> Iterator[Edit]:
    """Numbers that the modules around a failure are made with, where nothing better is known."""
    yield from numbers.edits(manuscript, found, failure)


def edits_of_spelling(manuscript: Manuscript, failure: Failure) -> Iterator[Edit]:
    """A name that nothing has, as one that is close to it."""
    yield from spellings.edits(manuscript, failure.problem.message)


def edits_of_remedy(manuscript: Manuscript, remedy: Remedy, rule: Rule | None) -> Iterator[Edit]:
    """The ways to write what a reader proposes."""
    if remedy.where is None or not is_of(manuscript, remedy.where):
        return
    training = next((names for names in TRAINING if remedy.argument in names), ())
    positions = rule.parameters if rule else training
    try:
        call = call_at(manuscript, remedy.where._replace(file=manuscript.file))
        if training:
            call = called(manuscript, call)
        if not remedy.text:
            value = arguments.written(remedy.value)
            yield from alternatives(manuscript, call, remedy.argument, value, positions)
            return
        target = argument(call, remedy.argument, positions) if remedy.argument else call
        if target is not None:
            before, _, after = remedy.text.partition("{}")
            edit = wrapped(manuscript, target, before, after)
            yield from [edit] if edit else []
    except EditError:
        return
