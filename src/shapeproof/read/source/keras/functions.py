"""Functions of TensorFlow and of Keras's backend: on arrays they give arrays; on a tensor of a
model they are operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula, PerExample
from shapeproof.message import Place
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.tensors import TensorHost, every, unsupported
from shapeproof.read.source.values import Named, Unknown, is_unknown

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.keras.names import KerasNames

Function = Callable[..., Any]
SHORT = {"tensorflow": "tf", "tensorflow.keras.backend": "K", "keras.backend": "K"}
VALUES = {"epsilon": 1e-07, "floatx": "float32"}
"""What functions without arguments give."""
SILENT = ("debugging", "print", "assert_equal", "Assert", "summary")
"""Parts of TensorFlow that give nothing a shape depends on."""


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
        if self.last in VALUES and not args:
            return VALUES[self.last]
        given = every([*args, *kwargs.values()])
        if any(isinstance(value, TensorHost) for value in given):
            return self._on_tensors(args, kwargs, at)
        function = ON_ARRAYS.get(self.last)
        known = function and not any(is_unknown(value) for value in given)
        holds_arrays = any(isinstance(value, Array) for value in given)
        if function and (known or holds_arrays):
            return function(self.names.interpreter, *args, **plain(kwargs))
        if function and self.last in MAKING:
            return function(self.names.interpreter, *args, **plain(kwargs))
        if holds_arrays and (found := self._operation(args, kwargs)):
            return self.names.on_arrays(*found, at)
        return super().call(args, kwargs, at)

    def _operation(self, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """The operation that a call means, in Keras's words; None if it means none."""
        from shapeproof.read.keras.spellings import in_kerass_words

        return in_kerass_words(self.dotted, args, kwargs)

    def _on_tensors(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        last = self.last
        if any(part in SILENT for part in self.dotted.split(".")):
            return None
        if ".activations." in f".{self.dotted}" and last in self.names.activations:
            return self.names.activate(last, args, kwargs, at)
        if (special := self._special()) is not None:
            return special(self.names, at, *args, **plain(kwargs))
        found = self._operation(args, kwargs)
        if found is None:
            raise unsupported(last, self.short(), at)
        return self.names.on_tensors(*found, at)

    def _special(self) -> Function | None:
        """What does more than the operation of this name, or less."""
        last, path = self.last, f".{self.dotted}"
        if ".ops." in path:
            return ON_TENSORS.get(last) if last in TOLD else None
        own = OF_BACKEND.get(last) if ".backend." in path else None
        return own or ON_TENSORS.get(last)

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


def counted(
    reader: Interpreter,
    start: Any = None,
    stop: Any = None,
    step: Any = 1,
    dtype: Any = None,
    limit: Any = None,
    delta: Any = None,
    **rest: Any,
) -> Any:
    """`keras.ops.arange(start, stop, step)` and `tf.range(start, limit, delta)`."""
    end = limit if stop is None else stop
    first, last = (0, start) if end is None else (0 if start is None else start, end)
    return arrays.arange(reader, first, last, step if delta is None else delta, dtype=dtype)


def one_hot(reader: Interpreter, indices: Any, depth: Any = None, **rest: Any) -> Any:
    count = depth if depth is not None else rest.get("num_classes")
    return Array(reader, (*indices.shape, count), "float32")


def stacked(reader: Interpreter, values: Any, axis: Any = 0, **rest: Any) -> Any:
    """`tf.stack([batch, 4])` is a row of sizes."""
    if isinstance(values, list | tuple) and all(isinstance(n, int | Formula) for n in values):
        return arrays.array(reader, values)
    return arrays.stacked(reader, values, axis)


def shape_of_tensor(names: KerasNames, at: Place, x: TensorHost, *_: Any, **__: Any) -> Any:
    """`tf.shape(x)`: the batch is a size to compute with."""
    return x.attribute("shape", at) if x.tensor in names.opened else x.tensor.tensor.shape


def static_shape(names: KerasNames, at: Place, x: TensorHost) -> Any:
    return x.attribute("shape", at) if x.tensor in names.opened else x.static_shape


def batch_dot(names: KerasNames, at: Place, x: Any, y: Any, axes: Any = None) -> Any:
    """As the layer Dot does; without axes, the last of the first and the last but one of the
    second are walked along."""
    if axes is None:
        ranks = [len(one.attribute("shape", at)) for one in (x, y)]
        axes = (ranks[0] - 1, max(ranks[1] - 2, 1))
    return names.operate("Dot", [x, y], {"axes": axes}, at)


def gather(
    names: KerasNames,
    at: Place,
    params: Any = None,
    indices: Any = None,
    validate_indices: Any = None,
    axis: Any = 0,
    batch_dims: Any = 0,
    reference: Any = None,
) -> Any:
    if batch_dims:
        raise unsupported("gather", "tf.gather(batch_dims=…)", at)
    x = reference if params is None else params
    return names.operation("take", [x, indices, 0 if axis is None else axis], {}, at)


def dropout(names: KerasNames, at: Place, x: Any, rate: Any = None, *_: Any, **more: Any) -> Any:
    given = next((more[key] for key in ("level", "keep_prob") if key in more), 0.5)
    return names.operate("Dropout", [x], {"rate": given if rate is None else rate}, at)


def squared_difference(names: KerasNames, at: Place, x: Any, y: Any) -> Any:
    difference = names.operation("subtract", [x, y], {}, at)
    return names.operation("square", [difference], {}, at)


def add_all(names: KerasNames, at: Place, inputs: Any) -> Any:
    return names.operate("Add", list(inputs), {}, at)


def resize_by(
    names: KerasNames, at: Place, x: Any, height: Any, width: Any, *rest: Any, **more: Any
) -> Any:
    """Of the backend's, by factors."""
    how = dict(zip(("data_format", "interpolation"), rest)) | more
    return names.operate("UpSampling2D", [x], {"size": (height, width), **how}, at)


def resize_within(
    names: KerasNames, at: Place, image: Any, target_height: Any, target_width: Any, **_: Any
) -> Any:
    return names.operation("resize", [image, (target_height, target_width)], {}, at)


def layer_like(kind: str, *order: str) -> Function:
    """A function of the backend that a layer computes too."""

    def called(names: KerasNames, at: Place, x: Any, *args: Any, **kwargs: Any) -> Any:
        return names.operate(kind, [x], {**dict(zip(order, args)), **kwargs}, at)

    return called


def pool2d(
    names: KerasNames,
    at: Place,
    x: Any,
    pool_size: Any,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    pool_mode: Any = "max",
) -> Any:
    function = "max_pool" if pool_mode == "max" else "average_pool"
    given = {"strides": strides, "padding": padding, "data_format": data_format}
    return names.operation(function, [x, pool_size], given, at)


TOLD = ("shape", "int_shape", "ndim", "dtype")
"""What is asked of a tensor, and is no operation on it."""
ON_TENSORS: dict[str, Function] = {
    "shape": shape_of_tensor,
    "int_shape": static_shape,
    **dict.fromkeys(("ndim", "rank"), lambda names, at, x: x.attribute("ndim", at)),
    "dtype": lambda names, at, x: x.attribute("dtype", at),
    "batch_dot": batch_dot,
    "gather": gather,
    "dropout": dropout,
    "squared_difference": squared_difference,
    **dict.fromkeys(("add_n", "accumulate_n"), add_all),
    **dict.fromkeys(("resize_with_pad", "resize_with_crop_or_pad"), resize_within),
}
"""What means more than one operation, or a layer, or asks about a tensor."""
OF_BACKEND: dict[str, Function] = {
    "resize_images": resize_by,
    "pool2d": pool2d,
    "batch_flatten": layer_like("Flatten"),
    "repeat": layer_like("RepeatVector", "n"),
    "spatial_2d_padding": layer_like("ZeroPadding2D", "padding", "data_format"),
    "spatial_3d_padding": layer_like("ZeroPadding3D", "padding", "data_format"),
    "temporal_padding": layer_like("ZeroPadding1D", "padding"),
}
"""The same of Keras 2's backend alone."""
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
    **dict.fromkeys(("arange", "range"), counted),
    "eye": arrays.identity,
    "linspace": arrays.linspace,
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
    "stack": stacked,
    "repeat_elements": arrays.repeat,
    "flatten": arrays.flatten,
    "one_hot": one_hot,
    "shape": arrays.shape_of,
    "int_shape": lambda reader, x, **_: tuple(
        None if isinstance(size, PerExample) else size for size in x.shape
    ),
    "ndim": lambda reader, x, **_: len(x.shape),
    "batch_flatten": lambda reader, x, **_: arrays.reshape(reader, x, (x.shape[0], -1)),
}
"""What each does to arrays; also how a Lambda's function is read."""
