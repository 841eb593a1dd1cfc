"""The functions and types that Python has under no import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.algebra.words import maximum, minimum
from shapeproof.message import ReadError
from shapeproof.read.source import formatting, methods, operators, text
from shapeproof.read.source.objects import (
    Class,
    Descriptor,
    Instance,
    Native,
    Sample,
    Stream,
    Super,
    Type,
)
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import (
    Host,
    Missing,
    Named,
    Quotient,
    Raised,
    Unknown,
    Value,
    is_unknown,
    size_of,
    written,
)

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


def unknown_or_elements(reader: Interpreter, value: Any) -> Any:
    """What to walk over; an `Unknown` where that is not known."""
    spread = reader.iterate(value, reader.here())
    return reader.composed(f"iter({written(value)})", value) if spread is None else spread


def object_(reader: Interpreter) -> Any:
    return Instance(Class(reader, "object", [], {}))


def int_(reader: Interpreter, value: Any = 0, base: Any = None) -> Any:
    if isinstance(value, Quotient):
        return value.down()
    if isinstance(value, Formula):
        return value
    if isinstance(value, Instance):
        value = converted(reader, value, "__int__", "__index__", "__trunc__")
    if is_unknown(value) or isinstance(value, Value):
        return reader.composed(f"int({written(value)})", value)
    return int(value) if base is None else int(value, base)


def converted(reader: Interpreter, value: Instance, *names: str) -> Any:
    for name in names:
        result = value.special(name, [], reader.here())
        if result is not UNBOUND:
            return result
    if value.payload is not UNBOUND:
        return value.payload
    raise Raised("TypeError", f"argument must be a string or a real number, not {value.kind!r}")


def float_(reader: Interpreter, value: Any = 0.0) -> Any:
    if isinstance(value, Instance):
        value = converted(reader, value, "__float__", "__index__")
    if isinstance(value, Value | Formula):
        return reader.composed(f"float({written(value)})", value)
    return float(value)


def complex_(reader: Interpreter, *args: Any) -> Any:
    return complex(*args)


def bool_(reader: Interpreter, value: Any = False) -> Any:
    known = reader.truth(value)
    return reader.composed(f"bool({written(value)})", value) if known is None else known


def str_(reader: Interpreter, value: Any = "", encoding: str = "", errors: str = "") -> Any:
    if isinstance(value, bytes) and encoding:
        return value.decode(encoding)
    return reader.text(value)


def bytes_(reader: Interpreter, value: Any = b"", encoding: str = "utf-8") -> Any:
    if isinstance(value, int):
        reader.budget.write(value)
        return bytes(value)
    return value.encode(encoding) if isinstance(value, str) else bytes(value)


def list_(reader: Interpreter, value: Any = ()) -> Any:
    spread = reader.iterate(value, reader.here())
    if spread is None:
        return reader.composed(f"list({written(value)})", value)
    return reader.listed(spread)


def tuple_(reader: Interpreter, value: Any = ()) -> Any:
    spread = reader.iterate(value, reader.here())
    if spread is None:
        return reader.composed(f"tuple({written(value)})", value)
    return tuple(reader.listed(spread))


def set_(reader: Interpreter, value: Any = ()) -> Any:
    spread = reader.iterate(value, reader.here())
    if spread is None:
        return reader.composed(f"set({written(value)})", value)
    return reader.set_of(reader.listed(spread))


def frozenset_(reader: Interpreter, value: Any = ()) -> Any:
    made = set_(reader, value)
    return frozenset(made) if isinstance(made, set) else made


def dict_(reader: Interpreter, value: Any = None, /, **kwargs: Any) -> Any:
    if is_unknown(value):
        return reader.composed(f"dict({written(value)})", value)
    return (reader.dict_of(value, reader.here()) if value is not None else {}) | kwargs


def range_(reader: Interpreter, *args: Any) -> Any:
    if any(isinstance(each, Value | Formula) for each in args):
        args = tuple(plain_index(reader, each) for each in args)
        unknown = next((e for e in args if isinstance(e, Value | Formula)), None)
        if unknown is not None:
            inside = ", ".join(map(written, args))
            return reader.composed(f"range({inside})", *args)
    return range(*args)


def plain_index(reader: Interpreter, value: Any) -> Any:
    if isinstance(value, Formula) and value.value is not None:
        return value.value
    return methods.whole(reader, value) if isinstance(value, Instance) else value


def slice_(reader: Interpreter, *args: Any) -> Any:
    return slice(*args)


def evaluated(reader: Interpreter, source: Any, *scopes: Any) -> Any:
    """`eval(text)`: the value of an expression that is written in a text that is known."""
    if not isinstance(source, str) or scopes:
        return reader.composed(f"eval({written(source)})", source)
    reader.budget.step(len(source))
    try:
        node, cell = text.expression(source, reader.cell.file)
    except ReadError as error:
        raise Raised("SyntaxError", str(error.message)) from None
    before, outside = reader.cell, reader.outside
    reader.outside, scope = reader.here(), reader.scope
    reader.cell = cell._replace(is_ours=True)
    reader.budget.enter("eval")
    try:
        return reader.evaluate(node, scope)
    finally:
        reader.budget.leave()
        reader.cell, reader.outside = before, outside


def type_(reader: Interpreter, value: Any, bases: Any = None, namespace: Any = None) -> Any:
    if bases is not None:
        return Class(reader, value, list(bases) or [reader.object_type], dict(namespace))
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Class | Type):
        return reader.types[type]
    if isinstance(value, Value):
        try:
            return value.attribute("__class__", reader.here())
        except Missing:
            return reader.composed(f"type({written(value)})", value)
    python = int if isinstance(value, Formula) else type(value)
    return reader.types.get(python) or reader.types[methods.plain_type(value)]


def types(reader: Interpreter) -> dict[type, Type]:
    table: dict[type, Callable[..., Any]] = {
        int: int_,
        float: float_,
        complex: complex_,
        bool: bool_,
        str: str_,
        bytes: bytes_,
        list: list_,
        tuple: tuple_,
        set: set_,
        frozenset: frozenset_,
        dict: dict_,
        range: range_,
        slice: slice_,
        type: type_,
        type(None): lambda reader: None,
    }
    made = {python: Type(reader, python, function) for python, function in table.items()}
    return made | {object: reader.object_type}


def is_instance(reader: Interpreter, value: Any, cls: Any) -> Any:
    """`isinstance(value, cls)`: True, False, or an unknown."""
    if isinstance(cls, tuple):
        outcomes = [is_instance(reader, value, each) for each in cls]
        known = [reader.truth(each) for each in outcomes]
        if True in known:
            return True
        return outcomes[known.index(None)] if None in known else False
    if is_unknown(value):
        return reader.composed(f"isinstance({written(value)}, {written(cls)})", value, cls)
    if cls is None:
        return value is None
    if isinstance(cls, Type):
        return is_plain_instance(value, cls)
    if isinstance(cls, Class):
        return isinstance(value, Instance) and cls in value.cls.mro
    if isinstance(cls, Value):
        return is_host_instance(reader, value, cls)
    raise Raised("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")


def is_plain_instance(value: Any, cls: Type) -> bool:
    if isinstance(value, Instance):
        return cls in value.cls.mro or isinstance(value.payload, cls.python)
    if isinstance(value, Class | Type) or (isinstance(value, Host) and value.kind == "type"):
        return cls.python in (type, object)
    if isinstance(value, Value):
        return cls.python is object
    return cls.python in (int, object) if isinstance(value, Formula) else isinstance(
        value, cls.python
    )  # fmt: skip


def is_host_instance(reader: Interpreter, value: Any, cls: Value) -> Any:
    """A host answers for its own instances with `has_instance(value) -> bool | None`."""
    if isinstance(value, Instance) and cls in value.cls.mro:
        return True
    check = getattr(cls, "has_instance", None)
    known = check(value) if check else None
    if known is None and (abstract := ABSTRACT.get(cls.written().rpartition(".")[2])):
        known = isinstance(value, abstract)
    if known is None and not isinstance(value, Host):
        known = False
    if known is None:
        return reader.composed(f"isinstance({written(value)}, {written(cls)})", value, cls)
    return known


ABSTRACT: dict[str, Any] = {
    "Iterable": (list, tuple, dict, set, frozenset, str, bytes, range, Stream),
    "Sequence": (list, tuple, str, bytes, range),
    "Mapping": dict,
    "MutableMapping": dict,
    "Callable": Native,
    "Number": (int, float, complex),
    "Integral": int,
    "Real": (int, float),
    "OrderedDict": dict,
    "List": list,
    "Tuple": tuple,
    "Dict": dict,
}


def isinstance_(reader: Interpreter, value: Any, cls: Any) -> Any:
    return is_instance(reader, value, cls)


def issubclass_(reader: Interpreter, cls: Any, parent: Any) -> Any:
    if isinstance(parent, tuple):
        return any(issubclass_(reader, cls, each) is True for each in parent)
    if is_unknown(cls) or is_unknown(parent):
        return reader.composed(f"issubclass({written(cls)}, {written(parent)})", cls, parent)
    if isinstance(cls, Type) and isinstance(parent, Type):
        return issubclass(cls.python, parent.python)
    return cls is parent or (isinstance(cls, Value) and parent in cls.mro)


def len_(reader: Interpreter, value: Any) -> Any:
    return reader.length(value, reader.here())


def getattr_(reader: Interpreter, owner: Any, name: Any, *default: Any) -> Any:
    if not isinstance(name, str):
        return reader.composed(f"getattr({written(owner)}, {written(name)})", owner, name)
    if default and isinstance(owner, Unknown):
        return owner.attribute(name, reader.here())
    try:
        return reader.attribute(owner, name, reader.here())
    except Missing:
        if default:
            return default[0]
        text = f"{operators.kind(owner)!r} object has no attribute {name!r}"
        raise Raised("AttributeError", text) from None
    except Raised as raised:
        if default and raised.kind == "AttributeError":
            return default[0]
        raise


def hasattr_(reader: Interpreter, owner: Any, name: Any) -> Any:
    if isinstance(owner, Named) and reader.known(f"{owner.dotted}.{name}") is not None:
        return True
    if is_unknown(owner) or not isinstance(name, str):
        return reader.composed(f"hasattr({written(owner)}, {written(name)})", owner, name)
    try:
        reader.attribute(owner, name, reader.here())
    except Missing:
        return False
    except Raised as raised:
        if raised.kind == "AttributeError":
            return False
        raise
    return True


def setattr_(reader: Interpreter, owner: Any, name: Any, value: Any) -> None:
    if isinstance(name, str):
        reader.write_attribute(owner, name, value, reader.node or _NOWHERE)


def delattr_(reader: Interpreter, owner: Any, name: str) -> None:
    reader.delete_attribute(owner, name, reader.node or _NOWHERE)


class _Nowhere:
    lineno = 1


_NOWHERE: Any = _Nowhere()


def callable_(reader: Interpreter, value: Any) -> Any:
    if is_unknown(value):
        return reader.composed(f"callable({written(value)})", value)
    if isinstance(value, Instance):
        return value.cls.find("__call__") is not UNBOUND
    return isinstance(value, Value) and type(value).call is not Value.call


def super_(reader: Interpreter, cls: Any = None, instance: Any = UNBOUND) -> Any:
    caller = reader.scope.caller()
    if cls is None:
        cls = reader.scope.find("__class__")
        instance = caller.first if caller else UNBOUND
    if instance is UNBOUND or not isinstance(instance, Instance | Class):
        if isinstance(instance, Value):
            return instance
        raise Raised("RuntimeError", "super(): no arguments")
    if not isinstance(cls, Class):
        return instance
    return Super(cls, instance)


def locals_(reader: Interpreter) -> Any:
    return dict(reader.scope.values)


def globals_(reader: Interpreter) -> Any:
    return reader.scope.globals.values


def vars_(reader: Interpreter, value: Any = UNBOUND) -> Any:
    return locals_(reader) if value is UNBOUND else getattr_(reader, value, "__dict__")


def dir_(reader: Interpreter, value: Any = UNBOUND) -> Any:
    if isinstance(value, Instance):
        names = set(value.attributes)
        for each in value.cls.mro:
            names |= set(each.namespace) if isinstance(each, Class) else set()
        return sorted(names)
    if value is UNBOUND:
        return sorted(reader.scope.values)
    return reader.composed(f"dir({written(value)})", value)


def iter_(reader: Interpreter, value: Any, sentinel: Any = UNBOUND) -> Any:
    if isinstance(value, Stream):
        return value
    if isinstance(value, Instance) and value.cls.find("__iter__") is not UNBOUND:
        return value.special("__iter__", [], reader.here())
    if sentinel is not UNBOUND or is_unknown(value):
        return reader.composed(f"iter({written(value)})", value)
    elements = reader.iterate(value, reader.here())
    if elements is None:
        return reader.composed(f"iter({written(value)})", value)
    if isinstance(value, Value) and value.is_sample:
        return Sample(elements)
    return Stream(elements, "iterator")


def next_(reader: Interpreter, value: Any, *default: Any) -> Any:
    if is_unknown(value):
        return Unknown(f"next({written(value)})", reader.here(), is_result=True)
    if isinstance(value, Stream):
        for each in value.source:
            return each
    elif isinstance(value, Instance):
        try:
            return value.special("__next__", [], reader.here())
        except Raised as stop:
            if stop.kind != "StopIteration" or not default:
                raise
    else:
        raise Raised("TypeError", f"{operators.kind(value)!r} object is not an iterator")
    if default:
        return default[0]
    raise Raised("StopIteration")


def lazily(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function over iterables; unknown as soon as one of those is."""

    def applied(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        spreads: list[Any] = []
        for each in args:
            spread = reader.iterate(each, reader.here())
            if spread is None:
                name = function.__name__.strip("_")
                return reader.composed(f"{name}({', '.join(map(written, args))})", *args)
            spreads.append(spread)
        return function(reader, *spreads, **kwargs)

    applied.__name__ = function.__name__
    return applied


@lazily
def enumerate_(reader: Interpreter, elements: Any, start: int = 0) -> Any:
    return Stream(enumerate(elements, start), "enumerate")


def enumerate_from(reader: Interpreter, elements: Any, start: Any = 0) -> Any:
    return enumerate_(reader, elements, start=start)


@lazily
def zip_(reader: Interpreter, *spreads: Any, strict: bool = False) -> Any:
    return Stream(zip(*spreads, strict=strict), "zip")


def map_(reader: Interpreter, function: Any, *elements: Any) -> Any:
    at = reader.here()
    spreads = [reader.iterate(each, at) for each in elements]
    if any(each is None for each in spreads):
        inside = ", ".join(map(written, (function, *elements)))
        return reader.composed(f"map({inside})", function, *elements)

    def results() -> Iterator[Any]:
        for args in zip(*(each for each in spreads if each is not None)):
            reader.budget.step()
            yield reader.call(function, list(args), {}, at)

    return Stream(results(), "map")


def filter_(reader: Interpreter, function: Any, elements: Any) -> Any:
    at = reader.here()
    spread = reader.iterate(elements, at)
    if spread is None:
        return reader.composed(f"filter({written(function)}, {written(elements)})", elements)

    def results() -> Iterator[Any]:
        for each in spread:
            reader.budget.step()
            if reader.truth(each if function is None else reader.call(function, [each], {}, at)):
                yield each

    return Stream(results(), "filter")


def reversed_(reader: Interpreter, elements: Any) -> Any:
    if isinstance(elements, Instance) and elements.cls.find("__reversed__") is not UNBOUND:
        return elements.special("__reversed__", [], reader.here())
    spread = unknown_or_elements(reader, elements)
    if is_unknown(spread):
        return reader.composed(f"reversed({written(elements)})", elements)
    return Stream(reversed(spread if isinstance(spread, range) else reader.listed(spread)))


def sorted_(reader: Interpreter, elements: Any, key: Any = None, reverse: Any = False) -> Any:
    spread = reader.iterate(elements, reader.here())
    if spread is None:
        return reader.composed(f"sorted({written(elements)})", elements)
    return methods.sorted_(reader, spread, key, reverse)


def sum_(reader: Interpreter, elements: Any, start: Any = 0) -> Any:
    spread = reader.iterate(elements, reader.here())
    if spread is None:
        return reader.composed(f"sum({written(elements)})", elements)
    total = start
    for each in spread:
        reader.budget.step()
        total = reader.binary("+", total, each)
    return total


def any_(reader: Interpreter, elements: Any) -> Any:
    return settled(reader, "any", elements, True)


def all_(reader: Interpreter, elements: Any) -> Any:
    return settled(reader, "all", elements, False)


def settled(reader: Interpreter, name: str, elements: Any, by: bool) -> Any:
    """`any` is settled by a true element, `all` by a false one; else an unknown leaves it open."""
    spread = reader.iterate(elements, reader.here())
    undecided = spread is None
    for each in spread or ():
        reader.budget.step()
        known = reader.truth(each)
        if known is by:
            return by
        undecided = undecided or known is None
    return reader.composed(f"{name}({written(elements)})", elements) if undecided else not by


def extreme(name: str, op: str, of_sizes: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """`max` and `min`: by comparison, or as a formula where a size is unknown."""

    def chosen(reader: Interpreter, *args: Any, key: Any = None, default: Any = UNBOUND) -> Any:
        at = reader.here()
        spread = reader.iterate(args[0], at) if len(args) == 1 else args
        if spread is None:
            return reader.composed(f"{name}({written(args[0])})", args[0])
        values = reader.listed(spread)
        if not values:
            if default is not UNBOUND:
                return default
            raise Raised("ValueError", f"{name}() arg is an empty sequence")
        keys = values if key is None else [reader.call(key, [each], {}, at) for each in values]
        best = 0
        for i in range(1, len(values)):
            reader.budget.step()
            known = reader.truth(reader.compare(op, keys[i], keys[best]))
            if known is None:
                return undecided(reader, values, key)
            best = i if known else best
        return values[best]

    def undecided(reader: Interpreter, values: list[Any], key: Any) -> Any:
        sizes = [size_of(each) for each in values]
        if key is not None or any(each is None for each in sizes):
            return reader.composed(f"{name}({', '.join(map(written, values[:6]))})", *values)
        result = sizes[0]
        for each in sizes[1:]:
            result = of_sizes(result, each)
        return result

    return chosen


def abs_(reader: Interpreter, value: Any) -> Any:
    if isinstance(value, Host):
        return value.unary("abs", reader.here())
    return special_or(reader, value, "__abs__", abs)


def round_(reader: Interpreter, value: Any, *digits: Any) -> Any:
    if isinstance(value, Instance):
        return special_or(reader, value, "__round__", round)
    if digits and isinstance(digits[0], int):
        reader.budget.count(4 * abs(digits[0]))
    return round(value, *digits)


def special_or(reader: Interpreter, value: Any, name: str, function: Callable[[Any], Any]) -> Any:
    if isinstance(value, Instance):
        result = value.special(name, [], reader.here())
        if result is not UNBOUND:
            return result
    return function(value)


def pow_(reader: Interpreter, base: Any, exponent: Any, modulus: Any = None) -> Any:
    if modulus is None:
        return reader.binary("**", base, exponent)
    size = max(int(base), int(modulus)).bit_length() * int(exponent).bit_length()
    reader.budget.count(size // 64)
    return pow(base, exponent, modulus)


def divmod_(reader: Interpreter, left: Any, right: Any) -> Any:
    return reader.binary("//", left, right), reader.binary("%", left, right)


def hash_(reader: Interpreter, value: Any) -> Any:
    operators.weigh(reader, value)
    return special_or(reader, value, "__hash__", hash)


def format_(reader: Interpreter, value: Any, spec: Any = "") -> Any:
    return reader.format(value, spec)


def repr_(reader: Interpreter, value: Any) -> Any:
    return formatting.shown(reader, value)


def property_(
    reader: Interpreter, fget: Any = None, fset: Any = None, fdel: Any = None, doc: Any = None
) -> Any:
    return Descriptor("property", fget, fset)


def print_(reader: Interpreter, *args: Any, **kwargs: Any) -> None:
    return None


def exit_(reader: Interpreter, code: Any = None) -> Any:
    raise Raised("SystemExit", "", code, explicit=True)


def unknown_result(name: str) -> Callable[..., Any]:
    """A function whose result lies outside of the source."""

    def function(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        inside = ", ".join(map(written, args[:3]))
        return Unknown(f"{name}({inside})", reader.here(), is_result=True)

    return function


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len_,
    "isinstance": isinstance_,
    "issubclass": issubclass_,
    "getattr": getattr_,
    "hasattr": hasattr_,
    "setattr": setattr_,
    "delattr": delattr_,
    "callable": callable_,
    "super": super_,
    "locals": locals_,
    "globals": globals_,
    "vars": vars_,
    "dir": dir_,
    "iter": iter_,
    "next": next_,
    "enumerate": enumerate_from,
    "zip": zip_,
    "map": map_,
    "filter": filter_,
    "reversed": reversed_,
    "sorted": sorted_,
    "sum": sum_,
    "any": any_,
    "all": all_,
    "max": extreme("max", ">", maximum),
    "min": extreme("min", "<", minimum),
    "pow": pow_,
    "divmod": divmod_,
    "hash": hash_,
    "format": format_,
    "repr": repr_,
    "ascii": repr_,
    "property": property_,
    "staticmethod": lambda reader, function: Descriptor("staticmethod", function),
    "classmethod": lambda reader, function: Descriptor("classmethod", function),
    "print": print_,
    "exit": exit_,
    "quit": exit_,
    "id": lambda reader, value: id(value),
    "display": print_,
    "get_ipython": unknown_result("get_ipython"),
    "open": unknown_result("open"),
    "input": unknown_result("input"),
    "eval": evaluated,
    "exec": print_,
    "compile": unknown_result("compile"),
    "__import__": unknown_result("__import__"),
    "__build_class__": unknown_result("__build_class__"),
    "xrange": range_,
    "raw_input": unknown_result("raw_input"),
}
PURE: dict[str, Callable[..., Any]] = {
    "abs": abs_,
    "round": round_,
    "bin": lambda reader, value: bin(value),
    "oct": lambda reader, value: oct(value),
    "hex": lambda reader, value: hex(value),
    "chr": lambda reader, value: chr(value),
    "ord": lambda reader, value: ord(value),
}
CONSTANTS: dict[str, Any] = {
    "__name__": "__main__",
    "NotImplemented": NotImplemented,
    "Ellipsis": Ellipsis,
    "__debug__": True,
    "__doc__": None,
}


def functions(reader: Interpreter) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: Native(reader, name, function) for name, function in FUNCTIONS.items()
    }
    made |= {name: Native(reader, name, function, True) for name, function in PURE.items()}
    made |= {t.name: t for python, t in reader.types.items() if python is not type(None)}
    return made | CONSTANTS | {"unicode": reader.types[str], "long": reader.types[int]}
