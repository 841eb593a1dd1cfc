"""A layer's derivation as the page shows it: every number of an equation knows where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shapeproof.algebra.formula import Literal, Name, Step
from shapeproof.algebra.notation import Notation, worked
from shapeproof.causes import Answer, Cause
from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.message import listed
from shapeproof.render import document, layer
from shapeproof.render.derivation import names_of_outputs, opening, origins, parts, sides
from shapeproof.render.document import Json, number, shape
from shapeproof.render.formulas import LATEX
from shapeproof.render.writing import term
from shapeproof.rules.rule import Weight
from shapeproof.web.places import Text

LINKABLE = re.compile(r"[\w.#/: -]+")
"""Ids and names that may stand in an attribute of TeX."""


def why(row: Row, text: Text, tell: Translate) -> Json:
    """Everything there is to say of one layer; its call's sources are ids."""
    call, explanation = row.call, row.explanation
    notation = linked(origins(row), call.layer.arguments)
    numbers = {
        "output": explanation.output,
        "params": explanation.params,
        "macs": explanation.macs,
        "flops": explanation.flops,
    }
    return {
        "path": call.path,
        "type": call.type,
        "at": text.span(call.at),
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


def linked(origins: Mapping[str, str], arguments: Iterable[str]) -> Notation:
    """LaTeX in which a number says which layer it is from, or which argument it is."""
    leads = {name: f"argument={name}" for name in arguments}
    leads |= {name: f"from={id}" for name, id in origins.items() if LINKABLE.fullmatch(id)}

    def quantity(leaf: Literal | Name | Step, text: str) -> str:
        written = LATEX.quantity(leaf, text)
        lead = leads.get(leaf.name) if isinstance(leaf, Name) else None
        return rf"\data{{{lead}}}{{{written}}}" if lead else written

    return LATEX._replace(quantity=quantity)


def equation(line: Line, notation: Notation, tell: Translate) -> Json:
    """An equation in names and in numbers: for TeX, in which numbers lead somewhere, and as text.

    `named` is empty where no names are in it.
    """
    named, told = sides(line, tell)
    return {
        "subject": term(line.subject, tell),
        "named": named and sides(line, tell, LATEX)[0],
        "worked": sides(line, tell, notation)[1],
        "text": {"named": named, "worked": told},
        "value": number(document.value_of(line.formula)),
    }


def expected(answer: Answer, tell: Translate) -> Json:
    """Why a number is not the one that was expected."""
    return {
        "path": answer.path,
        "asked": answer.asked,
        "expected": answer.expected,
        "actual": answer.actual,
        "worked": answer.line and equation(answer.line, LATEX, tell),
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
