"""The JSON document of the contract, as plain dicts and lists."""

from __future__ import annotations

from typing import Any

from shapeproof.algebra.formula import Dim, Expr, PerExample
from shapeproof.algebra.notation import formula, size, worked
from shapeproof.causes import Answer, Cause, Link
from shapeproof.explanation import Explanation, Line, Row, upkeep
from shapeproof.language import Translate
from shapeproof.message import Place, paragraph
from shapeproof.model import Model, Problem
from shapeproof.rules.rule import Reads, Tensor

SCHEMA = "shapeproof/1"
Json = dict[str, Any]


def document(model: Model, rows: list[Row], source: str, tell: Translate = str) -> Json:
    """Everything there is to say about a model."""
    totals = model.totals
    return {
        "schema": SCHEMA,
        "source": source,
        "name": model.variable or model.name,
        "framework": model.framework,
        "inputs": [{"name": call.path, **tensor(call.output)} for call in model.inputs],
        "outputs": [tensor(x) for x in model.outputs],
        "layers": [layer(row, model.file) for row in rows],
        "totals": {
            "params": number(totals.params),
            "trainable": number(totals.trainable),
            "non_trainable": number(totals.non_trainable),
            "bytes": number(totals.bytes),
            "macs": number(totals.macs),
            "flops": number(totals.flops),
            "uncounted": [{"path": call.path, "type": call.type} for call in totals.uncounted],
        },
        **optimizer(model),
        "problems": [problem(one, model.file, tell) for one in model.problems],
        "notes": [
            {"at": place(note.at, model.file), "message": note.message.told(tell)}
            for note in model.notes
        ],
    }


def layer(row: Row, source: str = "") -> Json:
    """A leaf call with its numbers and where each comes from."""
    call, facts = row.call, row.call.facts
    return {
        "path": call.path,
        "type": call.type,
        "at": place(call.at, source),
        "reused": call.reused,
        "from": [source.path for source in call.sources],
        "inputs": [shape(x) for x in call.inputs],
        "outputs": [shape(x) for x in facts.outputs],
        "weights": [
            {
                "name": name,
                "shape": [number(one) for one in weight.shape],
                "dtype": weight.dtype,
                "trainable": weight.trainable and call.trainable,
                **({"kind": "buffer"} if weight.kind == "buffer" else {}),
                **({"same_as": weight.same_as} if weight.same_as else {}),
            }
            for name, weight in facts.weights.items()
        ],
        "params": number(facts.params),
        "macs": None if facts.macs is None else number(facts.macs),
        "flops": None if facts.flops is None else number(facts.flops),
        "why": why(row.explanation),
    }


def optimizer(model: Model) -> Json:
    """What the optimizer keeps, where somebody asks."""
    kept = upkeep(model)
    if kept is None:
        return {}
    told = {
        "name": kept.line.subject,
        "params": number(value_of(kept.line.formula)),
        "bytes": number(kept.bytes),
        "kinds": {kind: number(size) for kind, size in kept.kinds.items()},
        "variables": [
            {"name": name, "shape": [number(one) for one in slot.shape], "dtype": slot.dtype}
            for name, slot in model.slots.items()
        ],
        "why": [equation(kept.line)],
    }
    return {"optimizer": told}


def why(explanation: Explanation) -> Json:
    """The equations of each number."""
    return {
        "output": list(map(equation, explanation.output)),
        "params": list(map(equation, explanation.params)),
        "macs": list(map(equation, explanation.macs)),
        "flops": list(map(equation, explanation.flops)),
    }


def equation(line: Line) -> Json:
    return {
        "name": line.subject,
        "formula": formula(line.formula),
        "worked": worked(line.formula),
        "value": number(value_of(line.formula)),
    }


def value_of(expr: Expr) -> Dim:
    return expr if expr.value is None else expr.value


def answer(answer: Answer, tell: Translate = str) -> Json:
    """Why a number is not the one that was expected."""
    return {
        **({"layer": answer.path} if answer.path else {}),
        "asked": answer.asked,
        "expected": answer.expected,
        "actual": answer.actual,
        "worked": worked(answer.line.formula) if answer.line else None,
        "causes": [cause(one, tell) for one in answer.causes],
        **({} if answer.complete else {"complete": False}),
    }


def cause(cause: Cause, tell: Translate = str) -> Json:
    return {
        "change": {change.where: change.value for change in cause.changes},
        "worked": worked(cause.line.formula),
        "because": paragraph(change.because.told(tell) for change in cause.changes),
        **({"through": list(map(link, cause.through))} if cause.through else {}),
    }


def link(link: Link) -> Json:
    """A number on the way from the one that is asked about to the change."""
    return {
        "layer": link.path,
        "axis": link.then.subject,
        "is": number(value_of(link.now.formula)),
        "would be": number(value_of(link.then.formula)),
        "worked": worked(link.then.formula),
    }


def cell(reads: Reads, tell: Translate = str) -> Json:
    """What one number is made of: for each axis the first and the last place and their distance."""
    return {
        "inputs": [None if at is None else list(map(places, at)) for at in reads.inputs],
        "weights": {name: list(map(places, at)) for name, at in reads.weights.items()},
        "chosen": list(reads.chosen),
        "made": reads.made.told(tell),
    }


def places(at: range) -> Json:
    return {"start": at.start, "stop": at.stop, "step": at.step}


def problem(problem: Problem, source: str = "", tell: Translate = str) -> Json:
    return {
        "kind": problem.kind,
        "at": place(problem.at, source),
        "layer": problem.layer,
        "message": problem.message.told(tell),
        "guilty": problem.layer,
        "fixes": [],
    }


def place(at: Place | None, source: str) -> Json | None:
    """Line and column; the file where it is another than the source."""
    if at is None:
        return None
    file = {} if at.file == source or not source else {"file": at.file}
    cell = {} if at.cell is None else {"cell": at.cell}
    return {**file, "line": at.line, "column": at.column, **cell}


def tensor(x: Tensor) -> Json:
    return {"shape": shape(x), "dtype": x.dtype}


def shape(x: Tensor) -> list[int | str | None]:
    return [None if _is_batch(one) else number(one) for one in x.shape]


def _is_batch(one: Dim) -> bool:
    return isinstance(one, PerExample) and one == 1


def number(value: Dim) -> int | str:
    """A size or a count: a whole number, or a formula in the unknowns."""
    if isinstance(value, PerExample):
        return int(value)
    return value if isinstance(value, int) else size(value)
