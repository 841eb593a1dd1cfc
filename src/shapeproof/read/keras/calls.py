"""The calls of a functional model as its config has them: what each layer was called on.

Keras 3 has `{"args": […], "kwargs": {…}}` with a tensor's shape beside its history; Keras 2 has
`["dense", 0, 0, {…}]`: a layer, which of its calls, which of its outputs, other arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shapeproof.message import ReadError, say
from shapeproof.read.keras.settings import brief

CONSTANT = "_CONSTANT_VALUE"


class Reference(NamedTuple):
    """An output of a call: the layer's name, which of its calls, which of its outputs.

    `shape` and `dtype` are what a config of Keras 3 says of it.
    """

    layer: str
    call: int
    output: int
    shape: Any = None
    dtype: Any = None


class Called(NamedTuple):
    """The arguments of a call, `Reference`s where tensors stood."""

    args: Sequence[Any]
    kwargs: Mapping[str, Any]

    @property
    def references(self) -> list[Reference]:
        return list(references_in((*self.args, *self.kwargs.values())))


def called(data: Any, owner: str, layers: Container[str]) -> Called:
    """One call, in either Keras's form; `layers` are the names that there are.

    Raises `ReadError` where it is neither.
    """
    match data:
        case {"args": list() | tuple() as args, "kwargs": dict(kwargs)}:
            return Called(
                [_modern(one, owner) for one in args],
                {str(key): _modern(value, owner) for key, value in kwargs.items()},
            )
        case list() | dict():
            beside = _beside(data)
            classic = {str(key): _classic(value, layers) for key, value in beside.items()}
            first = _classic(data, layers)
            alone = isinstance(first, list) and len(first) == 1
            return Called([first[0] if alone else first], classic)
        case _:
            reason = say("{layer}: {value} is no call of a layer", layer=owner, value=brief(data))
            raise ReadError(reason)


def _modern(value: Any, owner: str) -> Any:
    match value:
        case {"class_name": "__keras_tensor__", "config": {"keras_history": history, **config}}:
            return reference(history, owner)._replace(
                shape=config.get("shape"), dtype=config.get("dtype")
            )
        case {"class_name": "__tuple__", "config": {"items": list() | tuple() as items}}:
            return [_modern(one, owner) for one in items]
        case dict():
            return {str(key): _modern(one, owner) for key, one in value.items()}
        case list() | tuple():
            return [_modern(one, owner) for one in value]
        case _:
            return value


def _classic(value: Any, layers: Container[str]) -> Any:
    match value:
        case [str() as layer, int() as call, int() as output, *_] if len(value) in (3, 4):
            return Reference(layer, call, output) if layer in layers else value
        case [str() as layer, _, constant, dict()] if layer == CONSTANT:
            return constant
        case list():
            return [_classic(one, layers) for one in value]
        case dict():
            return {str(key): _classic(one, layers) for key, one in value.items()}
        case _:
            return value


def _beside(data: Any) -> Mapping[Any, Any]:
    """The other arguments of a call of Keras 2, which stand beside its first tensor."""
    while isinstance(data, list) and data and isinstance(data[0], list):
        data = data[0]
    if isinstance(data, dict):
        return _beside(list(data.values()))
    last = data[-1] if data else None
    return last if isinstance(last, dict) else {}


def reference(history: Any, owner: str) -> Reference:
    match history:
        case [str() as layer, int() as call, int() as output]:
            return Reference(layer, call, output)
        case _:
            reason = say("{layer}: {value} is no tensor", layer=owner, value=brief(history))
            raise ReadError(reason)


def ends(data: Any, owner: str) -> Any:
    """A model's inputs or outputs: a tensor, or tensors in lists and dicts."""
    match data:
        case [str(), int(), int()]:
            return reference(data, owner)
        case list() | tuple():
            return tuple(ends(one, owner) for one in data)
        case dict():
            return {str(key): ends(one, owner) for key, one in data.items()}
        case _:
            return reference(data, owner)


def references_in(value: Any) -> Iterator[Reference]:
    match value:
        case Reference():
            yield value
        case list() | tuple():
            for one in value:
                yield from references_in(one)
        case dict():
            for one in value.values():
                yield from references_in(one)
        case _:
            pass


def replaced(value: Any, by: Callable[[Reference], Any]) -> Any:
    """The same structure with something else in the place of each tensor."""
    match value:
        case Reference():
            return by(value)
        case list() | tuple():
            return type(value)(replaced(one, by) for one in value)
        case dict():
            return {key: replaced(one, by) for key, one in value.items()}
        case _:
            return value
