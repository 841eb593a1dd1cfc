"""Cases: a layer, its arguments, and the shapes of what it reads (without the batch)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from shapeproof.algebra.formula import PerExample
from shapeproof.rules import keras
from shapeproof.rules.rule import Layer, Tensor


class Case(NamedTuple):
    """One layer with its arguments, reading inputs of these shapes and dtypes."""

    layer: Layer
    inputs: tuple[tuple[int, ...], ...]
    dtype: str = "float32"
    batch: int = PerExample(1)

    def tensors(self) -> tuple[Tensor, ...]:
        return tuple(Tensor((self.batch, *shape), self.dtype) for shape in self.inputs)

    def at(self, shift: int) -> Case:
        """The same on inputs that are so much larger, but for the batch."""
        sizes = (tuple(max(size + shift, 1) for size in shape) for shape in self.inputs)
        return self._replace(inputs=tuple(sizes))

    def __str__(self) -> str:
        arguments = ", ".join(f"{key}={value!r}" for key, value in self.layer.arguments.items())
        return f"{self.layer.rule.name}({arguments}) reads {self.inputs}"


def layer(name: str, **arguments: Any) -> Layer:
    rule = keras.rule(name)
    assert rule, name
    return Layer(rule, arguments)


def grid(
    name: str,
    *inputs: tuple[Any, ...],
    dtype: str = "float32",
    batch: int = PerExample(1),
    **choices: list[Any],
) -> Iterator[Case]:
    """The layer with every combination of these arguments, on each of these inputs.

    An input is a shape, or a tuple of shapes for a layer of several inputs.
    """
    for values in product(*choices.values()):
        for shapes in inputs:
            several = bool(shapes) and isinstance(shapes[0], tuple)
            yield Case(
                layer(name, **dict(zip(choices, values))),
                shapes if several else (shapes,),
                dtype,
                batch,
            )
