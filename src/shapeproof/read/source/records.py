"""Classes that write their own methods: dataclasses, named tuples, enumerations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.objects import Class, Descriptor, Instance, Native
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Raised, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


class Field(Value):
    """`field(default=…, default_factory=…)` of a dataclass."""

    __slots__ = ("default", "factory", "init")

    def __init__(self, default: Any = UNBOUND, factory: Any = None, init: bool = True) -> None:
        self.default, self.factory, self.init = default, factory, init

    def fresh(self, reader: Interpreter) -> Any:
        if self.factory is not None:
            return reader.call(self.factory, [], {}, reader.here())
        return self.default


def field(
    reader: Interpreter,
    *,
    default: Any = UNBOUND,
    default_factory: Any = None,
    init: Any = True,
    **rest: Any,
) -> Any:
    return Field(default, default_factory, bool(init))


def dataclass(reader: Interpreter, cls: Any = None, **options: Any) -> Any:
    if cls is None:
        return Native(reader, "dataclass", lambda _, each: dataclass(reader, each, **options))
    if not isinstance(cls, Class):
        return cls
    fields: dict[str, Field] = {}
    for each in reversed(cls.mro):
        if isinstance(each, Class):
            own = each.namespace.get("__dataclass_fields__")
            fields.update(own if isinstance(own, dict) else {})
    annotations = cls.namespace.get("__annotations__", {})
    for name, annotation in annotations.items():
        if "ClassVar" not in str(annotation):
            default = cls.namespace.get(name, UNBOUND)
            fields[name] = default if isinstance(default, Field) else Field(default)
            if fields[name].default is not UNBOUND:
                cls.namespace[name] = fields[name].default
            elif isinstance(default, Field):
                del cls.namespace[name]
    cls.namespace["__dataclass_fields__"] = fields
    cls.namespace.setdefault("__match_args__", tuple(fields))
    given = cls.namespace.get("__init__", UNBOUND)
    if given is UNBOUND and options.get("init", True):
        cls.namespace["__init__"] = Native(reader, "__init__", Init(cls, fields))
    cls.namespace.setdefault("__repr__", Native(reader, "__repr__", Repr(cls, fields)))
    cls.namespace.setdefault("__eq__", Native(reader, "__eq__", Equal(cls, fields)))
    if options.get("order"):
        for op, name in (("<", "__lt__"), ("<=", "__le__"), (">", "__gt__"), (">=", "__ge__")):
            cls.namespace.setdefault(name, Native(reader, name, Ordered(fields, op)))
    if options.get("frozen"):
        cls.namespace.setdefault("__setattr__", Native(reader, "__setattr__", frozen))
    return cls


class Init:
    """The `__init__` that `@dataclass` writes."""

    def __init__(self, cls: Class, fields: dict[str, Field]) -> None:
        self.cls, self.fields = cls, fields

    def __call__(self, reader: Interpreter, self_: Instance, *args: Any, **kwargs: Any) -> None:
        at = reader.here()
        names = [name for name, each in self.fields.items() if each.init]
        if len(args) > len(names):
            text = f"takes from 1 to {len(names) + 1} positional arguments but {len(args) + 1} "
            raise Raised("TypeError", f"{self.cls.name}.__init__() {text}were given")
        given = dict(zip(names, args))
        for name, value in kwargs.items():
            if name in given or name not in names:
                what = "multiple values for argument" if name in given else "an unexpected keyword"
                extra = "" if name in given else " argument"
                text = f"{self.cls.name}.__init__() got {what}{extra} {name!r}"
                raise Raised("TypeError", text)
            given[name] = value
        for name, each in self.fields.items():
            value = given[name] if name in given else each.fresh(reader)
            if value is UNBOUND:
                text = f"missing 1 required positional argument: {name!r}"
                raise Raised("TypeError", f"{self.cls.name}.__init__() {text}")
            self_.keep(name, value, at)
        self_.special("__post_init__", [], at)


class Repr:
    def __init__(self, cls: Class, fields: dict[str, Field]) -> None:
        self.cls, self.fields = cls, fields

    def __call__(self, reader: Interpreter, self_: Instance) -> Any:
        from shapeproof.read.source.formatting import shown

        parts: list[str] = []
        for name in self.fields:
            text = shown(reader, self_.attribute(name, reader.here()))
            if not isinstance(text, str):
                return text
            parts.append(f"{name}={text}")
        return f"{self_.kind}({', '.join(parts)})"


class Equal:
    def __init__(self, cls: Class, fields: dict[str, Field]) -> None:
        self.cls, self.fields = cls, fields

    def __call__(self, reader: Interpreter, self_: Instance, other: Any) -> Any:
        if not isinstance(other, Instance) or other.cls is not self_.cls:
            return NotImplemented
        return reader.compare("==", values(reader, self_, self.fields),
                              values(reader, other, self.fields))  # fmt: skip


class Ordered:
    def __init__(self, fields: dict[str, Field], op: str) -> None:
        self.fields, self.op = fields, op

    def __call__(self, reader: Interpreter, self_: Instance, other: Any) -> Any:
        if not isinstance(other, Instance) or other.cls is not self_.cls:
            return NotImplemented
        mine, theirs = (values(reader, each, self.fields) for each in (self_, other))
        return reader.compare(self.op, mine, theirs)


def values(reader: Interpreter, instance: Instance, fields: Any) -> tuple[Any, ...]:
    return tuple(instance.attribute(name, reader.here()) for name in fields)


def frozen(reader: Interpreter, self_: Instance, name: str, value: Any) -> None:
    raise Raised("AttributeError", f"cannot assign to field {name!r}")


def as_dict(reader: Interpreter, value: Any) -> Any:
    if isinstance(value, Instance) and "__dataclass_fields__" in value.cls.namespace:
        fields = value.cls.namespace["__dataclass_fields__"]
        return {name: as_dict(reader, value.attribute(name, reader.here())) for name in fields}
    if isinstance(value, list | tuple):
        return type(value)([as_dict(reader, each) for each in value])
    if isinstance(value, dict):
        return {key: as_dict(reader, each) for key, each in value.items()}
    return value


def replaced(reader: Interpreter, value: Instance, **changes: Any) -> Any:
    fields = value.cls.namespace["__dataclass_fields__"]
    current = {name: value.attribute(name, reader.here()) for name in fields}
    return reader.call(value.cls, [], current | changes, reader.here())


def fields_of(reader: Interpreter, value: Any) -> Any:
    cls = value.cls if isinstance(value, Instance) else value
    from shapeproof.read.source.objects import Record

    return tuple(Record("Field", {"name": n}) for n in cls.namespace["__dataclass_fields__"])


# Named tuples


def named_tuple(
    reader: Interpreter, name: str, names: Any, *, defaults: Any = (), rename: Any = False
) -> Any:
    """`namedtuple("Point", "x y")`."""
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    names = reader.listed(names)
    with_default = dict(zip(names[len(names) - len(defaults) :], defaults))
    return tuple_class(reader, name, names, with_default, {})


def tuple_class(
    reader: Interpreter,
    name: str,
    names: list[str],
    defaults: dict[str, Any],
    namespace: dict[str, Any],
) -> Class:
    def new(_: Any, cls: Class, *args: Any, **kwargs: Any) -> Any:
        given = {**defaults, **dict(zip(names, args)), **kwargs}
        missing = [each for each in names if each not in given]
        if missing or len(args) > len(names) or len(given) > len(names):
            text = f"missing {len(missing)} required positional argument: {missing[:1]}"
            raise Raised("TypeError", f"{name}.__new__() {text if missing else 'got too many'}")
        instance = Instance(cls)
        instance.payload = tuple(given[each] for each in names)
        return instance

    def replace(_: Any, self_: Instance, **changes: Any) -> Any:
        return new(_, self_.cls, **(dict(zip(names, self_.payload)) | changes))

    def shown(_: Any, self_: Instance) -> Any:
        from shapeproof.read.source.formatting import shown

        parts = [f"{n}={shown(reader, v)}" for n, v in zip(names, self_.payload)]
        return f"{self_.kind}({', '.join(parts)})"

    def getter(index: int) -> Descriptor:
        get = Native(reader, names[index], lambda _, self_: self_.payload[index])
        return Descriptor("property", get)

    made = {
        "__new__": Native(reader, "__new__", new),
        "__init__": Native(reader, "__init__", lambda *args, **kwargs: None),
        "__repr__": Native(reader, "__repr__", shown),
        "_fields": tuple(names),
        "__match_args__": tuple(names),
        "_replace": Native(reader, "_replace", replace),
        "_asdict": Native(reader, "_asdict", lambda _, self_: dict(zip(names, self_.payload))),
        **{each: getter(index) for index, each in enumerate(names)},
    }
    return Class(reader, name, [reader.types[tuple]], {**namespace, **made})


class NamedTuple(Value):
    """`class Point(NamedTuple)`, and `NamedTuple("Point", [("x", int)])`."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        names = [pair[0] for pair in args[1]] if len(args) > 1 else list(kwargs)
        return tuple_class(self.reader, args[0], names, {}, {})

    def make_class(self, name: str, bases: list[Any], namespace: dict[str, Any]) -> Class:
        names = list(namespace.get("__annotations__", {}))
        defaults = {each: namespace[each] for each in names if each in namespace}
        rest = {k: v for k, v in namespace.items() if k not in names}
        return tuple_class(self.reader, name, names, defaults, rest)


# Enumerations


class Enum(Value):
    """`class Colour(Enum)`: each name bound to a plain value becomes a member."""

    def __init__(self, reader: Interpreter, name: str, plain: type | None = None) -> None:
        self.reader, self.name, self.plain = reader, name, plain

    def written(self) -> str:
        return self.name

    def make_class(self, name: str, bases: list[Any], namespace: dict[str, Any]) -> Class:
        reader = self.reader
        cls = Class(reader, name, [reader.object_type], namespace)
        members: dict[str, Any] = {}
        last = 0
        for key, value in list(namespace.items()):
            if key.startswith("_") or (isinstance(value, Value) and not isinstance(value, Auto)):
                continue
            value = last + 1 if isinstance(value, Auto) else value
            last = value if isinstance(value, int) else last
            members[key] = namespace[key] = self.member(cls, key, value, members)
        namespace["__members__"] = members
        namespace["__new__"] = Native(reader, "__new__", lambda _, c, v: found(name, members, v))
        namespace["__class_getitem__"] = Native(reader, "item", lambda _, key: members[key])
        namespace["__init__"] = Native(reader, "__init__", lambda *args, **kwargs: None)
        text = Native(reader, "__repr__", lambda _, m: f"<{name}.{m.attributes['name']}: "
                      f"{m.attributes['value']!r}>")  # fmt: skip
        namespace.setdefault("__repr__", text)
        plain = Native(reader, "__str__", lambda _, m: f"{name}.{m.attributes['name']}")
        namespace.setdefault("__str__", plain)
        return cls

    def member(self, cls: Class, name: str, value: Any, members: dict[str, Any]) -> Instance:
        for each in members.values():
            if each.attributes["value"] == value:
                return each  # type: ignore[no-any-return]
        instance = Instance(cls)
        instance.attributes = {"name": name, "value": value, "_value_": value, "_name_": name}
        if self.plain is not None:
            instance.payload = value
        return instance


def found(name: str, members: dict[str, Any], value: Any) -> Any:
    for member in members.values():
        if member.attributes["value"] == value:
            return member
    raise Raised("ValueError", f"{value!r} is not a valid {name}")


class Auto(Value):
    """`auto()`: the next number of an enumeration."""


def total_ordering(reader: Interpreter, cls: Any) -> Any:
    """The comparisons that follow from `__lt__` and `__eq__`."""

    def derived(op: str) -> Callable[..., Any]:
        def compare(_: Any, self_: Any, other: Any) -> Any:
            less = reader.truth(reader.call(cls.find("__lt__"), [self_, other], {}, reader.here()))
            same = reader.truth(reader.compare("==", self_, other))
            return {"<=": less or same, ">": not less and not same, ">=": not less}[op]

        return compare

    for op, name in (("<=", "__le__"), (">", "__gt__"), (">=", "__ge__")):
        if isinstance(cls, Class) and "__lt__" in cls.namespace:
            cls.namespace.setdefault(name, Native(reader, name, derived(op)))
    return cls


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "dataclasses.dataclass": dataclass,
    "dataclasses.field": field,
    "dataclasses.asdict": as_dict,
    "dataclasses.replace": replaced,
    "dataclasses.fields": fields_of,
    "collections.namedtuple": named_tuple,
    "enum.auto": lambda reader: Auto(),
    "enum.unique": lambda reader, cls: cls,
}


def resolve(reader: Interpreter, dotted: str) -> Any | None:
    if dotted in FUNCTIONS:
        return Native(reader, dotted, FUNCTIONS[dotted])
    if dotted == "typing.NamedTuple":
        return NamedTuple(reader)
    if dotted in ("enum.Enum", "enum.Flag"):
        return Enum(reader, dotted)
    if dotted in ("enum.IntEnum", "enum.IntFlag", "enum.StrEnum"):
        return Enum(reader, dotted, str if dotted.endswith("StrEnum") else int)
    return None
