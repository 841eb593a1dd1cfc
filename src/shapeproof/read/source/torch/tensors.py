"""Tensors and parameters of torch as values of a source, with their attributes and operators."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.words import product
from shapeproof.message import Place
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch import copying
from shapeproof.read.source.values import Host, Missing, Raised, Unknown, has_unknown
from shapeproof.read.torch.trace import Traced
from shapeproof.rules.rule import Tensor, Weight

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "//": "floor_divide",
    "%": "remainder",
    "**": "pow",
    "@": "matmul",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
    "<<": "bitwise_left_shift",
    ">>": "bitwise_right_shift",
}
SIGNS = {"-": "neg", "~": "bitwise_not", "abs": "abs"}
COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
PASSED = (
    *("contiguous", "detach", "clone", "cpu", "cuda", "requires_grad_", "detach_", "pin_memory"),
    *("coalesce", "to_dense", "retain_grad", "share_memory_", "resolve_conj", "alias"),
)
"""Methods that hand on the same numbers in the same dtype."""
CASTS = {
    "half": "float16", "float": "float32", "double": "float64", "bfloat16": "bfloat16",
    "int": "int32", "long": "int64", "short": "int16", "char": "int8", "byte": "uint8",
    "bool": "bool", "cfloat": "complex64", "cdouble": "complex128",
}  # fmt: skip
MOST = 4096
"""The most steps of a first axis that are walked along."""


class Dtype(Host):
    """`torch.float32`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def kind(self) -> str:
        return "torch.dtype"

    def attribute(self, name: str, at: Place) -> Any:
        is_float = "float" in self.name
        known = {
            "is_floating_point": is_float,
            "is_complex": "complex" in self.name,
            "itemsize": max(int("".join(c for c in self.name if c.isdigit()) or 8) // 8, 1),
        }
        if name in known:
            return known[name]
        raise Missing(name)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        same = isinstance(other, Dtype) and other.name == self.name
        return (
            same is (op in ("==", "is")) if op in ("==", "!=", "is", "is not") else NotImplemented
        )

    def written(self) -> str:
        return f"torch.{self.name}"


class Device(Host):
    """`torch.device("cpu")`: nothing is ever computed on one."""

    @property
    def kind(self) -> str:
        return "torch.device"

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("type", "index"):
            return "cpu" if name == "type" else None
        raise Missing(name)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op not in ("==", "!="):
            return NotImplemented
        return (isinstance(other, Device) or str(other).startswith("cpu")) is (op == "==")

    def written(self) -> str:
        return "cpu"


class TensorHost(Host):
    """A tensor: one that a call under way has made (`traced`), or data that lie outside of it.

    `numbers`, in nested lists, where they are known and few; `below` is what they are all less
    than, of numbers of classes; `made_by` is the function outside of a model that made it, and of
    what.
    """

    __slots__ = ("below", "made_by", "names", "numbers", "tensor", "text", "traced")

    def __init__(
        self,
        names: TorchNames,
        tensor: Tensor,
        traced: Traced | None = None,
        numbers: Any = None,
        text: str = "",
    ) -> None:
        self.names, self.tensor, self.traced = names, tensor, traced
        self.numbers, self.text = numbers, text
        self.below: int | None = None
        self.made_by: tuple[str, TensorHost] | None = None

    @property
    def kind(self) -> str:
        return "Tensor"

    @property
    def shape(self) -> tuple[Any, ...]:
        return tuple(self.tensor.shape)

    def put(self, other: Any) -> Any:
        """Hold another tensor's numbers, as an operation in place has it."""
        if isinstance(other, TensorHost):
            self.tensor, self.traced, self.numbers = other.tensor, other.traced, other.numbers
            self.below, self.made_by = other.below, other.made_by
            return self
        return other

    # Attributes and methods

    def attribute(self, name: str, at: Place) -> Any:
        match name:
            case "shape":
                return self.shape
            case "dtype":
                return Dtype(self.tensor.dtype or "float32")
            case "device":
                return Device()
            case "ndim":
                return len(self.shape)
            case "data":
                return self
            case "grad" | "grad_fn":
                return None
            case "requires_grad" | "is_leaf":
                return False
            case "is_cuda" | "is_sparse" | "is_quantized" | "is_mps" | "is_meta":
                return False
            case "T" | "mT" | "H" | "mH" | "real" | "imag":
                return self.names.function(name, [self], {}, at)
            case _ if name.startswith("__"):
                raise Missing(name)
            case _:
                return Native(self.names.interpreter, name, partial(self._method, name))

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        if name == "data":
            self.put(value)

    def _method(self, name: str, _: Any, /, *args: Any, **kwargs: Any) -> Any:
        at = self.names.interpreter.here()
        if name in PASSED:
            return self
        if name in OWN:
            return OWN[name](self, at, *args, **kwargs)
        if name in CASTS:
            return self.cast(CASTS[name], at)
        return self.names.method(self, name, list(args), kwargs, at)

    def cast(self, dtype: str, at: Place) -> Any:
        """The same numbers in another dtype; a dtype that they have already changes nothing."""
        if dtype == self.tensor.dtype:
            return self
        return self.names.function("to", [self], {"dtype": Dtype(dtype)}, at)

    def size(self, at: Place, dim: Any = None) -> Any:
        if dim is None:
            return self.shape
        if not isinstance(dim, int):
            return Unknown(f"{self.written()}.size({dim})", at)
        return self.names.interpreter.item(self.shape, dim, at)

    def item_of_one(self, at: Place) -> Any:
        """`x.item()`: its one number."""
        if isinstance(self.numbers, int | float | bool):
            return self.numbers
        return Unknown(f"{self.written()}.item()", at, is_result=True)

    def listed(self, at: Place) -> Any:
        """`x.tolist()`."""
        if self.numbers is not None:
            return self.numbers
        if not self.shape:
            return self.item_of_one(at)
        parts = self.iterate(at)
        if parts is None:
            return Unknown(f"{self.written()}.tolist()", at, is_result=True)
        return [part.listed(at) for part in parts]

    # Operators

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        function = OPERATORS.get(op)
        if function is None or other is None:
            return NotImplemented
        pair = [other, self] if reflected else [self, other]
        return self.names.function(function, pair, {}, at)

    def unary(self, op: str, at: Place) -> Any:
        function = SIGNS.get(op)
        return self if function is None else self.names.function(function, [self], {}, at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op in COMPARISONS and other is not None and not isinstance(other, str):
            return self.names.function(COMPARISONS[op], [self, other], {}, at)
        return NotImplemented

    def contains(self, element: Any, at: Place) -> Any:
        return Unknown(f"… in {self.written()}", at)

    def item(self, index: Any, at: Place) -> Any:
        if self.numbers is not None and type(index) in (int, slice) and not has_unknown(index):
            picked = self.names.interpreter.item(self.numbers, index, at)
            return self.names.with_numbers(picked, self.tensor.dtype)
        return self.names.function("getitem", [self, index], {}, at)

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        self.numbers = self.below = None
        if self.traced is not None:
            self.put(self.names.function("setitem", [self, index, value], {}, at))

    def iterate(self, at: Place) -> Iterable[Any] | None:
        if not self.shape:
            raise Raised("TypeError", "iteration over a 0-d tensor")
        first = self.shape[0]
        if type(first) is not int or first > MOST:
            return None
        if self.traced is not None:
            return list(self.names.function("unbind", [self], {}, at))
        return [self.item(i, at) for i in range(first)]

    def length(self, at: Place) -> Any:
        if not self.shape:
            raise Raised("TypeError", "len() of a 0-d tensor")
        return self.shape[0]

    def truth(self, at: Place) -> bool | None:
        return self.numbers if isinstance(self.numbers, bool) else None

    def written(self) -> str:
        return self.text or "tensor"


class Parameter(TensorHost):
    """`nn.Parameter(…)`, or a buffer: what a module keeps."""

    __slots__ = ("is_buffer", "is_lazy", "trainable")

    def __init__(
        self, names: TorchNames, tensor: Tensor, trainable: bool = True, is_buffer: bool = False
    ) -> None:
        super().__init__(names, tensor)
        self.trainable, self.is_buffer = trainable, is_buffer
        self.is_lazy = False

    @property
    def kind(self) -> str:
        return "Tensor" if self.is_buffer else "Parameter"

    @property
    def weight(self) -> Weight:
        if self.is_buffer:
            return Weight(self.tensor.shape, False, self.tensor.dtype, "buffer")
        return Weight(self.tensor.shape, self.trainable, self.tensor.dtype)

    def attribute(self, name: str, at: Place) -> Any:
        if name == "requires_grad":
            return self.trainable
        if name == "data":
            return TensorHost(self.names, self.tensor)
        return super().attribute(name, at)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        if name == "requires_grad" and isinstance(value, bool):
            self.trainable = value
        elif name == "data" and isinstance(value, TensorHost):
            self.tensor = self.tensor._replace(shape=value.tensor.shape, dtype=value.tensor.dtype)

    def copied_deeply(self, made: dict[int, Any], deep: copying.Deep) -> Any:
        return copying.parameter(self, made, deep)

    def put(self, other: Any) -> Any:
        """What is done to it in place changes its numbers, and not which parameter it is."""
        return self

    def _method(self, name: str, _: Any, /, *args: Any, **kwargs: Any) -> Any:
        if name == "requires_grad_":
            self.trainable = kwargs.get("requires_grad", args[0] if args else True) is not False
            return self
        if name in ("cuda", "cpu", "contiguous"):
            return self
        return super()._method(name, _, *args, **kwargs)


class Buffer(Parameter):
    """`nn.Buffer(…)`: a module keeps it as a buffer, under whatever name it is set."""

    __slots__ = ()

    def __init__(self, names: TorchNames, tensor: Tensor) -> None:
        super().__init__(names, tensor, trainable=False, is_buffer=True)

    @property
    def kind(self) -> str:
        return "Buffer"


def moved(x: TensorHost, at: Place, *args: Any, **kwargs: Any) -> Any:
    """`x.to(…)`: a device changes nothing, a dtype or another tensor's dtype is taken on."""
    for value in (*args, *kwargs.values()):
        if isinstance(value, Dtype):
            return x.cast(value.name, at)
        if isinstance(value, TensorHost):
            return x.cast(value.tensor.dtype or "float32", at)
    return x


def typed(x: TensorHost, at: Place, dtype: Any = None, *_: Any, **__: Any) -> Any:
    """`x.type(torch.float32)`, and the name of its type without."""
    if isinstance(dtype, Dtype):
        return x.cast(dtype.name, at)
    name = getattr(dtype, "name", dtype)
    cast = LEGACY.get(str(name).rpartition(".")[2])
    return x.cast(cast, at) if cast else Unknown(f"{x.written()}.type()", at)


def backward(x: TensorHost, *_: Any, **__: Any) -> None:
    x.names.interpreter.trained += 1


LEGACY = {
    "FloatTensor": "float32", "DoubleTensor": "float64", "HalfTensor": "float16",
    "BFloat16Tensor": "bfloat16", "LongTensor": "int64", "IntTensor": "int32",
    "ShortTensor": "int16", "ByteTensor": "uint8", "CharTensor": "int8", "BoolTensor": "bool",
    "Tensor": "float32",
}  # fmt: skip
"""The dtypes of torch's older classes of tensors."""
OWN: dict[str, Any] = {
    "size": TensorHost.size,
    "dim": lambda x, at: len(x.shape),
    "ndimension": lambda x, at: len(x.shape),
    "nelement": lambda x, at: product(x.shape),
    "numel": lambda x, at: product(x.shape),
    "element_size": lambda x, at: Dtype(x.tensor.dtype or "float32").attribute("itemsize", at),
    "item": TensorHost.item_of_one,
    "tolist": TensorHost.listed,
    "to": moved,
    "type": typed,
    "type_as": lambda x, at, other: moved(x, at, other),
    "numpy": lambda x, at, **_: x.names.as_array(x),
    "is_floating_point": lambda x, at: "float" in (x.tensor.dtype or "float32"),
    "is_complex": lambda x, at: "complex" in (x.tensor.dtype or ""),
    "is_contiguous": lambda x, at, **_: True,
    "get_device": lambda x, at: -1,
    "backward": backward,
    "register_hook": lambda x, at, *_: None,
    "stride": lambda x, at, *_: Unknown(f"{x.written()}.stride()", at),
    "data_ptr": lambda x, at: Unknown(f"{x.written()}.data_ptr()", at),
}
"""Methods that give no tensor, or that only hand one on."""
