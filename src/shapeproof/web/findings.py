"""What is wrong with a model and what mends it, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.algebra.notation import size
from shapeproof.diagnosis.diagnosing import Diagnosis, Finding, Fix
from shapeproof.language import Translate
from shapeproof.model import Call, Model
from shapeproof.render import diagnosis as renderer
from shapeproof.render.document import Json, number
from shapeproof.render.writing import COLUMNS
from shapeproof.web.places import Text


def fixed(diagnosis: Diagnosis, text: Text, tell: Translate) -> Json:
    """Every problem with its fixes, the best first."""
    return {"findings": [_finding(one, diagnosis, text, tell) for one in diagnosis.findings]}


def _finding(finding: Finding, diagnosis: Diagnosis, text: Text, tell: Translate) -> Json:
    problem = finding.problem
    return {
        "layer": problem.layer,
        "guilty": finding.guilty,
        "message": problem.message.told(tell),
        "at": text.span(problem.at),
        "reads": [[number(size) for size in shape] for shape in finding.reads],
        "fixes": [_fix(one, diagnosis, text, tell) for one in finding.fixes],
        "text": "\n".join(_told(finding, tell)),
    }


def _told(finding: Finding, tell: Translate) -> Iterator[str]:
    yield from renderer.origins(finding, tell, COLUMNS)
    if not finding.fixes:
        yield from renderer.in_vain(finding, tell, COLUMNS)


def _fix(fix: Fix, diagnosis: Diagnosis, text: Text, tell: Translate) -> Json:
    edit, manuscript = fix.edit, diagnosis.manuscript
    pieces = edit.replacements if edit else ()
    mark = len(text.source) - len(text.source.removeprefix("\ufeff"))
    return {
        "label": renderer.spoken(fix.label, tell),
        "source": edit.applied(manuscript) if edit and manuscript else None,
        "edits": [
            {"at": text.between(one.start + mark, one.end + mark), "old": one.old, "new": one.new}
            for one in pieces
        ],
        "inputs": None if edit else _shapes(fix, diagnosis.model),
        "left": fix.left,
    }


def _shapes(fix: Fix, model: Model) -> list[str] | None:
    """The shapes of the model's inputs, as they are asked for, where other ones mend it."""
    if not fix.of.is_input:
        return None
    changes = dict(fix.of.changes)

    def changed(call: Call) -> Iterator[Any]:
        for axis, before in enumerate(call.output.shape):
            yield changes.get(f"{call.path}.{axis}", before)

    shapes = [x.shape for x in fix.of.inputs] or map(changed, model.inputs)
    return [",".join(map(size, shape)) for shape in shapes]
