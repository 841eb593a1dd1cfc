"""What Keras's own summaries have in common: a row a layer, however often it is called."""

from __future__ import annotations

from collections.abc import Iterable

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.model import Call, Model
from shapeproof.rules.rule import Shape, Tensor

Calls = list[Call]
"""All calls of one layer in a model, the first one first."""


def layers_of(model: Model) -> list[Calls]:
    """The calls of each layer, in the order in which Keras lists layers.

    Only a functional model's inputs are listed, and its bare operations.
    """
    layers: dict[str, Calls] = {}
    for call in model.calls:
        bare = not call.shown.is_layer and model.base == "Model"
        if not bare and not (call.is_input and model.base != "Functional"):
            layers.setdefault(call.path, []).append(call)
    if model.base == "Model":
        layers = {name: layers[name] for name in model.listed if name in layers}
    return [sorted(calls, key=lambda call: call.shown.number) for calls in layers.values()]


def is_sequential(model: Model) -> bool:
    """Whether the summary leaves out what each layer is connected to."""
    return model.base != "Functional" or model.chain


def written_shape(shape: Shape) -> str:
    """`(None, 21, 7)`: None for every size that is not a known number."""
    return f"({', '.join(map(written_size, shape))})"


def written_size(size: Dim) -> str:
    return str(int(size)) if isinstance(size, int) and not isinstance(size, PerExample) else "None"


def written_outputs(outputs: Iterable[Tensor]) -> str:
    """One shape by itself, several in a list."""
    shapes = [written_shape(x.shape) for x in outputs]
    return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"
