"""What each kind of statement does; each returns None, or how it leaves the block around it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.message import ShapeproofError, say
from shapeproof.read.source import classes, matching
from shapeproof.read.source.calls import Return
from shapeproof.read.source.objects import Instance
from shapeproof.read.source.operators import BINARY, PYTHON_ERRORS
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Host, Missing, Raised, Unknown, Value, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

BREAK, CONTINUE = object(), object()
END = object()


def expression(reader: Interpreter, node: ast.Expr, scope: Scope) -> Any:
    reader.evaluate(node.value, scope)


def assign(reader: Interpreter, node: ast.Assign, scope: Scope) -> Any:
    value = reader.evaluate(node.value, scope)
    for target in node.targets:
        reader.assign(target, value, scope)


def annotated(reader: Interpreter, node: ast.AnnAssign, scope: Scope) -> Any:
    if node.value is not None:
        reader.assign(node.target, reader.evaluate(node.value, scope), scope)
    if scope.is_class and isinstance(node.target, ast.Name):
        fields = scope.values.setdefault("__annotations__", {})
        if isinstance(fields, dict):
            fields[node.target.id] = reader.annotation(node.annotation)


def augmented(reader: Interpreter, node: ast.AugAssign, scope: Scope) -> Any:
    op = BINARY[type(node.op)]
    match node.target:
        case ast.Name() as target:
            old = scope.home(target.id).find(target.id)
            old = reader.free(target.id, target) if old is UNBOUND else old
            value = reader.evaluate(node.value, scope)
            reader.assign(target, reader.augment(op, old, value), scope)
        case ast.Attribute() as target:
            owner = reader.evaluate(target.value, scope)
            old = reader.read_attribute(owner, target.attr, target)
            value = reader.augment(op, old, reader.evaluate(node.value, scope))
            reader.write_attribute(owner, target.attr, value, target)
        case ast.Subscript() as target:
            owner = reader.evaluate(target.value, scope)
            index = reader.evaluate(target.slice, scope)
            at = reader.place(target)
            old = reader.item(owner, index, at)
            value = reader.augment(op, old, reader.evaluate(node.value, scope))
            reader.set_item(owner, index, value, at)


def delete(reader: Interpreter, node: ast.Delete, scope: Scope) -> Any:
    waiting: list[ast.expr] = list(reversed(node.targets))
    while waiting:
        match waiting.pop():
            case ast.Name(id=name):
                scope.home(name).values.pop(name, None)
            case ast.Tuple(elts=more) | ast.List(elts=more):
                waiting.extend(reversed(more))
            case ast.Attribute() as target:
                owner = reader.evaluate(target.value, scope)
                reader.delete_attribute(owner, target.attr, target)
            case ast.Subscript() as target:
                owner = reader.evaluate(target.value, scope)
                index = reader.evaluate(target.slice, scope)
                reader.delete_item(owner, index, reader.place(target))
            case _:
                pass


def if_(reader: Interpreter, node: ast.If, scope: Scope) -> Any:
    """A chain of `elif` is worked off in a loop, however long it is."""
    while True:
        value = reader.evaluate(node.test, scope)
        known = reader.truth(value)
        if known is None:
            known = assumed(reader, node)
        if known:
            return reader.block(node.body, scope)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            reader.node = node
            continue
        return reader.block(node.orelse, scope)


def assumed(reader: Interpreter, node: ast.If) -> bool:
    """An undecided condition counts as false, unless that way plainly ends the program."""
    outcome = ends(node.orelse) and not ends(node.body)
    reader.assume(node.test, outcome)
    return outcome


EXITS = {"exit", "quit", "sys.exit", "os._exit"}


def ends(body: list[ast.stmt]) -> bool:
    """Whether a block plainly raises or leaves the program."""
    match body[-1] if body else None:
        case ast.Raise():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name() | ast.Attribute() as function)):
            return ast.unparse(function) in EXITS
        case ast.Return(value=ast.Constant(value=None | False) | None):
            return True
        case _:
            return False


ALIKE = 32
"""Rounds of a training loop after which all others are taken to be like them."""


class Rounds:
    """Counts the rounds of a loop, and tells when it has had its share without making a host."""

    def __init__(self, reader: Interpreter, node: ast.For | ast.AsyncFor | ast.While) -> None:
        self.reader, self.node = reader, node
        self.count, self.hosts, self.share = 0, reader.hosts, reader.budget.share()
        self.trained = reader.trained

    def spent(self) -> bool:
        self.count += 1
        budget = self.reader.budget
        budget.step()
        over = self.count > budget.rounds or budget.steps > self.share
        return over and self.reader.hosts == self.hosts

    def are_alike(self) -> bool:
        """Whether there have been many rounds by now, and a step of training in each."""
        return self.count >= ALIKE and self.reader.trained - self.trained >= self.count

    def left(self, scope: Scope) -> None:
        """What the loop's body binds is unknown from here on."""
        at = self.reader.place(self.node)
        self.reader.note(
            say(
                "left this loop after {rounds:,} rounds; what it sets is unknown",
                rounds=self.count - 1,
            ),
            at,
        )
        for name in names_bound(self.node.body):
            scope.home(name).values[name] = Unknown(name, at)


def names_bound(body: Iterable[ast.AST]) -> list[str]:
    """The names that statements bind, in order."""
    found: dict[str, None] = {}
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                found[node.id] = None
    return list(found)


def for_(reader: Interpreter, node: ast.For | ast.AsyncFor, scope: Scope) -> Any:
    iterable = reader.evaluate(node.iter, scope)
    elements = reader.iterate(iterable, reader.place(node.iter))
    if elements is None:
        return once(reader, node, scope, iterable)
    rounds, iterator = Rounds(reader, node), iter(elements)
    while (value := following(iterator)) is not END and not rounds.are_alike():
        if rounds.spent():
            rounds.left(scope)
            return None
        reader.assign(node.target, value, scope)
        signal = reader.block(node.body, scope)
        if signal is BREAK:
            return None
        if signal is not None and signal is not CONTINUE:
            return signal
        reader.node = node
    return reader.block(node.orelse, scope)


def following(iterator: Any) -> Any:
    try:
        return next(iterator, END)
    except ShapeproofError:
        raise
    except (*PYTHON_ERRORS, RuntimeError) as error:
        if isinstance(error, RecursionError):
            raise
        raise Raised(type(error).__name__, str(error)) from None


def once(reader: Interpreter, node: ast.For | ast.AsyncFor, scope: Scope, iterable: Any) -> Any:
    """The body of a loop over an unknown, run one time."""
    text = reader.source(node.iter)
    reader.note(say("assumed one round of the loop over `{what}`", what=text), reader.place(node))
    reader.assign(node.target, reader.element(iterable, text), scope)
    signal = reader.block(node.body, scope)
    return None if signal is BREAK or signal is CONTINUE else signal


def while_(reader: Interpreter, node: ast.While, scope: Scope) -> Any:
    rounds = Rounds(reader, node)
    while True:
        reader.node = node
        known = reader.truth(reader.evaluate(node.test, scope))
        if known is False:
            return reader.block(node.orelse, scope)
        if known is None:
            text = reader.source(node.test)
            note = say("assumed one round of the loop while `{what}`", what=text)
            reader.note(note, reader.place(node))
        elif rounds.are_alike():
            return None
        elif rounds.spent():
            rounds.left(scope)
            return None
        signal = reader.block(node.body, scope)
        if signal is BREAK or (known is None and signal in (None, CONTINUE)):
            return None
        if signal is not None and signal is not CONTINUE:
            return signal


def try_(reader: Interpreter, node: ast.Try, scope: Scope) -> Any:
    """An exception of the source goes to its own `except`; those of ours pass by."""
    waiting: Raised | None = None
    try:
        signal = attempted(reader, node.body, scope)
    except Raised as raised:
        signal, waiting = handled(reader, node, scope, raised)
    else:
        if signal is None:
            try:
                signal = reader.block(node.orelse, scope)
            except Raised as raised:
                waiting = raised
    last = reader.block(node.finalbody, scope)
    if last is not None:
        return last
    if waiting is not None:
        raise waiting
    return signal


def attempted(reader: Interpreter, body: list[ast.stmt], scope: Scope) -> Any:
    reader.tries += 1
    try:
        return reader.block(body, scope)
    finally:
        reader.tries -= 1


def handled(
    reader: Interpreter, node: ast.Try, scope: Scope, raised: Raised
) -> tuple[Any, Raised | None]:
    """How the matching `except` ends; the exception itself if none matches, or a new one."""
    for handler in node.handlers:
        kinds = None if handler.type is None else reader.evaluate(handler.type, scope)
        if kinds is not None and not reader.catches(kinds, raised):
            continue
        reader.handling.append(raised)
        try:
            if handler.name:
                scope.home(handler.name).values[handler.name] = reader.exception(raised)
            signal = reader.block(handler.body, scope)
            return signal, None
        except Raised as another:
            return None, another
        finally:
            reader.handling.pop()
            if handler.name:
                scope.home(handler.name).values.pop(handler.name, None)
    return None, raised


def raise_(reader: Interpreter, node: ast.Raise, scope: Scope) -> Any:
    if node.exc is None:
        if reader.handling:
            raise reader.handling[-1]
        raise Raised("RuntimeError", "No active exception to reraise", explicit=True)
    raise reader.as_raised(reader.evaluate(node.exc, scope))


def assert_(reader: Interpreter, node: ast.Assert, scope: Scope) -> Any:
    if reader.truth(reader.evaluate(node.test, scope)) is False:
        text = reader.text(reader.evaluate(node.msg, scope)) if node.msg else ""
        raise Raised("AssertionError", text if isinstance(text, str) else "", explicit=True)


def with_(reader: Interpreter, node: ast.With | ast.AsyncWith, scope: Scope) -> Any:
    managers: list[Any] = []
    for item in node.items:
        manager = reader.evaluate(item.context_expr, scope)
        entered = reader.enter(manager, item.context_expr)
        managers.append(manager)
        if item.optional_vars is not None:
            reader.assign(item.optional_vars, entered, scope)
    try:
        signal = reader.block(node.body, scope)
    except Raised as raised:
        swallowed = [reader.leave(each, node, raised) for each in reversed(managers)]
        if any(swallowed):
            return None
        raise
    for manager in reversed(managers):
        reader.leave(manager, node, None)
    return signal


def function(
    reader: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope
) -> Any:
    value = decorated(reader, node, reader.function(node, scope), scope)
    reader.bind(node.name, value, scope, node)


def class_(reader: Interpreter, node: ast.ClassDef, scope: Scope) -> Any:
    reader.class_places[node.name] = reader.place(node)
    value = decorated(reader, node, classes.define(reader, node, scope), scope)
    reader.bind(node.name, value, scope, node)


def decorated(
    reader: Interpreter,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    value: Any,
    scope: Scope,
) -> Any:
    """What the decorators make of a definition; one that is not known leaves it as it is."""
    for each in reversed(node.decorator_list):
        decorator = reader.evaluate(each, scope)
        if is_unknown(decorator) or not isinstance(decorator, Value):
            continue
        result = reader.call(decorator, [value], {}, reader.place(each))
        value = value if is_unknown(result) else result
    return value


def return_(reader: Interpreter, node: ast.Return, scope: Scope) -> Any:
    return Return(reader.evaluate(node.value, scope) if node.value else None)


def import_(reader: Interpreter, node: ast.Import, scope: Scope) -> Any:
    for alias in node.names:
        if alias.asname:
            reader.bind(alias.asname, reader.module(alias.name), scope, node)
        else:
            top = alias.name.partition(".")[0]
            reader.module(alias.name)
            reader.bind(top, reader.module(top), scope, node)


def import_from(reader: Interpreter, node: ast.ImportFrom, scope: Scope) -> Any:
    module = "." * node.level + (node.module or "")
    if module == "__future__":
        return
    for alias in node.names:
        if alias.name == "*":
            for name, value in reader.star(module):
                reader.bind(name, value, scope, node)
        else:
            value = reader.imported(module, alias.name)
            reader.bind(alias.asname or alias.name, value, scope, node)


def global_(reader: Interpreter, node: ast.Global, scope: Scope) -> Any:
    for name in node.names:
        scope.declare_global(name)


def nonlocal_(reader: Interpreter, node: ast.Nonlocal, scope: Scope) -> Any:
    for name in node.names:
        scope.declare_nonlocal(name)


def match_(reader: Interpreter, node: ast.Match, scope: Scope) -> Any:
    subject = reader.evaluate(node.subject, scope)
    for case in node.cases:
        names: dict[str, Any] = {}
        fits = matching.fits(reader, case.pattern, subject, names, scope)
        if fits is None:
            reader.assume(case.pattern, False)
        if not fits:
            continue
        for name, value in names.items():
            reader.bind(name, value, scope, case.pattern)
        if case.guard is None or reader.decide(
            case.guard, scope, reader.evaluate(case.guard, scope)
        ):
            return reader.block(case.body, scope)
    return None


def nothing(reader: Interpreter, node: ast.stmt, scope: Scope) -> Any:
    return None


STATEMENTS: dict[type[ast.AST], Callable[[Interpreter, Any, Scope], Any]] = {
    ast.Expr: expression,
    ast.Assign: assign,
    ast.AnnAssign: annotated,
    ast.AugAssign: augmented,
    ast.Delete: delete,
    ast.If: if_,
    ast.For: for_,
    ast.AsyncFor: for_,
    ast.While: while_,
    ast.Try: try_,
    ast.TryStar: try_,
    ast.Raise: raise_,
    ast.Assert: assert_,
    ast.With: with_,
    ast.AsyncWith: with_,
    ast.FunctionDef: function,
    ast.AsyncFunctionDef: function,
    ast.ClassDef: class_,
    ast.Return: return_,
    ast.Import: import_,
    ast.ImportFrom: import_from,
    ast.Global: global_,
    ast.Nonlocal: nonlocal_,
    ast.Match: match_,
    ast.Pass: nothing,
    ast.Break: lambda reader, node, scope: BREAK,
    ast.Continue: lambda reader, node, scope: CONTINUE,
}


def execute(reader: Interpreter, node: ast.stmt, scope: Scope) -> Any:
    """A kind of statement that this Python has and the table has not (`type X = …`) is passed."""
    act: Callable[..., Any] = STATEMENTS.get(type(node), nothing)
    return act(reader, node, scope)


def enter(reader: Interpreter, manager: Any, node: ast.AST) -> Any:
    """What `with manager as …` binds."""
    at = reader.place(node)
    if isinstance(manager, Instance):
        result = manager.special("__enter__", [], at)
        return manager if result is UNBOUND else result
    if isinstance(manager, Value) and not is_unknown(manager):
        try:
            return reader.call(manager.attribute("__enter__", at), [], {}, at)
        except Missing:
            return manager
    return manager


def leave(reader: Interpreter, manager: Any, node: ast.AST, raised: Raised | None) -> bool:
    """Whether the manager swallows the exception."""
    at = reader.place(node)
    three: list[Any] = [None, None, None]
    if raised is not None:
        three = [reader.exception_class(raised), reader.exception(raised), None]
    if isinstance(manager, Instance):
        result = manager.special("__exit__", three, at)
        return result is not UNBOUND and reader.truth(result) is True
    if isinstance(manager, Value) and not is_unknown(manager):
        try:
            result = reader.call(manager.attribute("__exit__", at), three, {}, at)
        except Missing:
            return False
        return not isinstance(manager, Host) and reader.truth(result) is True
    return False
