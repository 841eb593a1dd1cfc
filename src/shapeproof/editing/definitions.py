"""Where the value of a variable is written: the literals that it may come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeproof.editing.finding import argument, calls, class_of, is_starred, last_name, nodes
from shapeproof.editing.manuscript import Manuscript
from shapeproof.editing.scopes import bindings, bound_in, default_of, given_to

RECORDS = ("SimpleNamespace", "Namespace", "dict", "edict", "EasyDict", "AttrDict", "Box")
"""What is called with the values of its attributes or keys."""
Values = Iterator[ast.expr | None]


def definitions_of(manuscript: Manuscript, expression: ast.expr) -> tuple[ast.expr, ...]:
    """The literals that may be the value of an expression: a variable, an attribute, a key.

    Followed are assignments, defaults and the arguments of the calls in this source, fields of
    classes, and `argparse`.  Empty where the value may also be something else.
    """
    found: dict[ast.expr | None, None] = {}
    seen, waiting = set[ast.expr](), [expression]
    for one in waiting:
        if one in seen:
            continue
        seen.add(one)
        if is_literal(one):
            found[one] = None
            continue
        for value in _values(manuscript, one):
            if value is None:
                return ()
            waiting.append(value)
    return tuple(one for one in found if one is not None)


def is_literal(node: ast.expr) -> bool:
    """A number, a text, or several in a tuple or list."""
    match node:
        case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return all(map(is_literal, elements))
        case _:
            return False


def _values(manuscript: Manuscript, node: ast.expr) -> Values:
    """What a variable may be; None for what is not seen in this source."""
    match node:
        case ast.Name():
            for bound in bindings(manuscript, node):
                if isinstance(bound, ast.arg):
                    yield from _of_parameter(manuscript, bound)
                else:
                    yield bound
        case ast.Attribute(attr=name):
            found = list(_of_own(manuscript, node)) or list(_of_attribute(manuscript, name))
            yield from found or [None]
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            yield from list(_of_key(manuscript, key)) or [None]
        case _:
            yield None


def _of_parameter(manuscript: Manuscript, parameter: ast.arg) -> Values:
    """The arguments of the calls that are seen, and the default where one of them leaves it."""
    every = manuscript.parent(parameter)
    function = manuscript.parent(every) if every is not None else None
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        yield None
        return
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    owner = manuscript.parent(function)
    callers = list(_callers(manuscript, function, owner))
    positions = names[1:] if isinstance(owner, ast.ClassDef) else names
    default = default_of(function, parameter)
    is_spread = parameter in (function.args.vararg, function.args.kwarg)
    if is_spread or function.name in ("forward", "call", "__call__"):
        yield None
    yield from _given(callers, parameter.arg, positions, default)


def _callers(
    manuscript: Manuscript, function: ast.FunctionDef | ast.AsyncFunctionDef, owner: ast.AST | None
) -> Iterator[ast.Call]:
    """The calls of a function by its name; of `__init__` those of its class, and of `super()`."""
    is_init = isinstance(owner, ast.ClassDef) and function.name == "__init__"
    name = owner.name if is_init and isinstance(owner, ast.ClassDef) else function.name
    for call in calls(manuscript):
        if last_name(call.func) == name:
            yield call
        elif is_init and last_name(call.func) == "__init__":
            caller = class_of(manuscript, call)
            if caller is not None and name in map(last_name, caller.bases):
                yield call


def _given(
    callers: list[ast.Call], name: str, positions: list[str], default: ast.expr | None
) -> Values:
    """What some calls give for a parameter or a field."""
    for call in callers:
        given = argument(call, name, positions)
        is_spread = any(map(is_starred, call.args)) or any(k.arg is None for k in call.keywords)
        yield given or (None if is_spread else default)
    if not callers:
        yield default


def _of_own(manuscript: Manuscript, node: ast.Attribute) -> Values:
    """What a class gives to an attribute of `self`, its bases in this source too."""
    own = class_of(manuscript, node)
    if last_name(node.value) not in ("self", "cls") or own is None:
        return
    bases = [last_name(base) for base in own.bases]
    for each in nodes(manuscript):
        if isinstance(each, ast.ClassDef) and (each is own or each.name in bases):
            stores = [one for one in ast.walk(each) if _is_store(one, node.attr)]
            yield from (given_to(manuscript, one) for one in stores)
            if not stores:
                yield from _of_field(manuscript, each, node.attr)


def _of_attribute(manuscript: Manuscript, name: str) -> Values:
    """What any object of this source is given under the name of an attribute."""
    for node in nodes(manuscript):
        match node:
            case ast.Attribute() if _is_store(node, name):
                yield given_to(manuscript, node)
            case ast.ClassDef():
                yield from _of_field(manuscript, node, name)
            case ast.Call(func=function, args=[ast.Constant(value=str(flag)), *_]) if (
                last_name(function) == "add_argument" and flag.lstrip("-").replace("-", "_") == name
            ):
                yield argument(node, "default")
            case ast.Call(func=function) if last_name(function) in RECORDS:
                yield from [value] if (value := argument(node, name)) else []
            case _:
                pass


def _is_store(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store)


def _of_field(manuscript: Manuscript, owner: ast.ClassDef, name: str) -> Values:
    """The value of a field in the body of a class, or what those who make one give for it."""
    values = list(bound_in(manuscript, owner, name))
    fields = [one.target.id for one in owner.body
              if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]  # fmt: skip
    if not values:
        return
    default = values[-1] if len(values) == 1 and not isinstance(values[-1], ast.arg) else None
    if isinstance(default, ast.Call) and last_name(default.func) == "field":
        default = argument(default, "default")
    callers = [call for call in calls(manuscript) if last_name(call.func) == owner.name]
    yield from _given(callers, name, fields, default)


def _of_key(manuscript: Manuscript, key: str) -> Values:
    """What a dict of this source has under a key."""
    for node in nodes(manuscript):
        match node:
            case ast.Dict(keys=keys, values=values):
                yield from (value for one, value in zip(keys, values)
                            if isinstance(one, ast.Constant) and one.value == key)  # fmt: skip
            case ast.Call(func=function) if last_name(function) in RECORDS:
                yield from [value] if (value := argument(node, key)) else []
            case ast.Subscript(slice=ast.Constant(value=one), ctx=ast.Store()) if one == key:
                yield given_to(manuscript, node)
            case _:
                pass
