"""What each kind of expression comes to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from shapeproof.message import say
from shapeproof.read.source import calls
from shapeproof.read.source.objects import Function, Stream
from shapeproof.read.source.operators import BINARY, COMPARED, UNARY
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Host, Loaded, Raised, Unknown, Value, shortened

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def constant(reader: Interpreter, node: ast.Constant, scope: Scope) -> Any:
    return node.value


def name(reader: Interpreter, node: ast.Name, scope: Scope) -> Any:
    value = scope.find(node.id)
    return value if value is not UNBOUND else reader.free(node.id, node)


def walrus(reader: Interpreter, node: ast.NamedExpr, scope: Scope) -> Any:
    value = reader.evaluate(node.value, scope)
    while scope.name == COMPREHENSION and scope.parent:
        scope = scope.parent
    reader.assign(node.target, value, scope)
    return value


def attribute(reader: Interpreter, node: ast.Attribute, scope: Scope) -> Any:
    owner = reader.evaluate(node.value, scope)
    return reader.read_attribute(owner, node.attr, node)


def subscript(reader: Interpreter, node: ast.Subscript, scope: Scope) -> Any:
    owner = reader.evaluate(node.value, scope)
    index = reader.evaluate(node.slice, scope)
    return reader.item(owner, index, reader.place(node))


def slice_(reader: Interpreter, node: ast.Slice, scope: Scope) -> Any:
    ends = (node.lower, node.upper, node.step)
    return slice(*(None if end is None else reader.evaluate(end, scope) for end in ends))


def elements(reader: Interpreter, nodes: list[ast.expr], scope: Scope) -> list[Any]:
    """The entries of a display, with starred ones spread out."""
    result: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            value = reader.evaluate(node.value, scope)
            spread = reader.iterate(value, reader.place(node))
            if spread is None:
                text = say("`*{what}` is unknown; left out here", what=reader.source(node.value))
                reader.note(text, reader.place(node))
            else:
                result.extend(reader.listed(spread))
        else:
            result.append(reader.evaluate(node, scope))
    return result


def list_(reader: Interpreter, node: ast.List, scope: Scope) -> Any:
    return elements(reader, node.elts, scope)


def tuple_(reader: Interpreter, node: ast.Tuple, scope: Scope) -> Any:
    return tuple(elements(reader, node.elts, scope))


def set_(reader: Interpreter, node: ast.Set, scope: Scope) -> Any:
    return reader.set_of(elements(reader, node.elts, scope))


def dict_(reader: Interpreter, node: ast.Dict, scope: Scope) -> Any:
    result: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values):
        if key is None:
            spread = reader.mapping(reader.evaluate(value, scope), reader.place(value))
            result.update(spread or {})
        else:
            index = reader.evaluate(key, scope)
            reader.put(result, index, reader.evaluate(value, scope))
    return result


def binary(reader: Interpreter, node: ast.BinOp, scope: Scope) -> Any:
    """`a + b + c` leans left: its terms are worked off in a loop, however many there are."""
    spine: list[ast.BinOp] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        spine.append(left)
        left = left.left
    value = reader.evaluate(left, scope)
    for each in reversed(spine):
        right = reader.evaluate(each.right, scope)
        value = reader.binary(BINARY[type(each.op)], value, right)
    return value


def unary(reader: Interpreter, node: ast.UnaryOp, scope: Scope) -> Any:
    value = reader.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return reader.negated(value)
    return reader.unary(UNARY[type(node.op)], value)


def boolean(reader: Interpreter, node: ast.BoolOp, scope: Scope) -> Any:
    """`and` and `or`; an unknown operand leaves the outcome open unless a later one settles it."""
    settles = isinstance(node.op, ast.Or)
    undecided: Any = UNBOUND
    value: Any = None
    for each in node.values:
        value = reader.evaluate(each, scope)
        known = reader.truth(value)
        if known is settles:
            if undecided is UNBOUND or isinstance(value, bool):
                return value
            break
        if known is None and undecided is UNBOUND:
            undecided = value
    if undecided is UNBOUND:
        return value
    return reader.composed(reader.source(node), undecided)


def comparison(reader: Interpreter, node: ast.Compare, scope: Scope) -> Any:
    left = reader.evaluate(node.left, scope)
    result: Any = True
    for op, comparator in zip(node.ops, node.comparators):
        right = reader.evaluate(comparator, scope)
        here = reader.compare(COMPARED[type(op)], left, right)
        if len(node.ops) == 1:
            return here
        known = reader.truth(here)
        if known is False:
            return here
        if known is None:
            result = reader.composed(reader.source(node), here)
        left = right
    return result


def conditional(reader: Interpreter, node: ast.IfExp, scope: Scope) -> Any:
    chosen = reader.decide(node.test, scope, reader.evaluate(node.test, scope))
    return reader.evaluate(node.body if chosen else node.orelse, scope)


def call(reader: Interpreter, node: ast.Call, scope: Scope) -> Any:
    function = reader.evaluate(node.func, scope)
    args, kwargs, rest = calls.given(reader, node, scope)
    at = reader.place(node)
    reader.scope = scope
    if rest is not None:
        return with_unknown_arguments(reader, node, function, args, kwargs, rest)
    return reader.call(function, args, kwargs, at)


def with_unknown_arguments(
    reader: Interpreter,
    node: ast.Call,
    function: Any,
    args: list[Any],
    kwargs: dict[str, Any],
    rest: Any,
) -> Any:
    """A call with an unknown behind a `*`: the parameters it may fill are unknown."""
    at = reader.place(node)
    if isinstance(function, Function):
        return calls.invoke(reader, function, args, kwargs, rest)
    if isinstance(function, Host) and isinstance(rest, Loaded):
        return reader.call(function, [*args, rest], kwargs, at)
    if isinstance(function, Host):
        what = reader.source(node)
        reader.note(say("the unknown starred arguments of `{what}` are left out", what=what), at)
        return reader.call(function, args, kwargs, at)
    if isinstance(function, Value) and not isinstance(function, Unknown):
        return Unknown(shortened(reader.source(node)), at, is_result=True)
    return reader.call(function, [*args, rest], kwargs, at)


def lambda_(reader: Interpreter, node: ast.Lambda, scope: Scope) -> Any:
    return reader.function(node, scope)


COMPREHENSION = "<comprehension>"


def comprehension(reader: Interpreter, node: Comprehension, scope: Scope) -> Any:
    inner = Scope(scope, COMPREHENSION)
    first = reader.evaluate(node.generators[0].iter, scope)
    spread = reader.iterate(first, reader.place(node.generators[0].iter))
    if spread is None:
        return over_unknown(reader, node, inner, first)
    rounds = produced(reader, node, inner, spread, 0)
    if isinstance(node, ast.GeneratorExp):
        return Stream(rounds, "generator")
    if isinstance(node, ast.DictComp):
        result: dict[Any, Any] = {}
        for key, value in rounds:
            reader.put(result, key, value)
        return result
    if isinstance(node, ast.SetComp):
        return reader.set_of(list(rounds))
    return list(rounds)


def produced(
    reader: Interpreter, node: Comprehension, scope: Scope, spread: Any, depth: int
) -> Iterator[Any]:
    """The elements of a comprehension, from its `for` number `depth` inwards."""
    clause = node.generators[depth]
    for value in spread:
        reader.budget.step()
        reader.assign(clause.target, value, scope)
        if not all(reader.decide(test, scope, reader.evaluate(test, scope)) for test in clause.ifs):
            continue
        if depth + 1 == len(node.generators):
            yield element(reader, node, scope)
            continue
        inner = node.generators[depth + 1].iter
        value = reader.evaluate(inner, scope)
        rest = reader.iterate(value, reader.place(inner))
        if rest is None:
            rest = [reader.composed(f"{reader.source(inner)}[…]", value)]
        yield from produced(reader, node, scope, rest, depth + 1)


def element(reader: Interpreter, node: Comprehension, scope: Scope) -> Any:
    if isinstance(node, ast.DictComp):
        key = reader.evaluate(node.key, scope)
        return key, reader.evaluate(node.value, scope)
    return reader.evaluate(node.elt, scope)


def over_unknown(reader: Interpreter, node: Comprehension, scope: Scope, first: Any) -> Any:
    """One round, for what it makes: a host is kept, and said; else all of it is unknown."""
    text = reader.source(node.generators[0].iter)
    one = reader.element(first, text)
    made = list(produced(reader, node, scope, [one], 0))
    value = made[0][1] if made and isinstance(node, ast.DictComp) else (made or [None])[0]
    if not isinstance(value, Host):
        return reader.composed(reader.source(node), first)
    reader.note(say("assumed one round of the loop over `{what}`", what=text), reader.place(node))
    return dict(made) if isinstance(node, ast.DictComp) else made


def joined(reader: Interpreter, node: ast.JoinedStr, scope: Scope) -> Any:
    pieces = [reader.evaluate(each, scope) for each in node.values]
    unknown = next((piece for piece in pieces if not isinstance(piece, str)), None)
    if unknown is not None:
        return reader.composed(reader.source(node), unknown)
    reader.budget.write(sum(map(len, pieces)))
    return "".join(pieces)


def formatted(reader: Interpreter, node: ast.FormattedValue, scope: Scope) -> Any:
    value = reader.evaluate(node.value, scope)
    spec = reader.evaluate(node.format_spec, scope) if node.format_spec else ""
    conversion = "" if node.conversion < 0 else chr(node.conversion)
    return reader.format(value, spec, conversion)


def yield_(reader: Interpreter, node: ast.Yield, scope: Scope) -> Any:
    value = reader.evaluate(node.value, scope) if node.value else None
    give(reader, [value])
    return None


def yield_from(reader: Interpreter, node: ast.YieldFrom, scope: Scope) -> Any:
    value = reader.evaluate(node.value, scope)
    spread = reader.iterate(value, reader.place(node))
    text = reader.source(node.value)
    give(reader, [reader.element(value, text)] if spread is None else spread)
    return None


def give(reader: Interpreter, values: Any) -> None:
    if not reader.yields:
        raise Raised("SyntaxError", "'yield' outside function")
    for value in values:
        if len(reader.yields[-1]) >= calls.MOST_YIELDS:
            raise calls.Enough
        reader.budget.step()
        reader.yields[-1].append(value)


def awaited(reader: Interpreter, node: ast.Await, scope: Scope) -> Any:
    return reader.evaluate(node.value, scope)


def starred(reader: Interpreter, node: ast.Starred, scope: Scope) -> Any:
    """Only met where Python spreads it into a tuple: `x[*index]`."""
    value = reader.evaluate(node.value, scope)
    spread = reader.iterate(value, reader.place(node))
    return value if spread is None else tuple(reader.listed(spread))


def unheard_of(reader: Interpreter, node: ast.expr, scope: Scope) -> Any:
    return Unknown(shortened(reader.source(node)), reader.place(node))


EXPRESSIONS: dict[type[ast.AST], Callable[[Interpreter, Any, Scope], Any]] = {
    ast.Constant: constant,
    ast.Name: name,
    ast.NamedExpr: walrus,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.Slice: slice_,
    ast.List: list_,
    ast.Tuple: tuple_,
    ast.Set: set_,
    ast.Dict: dict_,
    ast.BinOp: binary,
    ast.UnaryOp: unary,
    ast.BoolOp: boolean,
    ast.Compare: comparison,
    ast.IfExp: conditional,
    ast.Call: call,
    ast.Lambda: lambda_,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.JoinedStr: joined,
    ast.FormattedValue: formatted,
    ast.Yield: yield_,
    ast.YieldFrom: yield_from,
    ast.Await: awaited,
    ast.Starred: starred,
}


def evaluate(reader: Interpreter, node: ast.expr, scope: Scope) -> Any:
    act: Callable[..., Any] = EXPRESSIONS.get(type(node), unheard_of)
    return act(reader, node, scope)
