"""Reads Python without running it: walks the syntax tree over known and unknown values."""

from __future__ import annotations

import ast
from collections.abc import (
    Callable,
    Generator,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Sequence,
    ValuesView,
)
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import Message, Note, Place, ReadError, say
from shapeproof.read.source import (
    builtins,
    calls,
    classes,
    expressions,
    formatting,
    methods,
    operators,
    statements,
    targets,
    text,
    tolerance,
)
from shapeproof.read.source.budget import Budget, Limit, deep, too_deep
from shapeproof.read.source.objects import (
    OPERATORS,
    REQUIRED,
    Class,
    Descriptor,
    Function,
    Instance,
    Native,
    Record,
    Stream,
    Type,
)
from shapeproof.read.source.scope import UNBOUND, Binding, Scope
from shapeproof.read.source.values import (
    Host,
    Missing,
    Named,
    Raised,
    Unknown,
    Value,
    arguments,
    is_unknown,
    shortened,
)
from shapeproof.read.source.vocabulary import OnDemand, Vocabulary

if TYPE_CHECKING:
    from shapeproof.read.source.neighbours import Neighbours

LIBRARY = "shapeproof.read.source.library:Library"


class Interpreter:
    """A reader of one source: its names, its notes, and what is left of its budget.

    >>> reader = Interpreter()
    >>> scope = reader.run("sizes = [2**n for n in range(3)]")
    >>> scope["sizes"]
    [1, 2, 4]
    """

    def __init__(
        self,
        vocabularies: Sequence[Vocabulary] = (),
        file: str = "",
        budget: Budget | None = None,
    ) -> None:
        self.file, self.budget = file, budget or Budget()
        self.neighbours: Neighbours | None = None  # where the source's folder may be read
        self.notes: list[Note] = []
        self.bindings: list[Binding] = []
        self.class_places: dict[str, Place] = {}
        self.module_scope = Scope()
        self.scope = self.module_scope  # of the call under way, for hosts that read their caller
        self.frames: list[Scope] = []  # of the calls under way, the innermost last
        self.hosts = 0  # made so far
        self.trained = 0  # steps of training gone through so far
        self.tries = 0  # `try` bodies around this place
        self.yields: list[list[Any]] = []
        self.handling: list[Raised] = []
        self.cell = text.Cell(ast.Module([], []), [], [], None, file)
        self.node: ast.AST | None = None
        self.outside = Place(1, 1, None, file)  # where the source calls what we describe
        self.object_type = Type(self, object, builtins.object_)
        self.exceptions = classes.Exceptions(self)
        self.types = builtins.types(self)
        self.builtins = builtins.functions(self)
        self._frees: dict[str, Any] = {}
        self._named: dict[str, Any] = {}
        self._unknowns: dict[Any, Unknown] = {}
        self._noted: set[Any] = set()
        self.vocabularies: list[Vocabulary] = [*vocabularies, OnDemand(LIBRARY)]
        for vocabulary in self.vocabularies:
            vocabulary.attach(self)

    # Doors

    def run(self, source: str | bytes) -> Scope:
        """Read a whole source.  After a `ReadError`, `module_scope` still has what was bound."""
        self.budget.start()
        for cell in text.cells(source, self.file, self.notes):
            if not self._run(cell):
                break
        return self.module_scope

    def expression(self, source: str, scope: Scope | None = None) -> Any:
        """The value of an expression over the names of the source: `ResNet18(num_classes=10)`."""
        self.budget.start()
        node, cell = text.expression(source, self.file)
        with self._one_line():
            self.cell, self.node = cell, node
            self.tries += 1
            try:
                return self.evaluate(node, scope or self.module_scope)
            finally:
                self.tries -= 1

    def apart(self, act: Callable[[], Any]) -> Any:
        """Something more, once the source has been read: under a budget of its own."""
        self.budget.start()
        with self._one_line():
            return act()

    def _run(self, cell: text.Cell) -> bool:
        """Whether reading goes on after this cell."""
        self.cell = cell
        with self._one_line():
            try:
                self.block(cell.tree.body, self.module_scope)
            except Raised as raised:
                if raised.kind == "SystemExit":
                    return False
                raise
        return True

    def elsewhere(self, cells: list[text.Cell], scope: Scope) -> None:
        """Read another file in a scope of its own, where the source imports it."""
        cell, node, outside = self.cell, self.node, self.outside
        self.outside = self.here()
        try:
            for self.cell in cells:
                self.block(self.cell.tree.body, scope)
        except Limit as limit:
            limit.at = limit.at or self.here()
            raise
        except (RecursionError, MemoryError):
            raise too_deep() from None
        finally:
            self.cell, self.node, self.outside = cell, node, outside

    @contextmanager
    def _one_line(self) -> Generator[None]:
        """Whatever stops reading becomes one `ReadError` that says where, why and the way out."""
        try:
            with deep():
                yield
        except Limit as limit:
            raise ReadError(limit.message, limit.at or self.here()) from None
        except Raised as raised:
            raise stopped(raised, raised.at or self.here()) from None
        finally:
            self.tries, self.budget.calls = 0, 0
            self.frames.clear()
            self.yields.clear()
            self.handling.clear()

    # Walking

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        self.budget.step()
        return expressions.evaluate(self, node, scope)

    def block(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Run statements; None, or how one of them leaves the block."""
        for node in body:
            self.budget.step()
            self.node = node
            try:
                signal = statements.execute(self, node, scope)
            except Raised as raised:
                raised.at = raised.at or self.here()
                if not self._tolerates(raised, node, scope):
                    raise
                self._pass_over(node, raised, scope)
                continue
            if signal is not None:
                return signal
        return None

    def _tolerates(self, raised: Raised, node: ast.stmt, scope: Scope) -> bool:
        """Whether a statement of the module that fails may be passed over."""
        is_error_of_python = scope is scope.globals and not self.tries and not raised.explicit
        return is_error_of_python and not tolerance.involves_host(self, node, scope)

    def _pass_over(self, node: ast.stmt, raised: Raised, scope: Scope) -> None:
        at = self.place(node)
        self.note(
            say("passed over this statement ({error}); what it sets is unknown", error=str(raised)),
            raised.at or at,
        )
        for name in statements.names_bound([node]):
            scope.home(name).values[name] = Unknown(name, at)
        if self.neighbours:
            self.neighbours.opened()

    # Places and notes

    def place(self, node: ast.AST | None) -> Place:
        if self.cell.is_ours:
            return self.outside
        line = getattr(node, "lineno", 1)
        column = self.cell.column(line, getattr(node, "col_offset", 0))
        return Place(line, column, self.cell.number, self.cell.file)

    def here(self) -> Place:
        return self.place(self.node)

    def source(self, node: ast.AST) -> str:
        """The text of an expression as it stands in the source, abbreviated."""
        written = self.cell.segment(node)
        return shortened(written) if written else "…"

    def note(self, message: Message, at: Place | None) -> None:
        """Say something once, however often it is come across."""
        key = (at, str(message))
        if key not in self._noted:
            self._noted.add(key)
            self.notes.append(Note(at, message))

    def assume(self, test: ast.AST, outcome: bool) -> None:
        what = self.source(test)
        self.note(say("assumed `{what}` is {outcome}", what=what, outcome=outcome),
                  self.place(test))  # fmt: skip

    def decide(self, test: ast.expr, scope: Scope, value: Any) -> bool:
        """The truth of a test; one that is not known is assumed to fail."""
        known = self.truth(value)
        if known is None:
            self.assume(test, False)
        return bool(known)

    # Names

    def free(self, name: str, node: ast.AST | None = None) -> Any:
        """What a name means that the source binds nowhere: Python's, a framework's, or unknown."""
        if name not in self._frees:
            self._frees[name] = self._find_free(name, node)
        return self._frees[name]

    def _find_free(self, name: str, node: ast.AST | None) -> Any:
        value = self.builtins.get(name, UNBOUND)
        if value is UNBOUND:
            value = self.exceptions.find(name) or UNBOUND
        for vocabulary in self.vocabularies:
            if value is UNBOUND and (found := vocabulary.bare(name)) is not None:
                value = found
        if value is UNBOUND and self.neighbours:
            value = self.neighbours.bare(name) or UNBOUND
        return Unknown(name, self.place(node)) if value is UNBOUND else value

    def module(self, dotted: str) -> Any:
        """What `import dotted` makes available."""
        if self.neighbours and (neighbour := self.neighbours.module(dotted)) is not None:
            return neighbour
        if dotted not in self._named:
            known = self.known(dotted)
            self._named[dotted] = Named(dotted, self.module) if known is None else known
        return self._named[dotted]

    def known(self, dotted: str) -> Any | None:
        """What a vocabulary says that a name means."""
        for vocabulary in self.vocabularies:
            if (value := vocabulary.resolve(dotted)) is not None:
                return value
        return None

    def imported(self, module: str, name: str) -> Any:
        """What `from module import name` binds."""
        if self.neighbours and (found := self.neighbours.given(module, name)) is not UNBOUND:
            return found
        owner = self.module(module)
        if isinstance(owner, Named):
            return self.module(f"{module}.{name}" if module.strip(".") else module + name)
        try:
            return self.attribute(owner, name, self.here())
        except Missing:
            return Named(f"{module}.{name}", self.module)

    def star(self, module: str) -> Iterator[tuple[str, Any]]:
        """What `from module import *` binds."""
        if self.neighbours and (names := self.neighbours.public(module)) is not None:
            yield from ((name, self.imported(module, name)) for name in names)
            return
        known = [name for vocabulary in self.vocabularies for name in vocabulary.star(module)]
        if self.neighbours and not known:
            self.neighbours.opened()
        for name in known:
            yield name, self.module(f"{module}.{name}")

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        targets.assign(self, target, value, scope)

    def bind(self, name: str, value: Any, scope: Scope, node: ast.AST) -> None:
        targets.bind(self, name, value, scope, node)

    def annotation(self, node: ast.expr) -> str:
        return str(node.value) if isinstance(node, ast.Constant) else self.source(node)

    # Calls

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
    ) -> Function:
        defaults = [self.evaluate(each, scope) for each in node.args.defaults]
        keyword = [
            REQUIRED if each is None else self.evaluate(each, scope)
            for each in node.args.kw_defaults
        ]
        return Function(self, node, scope, self.cell, defaults, keyword)

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """Call any value, also on behalf of a host that was given a function."""
        if not isinstance(function, Value):
            raise Raised("TypeError", f"{operators.kind(function)!r} object is not callable")
        result = function.call(args, kwargs, at)
        if isinstance(function, Host) and isinstance(result, Host):
            self.hosts += 1
        return result

    def invoke(self, function: Function, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return calls.invoke(self, function, args, kwargs, None)

    def instantiate(self, cls: Class, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if any(isinstance(base, Host) for base in cls.mro):
            self.hosts += 1
        return classes.instantiate(self, cls, args, kwargs, at)

    def fresh(self, cls: Class, args: list[Any]) -> Instance:
        return classes.fresh(self, cls, args)

    def call_native(
        self, native: Native, args: list[Any], kwargs: dict[str, Any], at: Place
    ) -> Any:
        """A pure function of an unknown is unknown, and so is what fails because of one."""
        every = (*args, *kwargs.values())
        unknown = any(is_unknown(each) for each in every)
        if native.pure and (unknown or any(isinstance(each, Formula) for each in every)):
            return self.unknown_call(native, args, kwargs)
        for each in args:
            if isinstance(each, list | tuple | dict | set | str | bytes | frozenset):
                self.budget.step(len(each) // 32)
        try:
            return operators.guarded(native.function, self, *args, **kwargs)
        except Raised as raised:
            if unknown or takes_less(native, raised):
                return self.unknown_call(native, args, kwargs)
            raise

    def unknown_call(self, native: Native, args: list[Any], kwargs: dict[str, Any]) -> Unknown:
        written = f"{native.name}({arguments(args, kwargs)})"
        return self.composed(written, *args, *kwargs.values())

    def composed(self, written: str, *of: Any) -> Unknown:
        """The unknown that an expression over unknowns comes to; the same one each time."""
        written = shortened(written)
        for each in of:
            if isinstance(each, Unknown):
                return each.part(written, *of)
        key = (written, *(each for each in of if isinstance(each, Value | Formula)))
        if key not in self._unknowns:
            self._unknowns[key] = Unknown(written, self.here())
        return self._unknowns[key]

    def element(self, iterable: Any, written: str) -> Unknown:
        """What a loop over an unknown iterable gives to its variable."""
        return Unknown(f"{written}[…]", self.here(), is_result=True)

    # Operators

    def binary(self, op: str, left: Any, right: Any) -> Any:
        return operators.binary(self, op, left, right)

    def augment(self, op: str, old: Any, value: Any) -> Any:
        """`old op= value`; a list or a set is changed where it stands."""
        if isinstance(old, list) and op == "+" and not isinstance(value, list | tuple):
            spread = self.iterate(value, self.here())
            value = [] if spread is None else self.listed(spread)
        if isinstance(old, Instance):
            name = f"__i{OPERATORS[op]}__"
            result = old.special(name, [value], self.here())
            if result is not UNBOUND:
                return result
        return operators.binary(self, op, old, value, in_place=True)

    def unary(self, op: str, value: Any) -> Any:
        return operators.unary(self, op, value)

    def compare(self, op: str, left: Any, right: Any) -> Any:
        return operators.compare(self, op, left, right)

    def contains(self, container: Any, element: Any) -> Any:
        return operators.contains(self, container, element)

    def negated(self, value: Any) -> Any:
        return operators.negated(self, value)

    def truth(self, value: Any) -> bool | None:
        return operators.truth(self, value)

    # Attributes and items

    def attribute(self, value: Any, name: str, at: Place) -> Any:
        """Raises `Missing`."""
        if isinstance(value, Value):
            return value.attribute(name, at)
        return methods.attribute(self, value, name)

    def read_attribute(self, owner: Any, name: str, node: ast.AST) -> Any:
        try:
            return self.attribute(owner, name, self.place(node))
        except Missing:
            if isinstance(owner, OURS):
                return Unknown(f"{owner.written()}.{name}", self.place(node))
            raise no_attribute(owner, name) from None

    def write_attribute(self, owner: Any, name: str, value: Any, node: ast.AST) -> None:
        try:
            if not isinstance(owner, Value):
                raise Missing(name)
            owner.set_attribute(name, value, self.place(node))
        except Missing:
            raise no_attribute(owner, name) from None

    def delete_attribute(self, owner: Any, name: str, node: ast.AST) -> None:
        try:
            if not isinstance(owner, Value):
                raise Missing(name)
            owner.delete_attribute(name, self.place(node))
        except Missing:
            raise no_attribute(owner, name) from None

    def object_attribute(self, owner: Any, name: str) -> Any:
        return methods.of_object(self, owner, name)

    def type_attribute(self, owner: Type, name: str) -> Any:
        return methods.of_type(self, owner, name)

    def item(self, owner: Any, index: Any, at: Place) -> Any:
        if isinstance(owner, Value):
            return owner.item(index, at)
        return methods.item(self, owner, index)

    def set_item(self, owner: Any, index: Any, value: Any, at: Place) -> None:
        if isinstance(owner, Value):
            owner.set_item(index, value, at)
        else:
            methods.set_item(self, owner, index, value)

    def delete_item(self, owner: Any, index: Any, at: Place) -> None:
        if isinstance(owner, Value):
            owner.delete_item(index, at)
        else:
            methods.delete_item(self, owner, index)

    # Collections

    def iterate(
        self, value: Any, at: Place, refusal: str = "{kind!r} object is not iterable"
    ) -> Iterable[Any] | None:
        """The elements of a value; None when they are not known."""
        if isinstance(value, Value):
            return value.iterate(at)
        if isinstance(value, list | tuple | dict | set | frozenset | str | bytes | range):
            return value
        if isinstance(value, KeysView | ValuesView | ItemsView):
            return value
        raise Raised("TypeError", refusal.format(kind=operators.kind(value)))

    def listed(self, elements: Iterable[Any]) -> list[Any]:
        """The elements in a list, each paid for."""
        if isinstance(elements, list | tuple | dict | set | frozenset | str | bytes):
            self.budget.make(len(elements))
            return list(elements)
        if isinstance(elements, range):
            self.budget.make(max(0, (elements.stop - elements.start) // elements.step))
            return list(elements)
        result: list[Any] = []
        for each in elements:
            self.budget.step()
            result.append(each)
        return result

    def mapping(self, value: Any, at: Place) -> dict[Any, Any] | None:
        """The entries behind a `**`; None when they are not known."""
        if isinstance(value, Instance) and value.payload is not UNBOUND:
            value = value.payload
        if isinstance(value, dict):
            return value
        if isinstance(value, Record):
            return value.attributes
        if isinstance(value, Instance) and value.cls.find("keys") is not UNBOUND:
            keys = self.call(value.attribute("keys", at), [], {}, at)
            spread = self.iterate(keys, at)
            return None if spread is None else {key: value.item(key, at) for key in spread}
        if is_unknown(value):
            return None
        kind = operators.kind(value)
        raise Raised("TypeError", f"argument after ** must be a mapping, not {kind}")

    def dict_of(self, value: Any, at: Place) -> dict[Any, Any]:
        """A dict from a mapping or from pairs."""
        if isinstance(value, dict | Record):
            return dict(self.mapping(value, at) or {})
        if isinstance(value, Instance) and value.cls.find("__iter__") is UNBOUND:
            return dict(self.mapping(value, at) or {})
        result: dict[Any, Any] = {}
        for pair in self.iterate(value, at) or ():
            self.budget.step()
            spread = self.iterate(pair, at)
            both = self.listed(islice(spread, 3)) if spread is not None else []
            if len(both) != 2:
                raise Raised("ValueError", "dictionary update sequence element has no length 2")
            self.put(result, *both)
        return result

    def put(self, into: dict[Any, Any], key: Any, value: Any) -> None:
        operators.weigh(self, key)
        operators.guarded(into.__setitem__, key, value)

    def set_of(self, elements: list[Any]) -> set[Any]:
        operators.weigh(self, elements)
        made: set[Any] = operators.guarded(set, elements)
        return made

    def length(self, value: Any, at: Place) -> Any:
        if isinstance(value, Value):
            return value.length(at)
        if isinstance(value, Formula):
            raise Raised("TypeError", "object of type 'int' has no len()")
        return operators.guarded(len, value)

    # Texts

    def text(self, value: Any) -> Any:
        """`str(value)`: text, or an unknown."""
        return formatting.text(self, value)

    def format(self, value: Any, spec: Any, conversion: str = "") -> Any:
        return formatting.formatted(self, value, spec, conversion)

    def percent(self, template: Any, value: Any) -> Any:
        return formatting.percent(self, template, value)

    # Classes and exceptions

    def is_instance(self, value: Any, cls: Any) -> Any:
        return builtins.is_instance(self, value, cls)

    def class_maker(self, base: Any) -> Any:
        """For bases that make their classes in a way of their own: NamedTuple, Enum."""
        return getattr(base, "make_class", None) if isinstance(base, Value) else None

    def catches(self, kinds: Any, raised: Raised) -> bool:
        return self.exceptions.catches(kinds, raised)

    def exception(self, raised: Raised) -> Any:
        return self.exceptions.instance(raised)

    def exception_class(self, raised: Raised) -> Any:
        return self.exceptions.of(raised)

    def as_raised(self, value: Any) -> Raised:
        return self.exceptions.raised(value)

    def enter(self, manager: Any, node: ast.AST) -> Any:
        return statements.enter(self, manager, node)

    def leave(self, manager: Any, node: ast.AST, raised: Raised | None) -> bool:
        return statements.leave(self, manager, node, raised)


def stopped(raised: Raised, at: Place) -> ReadError:
    """The error for an exception of the source that nothing in it catches."""
    error = " ".join(str(raised).split())[:300]
    if raised.explicit:
        why = say(
            "the code raises {error}; change what leads here, or give only the part that builds "
            "the model",
            error=error,
        )
    else:
        why = say(
            "the code raises {error}; Python would stop here too: correct this line, or give only "
            "the model's part",
            error=error,
        )
    return ReadError(why, at)


OURS = (Native, Descriptor, Stream)  # which have in Python more attributes than here


def takes_less(native: Native, raised: Raised) -> bool:
    """Whether a function refused arguments that Python's own may well take."""
    name = getattr(native.function, "__qualname__", "")
    return raised.kind == "TypeError" and bool(name) and raised.text.startswith(f"{name}()")


def no_attribute(owner: Any, name: str) -> Raised:
    if isinstance(owner, Class):
        return Raised("AttributeError", f"type object {owner.name!r} has no attribute {name!r}")
    kind = operators.kind(owner)
    return Raised("AttributeError", f"{kind!r} object has no attribute {name!r}")
