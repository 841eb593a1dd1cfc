"""What could be different about a layer: each argument, each part, each size that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim, Formula, Name, lift
from shapeproof.explanation import explain
from shapeproof.message import Message, ShapeproofError, noun, say
from shapeproof.naming import is_chosen
from shapeproof.rules.arguments import choices_of
from shapeproof.rules.rule import Facts, Layer, Tensor, hearing, noting
from shapeproof.sentences import applies, sentences

FORGOTTEN, BIAS, CHANNELS, PARTS, ROUNDING, PADDING, FORMAT, CHOSEN, SIZE, OTHER = range(10)
"""How likely a misreading is, the likeliest first."""
CHANNEL_AXES = ("channels", "features")


class Variation(NamedTuple):
    """One thing that may be different, called `name` by the rule.

    `make` gives the layer and its inputs with a value put in; `because` says why it is not so.

    `options` are the values to try; None if it is a number to be solved for, from `least` on.
    `label` says what the change is where that is not `name=value`.
    """

    where: str
    name: str
    was: Any
    rank: int
    options: tuple[Any, ...] | None
    make: Callable[[Any], tuple[Layer, tuple[Tensor, ...]]]
    because: Callable[[Any], Message]
    least: int = 1
    label: Callable[[Any], Message] | None = None


def variations(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Variation]:
    """Every argument, every part that the layer's name settles, every size that it reads."""
    yield from of_itself(layer, inputs)
    for i, x in enumerate(inputs):
        for axis in range(1, len(x.shape)):
            if isinstance(x.shape[axis], int):
                yield of_size(layer, inputs, i, axis)


def of_itself(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Variation]:
    """Every argument, and every part that the layer's name settles."""
    yield from _of_arguments(layer, inputs)
    for key, was in layer.rule.fixed.items():
        if layer.rule.is_quantity(key):
            yield _fixed(layer, inputs, key, was)


def _of_arguments(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Variation]:
    rule = layer.rule
    arguments = {**rule.defaults, **layer.arguments}
    for key in rule.parameters:
        was = arguments.get(key)
        if isinstance(was, Layer):
            yield from _of_inner(layer, key, was, inputs)
        elif isinstance(was, tuple) and any(isinstance(inner, Layer) for inner in was):
            for i, inner in enumerate(was):
                if isinstance(inner, Layer):
                    yield from _of_inner(layer, f"{key}[{i}]", inner, inputs)
        elif rule.is_quantity(key):
            yield from _of_quantity(layer, inputs, key, was)
        elif choices := choices_of(rule, key):
            others = tuple(choice for choice in choices if choice != was)
            yield _argument(layer, inputs, key, was, others)


def _of_quantity(
    layer: Layer, inputs: tuple[Tensor, ...], key: str, was: Any
) -> Iterator[Variation]:
    if isinstance(was, tuple):
        same = was[0] if was and len(set(map(str, was))) == 1 else None
        if layer.rule.kind(key) == "Sizes":
            yield _argument(layer, inputs, key, same, None)
        for i, size in enumerate(was):
            if type(size) is int and size > 0:
                yield _element(layer, inputs, key, was, i)
    elif was is None or (type(was) is int and was >= 0):
        yield _argument(layer, inputs, key, was, None)


def _argument(
    layer: Layer, inputs: tuple[Tensor, ...], key: str, was: Any, options: tuple[Any, ...] | None
) -> Variation:
    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        return layer._replace(arguments={**layer.arguments, key: value}), inputs

    def because(_: Any) -> Message:
        return why_not(layer, inputs, key)

    least = 0 if 0 in (was, layer.rule.defaults.get(key)) and options is None else 1
    return Variation(key, key, was, _likely(layer, key), options, make, because, least)


def _element(
    layer: Layer, inputs: tuple[Tensor, ...], key: str, was: tuple[Any, ...], i: int
) -> Variation:
    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        changed = (*was[:i], value, *was[i + 1 :])
        return layer._replace(arguments={**layer.arguments, key: changed}), inputs

    because = say("Here `{argument}` is {value}.", argument=key, value=was)
    return Variation(f"{key}[{i}]", f"{key}[{i}]", was[i], CHOSEN, None, make, lambda _: because)


def _fixed(layer: Layer, inputs: tuple[Tensor, ...], key: str, was: int) -> Variation:
    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        rule = layer.rule._replace(fixed={**layer.rule.fixed, key: value})
        return layer._replace(rule=rule), inputs

    because = say("{layer} has {was} {parts}, each with weights of its own.",
                  layer=layer.rule.name, was=was, parts=noun(key))  # fmt: skip
    return Variation(key, key, was, PARTS, None, make, lambda _: because)


def of_size(layer: Layer, inputs: tuple[Tensor, ...], i: int, axis: int) -> Variation:
    was = inputs[i].shape[axis]

    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        shape = (*inputs[i].shape[:axis], value, *inputs[i].shape[axis + 1 :])
        return layer, (*inputs[:i], inputs[i]._replace(shape=shape), *inputs[i + 1 :])

    name = axis_name(layer, inputs, i, axis)
    where = f"input.{axis}" if len(inputs) == 1 else f"input{i}.{axis}"
    rank = CHANNELS if name in CHANNEL_AXES else SIZE

    def because(value: Any) -> Message:
        return say(NOUNS.get(name, NOUNS["size"]), value=value, was=was, name=noun(name))

    return Variation(where, name, was, rank, None, make, because)


NOUNS = {
    "channels": say(
        "That would be right for {value:input channel|input channels}; here there are {was}."
    ).template,
    "features": say(
        "That would be right for {value:feature|features}; here there are {was}."
    ).template,
    "steps": say("That would be right for {value:step|steps}; here there are {was}.").template,
    "size": say("That would be right if `{name}` were {value}; here it is {was}.").template,
}


def _of_inner(
    layer: Layer, where: str, inner: Layer, inputs: tuple[Tensor, ...]
) -> Iterator[Variation]:
    """The variations of a layer that another is put around."""
    for one in of_itself(inner, inputs):
        yield _within(layer, where, one)


def _within(layer: Layer, where: str, inner: Variation) -> Variation:
    """The same variation, of a layer that stands in an argument, or at a place of one."""
    key, _, place = where.rstrip("]").partition("[")

    def make(value: Any) -> tuple[Layer, tuple[Tensor, ...]]:
        changed, inputs = inner.make(value)
        if not place:
            return layer._replace(arguments={**layer.arguments, key: changed}), inputs
        layers = list(layer.arguments[key])
        layers[int(place)] = changed
        return layer._replace(arguments={**layer.arguments, key: tuple(layers)}), inputs

    return inner._replace(where=f"{where}.{inner.where}", name=f"{where}.{inner.name}", make=make)


def _likely(layer: Layer, key: str) -> int:
    if key == "use_bias":
        return BIAS
    if key == "padding":
        return PADDING
    if key == "data_format":
        return FORMAT
    return CHOSEN if is_chosen(layer, key) else FORGOTTEN


def axis_name(layer: Layer, inputs: tuple[Tensor, ...], i: int, axis: int) -> str:
    """What the rule calls one axis of one input."""
    asked = Name("asked", number(inputs[i].shape[axis]))
    shape = (*inputs[i].shape[:axis], asked, *inputs[i].shape[axis + 1 :])
    with hearing() as heard:
        facts_or_none(layer, (*inputs[:i], inputs[i]._replace(shape=shape), *inputs[i + 1 :]))
    return next((name for name, size in heard.items() if size is asked), f"axis {axis}")


def why_not(layer: Layer, inputs: tuple[Tensor, ...], key: str) -> Message:
    """Why an argument is what it is: the rule's own words on it, or whose choice it was."""
    arguments = {**layer.rule.defaults, **layer.arguments}
    if is_chosen(layer, key):
        return say("Here `{argument}` is {value}.", argument=key, value=_shown(arguments[key]))
    if facts_or_none(layer, inputs):  # a layer inside another may read something else
        numbers = explain(layer, *inputs).numbers
        for sentence in sentences(layer):
            if sentence.startswith(f"Unless `{key}`") and applies(sentence, layer):
                return Message(sentence, numbers)
    return say(
        "Unless told otherwise, `{argument}` is {value}.",
        argument=key,
        value=_shown(arguments.get(key)),
    )


def _shown(value: Any) -> Any:
    return value if isinstance(value, int | Formula) else repr(value)


def facts_or_none(layer: Layer, inputs: tuple[Tensor, ...]) -> Facts | None:
    """What a layer says; None where it cannot be so, or cannot read these."""
    try:
        with noting():
            return layer(*inputs)
    except (ShapeproofError, ArithmeticError, LookupError, TypeError, ValueError):
        return None


def number(size: Dim) -> int | None:
    return int(size) if isinstance(size, int) else lift(size).value
