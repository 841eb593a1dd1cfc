"""What a layer does, in sentences: the docstring of its rule with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.algebra.formula import Apply, Dim, Name, Step
from shapeproof.message import Count, Extent, Message, say
from shapeproof.naming import is_chosen
from shapeproof.rules.arithmetic import edges
from shapeproof.rules.rule import Layer


def sentences(layer: Layer) -> list[str]:
    """The sentences of the rule's docstring, each a message of its own."""
    return in_sentences(layer.rule.sentence)


def in_sentences(text: str) -> list[str]:
    return [f"{sentence.rstrip('.')}." for sentence in text.split(". ") if sentence]


def said_of(layer: Layer, numbers: Mapping[str, Any]) -> Iterator[Message]:
    """The sentences on this layer, and then on those that it is wrapped around."""
    for sentence in sentences(layer):
        if applies(sentence, layer):
            yield Message(sentence, numbers)
    for key, inner in layer.arguments.items():
        if isinstance(inner, Layer):
            if key.endswith("_activation") or (key == "activation" != layer.rule.name.lower()):
                yield say("Its {argument} is {layer}.", argument=f"`{key}`", layer=_kind(inner))
            yield from said_of(inner, {**numbers, **numbers_of(inner, {})})
        elif isinstance(inner, tuple):
            yield from _of_each(inner)


def _of_each(layers: tuple[Any, ...]) -> list[Message]:
    """The sentences on layers side by side, each once, as far as they need no size that was read:
    sizes that two layers have read go by the same names."""
    from string import Formatter

    told: list[Message] = []
    for layer in layers:
        if isinstance(layer, Layer):
            own = numbers_of(layer, {})
            for message in said_of(layer, own):
                named = {field for _, field, _, _ in Formatter().parse(message.template) if field}
                if named <= own.keys() and message not in told:
                    told.append(message)
    return told


def applies(sentence: str, layer: Layer) -> bool:
    """Whether a sentence on an argument is told: "With `groups`, …" where it was chosen,
    "Unless `strides` …" where it was left as it is."""
    opening, _, rest = sentence.partition(" `")
    if opening not in ("With", "Unless"):
        return True
    argument = rest.partition("`")[0]
    return is_chosen(layer, argument) is (opening == "With")


def numbers_of(layer: Layer, sizes: Mapping[str, Dim]) -> dict[str, Any]:
    """The sizes that a rule read and the arguments that it was given, as a sentence puts them."""
    rule = layer.rule
    arguments = {**rule.defaults, **rule.fixed, **layer.arguments}
    rank = rule.fixed.get("rank", 1)
    return {name: _spoken(size) for name, size in sizes.items()} | {
        key: _in_words(rule.kind(key), value, rank) for key, value in arguments.items()
    }


def _in_words(kind: str, value: Any, rank: int) -> object:
    """An argument in a sentence: sizes along every axis and at every edge by their places."""
    match kind:
        case "Sizes" if not isinstance(value, str):
            return _places(value, rank)
        case "Edges" if value is not None:
            return edges.told(value, rank)
        case "Row":
            return edges.told_of_row(value, rank)
        case _ if isinstance(value, Layer):
            return _kind(value)
        case "Layer" | "tuple[Layer, ...]" if value is not None:
            several = isinstance(value, tuple) and not isinstance(value, Layer)
            return tuple(map(_kind, value)) if several else _kind(value)
        case _:
            return value


def _kind(layer: Any) -> str:
    """What a layer is called; one of the author's own, by its class."""
    return layer.rule.name if isinstance(layer, Layer) else getattr(layer, "kind", "?")


def _spoken(size: Dim) -> object:
    """A size in a sentence: its number, or the formula that it stands for."""
    match size:
        case Name(value=None, meaning=meaning) if meaning is not None:
            return meaning
        case Name(value=int(value)) | Apply(value=int(value)) | Step(value=int(value)):
            return Count(value)
        case _:
            return size


def _places(value: Any, rank: int) -> object:
    """A size along every axis: `16 steps`, or `3×3 places`."""
    if value is None:
        return value
    return Extent(value if isinstance(value, tuple) else (value,) * rank)
