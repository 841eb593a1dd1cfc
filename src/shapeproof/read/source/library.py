"""What the names of Python's own library mean: math, functools, itertools, collections and more."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import Place
from shapeproof.read.source import arguments, arrays, operators, records
from shapeproof.read.source.methods import Deque, Dict, counted
from shapeproof.read.source.objects import BoundMethod, Descriptor, Instance, Native, Stream
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Missing, Quotient, Raised, Unknown, Value, written
from shapeproof.read.source.vocabulary import Vocabulary

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

Function = Callable[..., Any]


class Library(Vocabulary):
    """Python's library and NumPy."""

    def attach(self, interpreter: Interpreter) -> None:
        self.reader = interpreter
        self.arrays = arrays.Numpy(interpreter)

    def resolve(self, dotted: str) -> Any | None:
        if (found := self.arrays.resolve(dotted)) is not None:
            return found
        if dotted in CONSTANTS:
            return CONSTANTS[dotted]
        if dotted in PLAIN:
            return self.reader.types[PLAIN[dotted]]
        if dotted in PURE:
            return Native(self.reader, dotted, without_reader(PURE[dotted]), pure=True)
        if dotted == "functools.partial":
            return PartialClass(self.reader, dotted, partial)
        if dotted in FUNCTIONS:
            return Native(self.reader, dotted, FUNCTIONS[dotted])
        if dotted in FRAMES:
            return self._of_reading(dotted)
        module, _, name = dotted.rpartition(".")
        if module == "operator" and name in OPERATORS:
            return Native(self.reader, dotted, OPERATORS[name])
        if module in ("builtins", "__builtin__"):
            return self.reader.free(name)
        return records.resolve(self.reader, dotted)

    def _of_reading(self, dotted: str) -> Value:
        """What a source sees of how it is read itself."""
        from shapeproof.read.source import frames

        if dotted == "sys.modules":
            return frames.Modules(self.reader)
        return Native(self.reader, dotted, getattr(frames, FRAMES[dotted]))

    def star(self, dotted: str) -> Iterable[str]:
        if dotted == "numpy":
            return arrays.NAMES
        return [
            name
            for table in (CONSTANTS, PURE, FUNCTIONS)
            for module, _, name in (each.rpartition(".") for each in table)
            if module == dotted
        ]

    def bare(self, name: str) -> Any | None:
        """Modules that pasted fragments leave out the import of."""
        dotted = MODULES.get(name)
        return self.reader.module(dotted) if dotted else None


FRAMES = {
    "sys.modules": "",
    "sys._getframe": "current",
    "inspect.currentframe": "current",
    "inspect.getargvalues": "arguments_of",
}
MODULES = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot"} | {
    name: name
    for name in ("math", "os", "sys", "random", "time", "itertools", "functools", "collections",
                 "copy", "json", "argparse", "operator")
}  # fmt: skip


def without_reader(function: Function) -> Function:
    return lambda reader, *args, **kwargs: function(*args, **kwargs)


def floor(reader: Interpreter, value: Any) -> Any:
    return rounded(reader, value, "floor", Quotient.down, math.floor)


def ceil(reader: Interpreter, value: Any) -> Any:
    return rounded(reader, value, "ceil", Quotient.up, math.ceil)


def rounded(reader: Interpreter, value: Any, name: str, of_sizes: Any, of_numbers: Function) -> Any:
    if isinstance(value, Quotient):
        return of_sizes(value)
    if isinstance(value, Formula):
        return value
    if isinstance(value, Value):
        return reader.composed(f"math.{name}({written(value)})", value)
    return of_numbers(value)


def bounded(function: Function, most: int) -> Function:
    """A function whose result explodes: no argument may be larger than `most`."""

    def applied(reader: Interpreter, *args: Any) -> Any:
        largest = max((abs(each) for each in args if isinstance(each, int)), default=0)
        if largest > most:
            reader.budget.count(largest)
        return function(*args)

    return applied


def math_prod(reader: Interpreter, elements: Any, *, start: Any = 1) -> Any:
    result = start
    spread = reader.iterate(elements, reader.here())
    if spread is None:
        return reader.composed(f"math.prod({written(elements)})", elements)
    for each in spread:
        result = reader.binary("*", result, each)
    return result


# functools


def partial(reader: Interpreter, function: Any, *args: Any, **kwargs: Any) -> Any:
    return Partial(reader, function, list(args), kwargs)


class Partial(Value):
    """`functools.partial(function, …)`."""

    __slots__ = ("args", "function", "kwargs", "reader")

    def __init__(
        self, reader: Interpreter, function: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        self.reader, self.function, self.args, self.kwargs = reader, function, args, kwargs

    @property
    def kind(self) -> str:
        return "functools.partial"

    def attribute(self, name: str, at: Place) -> Any:
        if name == "__class__":
            return self.reader.module("functools.partial")
        fields = {"func": self.function, "args": tuple(self.args), "keywords": self.kwargs}
        if name in fields:
            return fields[name]
        raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        every = {**self.kwargs, **kwargs}
        return self.reader.call(self.function, [*self.args, *args], every, at)


class PartialClass(Native):
    """`functools.partial` itself, which others are asked whether they are one of."""

    def has_instance(self, value: Any) -> bool:
        return isinstance(value, Partial)


def reduce(reader: Interpreter, function: Any, elements: Any, *initial: Any) -> Any:
    at = reader.here()
    spread = reader.iterate(elements, at)
    if spread is None:
        return reader.composed(f"reduce(…, {written(elements)})", elements)
    values = [*initial, *reader.listed(spread)]
    if not values:
        raise Raised("TypeError", "reduce() of empty iterable with no initial value")
    result = values[0]
    for each in values[1:]:
        reader.budget.step()
        result = reader.call(function, [result, each], {}, at)
    return result


def keeps_function(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
    """A decorator, with or without arguments, that leaves a function as it is."""
    if len(args) == 1 and isinstance(args[0], Value) and not kwargs:
        return args[0]
    return Native(reader, "decorator", lambda _, function: function)


def wraps(reader: Interpreter, wrapped: Any, *rest: Any, **kwargs: Any) -> Any:
    def decorator(_: Any, function: Any) -> Any:
        name = reader.attribute(wrapped, "__name__", reader.here())
        function.set_attribute("__name__", name, reader.here())
        return function

    return Native(reader, "decorator", decorator)


def import_module(reader: Interpreter, name: Any, package: Any = None) -> Any:
    """A module by its name, where that is known; a relative one starts from this file."""
    if isinstance(name, str):
        bare = name.lstrip(".")
        if isinstance(package, str) and bare != name:
            name = f"{package.rsplit('.', len(name) - len(bare) - 1)[0]}.{bare}"
        return reader.module(name)
    return Unknown(f"import_module({written(name)})", reader.here(), is_result=True)


def context_manager(reader: Interpreter, function: Any) -> Any:
    """`@contextmanager`: what the function yields is what `with … as` binds."""
    return Native(
        reader,
        "contextmanager",
        lambda _, *args, **kwargs: Context(
            reader, reader.call(function, list(args), kwargs, reader.here())
        ),
    )


class Context(Value):
    __slots__ = ("reader", "stream")

    def __init__(self, reader: Interpreter, stream: Any) -> None:
        self.reader, self.stream = reader, stream

    def attribute(self, name: str, at: Place) -> Any:
        if name == "__enter__":
            return Native(self.reader, name, lambda _: self.step())
        if name == "__exit__":
            return Native(self.reader, name, lambda *_: self.step() and False)
        raise Missing(name)

    def step(self) -> Any:
        spread = self.reader.iterate(self.stream, self.reader.here())
        return next(iter(spread), None) if spread is not None else self.stream


def null_context(reader: Interpreter, value: Any = None) -> Any:
    return Context(reader, Stream(iter([value])))


# itertools


def streamed(function: Function) -> Function:
    """An iterator of Python's over values that are walked as the interpreter walks them."""

    def applied(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        spreads = [reader.iterate(each, reader.here()) for each in args]
        if any(each is None for each in spreads):
            inside = ", ".join(map(written, args))
            return reader.composed(f"{function.__name__}({inside})", *args)
        return Stream(function(*spreads, **kwargs), function.__name__)

    return applied


def combined(function: Function) -> Function:
    """Combinations of elements, paid for one by one; the elements are listed first."""

    def applied(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
        lists: list[Any] = []
        for each in args:
            spread = None if isinstance(each, int) else reader.iterate(each, reader.here())
            lists.append(each if isinstance(each, int) else reader.listed(spread or ()))
        if (repeat := kwargs.get("repeat", 1)) and isinstance(repeat, int):
            reader.budget.make(repeat)
        return Stream(function(*lists, **kwargs), function.__name__)

    return applied


def islice(reader: Interpreter, elements: Any, *ends: Any) -> Any:
    spread = reader.iterate(elements, reader.here())
    if spread is None or any(isinstance(each, Value) for each in ends):
        inside = written(elements)
        return reader.composed(f"islice({inside}, …)", elements)
    return Stream(itertools.islice(paid(reader, spread), *ends), "islice")


def paid(reader: Interpreter, elements: Iterable[Any]) -> Iterator[Any]:
    for each in elements:
        reader.budget.step()
        yield each


def plainly_streamed(function: Function) -> Function:
    return lambda reader, *args, **kwargs: Stream(function(*args, **kwargs), function.__name__)


def accumulate(
    reader: Interpreter, elements: Any, function: Any = None, *, initial: Any = UNBOUND
) -> Any:
    at = reader.here()
    spread = reader.listed(reader.iterate(elements, at) or ())
    values = spread if initial is UNBOUND else [initial, *spread]

    def results() -> Iterator[Any]:
        total: Any = UNBOUND
        for each in values:
            if total is UNBOUND:
                total = each
            elif function is None:
                total = reader.binary("+", total, each)
            else:
                total = reader.call(function, [total, each], {}, at)
            yield total

    return Stream(results(), "accumulate")


def starmap(reader: Interpreter, function: Any, elements: Any) -> Any:
    at = reader.here()
    spread = reader.iterate(elements, at) or ()
    return Stream(
        (reader.call(function, reader.listed(reader.iterate(each, at) or ()), {}, at)
         for each in spread), "starmap")  # fmt: skip


def pairwise(reader: Interpreter, elements: Any) -> Any:
    spread = reader.iterate(elements, reader.here())
    if spread is None:
        return reader.composed(f"pairwise({written(elements)})", elements)
    return Stream(itertools.pairwise(spread), "pairwise")


def filtered(keep: str) -> Function:
    """`takewhile` and `dropwhile`, which stop to look at the first element that fails."""

    def applied(reader: Interpreter, test: Any, elements: Any) -> Any:
        at = reader.here()
        spread = reader.listed(reader.iterate(elements, at) or ())
        holds = [reader.truth(reader.call(test, [each], {}, at)) for each in spread]
        first = next((i for i, each in enumerate(holds) if not each), len(spread))
        return Stream(spread[:first] if keep == "first" else spread[first:])

    return applied


# collections and copy


def ordered_dict(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
    made = Dict()
    if args:
        if isinstance(args[0], Unknown):
            return reader.composed(f"OrderedDict({args[0].text})", args[0])
        made.update(reader.dict_of(args[0], reader.here()))
    made.update(kwargs)
    return made


def default_dict(reader: Interpreter, factory: Any = None, *args: Any, **kwargs: Any) -> Any:
    made = ordered_dict(reader, *args, **kwargs)
    if isinstance(made, Dict):
        made.sort, made.factory = "defaultdict", factory
    return made


def counter(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
    made = Dict(kwargs)
    made.sort = "Counter"
    for each in args[:1]:
        if isinstance(each, Unknown):
            return reader.composed(f"Counter({each.text})", each)
        counted(reader, made, each)
    return made


def deque(reader: Interpreter, elements: Any = (), maxlen: Any = None) -> Any:
    made = Deque(reader.listed(reader.iterate(elements, reader.here()) or ()))
    made.most = maxlen if isinstance(maxlen, int) else None
    while made.most is not None and len(made) > made.most:
        made.trim(left=False)
    return made


def copied(reader: Interpreter, value: Any) -> Any:
    if isinstance(value, Value) and (copy := getattr(value, "copied_plainly", None)):
        return copy()
    if isinstance(value, Instance):
        hook = value.special("__copy__", [], reader.here())
        if hook is not UNBOUND:
            return hook
        twin = Instance(value.cls)
        twin.attributes = dict(value.attributes)
        twin.payload = copied(reader, value.payload) if value.payload is not UNBOUND else UNBOUND
        return twin
    if isinstance(value, list | dict | set):
        operators.pay(reader, list(value))
        twin_: Any = value.copy() if type(value) in (list, dict, set) else same_sort(value)
        return twin_
    return value


def same_sort(value: Any) -> Any:
    twin = type(value)(value)
    twin.__dict__.update(value.__dict__)
    return twin


def deep_copied(reader: Interpreter, value: Any, memo: Any = None) -> Any:
    """Collections and instances anew; a host that can be copied has `copied() -> Host`, or
    `copied_deeply`, where it holds other values."""
    return deeply(reader, value, {})


def json_read(reader: Interpreter, text: Any, **rest: Any) -> Any:
    from json import loads

    reader.budget.write(len(text))
    try:
        return loads(text)
    except (RecursionError, TypeError, ValueError) as error:
        raise Raised("ValueError", str(error)) from None


def deeply(reader: Interpreter, value: Any, made: dict[int, Any]) -> Any:
    if id(value) in made:
        return made[id(value)]
    reader.budget.step()
    if isinstance(value, Value) and (copy := getattr(value, "copied_deeply", None)):
        twin: Any = copy(made, lambda each: deeply(reader, each, made))
    elif isinstance(value, BoundMethod):
        twin = BoundMethod(value.function, deeply(reader, value.owner, made))
    elif isinstance(value, tuple | frozenset):
        twin = type(value)([deeply(reader, each, made) for each in value])
    elif isinstance(value, Instance):
        twin = Instance(value.cls)
        made[id(value)] = twin
        twin.payload = value.payload
        if value.payload is not UNBOUND:
            twin.payload = deeply(reader, value.payload, made)
        twin.attributes = {k: deeply(reader, v, made) for k, v in value.attributes.items()}
    elif isinstance(value, list | set | dict):
        twin = copied(reader, value)
        made[id(value)] = twin
        if isinstance(value, list):
            twin[:] = [deeply(reader, each, made) for each in value]
        elif isinstance(value, dict):
            twin.update({k: deeply(reader, v, made) for k, v in value.items()})
    else:
        copy = getattr(value, "copied", None) if isinstance(value, Value) else None
        twin = copy() if copy else value
    made[id(value)] = twin
    return twin


# operator


def item_getter(reader: Interpreter, *keys: Any) -> Any:
    def get(_: Any, value: Any) -> Any:
        found = [reader.item(value, key, reader.here()) for key in keys]
        return found[0] if len(keys) == 1 else tuple(found)

    return Native(reader, "itemgetter", get)


def attribute_getter(reader: Interpreter, name: str) -> Any:
    def get(_: Any, value: Any) -> Any:
        for part in name.split("."):
            value = reader.attribute(value, part, reader.here())
        return value

    return Native(reader, "attrgetter", get)


def operating(op: str) -> Function:
    return lambda reader, left, right: reader.binary(op, left, right)


def comparing(op: str) -> Function:
    return lambda reader, left, right: reader.compare(op, left, right)


OPERATORS: dict[str, Function] = {
    **{name: operating(op) for name, op in (
        ("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//"),
        ("mod", "%"), ("pow", "**"), ("matmul", "@"), ("and_", "&"), ("or_", "|"),
        ("xor", "^"), ("lshift", "<<"), ("rshift", ">>"), ("concat", "+"))},
    **{name: comparing(op) for name, op in (
        ("eq", "=="), ("ne", "!="), ("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="),
        ("is_", "is"), ("is_not", "is not"))},
    "neg": lambda reader, value: reader.unary("-", value),
    "not_": lambda reader, value: reader.negated(value),
    "truth": lambda reader, value: reader.truth(value),
    "contains": lambda reader, container, element: reader.contains(container, element),
    "getitem": lambda reader, owner, index: reader.item(owner, index, reader.here()),
    "itemgetter": item_getter,
    "attrgetter": attribute_getter,
}  # fmt: skip

MATH = (
    "sqrt exp log log2 log10 log1p expm1 pow sin cos tan asin acos atan atan2 sinh cosh tanh "
    "fabs fmod hypot degrees radians copysign isnan isinf isfinite trunc gcd lcm isclose isqrt "
    "erf gamma lgamma modf frexp dist"
)
PURE: dict[str, Function] = {
    **{f"math.{name}": getattr(math, name) for name in MATH.split()},
    "operator.index": operator.index,
}
CONSTANTS: dict[str, Any] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.tau": math.tau,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "sys.maxsize": 2**63 - 1,
    "sys.version_info": (3, 11, 0, "final", 0),
    "sys.version_info.major": 3,
    "sys.platform": "linux",
    "os.sep": "/",
    "typing.TYPE_CHECKING": False,
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
    "string.punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}
PLAIN: dict[str, type] = {
    "abc.ABC": object,
    "typing.Generic": object,
    "typing.Protocol": object,
    "typing_extensions.Protocol": object,
    "typing.Any": object,
    "collections.UserDict": dict,
    "collections.UserList": list,
    "typing.TypedDict": dict,
}


def quits(reader: Interpreter, code: Any = None) -> Any:
    raise Raised("SystemExit", "", code, explicit=True)


def nothing(reader: Interpreter, *args: Any, **kwargs: Any) -> None:
    return None


FUNCTIONS: dict[str, Function] = {
    "math.floor": floor,
    "math.ceil": ceil,
    "math.prod": math_prod,
    "math.fsum": lambda reader, values: math.fsum(reader.listed(values)),
    "math.factorial": bounded(math.factorial, 5_000),
    "math.comb": bounded(math.comb, 20_000),
    "math.perm": bounded(math.perm, 5_000),
    "math.ldexp": bounded(math.ldexp, 100_000),
    "functools.reduce": reduce,
    "functools.wraps": wraps,
    "functools.lru_cache": keeps_function,
    "functools.cache": keeps_function,
    "functools.total_ordering": records.total_ordering,
    "functools.cached_property": lambda reader, function: Descriptor("property", function),
    "functools.singledispatch": keeps_function,
    "functools.partialmethod": partial,
    "importlib.import_module": import_module,
    "contextlib.contextmanager": context_manager,
    "contextlib.nullcontext": null_context,
    "contextlib.suppress": null_context,
    "abc.abstractmethod": keeps_function,
    "abc.abstractproperty": lambda reader, function: Descriptor("property", function),
    "typing.overload": keeps_function,
    "typing.final": keeps_function,
    "typing.no_type_check": keeps_function,
    "typing.cast": lambda reader, kind, value: value,
    "typing.TypeVar": lambda reader, name, *bounds, **rest: Unknown(name),
    "typing.NewType": lambda reader, name, kind: kind,
    "itertools.chain": streamed(itertools.chain),
    "itertools.chain.from_iterable": lambda reader, elements: streamed(itertools.chain)(
        reader, *reader.listed(reader.iterate(elements, reader.here()) or ())
    ),
    "itertools.product": combined(itertools.product),
    "itertools.permutations": combined(itertools.permutations),
    "itertools.combinations": combined(itertools.combinations),
    "itertools.combinations_with_replacement": combined(itertools.combinations_with_replacement),
    "itertools.zip_longest": streamed(itertools.zip_longest),
    "itertools.islice": islice,
    "itertools.count": plainly_streamed(itertools.count),
    "itertools.cycle": streamed(itertools.cycle),
    "itertools.repeat": plainly_streamed(itertools.repeat),
    "itertools.accumulate": accumulate,
    "itertools.starmap": starmap,
    "itertools.pairwise": pairwise,
    "itertools.takewhile": filtered("first"),
    "itertools.dropwhile": filtered("rest"),
    "collections.OrderedDict": ordered_dict,
    "collections.defaultdict": default_dict,
    "collections.Counter": counter,
    "collections.deque": deque,
    "json.loads": json_read,
    "copy.copy": copied,
    "copy.deepcopy": deep_copied,
    "sys.exit": quits,
    "os._exit": quits,
    "argparse.ArgumentParser": arguments.parser,
    "argparse.Namespace": arguments.namespace,
    "types.SimpleNamespace": arguments.namespace,
    "time.sleep": nothing,
    "random.seed": nothing,
    "warnings.warn": nothing,
    "warnings.filterwarnings": nothing,
    "warnings.simplefilter": nothing,
    "os.makedirs": nothing,
    "gc.collect": nothing,
}
