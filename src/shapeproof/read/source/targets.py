"""What stands left of `=`: names, attributes, items, and patterns of them."""

from __future__ import annotations

import ast
from itertools import islice
from typing import TYPE_CHECKING, Any

from shapeproof.read.source.scope import Binding, Scope
from shapeproof.read.source.values import Host, Raised, Unknown, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


def assign(reader: Interpreter, target: ast.expr, value: Any, scope: Scope) -> None:
    match target:
        case ast.Name(id=name):
            bind(reader, name, value, scope, target)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each, part in zip(targets, unpacked(reader, targets, value)):
                inner = each.value if isinstance(each, ast.Starred) else each
                assign(reader, inner, part, scope)
        case ast.Attribute(value=owner, attr=name):
            reader.write_attribute(reader.evaluate(owner, scope), name, value, target)
        case ast.Subscript():
            owner = reader.evaluate(target.value, scope)
            index = reader.evaluate(target.slice, scope)
            reader.set_item(owner, index, value, reader.place(target))
        case ast.Starred(value=inner):
            assign(reader, inner, value, scope)
        case _:
            raise Raised("SyntaxError", "cannot assign to this expression")


def bind(reader: Interpreter, name: str, value: Any, scope: Scope, node: ast.AST) -> None:
    home = scope.home(name)
    home.values[name] = value
    if isinstance(value, Unknown):
        value.bind(name, reader.place(node))
    elif isinstance(value, Host) and not reader.cell.is_ours:
        function = "" if home is home.globals else home.name
        reader.bindings.append(Binding(name, value, reader.place(node), function))


def unpacked(reader: Interpreter, targets: list[ast.expr], value: Any) -> list[Any]:
    """One value for each target; the items of an unknown are unknown."""
    star = next((i for i, each in enumerate(targets) if isinstance(each, ast.Starred)), None)
    count = len(targets)
    spread = reader.iterate(value, reader.here(), "cannot unpack non-iterable {kind} object")
    if spread is None:
        return [unknown_part(reader, value, i, star, count) for i in range(count)]
    if star is None:
        parts = reader.listed(islice(spread, count + 1))
        if len(parts) > count:
            text = f"too many values to unpack (expected {count})"
            raise Raised("ValueError", text)
        if len(parts) < count:
            text = f"not enough values to unpack (expected {count}, got {len(parts)})"
            raise Raised("ValueError", text)
        return parts
    parts, after = reader.listed(spread), count - star - 1
    if len(parts) < count - 1:
        text = f"not enough values to unpack (expected at least {count - 1}, got {len(parts)})"
        raise Raised("ValueError", text)
    middle = parts[star : len(parts) - after]
    return [*parts[:star], middle, *parts[len(parts) - after :]]


def unknown_part(reader: Interpreter, value: Any, index: int, star: int | None, count: int) -> Any:
    at = reader.here()
    if not is_unknown(value):
        value = reader.element(value, "…")
    if star is not None and index == star:
        after = count - star - 1
        return value.item(slice(star, -after if after else None), at)
    return value.item(index if star is None or index < star else index - count, at)
