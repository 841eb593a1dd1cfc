"""Another argument with which a layer takes what it reads.

>>> from shapeproof.rules.torch import module
>>> linear = Layer(module("Linear"), {"in_features": 1050, "out_features": 10})
>>> [(one.key, one.value) for one in repairs(linear, (Tensor((2, 1568)),))]
[('in_features', 1568)]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.repairs.values import accepted, says
from shapeproof.rules.rule import Facts, Layer, Tensor
from shapeproof.supposition import argument, changed
from shapeproof.variations import of_itself

REPEATING = ("in_features", "in_channels", "num_features", "normalized_shape", "input_size",
             "num_channels", "embed_dim", "target_shape", "shape", "size")  # fmt: skip
"""Arguments that repeat a size of the input: what is read says what they should be."""
AXES = ("dim", "dims", "axis", "axes", "start_dim", "end_dim")


class Repair(NamedTuple):
    """One argument that shall be another, and what the layer says then."""

    key: str
    was: Any
    value: Any
    facts: Facts

    @property
    def repeats(self) -> bool:
        """Whether the argument only repeats what the layer reads."""
        return self.key.partition("[")[0] in REPEATING

    @property
    def distance(self) -> int:
        """How far the value is from the old one; no distance for settings."""
        numbers = type(self.was) is int and type(self.value) is int
        return abs(self.value - self.was) if numbers else 0


def repairs(layer: Layer, inputs: tuple[Tensor, ...]) -> list[Repair]:
    """The arguments with which a layer takes its inputs, the likeliest first."""
    found = (*_in_words(layer, inputs), *_of_variations(layer, inputs), *_of_axes(layer, inputs))
    return sorted(found, key=lambda one: (not one.repeats, one.distance))


def _of_variations(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    for variation in of_itself(layer, inputs):
        key, was = variation.where, variation.was
        if variation.options is None:
            yield from (Repair(key, was, *found) for found in accepted(variation.make, was))
            continue
        for value in variation.options:
            facts = says(*variation.make(value)) if value != was else None
            if facts is not None:
                yield Repair(key, was, value, facts)


def _in_words(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """A padding in numbers that keeps a window's middle where a word for it is not taken."""
    kernel = layer.arguments.get("kernel_size")
    was = layer.arguments.get("padding")
    if not isinstance(was, str) or not layer.rule.is_quantity("padding"):
        return
    half = tuple(size // 2 for size in kernel) if isinstance(kernel, tuple) else None
    value = half if half is not None else kernel // 2 if type(kernel) is int else 0
    facts = says(changed(layer, "padding", value), inputs)
    if facts is not None:
        yield Repair("padding", was, value, facts)


def _of_axes(layer: Layer, inputs: tuple[Tensor, ...]) -> Iterator[Repair]:
    """Axes that the input has, for those that it has not."""
    for key in AXES if inputs else ():
        was = layer.arguments.get(key)
        names = [f"{key}[{i}]" for i in range(len(was))] if isinstance(was, tuple) else [key]
        for name in names if was is not None else ():
            for axis in (-1, *range(len(inputs[0].shape))):
                facts = says(changed(layer, name, axis), inputs)
                if facts is not None and axis != argument(layer, name):
                    yield Repair(name, argument(layer, name), axis, facts)
