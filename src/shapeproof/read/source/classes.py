"""Classes as they are defined and instantiated; exceptions are classes too."""

from __future__ import annotations

import ast
import builtins as python
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.objects import Class, Instance, Native, Type, bound
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.values import Host, Missing, Raised, Unknown, Value, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

CONTAINERS = (dict, list, set)
SCALARS = (int, float, str, tuple, frozenset, bytes)


def define(reader: Interpreter, node: ast.ClassDef, scope: Scope) -> Any:
    """Run the body in a scope of its own; what it binds is the class."""
    bases = [reader.evaluate(each, scope) for each in node.bases]
    keywords = {k.arg: reader.evaluate(k.value, scope) for k in node.keywords if k.arg}
    around = Scope(scope, scope.name)  # where methods find `__class__`
    body = Scope(around, node.name, is_class=True)
    reader.block(node.body, body)
    namespace = body.values
    docstring = ast.get_docstring(node, clean=False)
    if docstring is not None:
        namespace.setdefault("__doc__", docstring)
    for base in bases:
        special = reader.class_maker(base)
        if special is not None:
            made = special(node.name, bases, namespace)
            around.values["__class__"] = made
            return made
    cls = Class(reader, node.name, unique(bases) or [reader.object_type], namespace)
    around.values["__class__"] = cls
    announce(reader, cls, keywords, reader.place(node))
    return cls


def unique(bases: list[Any]) -> list[Any]:
    """The bases that are classes, each once; `object` comes last."""
    kept = [base for base in bases if isinstance(base, Value)]
    kept.sort(key=lambda base: isinstance(base, Type) and base.python is object)
    return list(dict.fromkeys(kept))


def announce(reader: Interpreter, cls: Class, keywords: dict[str, Any], at: Place) -> None:
    """Tell descriptors their names, and base classes of their new subclass."""
    for name, value in list(cls.namespace.items()):
        if isinstance(value, Instance) and value.cls.find("__set_name__") is not UNBOUND:
            value.special("__set_name__", [cls, name], at)
    hook = cls.find("__init_subclass__", after=cls)
    if isinstance(hook, Value):
        keywords.pop("metaclass", None)
        bound(hook, cls, at) if not isinstance(hook, Native) else None
        reader.call(hook, [cls], keywords, at)


def instantiate(
    reader: Interpreter, cls: Class, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    maker = cls.find("__new__")
    if isinstance(maker, Value):
        made = reader.call(maker, [cls, *args], kwargs, at)
        if not (isinstance(made, Instance) and cls in made.cls.mro):
            return made
        instance = made
    else:
        instance = fresh(reader, cls, args)
    initialize(reader, instance, args, kwargs, at)
    instance.is_made(at)
    return instance


def fresh(reader: Interpreter, cls: Class, args: list[Any]) -> Instance:
    """An instance before `__init__`, with the payload of the plain type it inherits from."""
    hosts = [base for base in cls.mro if isinstance(base, Host)]
    instance: Instance = next(filter(None, (base.instance(cls) for base in hosts)), Instance(cls))
    for base in cls.mro:
        if isinstance(base, Type) and base.python in CONTAINERS:
            instance.payload = base.python()
        elif isinstance(base, Type) and base.python in SCALARS:
            instance.payload = reader.call(base, args[:1], {}, reader.here())
    if is_exception(cls):
        instance.attributes["args"] = tuple(args)
    return instance


def initialize(
    reader: Interpreter, instance: Instance, args: list[Any], kwargs: dict[str, Any], at: Place
) -> None:
    cls = instance.cls
    found = cls.find("__init__")
    if found is not UNBOUND:
        reader.call(bound(found, instance, at), args, kwargs, at)
        return
    for base in cls.mro:
        if isinstance(base, Host):
            try:
                reader.call(base.member(instance, "__init__", at), args, kwargs, at)
            except Missing:
                continue
            return
    initialize_plainly(reader, instance, args, kwargs)


def initialize_plainly(
    reader: Interpreter, instance: Instance, args: list[Any], kwargs: dict[str, Any]
) -> None:
    """What `object.__init__`, `dict.__init__` and `Exception.__init__` do."""
    cls = instance.cls
    if is_exception(cls):
        instance.attributes["args"] = tuple(args)
    elif instance.payload is not UNBOUND:
        fill(reader, instance.payload, args, kwargs)
    elif (args or kwargs) and not takes_anything(cls):
        raise Raised("TypeError", f"{cls.name}() takes no arguments")


def takes_anything(cls: Class) -> bool:
    """Whether arguments may be for a base that is not known here, or for `__new__`."""
    outside = any(is_unknown(base) or isinstance(base, Host) for base in cls.mro)
    return outside or cls.find("__new__") is not UNBOUND


def fill(reader: Interpreter, payload: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
    at = reader.here()
    if isinstance(payload, dict):
        for source in args[:1]:
            payload.update(reader.dict_of(source, at))
        payload.update(kwargs)
    elif isinstance(payload, list) and args:
        payload[:] = reader.listed(reader.iterate(args[0], at) or [])
    elif isinstance(payload, set) and args:
        payload.update(reader.set_of(reader.listed(reader.iterate(args[0], at) or [])))


def is_exception(cls: Class) -> bool:
    return any(isinstance(each, Class) and each.name == "BaseException" for each in cls.mro)


class Exceptions:
    """Python's own exceptions as classes, made when they are first named."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader
        self.made: dict[str, Class] = {}

    def find(self, name: str) -> Class | None:
        if name not in self.made:
            exception = getattr(python, name, None)
            if not (isinstance(exception, type) and issubclass(exception, BaseException)):
                return None
            bases: list[Any] = [
                self.find(base.__name__) for base in exception.__bases__ if base is not object
            ]
            self.made[name] = Class(
                self.reader, exception.__name__, bases or [self.reader.object_type], {}
            )
        return self.made[name]

    def of(self, raised: Raised) -> Class:
        if isinstance(raised.value, Instance):
            return raised.value.cls
        cls = self.find(raised.kind) or self.find("Exception")
        assert cls is not None
        return cls

    def instance(self, raised: Raised) -> Any:
        """The exception that `except … as e` binds."""
        if not isinstance(raised.value, Instance):
            instance = Instance(self.of(raised))
            given = raised.value.args if isinstance(raised.value, KeyError) else (raised.text,)
            instance.attributes["args"] = tuple(given) if raised.text else ()
            if raised.kind == "SystemExit":
                instance.attributes["code"] = raised.value
            raised.value = instance
        return raised.value

    def catches(self, kinds: Any, raised: Raised) -> bool:
        if isinstance(kinds, tuple):
            return any(self.catches(kind, raised) for kind in kinds)
        return kinds in self.of(raised).mro

    def raised(self, value: Any) -> Raised:
        """What `raise value` raises."""
        at = self.reader.here()
        if isinstance(value, Class) and is_exception(value):
            value = value.call([], {}, at)
        if isinstance(value, Instance) and is_exception(value.cls):
            text = self.reader.text(value)
            return Raised(value.cls.name, text if isinstance(text, str) else "", value, True)
        if isinstance(value, Unknown) or is_unknown(value):
            return Raised("Exception", value.written(), None, True)
        return Raised("TypeError", "exceptions must derive from BaseException", None, True)
