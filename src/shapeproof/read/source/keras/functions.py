"""Functions of TensorFlow and of Keras's backend: on arrays they give arrays; on a tensor of a
model they are operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Place
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.tensors import TensorHost, every, unsupported
from shapeproof.read.source.values import Named, Unknown, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.keras.names import KerasNames

Function = Callable[..., Any]
JOINING = {
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "maximum": "Maximum",
    "minimum": "Minimum",
}
"""Functions of two tensors that Keras's merging layers compute too."""
SHORT = {"tensorflow": "tf", "tensorflow.keras.backend": "K", "keras.backend": "K"}


class BackendFunction(Named):
    """`tf.nn.relu`, `K.mean`, `keras.ops.exp`, `keras.activations.relu`."""

    __slots__ = ("names",)

    def __init__(self, names: KerasNames, dotted: str) -> None:
        super().__init__(dotted, names.interpreter.module)
        self.names = names

    @property
    def last(self) -> str:
        return self.dotted.rpartition(".")[2]

    def attribute(self, name: str, at: Place) -> Any:
        return self.last if name == "__name__" else super().attribute(name, at)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        given = every([*args, *kwargs.values()])
        if any(isinstance(value, TensorHost) for value in given):
            return self._on_tensors(args, kwargs, at)
        function = ON_ARRAYS.get(self.last)
        known = function and not any(is_unknown(value) for value in given)
        if function and (known or any(isinstance(value, Array) for value in given)):
            return function(self.names.interpreter, *args, **plain(kwargs))
        if function and self.last in MAKING:
            return function(self.names.interpreter, *args, **plain(kwargs))
        return super().call(args, kwargs, at)

    def _on_tensors(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        names, last = self.names, self.last
        kind = JOINING.get(last)
        pair = all(isinstance(value, TensorHost) for value in args[:2])
        if kind and len(args) == 2 and pair:
            return names.operate(kind, args, {}, at)
        if last in ("concatenate", "concat") and isinstance(args[0], list | tuple):
            axis = args[1] if len(args) > 1 else kwargs.get("axis", -1 if "." in last else 0)
            usual = -1 if "backend" in self.dotted or "ops" in self.dotted else 0
            axis = axis if len(args) > 1 or "axis" in kwargs else usual
            return names.operate("Concatenate", [args[0]], {"axis": axis}, at)
        if last in ("int_shape", "shape"):
            return args[0].attribute("shape", at)
        if last == "ndim":
            return args[0].attribute("ndim", at)
        if len(args) == 1 and not plain(kwargs) and last in names.activations:
            return names.activate(last, args[0], at)
        if last in ("cast", "identity", "stop_gradient", "convert_to_tensor"):
            return args[0]
        raise unsupported(last, self.short(), at)

    def short(self) -> str:
        """As a person would write it."""
        module, _, name = self.dotted.rpartition(".")
        for long, short in SHORT.items():
            if f"{module}.".startswith(f"{long}.") and not module.startswith("tensorflow.keras."):
                return f"{short}{module.removeprefix(long)}.{name}"
        return self.dotted


def plain(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments without those that change no shape."""
    return {key: value for key, value in kwargs.items() if key not in ("name", "seed")}


def made(reader: Interpreter, shape: Any = None, *rest: Any, **more: Any) -> Any:
    """`tf.zeros(shape)`, `tf.random.normal(shape)`."""
    dtype = more.get("dtype")
    sizes = shape_of(reader, more.get("size") if shape is None else shape)
    if sizes is None:
        return Unknown("tf.zeros(…)", reader.here(), is_result=True)
    return Array(reader, sizes, arrays.named(dtype) or "float32")


def shape_of(reader: Interpreter, shape: Any) -> tuple[Any, ...] | None:
    if isinstance(shape, Array):
        shape = shape.numbers
    if isinstance(shape, list | tuple):
        return tuple(PerExample(1) if size is None else size for size in shape)
    return None if is_unknown(shape) or shape is None else (shape,)


def one_hot(reader: Interpreter, indices: Any, depth: Any = None, **rest: Any) -> Any:
    count = depth if depth is not None else rest.get("num_classes")
    return Array(reader, (*indices.shape, count), "float32")


def backend_reduced(name: str) -> Function:
    """`K.mean(x, axis=1)`: also of arrays whose numbers are known, an array."""
    return arrays.reduced(name)


def matmul(reader: Interpreter, a: Any, b: Any, **rest: Any) -> Any:
    transposed = rest.get("transpose_b") is True
    last = b.shape[-2] if transposed else b.shape[-1]
    return a.like((*a.shape[:-1], last))


REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax", "argmin")
MAKING = (
    *("zeros", "ones", "empty", "normal", "uniform", "random_normal", "random_uniform"),
    *("truncated_normal",),
)
SAME = (
    "abs exp log sqrt square pow clip sigmoid tanh relu softmax elu softplus softsign sign sin cos "
    "l2_normalize dropout cast round cumsum reverse maximum minimum identity stop_gradient "
    "multiply add subtract divide convert_to_tensor zeros_like ones_like sigmoid gelu silu swish "
    "leaky_relu selu negative power variable constant random_normal_like rsqrt log_softmax"
)
ON_ARRAYS: dict[str, Function] = {
    **dict.fromkeys(SAME.split(), arrays.same),
    **dict.fromkeys(MAKING, made),
    **{name: arrays.reduced(name) for name in REDUCTIONS},
    **{f"reduce_{name}": arrays.reduced(name) for name in REDUCTIONS},
    "add": lambda reader, a, b, **_: reader.binary("+", a, b),
    "subtract": lambda reader, a, b, **_: reader.binary("-", a, b),
    "multiply": lambda reader, a, b, **_: reader.binary("*", a, b),
    "divide": lambda reader, a, b, **_: reader.binary("/", a, b),
    "maximum": lambda reader, a, b, **_: reader.binary("+", a, b),
    "minimum": lambda reader, a, b, **_: reader.binary("+", a, b),
    "constant": arrays.array,
    "variable": arrays.array,
    "convert_to_tensor": arrays.array,
    "expand_dims": arrays.expand_dims,
    "squeeze": arrays.squeeze,
    "reshape": arrays.reshape,
    "transpose": arrays.transpose,
    "permute_dimensions": arrays.transpose,
    "concatenate": arrays.joined,
    "concat": arrays.joined,
    "stack": arrays.stacked,
    "repeat_elements": arrays.repeat,
    "flatten": arrays.flatten,
    "one_hot": one_hot,
    "matmul": matmul,
    "shape": arrays.shape_of,
    "int_shape": lambda reader, x, **_: tuple(
        None if isinstance(size, PerExample) else size for size in x.shape
    ),
    "ndim": lambda reader, x, **_: len(x.shape),
    "batch_flatten": lambda reader, x, **_: arrays.reshape(reader, x, (x.shape[0], -1)),
}
"""What each does to arrays; also how a Lambda's function is read."""
