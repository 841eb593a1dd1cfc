"""'I expected 32 at the end': the layer, earlier in the model, where the difference begins.

What one layer is asked is asked of those before it: which change of theirs would have given its
number.  Each change is tried, and all calls between are asked again.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.causes import (
    Answer,
    Cause,
    Change,
    is_trivial,
    label_of,
    likeliest,
    only_learnt,
    rank_of,
)
from shapeproof.elsewhere import PATIENCE, Found, found, sizes_of
from shapeproof.expectation import ASKED, answer_of
from shapeproof.message import say
from shapeproof.model import Model
from shapeproof.passage import Passage
from shapeproof.questions import OfLayer, OfModel, Question
from shapeproof.variations import CHOSEN, OTHER, ROUNDING, number

MOST = 12
"""The causes in other layers that are told."""


def expect_of_layer(model: Model, path: str, expected: int, asked: str = "") -> Answer:
    """Why a number of a layer is not `expected`, by the layer itself and by those before it."""
    passage, readings = Passage(model), [asked] if asked else ASKED
    at = next(i for i, node in enumerate(passage.nodes) if node.path == path)
    return likeliest([_of_layer(passage, at, expected, one) for one in readings])


def expect_of_model(model: Model, expected: int, asked: str = "output") -> Answer:
    """Why the model's output, or one of its totals, is not `expected`.

    Of several outputs, the one that was most likely meant.
    """
    passage = Passage(model)
    if asked != "output":
        return _of_model(passage, model, expected, asked)
    layers = [i for i, node in enumerate(passage.nodes) if not node.call.is_input]
    given = {spot.node for spot in passage.ends if spot is not None}
    ends = [i for i in layers if i in given] or layers[-1:]
    return likeliest([_of_layer(passage, at, expected, asked) for at in ends])


def _of_layer(passage: Passage, at: int, expected: int, asked: str) -> Answer:
    path, call, _ = passage.nodes[at]
    own = answer_of(call.layer, call.inputs, expected, asked)._replace(path=path)
    if own.actual == expected:
        return own
    question = OfLayer(passage, at, asked)
    likely = _likely(question, expected)
    causes = [cause for cause in own.causes if not likely or not is_trivial(cause)]
    if likely and not causes:  # what only hands sizes on does not tell which of them was meant
        position = likely[0].position
        actual, line = question.numbers({})[position], question.line({}, position)
        own = own._replace(actual=actual, line=line)
    causes += [_cause(question, one) for one in likely]
    causes.sort(key=lambda cause: cause.rank)
    return own._replace(causes=causes, complete=passage.asks <= PATIENCE)


def _of_model(passage: Passage, model: Model, expected: int, asked: str) -> Answer:
    question, totals = OfModel(passage, model, asked), model.totals
    [actual] = question.numbers({})
    causes: list[Cause] = []
    if actual != expected:
        causes = [_cause(question, one) for one in _likely(question, expected)]
        if asked == "params" and totals.trainable == expected:
            because = say("{rest:more parameter is|more parameters are} not trained, and "
                          "counted too.", rest=number(totals.non_trainable))  # fmt: skip
            causes.insert(0, only_learnt(totals.trainable, because))
    line, path = question.line({}, 0), model.variable or model.name
    return Answer(asked, expected, actual, line, causes, path, 1, passage.asks <= PATIENCE)


def _likely(question: Question, expected: int) -> list[Found]:
    """The likeliest changes of single calls that give the number."""
    return sorted(found(question, expected), key=lambda one: _rank(question, one))[:MOST]


def _rank(question: Question, found: Found) -> tuple[int, ...]:
    """How likely a change is; one that other layers must follow comes after all others."""
    variation = found.variation
    rank, *rest = rank_of(variation, found.value, question.among[found.at])
    if variation.rank == ROUNDING or (variation.was, found.value) == (1, 2):
        rank = CHOSEN  # no argument, or a default of 1: as likely as what somebody wrote
    if found.values is not None and _is_handed_on(question, found):
        rank = OTHER
    if any(True for _ in _following(question.passage, found)):
        rank += 10
    return rank, *rest


def _is_handed_on(question: Question, found: Found) -> bool:
    """Whether an argument is the number itself, so that any other would do as well."""
    now, then = question.numbers({}), question.numbers(found.again)
    was, at = found.variation.was, found.position
    return (was, found.value) == (now[at], then[at])


def _following(passage: Passage, found: Found) -> Iterator[Change]:
    """The arguments of other layers that must go with the change."""
    for index, answered in found.again.items():
        path, call, _ = passage.nodes[index]
        if index in passage.calls_of[found.at] or answered.layer is call.layer:
            continue
        for key, value in answered.layer.arguments.items():
            if value != (was := call.layer.arguments[key]):
                because = say(
                    "Then `{argument}` of {layer} must be {value}, and not {was}.",
                    argument=key,
                    layer=path,
                    value=repr(value),
                    was=repr(was),
                )
                label = say("{name}={value}", name=f"{path}.{key}", value=repr(value))
                yield Change(f"{path}.{key}", value, was, None, because, label)


def _changes(passage: Passage, found: Found) -> Iterator[Change]:
    """What is changed: an argument, or the sizes of an input."""
    at, variation, value, values, _, again = found
    path, call, _ = passage.nodes[at]
    if not call.is_input:
        label = label_of(variation._replace(name=f"{path}.{variation.name}"), value)
        if variation.label is not None:
            label = say("{change} in {layer}", change=label, layer=path)
        because = variation.because(value)
        yield Change(f"{path}.{variation.where}", value, variation.was, values, because, label)
        return
    for axis, one in sizes_of(passage, at).items():
        if again[at].facts.outputs[0].shape[axis] != one.was:
            because, label = one.because(value), label_of(one, value)
            yield Change(one.where, value, one.was, values, because, label)


def _cause(question: Question, found: Found) -> Cause:
    changes = (*_changes(question.passage, found), *_following(question.passage, found))
    return Cause(
        changes,
        question.line(found.again, found.position),
        _rank(question, found),
        tuple(question.links(found.again, found.position, found.at)),
    )
