"""Initializers: of what they make, the shape is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.hosts import Made
from shapeproof.read.source.values import Host, Unknown, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames


class Initializer(Host):
    """`keras.initializers.GlorotUniform()`: called with a shape, it gives an array."""

    __slots__ = ("name", "names")

    def __init__(self, names: KerasNames, name: str) -> None:
        self.names, self.name = names, name

    @property
    def kind(self) -> str:
        return self.name

    def attribute(self, name: str, at: Place) -> Any:
        return Unknown(f"{self.name}.{name}", at)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        given = {**dict(zip(("shape", "dtype"), args)), **kwargs}
        shape, dtype = given.get("shape"), given.get("dtype")
        if shape is None or is_unknown(shape):
            return Unknown(f"{self.name}()(…)", at, is_result=True)
        sizes = arrays.axes_of(shape)
        return Array(self.names.interpreter, sizes, arrays.named(dtype) or "float32")

    def written(self) -> str:
        return f"{self.name}()"


def find(names: KerasNames, name: str) -> Made | None:
    """What `initializers.name` means: a class of initializers, or the function that finds one."""
    if name == "serialize":
        return None
    return Made(names, name, lambda *_: Initializer(names, name))
