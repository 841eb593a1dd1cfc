"""What is supposed of a model while it is read: other arguments, and going on after a mistake.

>>> from shapeproof.rules.keras import rule
>>> with supposing({"conv.filters": 8}):
...     dict(supposed("conv", Layer(rule("Conv1D"), {"filters": 4})).arguments)
{'filters': 8}
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.rules.rule import Facts, Layer, Need, Tensor

if TYPE_CHECKING:
    from shapeproof.model import Problem

Mend = Callable[["Problem", Layer, tuple[Tensor, ...]], Facts | None]
"""What a layer says that does not take its inputs, as if it did; None where nobody can tell."""


class Relied(NamedTuple):
    """What must hold for the numbers of the layer at a path to be true."""

    path: str
    need: Need


class Supposition:
    """Other arguments by their keys (`conv1d.filters`, `conv2d.kernel_size[0]`), and what is found
    out under them: the needs that stay open."""

    def __init__(self, changes: Mapping[str, Any], mend: Mend | None) -> None:
        self.changes, self.mend = changes, mend
        self.relies_on: list[Relied] = []


_supposed: list[Supposition] = []


@contextmanager
def supposing(changes: Mapping[str, Any], mend: Mend | None = None) -> Generator[Supposition]:
    """Every layer that is asked inside has the arguments that these changes give it."""
    _supposed.append(Supposition(changes, mend))
    try:
        yield _supposed[-1]
    finally:
        _supposed.pop()


def supposition() -> Supposition | None:
    """What is supposed now."""
    return _supposed[-1] if _supposed else None


def supposed(path: str, layer: Layer) -> Layer:
    """The layer at a path, with the arguments that it is supposed to have."""
    if not _supposed:
        return layer
    for key, value in _supposed[-1].changes.items():
        if key.startswith(f"{path}."):
            layer = changed(layer, key.removeprefix(f"{path}."), value)
    return layer


def changed(layer: Layer, key: str, value: Any) -> Layer:
    """The layer with another argument: `units`, `kernel_size[0]`, `layer.units` of one inside."""
    if not takes(layer, key):
        return layer
    name, place, inner = split(key)
    was, new = argument(layer, name), value
    if inner:
        new = changed(argument(layer, key.removesuffix(f".{inner}")), inner, value)
    if place is not None:
        sizes = was if isinstance(was, tuple) else (was,) * layer.rule.fixed.get("rank", 1)
        new = (*sizes[:place], new, *sizes[place + 1 :])
    return layer._replace(arguments={**layer.arguments, name: new}, weights=None)


def argument(layer: Layer, key: str) -> Any:
    """What an argument of the layer is."""
    name, place, inner = split(key)
    value = {**layer.rule.defaults, **layer.arguments}.get(name)
    if place is not None and isinstance(value, tuple):
        value = value[place]
    return argument(value, inner) if inner and isinstance(value, Layer) else value


def innermost(layer: Layer, key: str) -> tuple[Layer, str]:
    """The layer whose argument a key names, which may be one inside, and the key there."""
    inner = split(key)[2]
    inside = argument(layer, key.removesuffix(f".{inner}")) if inner else None
    return innermost(inside, inner) if isinstance(inside, Layer) else (layer, key)


def takes(layer: Layer, key: str) -> bool:
    """Whether the layer, or one inside it, has such an argument."""
    name, place, inner = split(key)
    if name not in layer.rule.parameters and name not in layer.arguments:
        return False
    was = argument(layer, name)
    if place is not None:
        length = len(was) if isinstance(was, tuple) else layer.rule.fixed.get("rank", 1)
        return place < length
    return not inner or (isinstance(was, Layer) and takes(was, inner))


def split(key: str) -> tuple[str, int | None, str]:
    """`layer[0].units` in its parts: an argument, a place in it, and what of the layer there."""
    outer, _, inner = key.partition(".")
    name, _, place = outer.partition("[")
    if place.endswith("]") and place[:-1].isdecimal():
        return name, int(place[:-1]), inner
    return outer, None, inner
