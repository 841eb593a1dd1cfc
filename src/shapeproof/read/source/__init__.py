"""Python source, read without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeproof.read.source.arrays import Array
    from shapeproof.read.source.budget import Budget
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.objects import Instance
    from shapeproof.read.source.values import Host, Missing, Unknown
    from shapeproof.read.source.vocabulary import Vocabulary

__all__ = [
    "Array",
    "Budget",
    "Host",
    "Instance",
    "Interpreter",
    "Missing",
    "Unknown",
    "Vocabulary",
]
PLACES = {
    "Array": "arrays",
    "Budget": "budget",
    "Host": "values",
    "Instance": "objects",
    "Interpreter": "interpret",
    "Missing": "values",
    "Unknown": "values",
    "Vocabulary": "vocabulary",
}


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is first asked for."""
    from importlib import import_module

    if name in PLACES:
        return getattr(import_module(f"shapeproof.read.source.{PLACES[name]}"), name)
    raise AttributeError(f"module 'shapeproof.read.source' has no attribute {name!r}")
