"""One rule by itself: `sp.keras.Conv1D(filters=7, kernel_size=40)((None, 60, 1))`."""

from __future__ import annotations

from typing import Any

from shapeproof.api import Shape
from shapeproof.explanation import row
from shapeproof.model import Call, Policy, Recorder
from shapeproof.read import sizes
from shapeproof.read.source.keras.signatures import positional
from shapeproof.report import LayerReport
from shapeproof.rules import keras as vocabulary
from shapeproof.rules.arguments import bind, checked
from shapeproof.rules.rule import Layer, Rule


class Single:
    """A layer that no model holds yet; called on shapes, it tells its numbers."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __call__(self, *inputs: Shape) -> LayerReport:
        """The layer on inputs of these shapes, batch first.

        Raises `LayerError` where it cannot take them.
        """
        tensors = tuple(x._replace(dtype="float32") for x in map(sizes, inputs))
        name = self.layer.rule.name
        facts = Recorder().facts(name, self.layer, tensors, Policy(), None)
        return LayerReport(row(Call(name, self.layer, tensors, facts)))


class Vocabulary:
    """A framework's layers by their names."""

    def __getattr__(self, name: str) -> Any:
        rule = None if name.startswith("__") else vocabulary.rule(name)
        if rule is None:
            raise AttributeError(f"there is no rule for {name!r}")
        return lambda *args, **kwargs: Single(made(rule, args, kwargs))

    def __dir__(self) -> list[str]:
        return list(vocabulary.FAMILY)


def made(rule: Rule, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Layer:
    """A layer with these arguments.

    Raises `ArgumentError` for one that it does not take.
    """
    order = positional(rule.name)
    if order is not None and len(args) <= len(order):  # those that change no number left out
        args = tuple(value for name, value in zip(order, args) if name in rule.parameters)
    arguments = {
        key: value.layer if isinstance(value, Single) else value
        for key, value in bind(rule, args, kwargs).items()
    }
    return checked(rule, arguments)


keras = Vocabulary()
