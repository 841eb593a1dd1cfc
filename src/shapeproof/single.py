"""One rule by itself: `sp.keras.Conv1D(filters=7, kernel_size=40)((None, 60, 1))`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shapeproof.api import Shape
from shapeproof.explanation import row
from shapeproof.layer_report import LayerReport
from shapeproof.model import Call, Policy
from shapeproof.read import sizes
from shapeproof.read.source.keras.signatures import positional
from shapeproof.recorder import Recorder
from shapeproof.rules import keras as of_keras
from shapeproof.rules import torch as of_torch
from shapeproof.rules.arguments import bind, checked
from shapeproof.rules.rule import Layer, Rule


class Single:
    """A layer that no model holds yet; called on shapes, it tells its numbers."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __call__(self, *inputs: Shape, dtype: str = "float32") -> LayerReport:
        """The layer on inputs of these shapes, batch first, and of this dtype.

        Raises `LayerError` where it cannot take them.
        """
        tensors = tuple(x._replace(dtype=dtype) for x in map(sizes, inputs))
        name = self.layer.rule.name
        facts = Recorder().facts(name, self.layer, tensors, Policy(), None)
        return LayerReport(row(Call(name, self.layer, tensors, facts)))


class Vocabulary:
    """A framework's layers by their names."""

    def __init__(
        self,
        rule: Callable[[str], Rule | None],
        names: Iterable[str],
        order: Callable[[str], tuple[str, ...] | None],
    ) -> None:
        self._rule, self._names, self._order = rule, names, order

    def __getattr__(self, name: str) -> Any:
        rule = None if name.startswith("_") else self._rule(name)
        if rule is None:
            raise AttributeError(f"there is no rule for {name!r}")
        order = self._order(rule.name)
        return lambda *args, **kwargs: Single(made(rule, order, args, kwargs))

    def __dir__(self) -> list[str]:
        return list(self._names)


def made(
    rule: Rule, order: tuple[str, ...] | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Layer:
    """A layer with these arguments; `order` is that of all that its framework takes.

    Raises `ArgumentError` for one that it does not take.
    """
    if order is not None and len(args) <= len(order):  # those that change no number left out
        args = tuple(value for name, value in zip(order, args) if name in rule.parameters)
    arguments = {
        key: value.layer if isinstance(value, Single) else value
        for key, value in bind(rule, args, kwargs).items()
    }
    return checked(rule, arguments)


keras = Vocabulary(of_keras.rule, of_keras.FAMILY, positional)
torch = Vocabulary(of_torch.module, of_torch.MODULE_FAMILY, lambda _: None)
