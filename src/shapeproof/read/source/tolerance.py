"""Whether a statement that fails may be passed over: only where no model has a part in it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from shapeproof.read.source.objects import BoundMethod, Class, Function, Instance, Record
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Host, Named, Unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


def involves_host(reader: Interpreter, node: ast.AST, scope: Scope) -> bool:
    """Whether the code names a host, or a function or class whose own code does."""
    waiting: list[tuple[ast.AST, Scope]] = [(node, scope)]
    seen: set[int] = set()
    while waiting:
        code, around = waiting.pop()
        for part in ast.walk(code):
            if not isinstance(part, ast.Name | ast.Attribute):
                continue
            for value in reached(named(reader, part, around)):
                if isinstance(value, Host):
                    return True
                if isinstance(value, Function) and id(value.node) not in seen:
                    seen.add(id(value.node))
                    waiting.append((value.node, value.scope))
    return False


def named(reader: Interpreter, node: ast.expr, scope: Scope) -> Any:
    """What a name, or a dotted path into a module, means; nothing is called."""
    match node:
        case ast.Name(id=name):
            value = scope.find(name)
            return reader.free(name, node) if value is UNBOUND else value
        case ast.Attribute(value=owner, attr=attribute):
            module = named(reader, owner, scope)
            if isinstance(module, Named):
                return reader.module(f"{module.dotted}.{attribute}")
            return module.attributes.get(attribute) if isinstance(module, Record) else None
        case _:
            return None


def reached(value: Any, depth: int = 0) -> list[Any]:
    """The value, and what a call of it or of its methods would run or hand on."""
    match value:
        case Class():
            return [each for cls in value.mro for each in members(cls)]
        case Instance():
            return [*reached(value.cls), *list(value.attributes.values())[:64]]
        case BoundMethod():
            return [value.function, *reached(value.owner)]
        case list() | tuple() if depth < 2:
            return [each for item in value[:64] for each in reached(item, depth + 1)]
        case dict() if depth < 2:
            return [each for item in list(value.values())[:64] for each in reached(item, depth + 1)]
        case Unknown():
            return []
        case _:
            return [value]


def members(cls: Any) -> list[Any]:
    return list(cls.namespace.values()) if isinstance(cls, Class) else [cls]
