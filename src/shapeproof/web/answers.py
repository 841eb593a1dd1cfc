"""What the page asks and Python answers, over either transport: one JSON object for another.

>>> model = answered({"ask": "model", "source": "m = Sequential([Input((8,)), Dense(3)])"})
>>> model["rows"][0]["params"]
27
>>> answered({"ask": "why", "layer": "dense"})["refused"]
'a question of this kind needs `source`: a text'

`page/src/protocol.ts` is the contract.  Nothing is kept but the last readings, so that a question
on what has just been read costs no other reading.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from shapeproof.explanation import row
from shapeproof.language import Translate, translator
from shapeproof.layer_report import LayerReport
from shapeproof.message import AskError, Message, ShapeproofError, say, too_much
from shapeproof.model import Model
from shapeproof.model import Source as From
from shapeproof.read import Target, shapes
from shapeproof.render.document import Json
from shapeproof.report import Report
from shapeproof.subject import Source, Subject
from shapeproof.web import questions
from shapeproof.web.fields import of_page
from shapeproof.web.models import Listing, model
from shapeproof.web.places import Text
from shapeproof.web.questions import About, Question

if TYPE_CHECKING:
    from shapeproof.diagnosis.diagnosing import Diagnosis

KEPT = 8
"""How many readings are kept."""
EXACT = 2**53 - 1
"""The largest whole number that JavaScript tells from its neighbours."""
NUMBERS = ("", "output", "params", "macs", "flops")
FORMATS = {
    "html": ("html", "text/html"),
    "markdown": ("md", "text/markdown"),
    "latex": ("tex", "application/x-tex"),
    "json": ("json", "application/json"),
    "csv": ("csv", "text/csv"),
    "mermaid": ("mmd", "text/vnd.mermaid"),
    "svg": ("svg", "image/svg+xml"),
    "tikz": ("tex", "application/x-tex"),
    "text": ("txt", "text/plain"),
}
"""What a model is exported as, with the ending of such a file and its media type."""


class Reading:
    """A source as it was read, and what has been found out about it since."""

    def __init__(self, about: About) -> None:
        self.text = Text(about.source)
        self.source = Source(about.source, Target(""), shapes(about.inputs), about.framework)
        self.model: Model = self.source.read()
        self.report = Report(self.model, "model.py")

    @cached_property
    def listing(self) -> Listing:
        return Listing(self.model)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        from shapeproof.diagnosis.diagnosing import diagnose

        return diagnose(Subject(self.model, self.source.read, self.source))

    def layer(self, name: str) -> LayerReport:
        """A row by its id; what it reads goes by ids too.

        Raises `AskError` where there is none.
        """
        if (listed := self.listing.by_id.get(name)) is None:
            return self.report[name]
        sources = tuple(From(given.id or "") for given in listed.reads)
        return LayerReport(row(listed.call._replace(sources=sources)), self.model)


read = lru_cache(maxsize=KEPT)(Reading)


def answered(question: object) -> Json:
    """The answer, or a refusal in one line; whatever is asked, nothing is raised.

    Only where SHAPEPROOF_DEBUG is set are mistakes of ours raised.
    """
    tell = of_page(translator(questions.language(question)))
    try:
        found: Json = exact(_answer(questions.asked(question), tell))
        return found
    except ShapeproofError as error:
        at = error.at
        return refusal(error.message, tell, at.line if at and not at.file else None)
    except Exception as error:
        if much := too_much(error):
            return refusal(much, tell)
        if os.environ.get("SHAPEPROOF_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        return refusal(say("this is a mistake in shapeproof itself ({what}); please report it "
                           "with the model", what=what[:200]), tell)  # fmt: skip


def refusal(message: Message, tell: Translate, line: int | None = None) -> Json:
    """One line for a person, and the line of the source that it is about."""
    words = "".join(c if c.isprintable() else " " for c in message.told(tell)).split()
    return {"refused": " ".join(words), "line": line}


def exact(answer: Any) -> Any:
    """The answer with numbers that JavaScript would round as texts."""
    kind = type(answer)
    if kind is str or answer is None:
        return answer
    if kind is dict:
        return {key: exact(value) for key, value in answer.items()}
    if kind is list:
        return [exact(value) for value in answer]
    is_large = isinstance(answer, int) and not -EXACT <= answer <= EXACT
    return str(answer) if is_large else answer


def _answer(question: Question, tell: Translate) -> Json:
    ask = questions.text(question, "ask")
    if ask not in ASKS:
        raise AskError(say("`{key}` is one of {known}", key="ask", known=tuple(ASKS)))
    return ASKS[ask](read(questions.about(question)), question, tell)


def _model(reading: Reading, _: Question, tell: Translate) -> Json:
    return model(reading.model, reading.listing, reading.text, tell)


def _why(reading: Reading, question: Question, tell: Translate) -> Json:
    from shapeproof.web.derivations import why

    listed = reading.listing.by_id.get(questions.text(question, "layer"))
    parts = reading.listing.parts(listed) if listed and listed.call.inside else {}
    return why(_layer(reading, question).row, parts, reading.text, tell)


def _picture(reading: Reading, question: Question, tell: Translate) -> Json:
    from shapeproof.web.pictures import picture

    return picture(_layer(reading, question), tell)


def _cells(reading: Reading, question: Question, tell: Translate) -> Json:
    from shapeproof.web.pictures import cells

    return cells(_layer(reading, question), questions.places(question, "indices"), tell)


def _expect(reading: Reading, question: Question, tell: Translate) -> Json:
    from shapeproof.web.derivations import expected

    number, of = questions.whole(question, "expected"), questions.one_of(question, "of", NUMBERS)
    about = _layer(reading, question) if question.get("layer") else reading.report
    return expected(about.expect(number, of), tell)


def _fix(reading: Reading, _: Question, tell: Translate) -> Json:
    from shapeproof.web.findings import fixed

    return fixed(reading.diagnosis, reading.text, tell)


def _export(reading: Reading, question: Question, tell: Translate) -> Json:
    format = questions.one_of(question, "format", tuple(FORMATS))
    ending, media = FORMATS[format]
    name = "".join(c for c in reading.model.variable or reading.model.name if c.isidentifier())
    told = getattr(reading.report, f"to_{format}")(language=questions.language(question))
    return {"name": f"{name or 'model'}.{ending}", "media": media, "text": told}


def _layer(reading: Reading, question: Question) -> LayerReport:
    return reading.layer(questions.text(question, "layer"))


ASKS: dict[str, Callable[[Reading, Question, Translate], Json]] = {
    "model": _model,
    "why": _why,
    "picture": _picture,
    "cells": _cells,
    "expect": _expect,
    "fix": _fix,
    "export": _export,
}
