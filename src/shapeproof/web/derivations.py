"""A layer's derivation, and the answer to an expectation, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping

from shapeproof.algebra.notation import worked
from shapeproof.causes import Answer, Cause
from shapeproof.explanation import Row
from shapeproof.language import Translate
from shapeproof.message import listed
from shapeproof.render import layer
from shapeproof.render.derivation import names_of_outputs, opening, origins, parts
from shapeproof.render.document import Json, number, shape
from shapeproof.render.writing import term
from shapeproof.rules.rule import Weight
from shapeproof.web.equations import PLAIN, equation, linked
from shapeproof.web.places import Text


def why(row: Row, parts_of: Mapping[str, str], text: Text, tell: Translate) -> Json:
    """Everything there is to say of one layer, whose call's sources are ids; `parts_of` a model
    inside are the ids of what it calls."""
    call, explanation = row.call, row.explanation
    notation = linked({**origins(row), **parts_of}, call.layer.arguments)
    numbers = {
        "output": explanation.output,
        "params": explanation.params,
        "macs": explanation.macs,
        "flops": explanation.flops,
    }
    return {
        "path": call.path,
        "type": call.type,
        "at": text.place(call.at),
        "opening": opening(row).told(tell),
        "sentences": [one.told(tell) for one in explanation.sentences],
        "reads": _reads(row, tell),
        "outputs": _outputs(row, tell),
        "weights": [] if call.inside else _weights(call.facts.weights),
        "calls": [part.told(tell) for part in parts(call)],
        "equations": {
            of: [equation(line, notation, tell) for line in lines] for of, lines in numbers.items()
        },
        "relies_on": [need.reason.told(tell) for need in explanation.relies_on],
    }


def _reads(row: Row, tell: Translate) -> list[Json]:
    ids = [*(source.path or None for source in row.call.sources), *[None] * len(row.call.inputs)]
    return [
        {"from": id, "shape": shape(x), "axes": [term(name, tell) for name in names]}
        for id, x, names in zip(ids, row.call.inputs, row.explanation.axes)
    ]


def _outputs(row: Row, tell: Translate) -> list[Json]:
    named = zip(row.call.facts.outputs, names_of_outputs(row, tell))
    return [{"shape": shape(x), "axes": list(names)} for x, names in named]


def _weights(weights: Mapping[str, Weight]) -> list[Json]:
    return [
        {
            "name": name,
            "shape": [number(size) for size in weight.shape],
            "size": number(weight.size),
            "buffer": weight.kind == "buffer",
            "same_as": weight.same_as or None,
        }
        for name, weight in weights.items()
    ]


def expected(answer: Answer, tell: Translate) -> Json:
    """Why a number is not the one that was expected."""
    return {
        "path": answer.path,
        "asked": answer.asked,
        "expected": answer.expected,
        "actual": answer.actual,
        "worked": answer.line and equation(answer.line, PLAIN, tell),
        "causes": [_cause(cause, tell) for cause in answer.causes],
        "text": layer.answer(answer, tell),
    }


def _cause(cause: Cause, tell: Translate) -> Json:
    return {
        "change": listed((change.label for change in cause.changes), tell),
        "worked": worked(cause.line.formula),
        "because": [change.because.told(tell) for change in cause.changes],
        "through": [
            {"layer": one.path, "now": worked(one.now.formula), "then": worked(one.then.formula)}
            for one in cause.through
        ],
    }
