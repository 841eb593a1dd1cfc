"""`match`: whether a value fits a pattern, and the names that the pattern binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from shapeproof.read.source.objects import Class, Instance, Type
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Missing, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

Fit = bool | None  # None: not known


def fits(
    reader: Interpreter, pattern: ast.pattern, value: Any, names: dict[str, Any], scope: Scope
) -> Fit:
    reader.budget.step()
    match pattern:
        case ast.MatchValue(value=node):
            return reader.truth(reader.compare("==", value, reader.evaluate(node, scope)))
        case ast.MatchSingleton(value=single):
            return reader.truth(reader.compare("is", value, single))
        case ast.MatchAs(pattern=inner, name=name):
            fit = True if inner is None else fits(reader, inner, value, names, scope)
            if fit and name is not None:
                names[name] = value
            return fit
        case ast.MatchOr(patterns=patterns):
            outcomes: list[Fit] = []
            for each in patterns:
                outcomes.append(fits(reader, each, value, names, scope))
                if outcomes[-1]:
                    return True
            return None if None in outcomes else False
        case ast.MatchSequence(patterns=patterns):
            return sequence(reader, patterns, value, names, scope)
        case ast.MatchMapping():
            return mapping(reader, pattern, value, names, scope)
        case ast.MatchClass():
            return of_class(reader, pattern, value, names, scope)
        case _:
            return None


def every(outcomes: list[Fit]) -> Fit:
    return False if False in outcomes else (None if None in outcomes else True)


def sequence(
    reader: Interpreter,
    patterns: list[ast.pattern],
    value: Any,
    names: dict[str, Any],
    scope: Scope,
) -> Fit:
    if is_unknown(value):
        return None
    if not isinstance(value, list | tuple | range):
        return False
    values = list(value[: reader.budget.cells])
    star = next((i for i, p in enumerate(patterns) if isinstance(p, ast.MatchStar)), None)
    if star is None:
        if len(patterns) != len(values):
            return False
        return every([fits(reader, p, v, names, scope) for p, v in zip(patterns, values)])
    after = len(patterns) - star - 1
    if len(values) < star + after:
        return False
    middle = values[star : len(values) - after]
    fixed = [*patterns[:star], *patterns[star + 1 :]]
    ends = [*values[:star], *values[len(values) - after :]]
    starred = patterns[star]
    if isinstance(starred, ast.MatchStar) and starred.name:
        names[starred.name] = middle
    return every([fits(reader, p, v, names, scope) for p, v in zip(fixed, ends)])


def mapping(
    reader: Interpreter,
    pattern: ast.MatchMapping,
    value: Any,
    names: dict[str, Any],
    scope: Scope,
) -> Fit:
    if is_unknown(value):
        return None
    if not isinstance(value, dict):
        return False
    rest: dict[Any, Any] = dict(value)
    outcomes: list[Fit] = []
    for key_node, inner in zip(pattern.keys, pattern.patterns):
        key = reader.evaluate(key_node, scope)
        if key not in rest:
            return False
        outcomes.append(fits(reader, inner, rest.pop(key), names, scope))
    if pattern.rest:
        names[pattern.rest] = rest
    return every(outcomes)


def of_class(
    reader: Interpreter, pattern: ast.MatchClass, value: Any, names: dict[str, Any], scope: Scope
) -> Fit:
    cls = reader.evaluate(pattern.cls, scope)
    fit = reader.truth(reader.is_instance(value, cls))
    if not fit:
        return fit
    at = reader.place(pattern)
    outcomes: list[Fit] = []
    if isinstance(cls, Type):
        outcomes = [fits(reader, each, value, names, scope) for each in pattern.patterns]
    elif isinstance(cls, Class) and isinstance(value, Instance):
        order = cls.find("__match_args__")
        fields = order if order is not UNBOUND else ()
        for name, each in zip(fields, pattern.patterns):
            outcomes.append(fits(reader, each, value.attribute(name, at), names, scope))
    for name, each in zip(pattern.kwd_attrs, pattern.kwd_patterns):
        try:
            inner = reader.attribute(value, name, at)
        except Missing:
            return False
        outcomes.append(fits(reader, each, inner, names, scope))
    return every(outcomes)
