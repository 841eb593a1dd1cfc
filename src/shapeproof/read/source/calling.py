"""Functions and classes of a source called on what is not known, and the names that they use."""

from __future__ import annotations

import ast
from typing import Any

from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.objects import Class, Function
from shapeproof.read.source.values import Unknown


def called(reader: Interpreter, function: Function, *given: Any) -> Any:
    """What a function gives; an argument that it needs beyond these is an unknown of that name."""
    placed, named = unknowns(reader, function, len(given))
    return reader.call(function, [*given, *placed], named, reader.here())


def instantiated(reader: Interpreter, cls: Class) -> Any:
    """An object of a class; an argument that it needs is an unknown of that name."""
    found = cls.find("__init__")
    placed, named = unknowns(reader, found, 1) if isinstance(found, Function) else ([], {})
    return reader.call(cls, placed, named, reader.here())


def unknowns(
    reader: Interpreter, function: Function, given: int
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments that a function needs beyond so many given: by place, and by name."""
    at = reader.place(function.node)
    placed = [Unknown(name, at) for name in function.required[given:]]
    return placed, {name: Unknown(name, at) for name in function.required_by_name}


def named_in(value: Any) -> set[str]:
    """The names that a function uses, or a class in its methods and bases, but for its own."""
    if isinstance(value, Class):
        inner = {name for part in value.namespace.values() for name in named_in(part)}
        bases = {base.name for base in value.bases if isinstance(base, Class)}
        return (inner | bases) - {value.name}
    if not isinstance(value, Function):
        return set()
    used = {node.id for node in ast.walk(value.node) if isinstance(node, ast.Name)}
    return used - {value.name}
