"""What plain values have: the methods of numbers, text and collections, and their items."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.read.source import formatting, operators
from shapeproof.read.source.objects import Class, Instance, Native, Stream, Type
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import (
    Missing,
    Raised,
    has_unknown,
    is_unknown,
    operand,
    subscript,
    written,
)

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

Method = Callable[..., Any]

SAFE: dict[type, str] = {
    int: "bit_length bit_count as_integer_ratio conjugate",
    float: "is_integer as_integer_ratio hex conjugate",
    complex: "conjugate",
    str: "capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit "
    "isidentifier islower isnumeric isprintable isspace istitle isupper lower lstrip partition "
    "removeprefix removesuffix rfind rindex rpartition rsplit rstrip split splitlines startswith "
    "strip swapcase title upper encode",
    bytes: "decode hex startswith endswith find count split strip lower upper",
    list: "append clear copy insert pop reverse",
    tuple: "",
    dict: "clear copy get keys items values pop popitem setdefault",
    set: "add clear copy difference difference_update discard intersection intersection_update "
    "isdisjoint issubset issuperset pop remove symmetric_difference union update",
    frozenset: "copy difference intersection isdisjoint issubset issuperset symmetric_difference "
    "union",
    range: "",
    slice: "indices",
    bool: "",
    type(None): "",
}
FIELDS: dict[type, tuple[str, ...]] = {
    int: ("real", "imag", "numerator", "denominator"),
    float: ("real", "imag"),
    complex: ("real", "imag"),
    range: ("start", "stop", "step"),
    slice: ("start", "stop", "step"),
}
FIELDS[bool] = FIELDS[int]


class Dict(dict[Any, Any]):
    """An OrderedDict, defaultdict or Counter: a dict that knows how it was made."""

    sort = "OrderedDict"
    factory: Any = None


class Deque(list[Any]):
    """A deque; `most` is its maxlen."""

    most: int | None = None

    def trim(self, left: bool) -> None:
        if self.most is not None and len(self) > self.most:
            del self[0 if not left else -1]


def safe(name: str) -> Method:
    """A method of Python's that can neither call back nor make anything large."""

    def method(reader: Interpreter, value: Any, *args: Any, **kwargs: Any) -> Any:
        if name in ("add", "discard", "remove", "get", "pop", "setdefault") and args:
            operators.weigh(reader, args[0])
        if name in ("split", "rsplit", "splitlines", "copy", "encode", "decode"):
            operators.pay(reader, value)
        args = tuple(plain(reader, each) for each in args)
        return getattr(value, name)(*args, **kwargs)

    return method


def plain(reader: Interpreter, value: Any) -> Any:
    """Iterators as lists, for Python's own methods to walk over."""
    return reader.listed(value.source) if isinstance(value, Stream) else value


def extend(reader: Interpreter, value: list[Any], elements: Any) -> None:
    spread = reader.iterate(elements, reader.here())
    if spread is not None:
        value.extend(reader.listed(spread))


def index(reader: Interpreter, value: Any, element: Any, start: int = 0, stop: int = -1) -> int:
    for position, each in enumerate(value):
        reader.budget.step()
        if position >= start and reader.truth(reader.compare("==", each, element)):
            return position
    raise Raised("ValueError", f"{written(element)} is not in list")


def count(reader: Interpreter, value: Any, element: Any) -> int:
    return sum(reader.truth(reader.compare("==", each, element)) is True for each in value)


def remove(reader: Interpreter, value: list[Any], element: Any) -> None:
    try:
        del value[index(reader, value, element)]
    except Raised:
        raise Raised("ValueError", "list.remove(x): x not in list") from None


def sort(reader: Interpreter, value: list[Any], key: Any = None, reverse: bool = False) -> None:
    ordered = sorted_(reader, value, key, reverse)
    if isinstance(ordered, list):
        value[:] = ordered


def sorted_(reader: Interpreter, elements: Any, key: Any = None, reverse: bool = False) -> Any:
    """Sorts by the comparisons of the source; an unknown where one of them is not decided."""
    at = reader.here()
    values = reader.listed(elements)
    keys = values if key is None else [reader.call(key, [each], {}, at) for each in values]
    operators.weigh(reader, keys)
    pairs = [Keyed(reader, each) for each in keys]
    try:
        order = sorted(range(len(values)), key=pairs.__getitem__, reverse=bool(reverse))
    except Undecided:
        return reader.composed(f"sorted({written(values)})", *values)
    return [values[i] for i in order]


class Undecided(Exception):
    """Which of two values comes first is not known."""


class Keyed:
    """A sorting key compared as the source would compare it."""

    __slots__ = ("key", "reader")

    def __init__(self, reader: Interpreter, key: Any) -> None:
        self.reader, self.key = reader, key

    def __lt__(self, other: Any) -> bool:
        self.reader.budget.step()
        known = self.reader.truth(self.reader.compare("<", self.key, other.key))
        if known is None:
            raise Undecided
        return known


def update(reader: Interpreter, value: dict[Any, Any], *args: Any, **kwargs: Any) -> None:
    for source in args[:1]:
        if not is_unknown(source):
            if isinstance(value, Dict) and value.sort == "Counter":
                counted(reader, value, source)
            else:
                value.update(reader.dict_of(source, reader.here()))
    value.update(kwargs)


def counted(reader: Interpreter, value: dict[Any, Any], source: Any) -> None:
    if isinstance(source, dict):
        for key, number in source.items():
            value[key] = value.get(key, 0) + number
        return
    for each in reader.iterate(source, reader.here()) or ():
        reader.budget.step()
        reader.put(value, each, value.get(each, 0) + 1)


def most_common(reader: Interpreter, value: dict[Any, Any], n: int | None = None) -> Any:
    return sorted(value.items(), key=lambda pair: -pair[1])[:n]


def move_to_end(reader: Interpreter, value: dict[Any, Any], key: Any, last: bool = True) -> None:
    entry = value.pop(key)
    rest = {} if last else dict(value)
    if not last:
        value.clear()
    value[key] = entry
    value.update(rest)


def join(reader: Interpreter, value: Any, elements: Any) -> Any:
    spread = reader.iterate(elements, reader.here())
    parts = [] if spread is None else reader.listed(spread)
    unknown = next((p for p in parts if is_unknown(p)), elements if spread is None else None)
    if unknown is not None:
        return reader.composed(f"{value!r}.join(…)", unknown)
    texts = (str, bytes)
    reader.budget.write(sum(len(p) + len(value) for p in parts if isinstance(p, texts)))
    return value.join(parts)


def format_(reader: Interpreter, value: str, *args: Any, **kwargs: Any) -> Any:
    return formatting.filled(reader, value, args, kwargs)


def format_map(reader: Interpreter, value: str, names: Any) -> Any:
    return formatting.filled(reader, value, (), names)


def replace(reader: Interpreter, value: Any, old: Any, new: Any, most: int = -1) -> Any:
    if isinstance(new, str | bytes):
        times = value.count(old) if old else len(value) + 1
        reader.budget.write(len(value) + (times if most < 0 else min(times, most)) * len(new))
    return value.replace(old, new, most)


def padded(name: str) -> Method:
    """A method of text that widens it."""

    def method(reader: Interpreter, value: Any, width: int = 8, *args: Any) -> Any:
        times = value.count("\t") if name == "expandtabs" else 1
        reader.budget.write(len(value) + abs(width) * times)
        return getattr(value, name)(width, *args)

    return method


def to_bytes(
    reader: Interpreter, value: int, length: int = 1, byteorder: Any = "big", signed: bool = False
) -> bytes:
    reader.budget.write(length)
    return value.to_bytes(length, byteorder, signed=signed)


def append_trimmed(reader: Interpreter, value: Deque, element: Any) -> None:
    value.append(element)
    value.trim(left=False)


def append_left(reader: Interpreter, value: Deque, element: Any) -> None:
    value.insert(0, element)
    value.trim(left=True)


def pop_left(reader: Interpreter, value: Deque) -> Any:
    if not value:
        raise Raised("IndexError", "pop from an empty deque")
    return value.pop(0)


def rotate(reader: Interpreter, value: Deque, n: int = 1) -> None:
    if value:
        n %= len(value)
        value[:] = value[len(value) - n :] + value[: len(value) - n]


def extend_left(reader: Interpreter, value: Deque, elements: Any) -> None:
    for each in reader.listed(reader.iterate(elements, reader.here()) or ()):
        append_left(reader, value, each)


def as_list(reader: Interpreter, value: Any) -> list[Any]:
    """Of shapes, which TensorFlow gives in a class of its own."""
    reader.budget.make(len(value))
    return list(value)


def itself(reader: Interpreter, value: Any) -> Any:
    return value


METHODS: dict[type, dict[str, Method]] = {
    python: {name: safe(name) for name in names.split()} for python, names in SAFE.items()
}
METHODS[int]["to_bytes"] = to_bytes
for _number in (int, float):  # of an array or a tensor
    METHODS[_number] |= {"numpy": itself, "item": itself}
METHODS[bool] = METHODS[int]
METHODS[tuple] |= {"index": index, "count": count, "as_list": as_list}
METHODS[range] |= {"index": index, "count": count}
METHODS[list] |= {
    "extend": extend,
    "index": index,
    "count": count,
    "remove": remove,
    "sort": sort,
}
METHODS[dict] |= {"update": update}
METHODS[str] |= {
    "join": join,
    "format": format_,
    "format_map": format_map,
    "replace": replace,
    **{name: padded(name) for name in ("center", "ljust", "rjust", "zfill", "expandtabs")},
}
METHODS[bytes] |= {"join": join, "replace": replace}
METHODS[Dict] = METHODS[dict] | {"most_common": most_common, "move_to_end": move_to_end}
METHODS[Deque] = METHODS[list] | {
    "append": append_trimmed,
    "appendleft": append_left,
    "popleft": pop_left,
    "rotate": rotate,
    "extendleft": extend_left,
}


def attribute(reader: Interpreter, value: Any, name: str) -> Any:
    """Raises `Missing`."""
    if isinstance(value, Formula):
        value = 0 if value.value is None else value.value
    python = type(value) if type(value) in METHODS else plain_type(value)
    if (method := METHODS.get(python, {}).get(name)) is not None:
        return Native(reader, f"{python.__name__}.{name}", Part(method, value))
    if name in FIELDS.get(python, ()):
        return getattr(value, name)
    if name == "value" and isinstance(value, int):  # a `Dimension` of TensorFlow 1
        return value
    if name == "__class__":
        return reader.types.get(python, UNBOUND)
    if (special := SPECIAL.get(name)) is not None and (python, name) not in LACKING:
        return Native(reader, name, Part(special, value))
    raise Missing(name)


class Part:
    """A method and the value it belongs to."""

    __slots__ = ("method", "value")

    def __init__(self, method: Method, value: Any) -> None:
        self.method, self.value = method, value

    def __call__(self, reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        return self.method(reader, self.value, *args, **kwargs)


def plain_type(value: Any) -> type:
    """The first type in METHODS that the value is of."""
    for python in type(value).__mro__:
        if python in METHODS:
            return python
    return object


SPECIAL: dict[str, Method] = {
    "__len__": lambda reader, value: reader.length(value, reader.here()),
    "__getitem__": lambda reader, value, i: reader.item(value, i, reader.here()),
    "__setitem__": lambda reader, value, i, v: reader.set_item(value, i, v, reader.here()),
    "__delitem__": lambda reader, value, i: reader.delete_item(value, i, reader.here()),
    "__contains__": lambda reader, value, element: reader.contains(value, element),
    "__iter__": lambda reader, value: Stream(reader.iterate(value, reader.here()) or ()),
    "__add__": lambda reader, value, other: reader.binary("+", value, other),
    "__mul__": lambda reader, value, other: reader.binary("*", value, other),
    "__eq__": lambda reader, value, other: reader.compare("==", value, other),
    "__str__": lambda reader, value: reader.text(value),
    "__repr__": lambda reader, value: formatting.shown(reader, value),
    "__hash__": lambda reader, value: hash(value),
}
LACKING = {(number, name) for number in (int, float, bool, complex, type(None))
           for name in ("__len__", "__getitem__", "__contains__", "__iter__",
                        "__setitem__", "__delitem__")}  # fmt: skip


def of_type(reader: Interpreter, owner: Type, name: str) -> Any:
    """`str.join`, `dict.fromkeys`, `object.__setattr__`: methods before they have their value."""
    if name == "fromkeys" and owner.python is dict:
        return Native(reader, "dict.fromkeys", from_keys)
    if name == "from_bytes" and owner.python is int:
        return Native(reader, "int.from_bytes", from_bytes)
    if name == "maketrans":
        raise Missing(name)
    method = METHODS.get(owner.python, {}).get(name)
    if method is not None:
        return Native(reader, f"{owner.name}.{name}", method)
    if name.startswith("__") and name.endswith("__"):
        return Native(reader, f"{owner.name}.{name}", Unbound(owner, name))
    raise Missing(name)


class Unbound:
    """A special method asked of a type; its first argument is the value."""

    def __init__(self, owner: Type, name: str) -> None:
        self.owner, self.name = owner, name

    def __call__(self, reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        at = reader.here()
        if self.name == "__new__":
            cls = args[0]
            return cls.interpreter.fresh(cls, list(args[1:])) if isinstance(cls, Class) else None
        owner = args[0]
        if isinstance(owner, Instance):
            return reader.call(of_object(reader, owner, self.name), list(args[1:]), kwargs, at)
        found = attribute(reader, owner, self.name)
        return reader.call(found, list(args[1:]), kwargs, at)


def from_bytes(reader: Interpreter, value: bytes, byteorder: Any = "big", **rest: Any) -> int:
    return int.from_bytes(value, byteorder, **rest)


def from_keys(reader: Interpreter, keys: Any, value: Any = None) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key in reader.listed(reader.iterate(keys, reader.here()) or ()):
        reader.put(result, key, value)
    return result


def of_object(reader: Interpreter, owner: Any, name: str) -> Any:
    """What every object has.  Raises `Missing`."""
    if name == "__new__":
        return Native(reader, name, lambda r, cls, *a, **k: r.fresh(cls, list(a)))
    if isinstance(owner, Instance) and (method := OF_INSTANCES.get(name)) is not None:
        if owner.payload is not UNBOUND and name in ("__str__", "__repr__", "__eq__"):
            return attribute(reader, owner.payload, name)
        return Native(reader, name, Part(method, owner))
    if name in ("__init_subclass__", "__init__"):
        return Native(reader, name, lambda *args, **kwargs: None)
    if name in ("__module__", "__doc__"):
        return "__main__" if name == "__module__" else None
    raise Missing(name)


def _init(reader: Interpreter, owner: Instance, *args: Any, **kwargs: Any) -> None:
    from shapeproof.read.source.classes import initialize_plainly

    initialize_plainly(reader, owner, list(args), kwargs)


def _set(reader: Interpreter, owner: Instance, name: str, value: Any) -> None:
    owner.keep(name, value, reader.here())


def _get(reader: Interpreter, owner: Instance, name: str) -> Any:
    try:
        return owner.attribute(name, reader.here())
    except Missing:
        text = f"{owner.kind!r} object has no attribute {name!r}"
        raise Raised("AttributeError", text) from None


OF_INSTANCES: dict[str, Method] = {
    "__init__": _init,
    "__setattr__": _set,
    "__getattribute__": _get,
    "__delattr__": lambda reader, owner, name: owner.delete_attribute(name, reader.here()),
    "__str__": lambda reader, owner: formatting.shown(reader, owner),
    "__repr__": lambda reader, owner: f"<__main__.{owner.kind} object>",
    "__eq__": lambda reader, owner, other: True if owner is other else NotImplemented,
    "__ne__": lambda reader, owner, other: False if owner is other else NotImplemented,
    "__hash__": lambda reader, owner: id(owner),
    "__init_subclass__": lambda *args, **kwargs: None,
    "__dir__": lambda reader, owner: sorted(owner.attributes),
    "__setstate__": lambda reader, owner, state: owner.attributes.update(state),
    "__format__": lambda reader, owner, spec: reader.text(owner),
}


def item(reader: Interpreter, owner: Any, index: Any) -> Any:
    """`owner[index]` of a plain value; an unknown index gives an unknown item."""
    if has_unknown(index) and not isinstance(owner, dict):
        return reader.composed(f"{operand(owner)}[{subscript(index)}]", index, owner)
    if isinstance(owner, dict):
        operators.weigh(reader, index)
        if isinstance(owner, Dict) and owner.sort != "OrderedDict":
            return defaulted(reader, owner, index)
        if is_unknown(index) and index not in owner:
            return reader.composed(f"{operand(owner)}[{subscript(index)}]", index)
    elif isinstance(index, slice) and isinstance(owner, list | tuple | str | bytes):
        operators.pay(reader, owner)
    elif isinstance(index, Instance):
        index = whole(reader, index)
    if not isinstance(owner, list | tuple | dict | str | bytes | range):
        raise Raised("TypeError", f"{operators.kind(owner)!r} object is not subscriptable")
    return operators.guarded(lambda: owner[index])


def whole(reader: Interpreter, index: Instance) -> Any:
    result = index.special("__index__", [], reader.here())
    return index.payload if result is UNBOUND and index.payload is not UNBOUND else result


def defaulted(reader: Interpreter, owner: Dict, key: Any) -> Any:
    if key not in owner:
        if owner.sort == "Counter":
            return 0
        if owner.factory is None:
            raise Raised("KeyError", repr(key), KeyError(key))
        owner[key] = reader.call(owner.factory, [], {}, reader.here())
    return owner[key]


def set_item(reader: Interpreter, owner: Any, index: Any, value: Any) -> None:
    if not isinstance(owner, list | dict):
        text = f"{operators.kind(owner)!r} object does not support item assignment"
        raise Raised("TypeError", text)
    if isinstance(owner, dict):
        reader.put(owner, index, value)
    elif has_unknown(index):
        return
    elif isinstance(index, slice):
        spread = reader.iterate(value, reader.here())
        values = [] if spread is None else reader.listed(spread)
        operators.guarded(owner.__setitem__, index, values)
    else:
        operators.guarded(owner.__setitem__, index, value)


def delete_item(reader: Interpreter, owner: Any, index: Any) -> None:
    if not isinstance(owner, list | dict):
        text = f"{operators.kind(owner)!r} object doesn't support item deletion"
        raise Raised("TypeError", text)
    if not has_unknown(index):
        operators.guarded(owner.__delitem__, index)
