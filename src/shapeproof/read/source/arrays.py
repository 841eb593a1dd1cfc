"""NumPy: arrays as values of known shape and dtype, with their numbers only where they are few."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.algebra.words import ceil_div, product
from shapeproof.message import Place
from shapeproof.read.source.objects import Native
from shapeproof.read.source.operators import guarded
from shapeproof.read.source.values import (
    Missing,
    Raised,
    Unknown,
    Value,
    has_unknown,
    is_unknown,
    size_of,
    written,
)

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

MOST_NUMBERS = 4096
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
DTYPES = (
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16",
    "uint32", "uint64", "bool_", "complex64", "complex128", "float_", "int_", "object_", "str_",
)  # fmt: skip
SAME_SHAPE = (
    "copy", "round", "clip", "conj", "cumsum", "cumprod", "sort", "argsort", "abs", "absolute",
    "sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "tanh", "sign", "square", "floor",
    "ceil", "rint", "maximum", "minimum", "power", "add", "subtract", "multiply", "divide",
    "nan_to_num", "isnan", "flip", "fliplr", "flipud", "roll", "logical_not", "negative",
)  # fmt: skip
REDUCTIONS = (
    "sum", "mean", "max", "min", "std", "var", "prod", "argmax", "argmin", "any", "all", "median",
    "amax", "amin",
)  # fmt: skip


class Array(Value):
    """An array of a known shape; `numbers` (nested lists) where they are known and few.

    `below` is what all numbers are less than, of numbers of classes.
    """

    __slots__ = ("below", "dtype", "numbers", "reader", "shape")

    def __init__(
        self, reader: Interpreter, shape: Sequence[Any], dtype: str = "float64", numbers: Any = None
    ) -> None:
        self.reader, self.dtype, self.numbers = reader, dtype, numbers
        self.shape = tuple(each.size if isinstance(each, Unknown) else each for each in shape)
        self.below: int | None = None

    @property
    def kind(self) -> str:
        return "numpy.ndarray"

    @property
    def read_as(self) -> str:
        """The dtype in which a model reads it: NumPy's floats are longer than those of models."""
        return "float32" if self.dtype in ("float64", "object") else self.dtype

    def written(self) -> str:
        return f"array{written(self.shape)}"

    def like(self, shape: Sequence[Any], dtype: str | None = None, numbers: Any = None) -> Array:
        return Array(self.reader, shape, dtype or self.dtype, numbers)

    def rearranged(self, shape: Sequence[Any], dtype: str | None = None) -> Array:
        """The same numbers, or some of them, in another shape."""
        made = self.like(shape, dtype)
        made.below = self.below
        return made

    def attribute(self, name: str, at: Place) -> Any:
        fields: dict[str, Callable[[], Any]] = {
            "shape": lambda: self.shape,
            "dtype": lambda: self.dtype,
            "ndim": lambda: len(self.shape),
            "size": lambda: product(self.shape),
            "T": lambda: self.like(self.shape[::-1]),
            "nbytes": lambda: product(self.shape) * 8,
            "flat": lambda: flatten(self.reader, self),
            "real": lambda: self,
        }
        if name in fields:
            return fields[name]()
        method = METHODS.get(name)
        if method is not None:
            return Native(self.reader, name, lambda r, *a, **k: method(r, self, *a, **k))
        if name.startswith("__"):
            raise Missing(name)
        return Unknown(f"array.{name}", at, is_result=True)

    def item(self, index: Any, at: Place) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        is_plain = type(index) in (int, slice) and not has_unknown(index)
        if self.numbers is not None and is_plain:
            number = guarded(self.numbers.__getitem__, index)
            return array(self.reader, number, dtype=self.dtype)
        shape = indexed(self, parts, at)
        return shape if isinstance(shape, Unknown) else self.scalar_or(shape, at)

    def scalar_or(self, shape: Sequence[Any], at: Place) -> Any:
        if shape:
            made = self.rearranged(shape)
            if not isinstance(made.shape[0], int):  # what a mask leaves may lack some numbers
                made.below = None
            return made
        return Unknown(f"{self.written()}[…]", at, is_result=True)

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        self.numbers = self.below = None

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        if isinstance(other, Array):
            shape = broadcast(self.shape, other.shape)
            return Unknown(f"{self.written()} {op} …", at) if shape is None else self.like(shape)
        if isinstance(other, list | tuple):
            given = array(self.reader, other)
            left, right = (given, self) if reflected else (self, given)
            return self.reader.binary(op, left, right)
        if isinstance(other, int | float | Formula) or is_unknown(other):
            return self.like(self.shape, numbers=self.elementwise(op, other, reflected))
        return NotImplemented

    def elementwise(self, op: str, other: Any, reflected: bool) -> Any:
        """The numbers of a row after arithmetic with one number."""
        if self.numbers is None or len(self.shape) != 1 or not isinstance(other, int | float):
            return None
        pairs = [(other, n) if reflected else (n, other) for n in self.numbers]
        return [self.reader.binary(op, left, right) for left, right in pairs]

    def unary(self, op: str, at: Place) -> Any:
        return self.like(self.shape)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        shape = broadcast(self.shape, other.shape) if isinstance(other, Array) else self.shape
        if shape is None:
            return Unknown(f"{self.written()} {op} …", at)
        return self.like(shape, "bool")

    def contains(self, element: Any, at: Place) -> Any:
        if self.numbers is not None:
            return self.reader.contains(self.numbers, element)
        return Unknown(f"{written(element)} in {self.written()}", at)

    def iterate(self, at: Place) -> Iterable[Any] | None:
        if not self.shape:
            raise Raised("TypeError", "iteration over a 0-d array")
        first = self.shape[0]
        if isinstance(first, Formula) or first > MOST_NUMBERS:
            return None
        return [self.item(i, at) for i in range(first)]

    def length(self, at: Place) -> Any:
        if not self.shape:
            raise Raised("TypeError", "len() of unsized object")
        return self.shape[0]

    def truth(self, at: Place) -> bool | None:
        return None


def broadcast(left: Sequence[Any], right: Sequence[Any]) -> tuple[Any, ...] | None:
    rank = max(len(left), len(right))
    a, b = ((1,) * (rank - len(s)) + tuple(s) for s in (left, right))
    sizes: list[Any] = []
    for m, n in zip(a, b):
        if m == n or n == 1:
            sizes.append(m)
        elif m == 1:
            sizes.append(n)
        elif isinstance(m, Formula) or isinstance(n, Formula):
            sizes.append(n if isinstance(m, Formula) else m)
        else:
            return None
    return tuple(sizes)


def indexed(self: Array, parts: tuple[Any, ...], at: Place) -> Any:
    """The shape that basic indexing leaves; an unknown where masks or lists pick."""
    consumed = sum(part is not None and part is not Ellipsis for part in parts)
    if consumed > len(self.shape):
        raise Raised("IndexError", "too many indices for array")
    axes: list[Any] = list(self.shape)
    shape: list[Any] = []
    lists = False
    for position, part in enumerate(parts):
        if part is None:
            shape.append(1)
        elif part is Ellipsis:
            keep = len(axes) - sum(p is not None and p is not Ellipsis for p in parts[position:])
            shape.extend(axes[:keep])
            del axes[:keep]
        elif isinstance(part, slice):
            shape.append(sliced(axes.pop(0), part, at))
        elif isinstance(part, Array | list):
            if lists:
                axes.pop(0)
                continue
            lists = True
            picked = part if isinstance(part, Array) else array(self.reader, part)
            if not isinstance(picked, Array):
                return Unknown(f"{self.written()}[…]", at, is_result=True)
            if picked.dtype == "bool":
                del axes[: len(picked.shape)]
                shape.append(Unknown(f"len({self.written()}[…])", at))
            else:
                axes.pop(0)
                shape.extend(picked.shape)
        elif isinstance(part, int):
            size = axes.pop(0)
            if isinstance(size, int) and not -size <= part < size:
                text = f"index {part} is out of bounds for axis 0 with size {size}"
                raise Raised("IndexError", text)
        else:
            axes.pop(0)
    return [*shape, *axes]


def sliced(size: Any, part: slice, at: Place) -> Any:
    """How many a slice leaves of an axis."""
    if part == slice(None):
        return size
    if isinstance(size, int) and not has_unknown(part):
        try:
            return len(range(*part.indices(size)))
        except (TypeError, ValueError) as error:
            raise Raised(type(error).__name__, str(error)) from None
    start = 0 if part.start is None else size_of(part.start)
    stop = size if part.stop is None else size_of(part.stop)
    step = 1 if part.step is None else part.step
    if start is None or stop is None or not isinstance(step, int) or step < 1:
        return Unknown(f"{written(size)}[{written(part)}]", at)
    if isinstance(start, int) and start < 0:
        return -start if part.stop is None else Unknown(f"{written(size)}[…]", at)
    if isinstance(stop, int) and stop < 0:
        stop = size + stop
    return ceil_div(stop - start, step) if step > 1 else stop - start


# Shapes from nested lists


def array(reader: Interpreter, value: Any, dtype: Any = None, **rest: Any) -> Any:
    """`np.array(value)`: numbers stay numbers only where numpy would give a scalar."""
    if isinstance(value, Array):
        made = value.rearranged(value.shape, named(dtype))
        made.numbers = value.numbers
        return made
    if is_unknown(value):
        return value
    if isinstance(value, range):
        value = list(value[: MOST_NUMBERS * 4]) if len(value) <= MOST_NUMBERS else value
    if isinstance(value, range):
        return Array(reader, (len(value),), named(dtype) or "int64")
    if not isinstance(value, list | tuple):
        return value
    shape = nested(value)
    if shape is None:
        return Unknown("np.array(…)", reader.here(), is_result=True)
    reader.budget.step(len(value))
    few = all(isinstance(n, int) for n in shape) and product(shape) <= MOST_NUMBERS
    first: Any = value
    while isinstance(first, list | tuple) and first:
        first = first[0]
    kind = "bool" if isinstance(first, bool) else "int64" if isinstance(first, int) else "float64"
    kind = "str" if isinstance(first, str) else kind
    numbers = list(value) if few and not isinstance(first, Array) else None
    return Array(reader, shape, named(dtype) or kind, numbers)


def nested(value: Any) -> tuple[Any, ...] | None:
    """The shape of nested lists; None if they are ragged."""
    if isinstance(value, Array):
        return value.shape
    if not isinstance(value, list | tuple):
        return ()
    inner = {nested(each) for each in value[:64]}
    if len(inner) > 1 or None in inner:
        return None
    rest = inner.pop() if inner else ()
    return (len(value), *rest) if rest is not None else None


def named(dtype: Any) -> str:
    """The name of a dtype, however it was given."""
    if dtype is None:
        return ""
    text = dtype if isinstance(dtype, str) else written(dtype)
    text = text.rpartition(".")[2].rstrip("_")
    return {"float": "float64", "int": "int64", "f4": "float32", "f8": "float64"}.get(text, text)


def axes_of(shape: Any) -> tuple[Any, ...]:
    if isinstance(shape, Array):
        shape = shape.numbers or ()
    return tuple(shape) if isinstance(shape, list | tuple) else (shape,)


def made(reader: Interpreter, shape: Any, dtype: Any = None, order: Any = None) -> Any:
    """`zeros(shape)` and its kin."""
    if isinstance(shape, Unknown) and not shape.text.startswith("len("):
        return Unknown("np.zeros(…)", reader.here(), is_result=True)
    return Array(reader, axes_of(shape), named(dtype) or "float64")


def full(reader: Interpreter, shape: Any, value: Any = None, dtype: Any = None) -> Any:
    return made(reader, shape, dtype)


def made_like(reader: Interpreter, other: Any, *rest: Any, dtype: Any = None, **more: Any) -> Any:
    source = array(reader, other)
    return source.like(source.shape, named(dtype) or None) if isinstance(source, Array) else source


def identity(reader: Interpreter, rows: Any, columns: Any = None, **rest: Any) -> Any:
    return Array(reader, (rows, rows if columns is None else columns))


def sized(reader: Interpreter, *shape: Any) -> Any:
    """`rand(2, 3)`; a number where no shape is given."""
    return drawn(reader, shape if shape else None, "float64")


def drawn(reader: Interpreter, size: Any, dtype: str) -> Any:
    if size is None:
        return Unknown("np.random", reader.here(), is_result=True)
    return Array(reader, axes_of(size), dtype)


def random(position: int, dtype: str = "float64") -> Callable[..., Any]:
    """A function of `np.random` whose `size` stands at this position."""

    def function(reader: Interpreter, *args: Any, size: Any = None, **rest: Any) -> Any:
        size = args[position] if size is None and len(args) > position else size
        return drawn(reader, size, dtype)

    return function


def drawn_whole(
    reader: Interpreter, low: Any, high: Any = None, size: Any = None, *_: Any, **__: Any
) -> Any:
    """`np.random.randint(low, high, size)`."""
    made = drawn(reader, size, "int64")
    below = low if high is None else high
    if isinstance(made, Array) and type(below) is int:
        made.below = below
    return made


def arange(reader: Interpreter, *args: Any, dtype: Any = None, **rest: Any) -> Any:
    start, stop, step = {1: (0, *args, 1), 2: (*args, 1)}.get(len(args), args[:3])
    if all(isinstance(each, int) for each in (start, stop, step)) and step:
        each = range(start, stop, step)
        reader.budget.step(min(len(each), MOST_NUMBERS))
        return array(reader, each, dtype)
    if all(isinstance(each, int | float) for each in (start, stop, step)) and step:
        return Array(reader, (max(0, math.ceil((stop - start) / step)),), named(dtype))
    first, last = size_of(start), size_of(stop)
    if first is None or last is None or step != 1:
        return Unknown("np.arange(…)", reader.here(), is_result=True)
    return Array(reader, (last - first,), named(dtype) or "int64")


def linspace(reader: Interpreter, start: Any, stop: Any, num: Any = 50, **rest: Any) -> Any:
    ends_known = isinstance(start, int | float) and isinstance(stop, int | float)
    if ends_known and isinstance(num, int) and 1 < num <= MOST_NUMBERS:
        gap = (stop - start) / (num - 1)
        numbers = [start + gap * i for i in range(num - 1)] + [float(stop)]
        return Array(reader, (num,), "float64", numbers)
    return Array(reader, (num,))


# Shapes from shapes


def over_arrays(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose first argument is an array; of anything unknown it is unknown."""

    def applied(reader: Interpreter, value: Any, *args: Any, **kwargs: Any) -> Any:
        value = array(reader, value)
        if isinstance(value, Array):
            return function(reader, value, *args, **kwargs)
        if is_unknown(value):
            name = function.__name__.strip("_")
            return reader.composed(f"np.{name}({written(value)})", value, *args)
        return value

    return applied


@over_arrays
def reshape(reader: Interpreter, value: Array, *shape: Any, **rest: Any) -> Any:
    given = shape[0] if len(shape) == 1 else shape
    if isinstance(given, Unknown) and len(shape) == 1:
        return Unknown("np.reshape(…)", reader.here(), is_result=True)
    axes = [each.size if isinstance(each, Unknown) else each for each in axes_of(given)]
    rest_ = product(each for each in axes if each != -1)
    total = product(value.shape)
    if any(type(each) is int and each == -1 for each in axes):
        if isinstance(total, int) and isinstance(rest_, int) and (not rest_ or total % rest_):
            raise cannot_reshape(total, axes)
        axes[axes.index(-1)] = total // rest_
    elif isinstance(total, int) and isinstance(rest_, int) and total != rest_:
        raise cannot_reshape(total, axes)
    return value.rearranged(axes)


def cannot_reshape(total: int, axes: list[Any]) -> Raised:
    text = f"cannot reshape array of size {total} into shape {written(tuple(axes))}"
    return Raised("ValueError", text)


@over_arrays
def expand_dims(reader: Interpreter, value: Array, axis: Any = 0) -> Any:
    if not isinstance(axis, int):
        return Unknown("np.expand_dims(…)", reader.here(), is_result=True)
    at = axis if axis >= 0 else len(value.shape) + 1 + axis
    return value.rearranged([*value.shape[:at], 1, *value.shape[at:]])


@over_arrays
def squeeze(reader: Interpreter, value: Array, axis: Any = None) -> Any:
    rank = len(value.shape)
    axes = axes_of(axis) if axis is not None else tuple(
        i for i, n in enumerate(value.shape) if n == 1)  # fmt: skip
    gone = {a % rank for a in axes if isinstance(a, int)} if rank else set[int]()
    return value.rearranged([n for i, n in enumerate(value.shape) if i not in gone])


@over_arrays
def transpose(reader: Interpreter, value: Array, *axes: Any) -> Any:
    order = axes_of(axes[0] if len(axes) == 1 else axes)
    if not axes or order == (None,):
        return value.like(value.shape[::-1])
    return value.like([value.shape[i] for i in order])


@over_arrays
def swapaxes(reader: Interpreter, value: Array, first: int, second: int) -> Any:
    shape = list(value.shape)
    shape[first], shape[second] = shape[second], shape[first]
    return value.like(shape)


def flatten(reader: Interpreter, value: Any, *rest: Any, **more: Any) -> Any:
    value = array(reader, value)
    return value.rearranged((product(value.shape),)) if isinstance(value, Array) else value


@over_arrays
def astype(reader: Interpreter, value: Array, dtype: Any = None, **rest: Any) -> Any:
    made = value.rearranged(value.shape, named(dtype))
    made.numbers = value.numbers
    return made


@over_arrays
def same(reader: Interpreter, value: Array, *rest: Any, **more: Any) -> Any:
    return value.like(value.shape)


@over_arrays
def where(reader: Interpreter, condition: Array, *either: Any) -> Any:
    """One of two at each place, or along each axis where the condition holds."""
    if either:
        return condition.like(condition.shape)
    count = Unknown(f"len({condition.written()})", reader.here())
    return tuple(condition.like((count,), "int64") for _ in condition.shape)


@over_arrays
def to_list(reader: Interpreter, value: Array) -> Any:
    if value.numbers is not None:
        return value.numbers
    return Unknown("array.tolist()", reader.here(), is_result=True)


@over_arrays
def repeat(reader: Interpreter, value: Array, times: Any, axis: Any = None) -> Any:
    count = size_of(times)
    if count is None:
        return Unknown("np.repeat(…)", reader.here(), is_result=True)
    if axis is None:
        return value.like((product(value.shape) * count,))
    shape = list(value.shape)
    shape[axis] = shape[axis] * count
    return value.like(shape)


@over_arrays
def pad(reader: Interpreter, value: Array, width: Any, *rest: Any, **more: Any) -> Any:
    pairs = [width] * len(value.shape) if isinstance(width, int) else list(width)
    ends = [(p, p) if isinstance(p, int) else tuple(p) for p in pairs]
    return value.like([n + a + b for n, (a, b) in zip(value.shape, ends)])


def joined(reader: Interpreter, values: Any, axis: Any = 0, **rest: Any) -> Any:
    spread = reader.iterate(values, reader.here()) or ()
    parts = [array(reader, each) for each in reader.listed(spread)]
    if not parts or not all(isinstance(each, Array) for each in parts):
        return Unknown("np.concatenate(…)", reader.here(), is_result=True)
    shape = list(parts[0].shape)
    total: Any = 0
    for each in parts:
        total = total + each.shape[axis]
    shape[axis] = total
    return parts[0].like(shape)


def stacked(reader: Interpreter, values: Any, axis: int = 0) -> Any:
    spread = reader.iterate(values, reader.here())
    parts = [array(reader, each) for each in reader.listed(spread or ())]
    if not parts or not isinstance(parts[0], Array):
        return Unknown("np.stack(…)", reader.here(), is_result=True)
    shape = list(parts[0].shape)
    shape.insert(axis if axis >= 0 else len(shape) + 1 + axis, len(parts))
    return parts[0].like(shape)


def one_hot(reader: Interpreter, labels: Any, num_classes: Any = None, **rest: Any) -> Any:
    """`to_categorical(labels, num_classes)`, here for the vocabularies."""
    labels = array(reader, labels)
    if not isinstance(labels, Array) or num_classes is None:
        return Unknown("to_categorical(…)", reader.here(), is_result=True)
    shape = labels.shape[:-1] if labels.shape[-1:] == (1,) else labels.shape
    return Array(reader, (*shape, num_classes), "float32")


def reduced(name: str) -> Callable[..., Any]:
    """A reduction over all numbers or some axes."""

    @over_arrays
    def applied(
        reader: Interpreter, value: Array, axis: Any = None, keepdims: Any = False, **rest: Any
    ) -> Any:
        if axis is None and not keepdims:
            return of_numbers(reader, name, value)
        rank = len(value.shape)
        axes = axes_of(axis) if axis is not None else range(rank)
        gone = {a % rank for a in axes if isinstance(a, int)}
        if keepdims:
            return value.like([1 if i in gone else n for i, n in enumerate(value.shape)])
        shape = [n for i, n in enumerate(value.shape) if i not in gone]
        return value.scalar_or(shape, reader.here())

    return applied


def of_numbers(reader: Interpreter, name: str, value: Array) -> Any:
    """The reduction itself, where the numbers of a row are known."""
    row = value.numbers if len(value.shape) == 1 else None
    numbers = tuple(row) if row is not None else ()
    if name == "prod" and row is not None:
        result: Any = 1
        for each in numbers:
            result = reader.binary("*", result, each)
        return result
    if name in ("sum", "max", "min", "amax", "amin") and numbers:
        function = reader.free(name.removeprefix("a") if name != "sum" else name)
        return reader.call(function, [list(numbers)], {}, reader.here())
    if name == "mean" and numbers and all(isinstance(n, int | float) for n in numbers):
        return sum(numbers) / len(numbers)
    return Unknown(f"np.{name}({value.written()})", reader.here(), is_result=True)


def scalar_or_same(name: str, of_number: Callable[[Any], Any]) -> Callable[..., Any]:
    """A function of each number: of one number it is that of `math`."""

    def applied(reader: Interpreter, value: Any, *rest: Any, **more: Any) -> Any:
        value = array(reader, value)
        if isinstance(value, Array):
            return value.like(value.shape)
        if isinstance(value, Value | Formula):
            if name in ("floor", "ceil"):
                return reader.call(reader.module(f"math.{name}"), [value], {}, reader.here())
            return reader.composed(f"np.{name}({written(value)})", value)
        return of_number(value)

    return applied


def shape_of(reader: Interpreter, value: Any) -> Any:
    value = array(reader, value)
    return value.shape if isinstance(value, Array) else reader.read_attribute(value, "shape", _AT)


class _At:
    lineno = 1


_AT: Any = _At()


def cast(name: str) -> Callable[..., Any]:
    """`np.float32(x)`."""

    def applied(reader: Interpreter, value: Any = 0, *rest: Any) -> Any:
        value = array(reader, value)
        if isinstance(value, Array):
            return value.like(value.shape, name.rstrip("_"))
        if isinstance(value, Value | Formula):
            return value
        return int(value) if "int" in name else float(value) if "float" in name else value

    return applied


METHODS: dict[str, Callable[..., Any]] = {
    "reshape": reshape,
    "astype": astype,
    "flatten": flatten,
    "ravel": flatten,
    "transpose": transpose,
    "swapaxes": swapaxes,
    "squeeze": squeeze,
    "tolist": to_list,
    "repeat": repeat,
    **dict.fromkeys(("copy", "round", "clip", "cumsum"), same),
    **{name: reduced(name) for name in REDUCTIONS},
}
SCALARS: dict[str, Callable[[Any], Any]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "floor": lambda value: float(math.floor(value)),
    "ceil": lambda value: float(math.ceil(value)),
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "round": round,
    "square": lambda value: value * value,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(SAME_SHAPE, same),
    **METHODS,
    **dict.fromkeys(("where", "nonzero"), where),
    **{name: scalar_or_same(name, function) for name, function in SCALARS.items()},
    "product": reduced("prod"),
    "zeros": made,
    "ones": made,
    "empty": made,
    "full": full,
    **{f"{name}_like": made_like for name in ("zeros", "ones", "empty", "full")},
    "eye": identity,
    "identity": identity,
    "array": array,
    "asarray": array,
    "ascontiguousarray": array,
    "arange": arange,
    "linspace": linspace,
    "expand_dims": expand_dims,
    "concatenate": joined,
    "stack": stacked,
    "vstack": joined,
    "pad": pad,
    "shape": shape_of,
    "random.rand": sized,
    "random.randn": sized,
    "random.random": random(0),
    "random.random_sample": random(0),
    "random.normal": random(2),
    "random.uniform": random(2),
    "random.standard_normal": random(0),
    "random.randint": drawn_whole,
    "random.choice": random(1),
    "random.binomial": random(2, "int64"),
    "random.permutation": array,
    "random.seed": lambda reader, *args: None,
    "random.shuffle": lambda reader, *args: None,
    **{name: cast(name) for name in DTYPES},
}
CONSTANTS: dict[str, Any] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "Inf": math.inf,
    "nan": math.nan,
}
NAMES = [name for name in (*FUNCTIONS, *CONSTANTS, "newaxis") if "." not in name]


class Numpy:
    """Which of NumPy's names means what."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader

    def resolve(self, dotted: str) -> Any | None:
        module, _, name = dotted.partition(".")
        if module not in ("numpy", "jax") or not name:
            return None
        name = name.removeprefix("numpy.")
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name in FUNCTIONS:
            return Native(self.reader, f"np.{name}", FUNCTIONS[name])
        return None
