"""What `def` and `class` make: functions, classes with their method order, instances, `super()`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Host, Missing, Raised, Unknown, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.text import Cell


class Native(Value):
    """A function of Python's own or of a known library: `function(interpreter, *args, **kwargs)`.

    One that is `pure` gives an unknown as soon as it is given one.
    """

    __slots__ = ("function", "interpreter", "name", "pure")

    def __init__(
        self, interpreter: Interpreter, name: str, function: Callable[..., Any], pure: bool = False
    ) -> None:
        self.interpreter, self.name, self.function = interpreter, name, function
        self.pure = pure

    @property
    def kind(self) -> str:
        return "builtin_function_or_method"

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name.rpartition(".")[2]
        raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.interpreter.call_native(self, args, kwargs, at)

    def written(self) -> str:
        return self.name


class Type(Native):
    """A type of Python's own, such as `int`: made by calling it, asked for with `isinstance`."""

    __slots__ = ("methods", "python")

    def __init__(
        self, interpreter: Interpreter, python: type, function: Callable[..., Any]
    ) -> None:
        super().__init__(interpreter, python.__name__, function, pure=False)
        self.python = python

    @property
    def kind(self) -> str:
        return "type"

    def attribute(self, name: str, at: Place) -> Any:
        if name == "__mro__":
            return (self,)
        if name in ("__name__", "__qualname__", "__module__", "__doc__"):
            return {"__module__": "builtins", "__doc__": None}.get(name, self.name)
        return self.interpreter.type_attribute(self, name)

    def item(self, index: Any, at: Place) -> Any:
        return self

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        if op != "|":
            return NotImplemented
        mine = (self,)
        others = other if isinstance(other, tuple) else (other,)
        return (*others, *mine) if reflected else (*mine, *others)


REQUIRED = object()
"""The default of a keyword that has none."""


class Function(Value):
    """A function of the source, with the scope it was made in."""

    __slots__ = (
        "attributes",
        "cell",
        "defaults",
        "interpreter",
        "is_generator",
        "keyword_defaults",
        "name",
        "node",
        "scope",
    )

    def __init__(
        self,
        interpreter: Interpreter,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        scope: Scope,
        cell: Cell,
        defaults: Sequence[Any],
        keyword_defaults: Sequence[Any],
    ) -> None:
        self.interpreter, self.node, self.scope, self.cell = interpreter, node, scope, cell
        self.name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
        self.defaults, self.keyword_defaults = defaults, keyword_defaults
        self.attributes: dict[str, Any] = {}
        self.is_generator = has_yield(node)

    @property
    def kind(self) -> str:
        return "function"

    @property
    def positional(self) -> list[str]:
        """What it takes by position."""
        spec = self.node.args
        return [each.arg for each in (*spec.posonlyargs, *spec.args)]

    @property
    def parameters(self) -> list[str]:
        """All that it takes by name or position."""
        return [*self.positional, *(each.arg for each in self.node.args.kwonlyargs)]

    @property
    def required(self) -> list[str]:
        """What it must be given by position."""
        return self.positional[: len(self.positional) - len(self.defaults)]

    @property
    def required_by_name(self) -> list[str]:
        """What it must be given by name."""
        given = zip(self.node.args.kwonlyargs, self.keyword_defaults)
        return [each.arg for each, default in given if default is REQUIRED]

    def default(self, name: str) -> Any:
        """The default of a parameter; None where it has none."""
        placed = dict(zip(reversed(self.positional), reversed(self.defaults)))
        keywords = (each.arg for each in self.node.args.kwonlyargs)
        found = {**placed, **dict(zip(keywords, self.keyword_defaults))}.get(name)
        return None if found is REQUIRED else found

    def attribute(self, name: str, at: Place) -> Any:
        if name in self.attributes:
            return self.attributes[name]
        if name in ("__name__", "__qualname__"):
            return self.name
        if name == "__doc__":
            if isinstance(self.node, ast.Lambda):
                return None
            return ast.get_docstring(self.node, clean=False)
        if name == "__defaults__":
            return tuple(self.defaults) or None
        if name == "__dict__":
            return self.attributes
        if name == "__module__":
            return self.scope.globals.get("__name__", "__main__")
        if name in ("__code__", "__globals__", "__annotations__", "__closure__"):
            return Unknown(f"{self.name}.{name}", at)
        raise Missing(name)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.attributes[name] = value

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.interpreter.invoke(self, args, kwargs)

    def written(self) -> str:
        return self.name


def has_yield(node: ast.AST) -> bool:
    """Whether a function's own body yields; functions inside it are their own."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))
    return False


class BoundMethod(Value):
    """A function that has its first argument already."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Any, owner: Any) -> None:
        self.function, self.owner = function, owner

    @property
    def kind(self) -> str:
        return "method"

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__self__", "__func__"):
            return self.owner if name == "__self__" else self.function
        return self.function.attribute(name, at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        same = (
            isinstance(other, BoundMethod)
            and other.owner is self.owner
            and other.function is self.function
        )
        return same is (op == "==") if op in ("==", "!=") else NotImplemented

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.function.call([self.owner, *args], kwargs, at)

    def written(self) -> str:
        return str(self.function.written())


class Descriptor(Value):
    """What `@staticmethod`, `@classmethod` and `@property` put into a class."""

    __slots__ = ("deleter", "function", "setter", "sort")

    def __init__(self, sort: str, function: Any, setter: Any = None) -> None:
        self.sort, self.function, self.setter = sort, function, setter

    def attribute(self, name: str, at: Place) -> Any:
        if self.sort == "property" and name in ("setter", "getter", "deleter"):
            return _Accessor(self, name)
        if name in ("__func__", "fget"):
            return self.function
        raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.function.call(args, kwargs, at)

    def get(self, instance: Any, owner: Any, at: Place) -> Any:
        """What the attribute gives when read on `instance` (UNBOUND: on the class)."""
        if self.sort == "staticmethod":
            return self.function
        if self.sort == "classmethod":
            return BoundMethod(self.function, owner)
        return self if instance is UNBOUND else self.function.call([instance], {}, at)


class _Accessor(Value):
    """`size.setter` of a property `size`, which decorates the function that follows it."""

    __slots__ = ("name", "property")

    def __init__(self, owner: Descriptor, name: str) -> None:
        self.property, self.name = owner, name

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.name == "setter":
            return Descriptor("property", self.property.function, args[0])
        if self.name == "getter":
            return Descriptor("property", args[0], self.property.setter)
        return self.property


class Class(Value):
    """A class of the source; a base may also be a type of Python's own or a host."""

    __slots__ = ("_mro", "bases", "interpreter", "name", "namespace")

    def __init__(
        self, interpreter: Interpreter, name: str, bases: Sequence[Any], namespace: dict[str, Any]
    ) -> None:
        self.interpreter, self.name, self.bases = interpreter, name, tuple(bases)
        self.namespace = namespace
        self._mro = [self, *merged([*(list(linear(base)) for base in bases), list(bases)])]

    @property
    def kind(self) -> str:
        return "type"

    @property
    def mro(self) -> Sequence[Any]:
        return self._mro

    def find(self, name: str, after: Any = None) -> Any:
        """What the class or a class it inherits from binds to `name`; UNBOUND if nothing."""
        mro = self._mro[self._mro.index(after) + 1 :] if after is not None else self._mro
        for each in mro:
            if isinstance(each, Class) and name in each.namespace:
                return each.namespace[name]
        return UNBOUND

    def attribute(self, name: str, at: Place) -> Any:
        value = self.find(name)
        if value is not UNBOUND:
            return value.get(UNBOUND, self, at) if isinstance(value, Descriptor) else value
        special = {
            "__name__": self.name,
            "__qualname__": self.name,
            "__mro__": tuple(self._mro),
            "__bases__": self.bases,
            "__dict__": self.namespace,
            "__module__": "__main__",
            "__doc__": None,
        }
        if name in special:
            return special[name]
        if name == "mro":
            return Native(self.interpreter, "mro", lambda _: list(self._mro))
        for base in self._mro:
            if not isinstance(base, Class):
                try:
                    return base.attribute(name, at)
                except Missing:
                    continue
        raise Missing(name)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.namespace[name] = value

    def delete_attribute(self, name: str, at: Place) -> None:
        if self.namespace.pop(name, UNBOUND) is UNBOUND:
            raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.interpreter.instantiate(self, args, kwargs, at)

    def item(self, index: Any, at: Place) -> Any:
        chosen = self.find("__class_getitem__")
        if isinstance(chosen, Value):
            return chosen.call([index] if isinstance(chosen, Native) else [self, index], {}, at)
        return self

    def iterate(self, at: Place) -> Iterable[Any] | None:
        members = self.find("__members__")
        if isinstance(members, dict):
            return list(members.values())
        return super().iterate(at)

    def length(self, at: Place) -> Any:
        members = self.find("__members__")
        return len(members) if isinstance(members, dict) else super().length(at)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        return (self, other) if op == "|" else NotImplemented

    def written(self) -> str:
        return self.name


def linear(base: Any) -> Sequence[Any]:
    return base.mro if isinstance(base, Value) else [base]


def merged(sequences: list[list[Any]]) -> list[Any]:
    """The C3 order of Python: each class before its bases, bases in the order given."""
    order: list[Any] = []
    while sequences := [each for each in sequences if each]:
        for sequence in sequences:
            head = sequence[0]
            if not any(head in each[1:] for each in sequences):
                break
        else:
            raise Raised("TypeError", "Cannot create a consistent method resolution order (MRO)")
        order.append(head)
        sequences = [each[1:] if each[0] is head else each for each in sequences]
    return order


class Instance(Value):
    """An object of a class of the source; `payload` is the list or dict it inherits, if any."""

    __slots__ = ("attributes", "cls", "payload")

    def __init__(self, cls: Class) -> None:
        self.cls = cls
        self.attributes: dict[str, Any] = {}
        self.payload: Any = UNBOUND

    @property
    def kind(self) -> str:
        return self.cls.name

    @property
    def interpreter(self) -> Interpreter:
        return self.cls.interpreter

    def is_made(self, at: Place) -> None:
        """Told when its `__init__` is done, and where it was asked for."""

    def attribute(self, name: str, at: Place) -> Any:
        found = self.cls.find(name)
        if isinstance(found, Descriptor) and found.sort == "property":
            return found.get(self, self.cls, at)
        if name in self.attributes:
            return self.attributes[name]
        if found is not UNBOUND:
            return bound(found, self, at)
        try:
            return self.inherited(name, at)
        except Missing:
            fallback = self.cls.find("__getattr__")
            if fallback is UNBOUND:
                raise
            return fallback.call([self, name], {}, at)

    def inherited(self, name: str, at: Place, after: Any = None) -> Any:
        """What the instance has from bases that are no classes of the source."""
        if name == "__dict__":
            return self.attributes
        if name == "__class__":
            return self.cls
        mro, is_special = self.cls.mro, name.startswith("__")
        for base in mro[mro.index(after) + 1 if after is not None else 0 :]:
            if isinstance(base, Host):
                try:
                    return base.member(self, name, at)
                except Missing:
                    continue
            elif not (is_special or isinstance(base, Class | Type)):
                return base.attribute(name, at)
        if self.payload is not UNBOUND:
            try:
                return self.interpreter.attribute(self.payload, name, at)
            except Missing:
                pass
        return self.interpreter.object_attribute(self, name)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        found = self.cls.find(name)
        if isinstance(found, Descriptor) and found.sort == "property":
            if found.setter is None:
                raise Raised("AttributeError", f"property {name!r} of {self.kind!r} has no setter")
            found.setter.call([self, value], {}, at)
            return
        custom = self.cls.find("__setattr__")
        if custom is not UNBOUND:
            custom.call([self, name, value], {}, at)
        else:
            self.keep(name, value, at)

    def keep(self, name: str, value: Any, at: Place) -> None:
        """Set the attribute as `object.__setattr__` does; a host base is told of it."""
        for base in self.cls.mro:
            if isinstance(base, Host) and base.set_member(self, name, value, at):
                return
        self.attributes[name] = value

    def delete_attribute(self, name: str, at: Place) -> None:
        if self.attributes.pop(name, UNBOUND) is UNBOUND:
            raise Missing(name)

    def special(self, name: str, args: list[Any], at: Place) -> Any:
        """What the special method returns; UNBOUND if the class has none."""
        found = self.cls.find(name)
        if found is not UNBOUND:
            return UNBOUND if found is None else bound(found, self, at).call(args, {}, at)
        for base in self.cls.mro:
            if isinstance(base, Host):
                try:
                    return base.member(self, name, at).call(args, {}, at)
                except Missing:
                    continue
        return UNBOUND

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        found = self.cls.find("__call__")
        if found is not UNBOUND:
            return bound(found, self, at).call(args, kwargs, at)
        for base in self.cls.mro:
            if isinstance(base, Host):
                try:
                    return base.member(self, "__call__", at).call(args, kwargs, at)
                except Missing:
                    continue
            elif not isinstance(base, Class | Type) and isinstance(base, Value):
                return Unknown(f"{self.kind}()", at, is_result=True)
        return super().call(args, kwargs, at)

    def item(self, index: Any, at: Place) -> Any:
        result = self.special("__getitem__", [index], at)
        if result is not UNBOUND:
            return result
        if self.payload is not UNBOUND:
            missing = self.cls.find("__missing__")
            has_it = missing is UNBOUND or not isinstance(self.payload, dict)
            if not has_it and index not in self.payload:
                return missing.call([self, index], {}, at)
            return self.interpreter.item(self.payload, index, at)
        return super().item(index, at)

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        if self.special("__setitem__", [index, value], at) is UNBOUND:
            if self.payload is UNBOUND:
                super().set_item(index, value, at)
            self.interpreter.set_item(self.payload, index, value, at)

    def delete_item(self, index: Any, at: Place) -> None:
        if self.special("__delitem__", [index], at) is UNBOUND:
            if self.payload is UNBOUND:
                super().delete_item(index, at)
            self.interpreter.delete_item(self.payload, index, at)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        name = OPERATORS[op]
        result = self.special(f"__{'r' if reflected else ''}{name}__", [other], at)
        if result is UNBOUND and self.payload is not UNBOUND:
            mine, theirs = self.payload, plain(other)
            left, right = (theirs, mine) if reflected else (mine, theirs)
            return self.interpreter.binary(op, left, right)
        return NotImplemented if result is UNBOUND else result

    def unary(self, op: str, at: Place) -> Any:
        name = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[op]
        result = self.special(name, [], at)
        return super().unary(op, at) if result is UNBOUND else result

    def compare(self, op: str, other: Any, at: Place) -> Any:
        result = self.special(f"__{COMPARISONS[op]}__", [other], at)
        if result is UNBOUND and op == "!=":
            equal = self.special("__eq__", [other], at)
            if equal is not UNBOUND and equal is not NotImplemented:
                return not equal if isinstance(equal, bool) else equal
        if result is UNBOUND and self.payload is not UNBOUND:
            return self.interpreter.compare(op, self.payload, plain(other))
        return NotImplemented if result is UNBOUND else result

    def contains(self, element: Any, at: Place) -> Any:
        result = self.special("__contains__", [element], at)
        if result is UNBOUND and self.payload is not UNBOUND:
            return self.interpreter.contains(self.payload, element)
        return NotImplemented if result is UNBOUND else result

    def iterate(self, at: Place) -> Iterable[Any] | None:
        iterator = self.special("__iter__", [], at)
        if iterator is not UNBOUND:
            if iterator is self or isinstance(iterator, Instance):
                return iterator.stepping(at)
            return self.interpreter.iterate(iterator, at)
        if self.cls.find("__getitem__") is not UNBOUND:
            return self.counting(at)
        if self.payload is not UNBOUND:
            return self.interpreter.iterate(self.payload, at)
        return super().iterate(at)

    def stepping(self, at: Place) -> Iterable[Any]:
        """The values that `__next__` gives until it raises StopIteration."""
        while True:
            try:
                value = self.special("__next__", [], at)
            except Raised as stop:
                if stop.kind == "StopIteration":
                    return
                raise
            if value is UNBOUND:
                raise Raised("TypeError", f"iter() returned non-iterator of type {self.kind!r}")
            yield value

    def counting(self, at: Place) -> Iterable[Any]:
        """The items 0, 1, 2, … until `__getitem__` raises IndexError."""
        index = 0
        while True:
            try:
                value = self.item(index, at)
            except Raised as stop:
                if stop.kind == "IndexError":
                    return
                raise
            yield value
            index += 1

    def length(self, at: Place) -> Any:
        result = self.special("__len__", [], at)
        if result is UNBOUND and self.payload is not UNBOUND:
            return self.interpreter.length(self.payload, at)
        return super().length(at) if result is UNBOUND else result

    def truth(self, at: Place) -> bool | None:
        result = self.special("__bool__", [], at)
        if result is UNBOUND:
            result = self.special("__len__", [], at)
        if result is UNBOUND:
            result = True if self.payload is UNBOUND else self.payload
        return self.interpreter.truth(result)


def bound(value: Any, instance: Any, at: Place) -> Any:
    """A class's attribute as its instance sees it."""
    if isinstance(value, Descriptor):
        return value.get(instance, instance.cls, at)
    if isinstance(value, Function) or (isinstance(value, Native) and not isinstance(value, Type)):
        return BoundMethod(value, instance)
    return value


def plain(value: Any) -> Any:
    return value.payload if isinstance(value, Instance) and value.payload is not UNBOUND else value


class Super(Value):
    """`super()`: an instance seen from the class after `after` in its method order."""

    __slots__ = ("after", "instance")

    def __init__(self, after: Any, instance: Any) -> None:
        self.after, self.instance = after, instance

    def attribute(self, name: str, at: Place) -> Any:
        if isinstance(self.instance, Class):
            return self.of_class(self.instance, name, at)
        cls = self.instance.cls
        found = cls.find(name, self.after)
        if found is not UNBOUND:
            return bound(found, self.instance, at)
        return self.instance.inherited(name, at, self.after)

    def of_class(self, cls: Class, name: str, at: Place) -> Any:
        """In a class method, or in `__new__`."""
        found = cls.find(name, self.after)
        if found is UNBOUND:
            return cls.interpreter.object_attribute(cls, name)
        if isinstance(found, Descriptor):
            return found.get(UNBOUND, cls, at)
        return BoundMethod(found, cls) if name == "__init_subclass__" else found

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.instance.set_attribute(name, value, at)


OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Stream(Value):
    """An iterator: what it gives is made when it is asked for, once."""

    __slots__ = ("name", "source")

    def __init__(self, source: Iterable[Any], name: str = "generator") -> None:
        self.source, self.name = iter(source), name

    @property
    def kind(self) -> str:
        return self.name

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return self.source

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__next__", "send", "close", "throw"):
            return _Next(self, name)
        raise Missing(name)


class Sample(Stream):
    """An iterator over what few elements stand for: a walk comes upon these, `next` has no end."""

    __slots__ = ("elements",)

    def __init__(self, elements: Iterable[Any]) -> None:
        self.elements = list(elements)
        super().__init__(cycle(self.elements), "iterator")

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return self.elements


class _Next(Value):
    __slots__ = ("name", "stream")

    def __init__(self, stream: Stream, name: str) -> None:
        self.stream, self.name = stream, name

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.name == "close":
            self.stream.source = iter(())
            return None
        for value in self.stream.source:
            return value
        raise Raised("StopIteration")


class Record(Value):
    """A value with attributes and nothing else, such as what `parse_args()` gives."""

    __slots__ = ("attributes", "name", "rest")

    def __init__(self, name: str, attributes: dict[str, Any], rest: Unknown | None = None) -> None:
        self.name, self.attributes, self.rest = name, attributes, rest

    @property
    def kind(self) -> str:
        return self.name

    def attribute(self, name: str, at: Place) -> Any:
        if name in self.attributes:
            return self.attributes[name]
        if name == "__dict__":
            return self.attributes
        if self.rest is not None and not name.startswith("__"):
            return self.rest.attribute(name, at)
        raise Missing(name)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.attributes[name] = value

    def delete_attribute(self, name: str, at: Place) -> None:
        if self.attributes.pop(name, UNBOUND) is UNBOUND:
            raise Missing(name)

    def contains(self, element: Any, at: Place) -> Any:
        return element in self.attributes

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if isinstance(other, Record) and op in ("==", "!="):
            return (self.attributes == other.attributes) is (op == "==")
        return NotImplemented
