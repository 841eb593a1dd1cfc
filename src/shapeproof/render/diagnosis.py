"""What is wrong with a model and what mends it, as lines to read and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.algebra.notation import worked
from shapeproof.diagnosis.diagnosing import Diagnosis, Finding, Fix
from shapeproof.diagnosis.origins import Stage
from shapeproof.editing import diff
from shapeproof.language import Translate
from shapeproof.message import Message, say
from shapeproof.render import document as documents
from shapeproof.render.text import afterwards, located
from shapeproof.render.writing import COLUMNS, equation, numbers, titled, wrapped
from shapeproof.rules.rule import Tensor

INDENT = "  "
SOUND = say("nothing is wrong")


def told(diagnosis: Diagnosis, tell: Translate = str, columns: int = COLUMNS) -> str:
    """Each problem with where its sizes come from, the guilty layer, and what mends it; then what
    was taken for granted."""
    told = ["\n".join(_finding(one, diagnosis, tell, columns)) for one in diagnosis.findings]
    notes = afterwards(diagnosis.model._replace(problems=()), tell)
    lines = (line for note in notes for line in wrapped(note, columns, INDENT))
    return "\n".join(["\n\n".join(told or [SOUND.told(tell)]), *lines]) + "\n"


def _finding(
    finding: Finding, diagnosis: Diagnosis, tell: Translate, columns: int
) -> Iterator[str]:
    yield from wrapped(located(finding.problem).told(tell), columns)
    yield from origins(finding, tell, columns)
    yield ""
    if not finding.fixes:
        yield from in_vain(finding, tell, columns)
        return
    mends = say("what mends it, each read again with the change made:")
    yield from wrapped(mends.told(tell), columns)
    for number, fix in enumerate(finding.fixes, 1):
        yield from wrapped(f"{INDENT}{number}. {spoken(fix.label, tell)}", columns, 5 * " ")
        if fix.left:
            rest = say("{n:problem is|problems are} left then", n=fix.left)
            yield from wrapped(f"{INDENT}   {rest.told(tell)}", columns, 5 * " ")
    edit = finding.fixes[0].edit
    if edit is not None and diagnosis.manuscript is not None:
        yield ""
        yield diff(diagnosis.manuscript, edit).rstrip("\n")


def origins(finding: Finding, tell: Translate, columns: int) -> Iterator[str]:
    """What the layer reads, where the sizes of that come from, and where they are made."""
    if finding.reads:
        reads = say("it reads {shapes}", shapes=", ".join(map(numbers, finding.reads)))
        yield from wrapped(INDENT + reads.told(tell), columns, 2 * INDENT)
    for stage in dict.fromkeys(stage for way in finding.ways for stage in way):
        yield from _stage(stage, tell, columns)
    guilty = say("the size is made in {layer}", layer=finding.guilty)
    if finding.guilty != finding.problem.layer:
        yield from wrapped(INDENT + guilty.told(tell), columns, 2 * INDENT)


def _stage(stage: Stage, tell: Translate, columns: int) -> Iterator[str]:
    what = say("from {layer}: {shape}", layer=titled(stage.path, stage.type),
               shape=numbers(stage.shape))  # fmt: skip
    yield from wrapped(INDENT + what.told(tell), columns, 2 * INDENT)
    for line in stage.lines:
        yield from wrapped(2 * INDENT + equation(line, tell), columns, 3 * INDENT)


def in_vain(finding: Finding, tell: Translate, columns: int) -> Iterator[str]:
    """That nothing is known to mend it, and what was tried."""
    if not finding.tried:
        nothing = say("no change is known that mends this by itself; what is said above is the way")
        yield from wrapped(nothing.told(tell), columns)
        return
    vain = say("no single change mends it; tried, each by reading the whole model again:")
    yield from wrapped(vain.told(tell), columns)
    for one in finding.tried:
        yield from wrapped(f"{INDENT}- {one}", columns, 2 * INDENT)


def spoken(label: Message | str, tell: Translate) -> str:
    return label if isinstance(label, str) else label.told(tell)


def document(diagnosis: Diagnosis, whole: dict[str, Any], tell: Translate = str) -> dict[str, Any]:
    """The document of the model, its problems with guilty layers and fixes."""
    file = diagnosis.model.file
    problems = [
        {
            **documents.problem(one.problem, file, tell),
            "guilty": one.guilty,
            "from": [list(map(_told_of, way)) for way in one.ways],
            "fixes": [_fix(fix, file, tell) for fix in one.fixes],
            "tried": list(one.tried),
        }
        for one in diagnosis.findings
    ]
    return {**whole, "problems": problems}


def _told_of(stage: Stage) -> dict[str, Any]:
    """A layer on the way of a size that does not fit."""
    return {
        "layer": stage.path,
        "output": documents.shape(Tensor(stage.shape)),
        "worked": [worked(line.formula) for line in stage.lines],
    }


def _fix(fix: Fix, file: str, tell: Translate) -> dict[str, Any]:
    told: dict[str, Any] = {
        "edit": spoken(fix.label, tell),
        "change": dict(fix.of.changes),
        "left": fix.left,
        "verified": True,
    }
    if fix.edit is None:
        return {**told, "at": None, "old": None, "new": None}
    at = {"file": fix.edit.place.file or file, **(documents.place(fix.edit.place, file) or {})}
    return {**told, "at": at, "old": fix.edit.old, "new": fix.edit.new}
