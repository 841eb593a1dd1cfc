"""`copy.deepcopy` and `copy.copy` of modules and parameters: the same once more, each its own."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeproof.read.source.torch.modules import Module
    from shapeproof.read.source.torch.tensors import Parameter

Deep = Callable[[Any], Any]
KEPT = ("children", "parameters", "buffers")


def module(old: Module, made: dict[int, Any], deep: Deep) -> Any:
    """A module with copies of all that it keeps; what is shared inside is shared in the copy."""
    twin: Any = made.setdefault(id(old), copy(old))
    twin.face = twin if old.face is old else deep(old.face)
    for kept in KEPT:
        setattr(twin, kept, {name: deep(part) for name, part in getattr(old, kept).items()})
    if (inner := getattr(old, "inner", None)) is not None:
        twin.inner = deep(inner)
        for kept in KEPT:
            setattr(twin.inner, kept, getattr(twin, kept))
    if (attributes := getattr(old, "attributes", None)) is not None:
        twin.attributes = {name: deep(part) for name, part in attributes.items()}
    return twin


def parameter(old: Parameter, made: dict[int, Any], _: Deep) -> Any:
    return made.setdefault(id(old), copy(old))


def shallow(old: Module) -> Any:
    """`copy.copy(module)`: another object that keeps the same."""
    twin: Any = copy(old)
    twin.face = twin if old.face is old else old.face
    for kept in KEPT:
        setattr(twin, kept, dict(getattr(old, kept)))
    if (attributes := getattr(old, "attributes", None)) is not None:
        twin.attributes = dict(attributes)
    return twin
