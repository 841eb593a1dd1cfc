"""Calls: the arguments given, the parameters they are bound to, what the function returns."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.message import say
from shapeproof.read.source.budget import Limit, too_deep
from shapeproof.read.source.objects import REQUIRED, Function, Stream
from shapeproof.read.source.scope import Scope
from shapeproof.read.source.values import Raised, Unknown, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

MOST_YIELDS = 20_000


class Enough(Exception):
    """A generator has given as many values as anybody will read."""


class Return:
    """A function's `return`, on its way out of the blocks around it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def given(
    reader: Interpreter, node: ast.Call, scope: Scope
) -> tuple[list[Any], dict[str, Any], Unknown | None]:
    """The arguments of a call; and the unknown that stands behind a `*` or `**`, if any."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    rest: Any = None
    for each in node.args:
        if isinstance(each, ast.Starred):
            value = reader.evaluate(each.value, scope)
            elements = reader.iterate(value, reader.place(each))
            if elements is None:
                rest = value
            else:
                args.extend(reader.listed(elements))
        else:
            args.append(reader.evaluate(each, scope))
    for keyword in node.keywords:
        value = reader.evaluate(keyword.value, scope)
        if keyword.arg is None:
            rest = spread(reader, value, kwargs, keyword) or rest
        elif keyword.arg in kwargs:
            raise Raised("TypeError", f"got multiple values for keyword argument {keyword.arg!r}")
        else:
            kwargs[keyword.arg] = value
    return args, kwargs, rest


def spread(reader: Interpreter, value: Any, kwargs: dict[str, Any], node: ast.AST) -> Any:
    """Put the entries behind a `**` among the keywords; the value itself if it is not known."""
    items = reader.mapping(value, reader.place(node))
    if items is None:
        return value
    reader.budget.make(len(items))
    for name, each in items.items():
        if not isinstance(name, str):
            if isinstance(name, Value):
                return value
            raise Raised("TypeError", "keywords must be strings")
        if name in kwargs:
            raise Raised("TypeError", f"got multiple values for keyword argument {name!r}")
        kwargs[name] = each
    return None


def invoke(
    reader: Interpreter, function: Function, args: list[Any], kwargs: dict[str, Any], rest: Any
) -> Any:
    """Run the function's body in a scope of its own."""
    scope = Scope(function.scope, function.name)
    bind(function, args, kwargs, scope, rest)
    scope.arguments = dict(scope.values)
    node = function.node
    parameters = [*node.args.posonlyargs, *node.args.args]
    if parameters:
        scope.first = scope.values[parameters[0].arg]
    elif node.args.vararg and scope.values[node.args.vararg.arg]:
        scope.first = scope.values[node.args.vararg.arg][0]
    if isinstance(node, ast.Lambda):
        return within(reader, function, scope, node.body)
    if function.is_generator:
        return Stream(generated(reader, function, scope), "generator")
    return within(reader, function, scope, node.body)


def within(
    reader: Interpreter, function: Function, scope: Scope, body: ast.expr | list[ast.stmt]
) -> Any:
    """Evaluate a body where it stands: in its own cell, one call deeper."""
    before, node, outside = reader.cell, reader.node, reader.outside
    reader.outside = reader.here()
    reader.budget.enter(function.name)
    reader.frames.append(scope)
    reader.cell = function.cell
    try:
        if isinstance(body, ast.expr):
            return reader.evaluate(body, scope)
        signal = reader.block(body, scope)
        return signal.value if isinstance(signal, Return) else None
    except Limit as limit:
        limit.at = limit.at or reader.here()
        raise
    except (RecursionError, MemoryError):
        raise too_deep() from None
    finally:
        reader.budget.leave()
        del reader.frames[-1:]
        reader.cell, reader.node, reader.outside = before, node, outside


def generated(reader: Interpreter, function: Function, scope: Scope) -> Iterable[Any]:
    """What a generator gives: all of it is made when the first value is asked for."""
    reader.yields.append([])
    assert not isinstance(function.node, ast.Lambda)
    try:
        within(reader, function, scope, function.node.body)
    except Enough:
        reader.note(
            say("{name}() gives more than {count:,} values; the rest is left out",
                name=function.name, count=MOST_YIELDS),
            reader.place(function.node),
        )  # fmt: skip
    finally:
        values = reader.yields.pop()
    yield from values


def bind(
    function: Function, args: list[Any], kwargs: dict[str, Any], scope: Scope, rest: Any
) -> None:
    """Give each parameter its argument, as Python does; complain in Python's words."""
    spec, values, kwargs = function.node.args, scope.values, dict(kwargs)
    parameters = [*spec.posonlyargs, *spec.args]
    for parameter, value in zip(parameters, args):
        values[parameter.arg] = value
    if spec.vararg:
        values[spec.vararg.arg] = tuple(args[len(parameters) :])
    elif len(args) > len(parameters):
        raise Raised("TypeError", too_many(function.name, len(parameters), len(args)))
    only_by_position = {parameter.arg for parameter in spec.posonlyargs}
    for parameter in [*spec.args, *spec.kwonlyargs]:
        if parameter.arg in kwargs:
            if parameter.arg in values:
                text = f"{function.name}() got multiple values for argument {parameter.arg!r}"
                raise Raised("TypeError", text)
            values[parameter.arg] = kwargs.pop(parameter.arg)
    if spec.kwarg:
        values[spec.kwarg.arg] = kwargs
    elif kwargs:
        name = next(iter(kwargs))
        what = (
            "some positional-only arguments passed as keyword arguments:"
            if name in only_by_position
            else "an unexpected keyword argument"
        )
        raise Raised("TypeError", f"{function.name}() got {what} {name!r}")
    fill(function, parameters, values, rest)


def fill(function: Function, parameters: list[ast.arg], values: dict[str, Any], rest: Any) -> None:
    """Give the defaults; a parameter without one may be behind an unknown `*args`."""
    first = len(parameters) - len(function.defaults)
    for index, parameter in enumerate(parameters):
        if parameter.arg not in values and index >= first:
            values[parameter.arg] = function.defaults[index - first]
    for parameter, default in zip(function.node.args.kwonlyargs, function.keyword_defaults):
        if parameter.arg not in values and default is not REQUIRED:
            values[parameter.arg] = default
    every = [*parameters, *function.node.args.kwonlyargs]
    missing = [each.arg for each in every if each.arg not in values]
    if missing and rest is not None:
        values.update({name: Unknown(name) for name in missing})
    elif missing:
        raise Raised("TypeError", too_few(function, missing))
    spec = function.node.args
    extra = [each.arg for each in (spec.vararg, spec.kwarg) if each]
    for name in [*(each.arg for each in every), *extra]:  # in the order of `locals()`
        values[name] = values.pop(name)


def too_many(name: str, most: int, count: int) -> str:
    arguments = "argument" if most == 1 else "arguments"
    were = "was" if count == 1 else "were"
    return f"{name}() takes {most} positional {arguments} but {count} {were} given"


def too_few(function: Function, missing: list[str]) -> str:
    only = {each.arg for each in function.node.args.kwonlyargs}
    by_position = [name for name in missing if name not in only]
    names, sort = (by_position, "positional") if by_position else (missing, "keyword-only")
    quoted = [repr(name) for name in names]
    listed = (
        " and ".join(quoted) if len(quoted) < 3 else ", ".join(quoted[:-1]) + f", and {quoted[-1]}"
    )
    arguments = "argument" if len(names) == 1 else "arguments"
    return f"{function.name}() missing {len(names)} required {sort} {arguments}: {listed}"
