"""What a layer is called on and gives: tensors in lists, dicts."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any, NamedTuple

from shapeproof.read.source.keras.tensors import TensorHost


class Slot(NamedTuple):
    """The place of a tensor in what a layer is called on, or gives."""

    place: int


def slotted(value: Any, found: list[Any]) -> Any:
    """The same structure with a slot for each tensor, which is put among those found: of a dict,
    by key, as Keras orders them."""
    match value:
        case TensorHost():
            found.append(value.tensor)
            return Slot(len(found) - 1)
        case dict():
            parts = {key: slotted(value[key], found) for key in sorted(value, key=str)}
            return {key: parts[key] for key in value}
        case list():
            return [slotted(part, found) for part in value]
        case tuple():
            return tuple(slotted(part, found) for part in value)
        case _:
            return value


def filled(value: Any, tensors: Sequence[Any]) -> Any:
    """The same structure with tensors in their places again."""
    match value:
        case Slot(place):
            return tensors[place]
        case dict():
            return {key: filled(part, tensors) for key, part in value.items()}
        case list():
            return [filled(part, tensors) for part in value]
        case tuple():
            return tuple(filled(part, tensors) for part in value)
        case _:
            return value


def names_of(
    parameters: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Generator[str]:
    """What the tensors of a call are called inside it: `x`, `inputs_0`, `inputs_image`."""
    names = [*parameters, *(f"input_{i}" for i in range(len(parameters), len(args)))]
    for name, value in (*zip(names, args), *sorted(kwargs.items())):
        yield from _names_in(name, value)


def _names_in(name: str, value: Any) -> Generator[str]:
    match value:
        case Slot():
            yield name
        case dict():
            for key in sorted(value, key=str):
                yield from _names_in(f"{name}_{key}", value[key])
        case list() | tuple():
            for i, part in enumerate(value):
                yield from _names_in(f"{name}_{i}", part)
        case _:
            pass
