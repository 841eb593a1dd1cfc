"""Names of a source: the scope in which one is looked up, and what is bound to it there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeproof.editing.finding import nodes
from shapeproof.editing.manuscript import Manuscript

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
Bound = ast.expr | ast.arg | None


def bindings(manuscript: Manuscript, name: ast.Name) -> list[Bound]:
    """What a name is bound to where it is looked up: expressions, or the parameter that it is.

    None stands for what is bound otherwise: by a loop, an import, another module.
    """
    if any(name.id in node.names for node in nodes(manuscript)
           if isinstance(node, ast.Global | ast.Nonlocal)):  # fmt: skip
        return [None]
    for scope in scopes(manuscript, name):
        found = list(bound_in(manuscript, scope, name.id))
        if found:
            return found
    trees = (sheet.cell.tree for sheet in manuscript.sheets)
    return [each for tree in trees for each in bound_in(manuscript, tree, name.id)] or [None]


def scopes(manuscript: Manuscript, node: ast.AST) -> Iterator[Scope]:
    """The functions, and the class, in which a name is looked up, the innermost first."""
    below, above, is_innermost = node, manuscript.parent(node), True
    while above is not None:
        if isinstance(above, Scope):
            is_inside = below is above.body or (
                isinstance(above.body, list) and below in above.body
            )
            if is_inside and (is_innermost or not isinstance(above, ast.ClassDef)):
                yield above
                is_innermost = False
        below, above = above, manuscript.parent(above)


def bound_in(manuscript: Manuscript, scope: Scope | ast.Module, name: str) -> Iterator[Bound]:
    """What a name is bound to in a scope, the scopes inside it left out."""
    if isinstance(scope, Function):
        yield from (each for each in parameters(scope) if each.arg == name)
    for node in inside(scope):
        match node:
            case ast.Name(id=one, ctx=ast.Store() | ast.Del()) if one == name:
                yield given_to(manuscript, node)
            case (
                ast.FunctionDef(name=one) | ast.AsyncFunctionDef(name=one) | ast.ClassDef(name=one)
            ):
                yield from [None] if one == name else []
            case ast.alias(name=one, asname=other):
                yield from [None] if (other or one.partition(".")[0]) == name else []
            case _:
                pass


def inside(scope: Scope | ast.Module) -> Iterator[ast.AST]:
    """The nodes of a scope; of one inside it only the node itself."""
    waiting: list[ast.AST] = [*scope.body] if isinstance(scope.body, list) else [scope.body]
    for node in waiting:
        yield node
        if not isinstance(node, Scope):
            waiting.extend(ast.iter_child_nodes(node))


def parameters(function: Function) -> list[ast.arg]:
    """All parameters of a function, `*args` and `**kwargs` among them."""
    every = function.args
    spread = [one for one in (every.vararg, every.kwarg) if one is not None]
    return [*every.posonlyargs, *every.args, *every.kwonlyargs, *spread]


def default_of(function: Function, parameter: ast.arg) -> ast.expr | None:
    """The default of a parameter, if it has one."""
    every = function.args
    by_position = [*every.posonlyargs, *every.args]
    defaults = dict(zip(reversed(by_position), reversed(every.defaults)))
    return {**defaults, **dict(zip(every.kwonlyargs, every.kw_defaults))}.get(parameter)


def given_to(manuscript: Manuscript, target: ast.AST) -> ast.expr | None:
    """What an assignment gives to one of its targets, where it says so for that one alone."""
    match manuscript.parent(target):
        case ast.Assign(value=value) | ast.NamedExpr(value=value):
            return value
        case ast.AnnAssign(value=value, target=own) if own is target:
            return value
        case ast.Tuple(elts=targets) | ast.List(elts=targets) as display:
            values = given_to(manuscript, display)
            if isinstance(values, ast.Tuple | ast.List) and len(values.elts) == len(targets):
                both = [*values.elts, *targets]
                if not any(isinstance(one, ast.Starred) for one in both):
                    return next(v for one, v in zip(targets, values.elts) if one is target)
            return None
        case _:
            return None
