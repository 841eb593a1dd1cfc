"""What the files of Keras's own ready-made models call, so that such a file is read like any other,
wherever somebody has put it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.applications import resnet, sources
from shapeproof.read.keras.applications.asked import shape_read
from shapeproof.read.keras.applications.network import Network, edges_to_halve
from shapeproof.read.keras.nodes import KerasTensor
from shapeproof.read.source.keras.applications import asked
from shapeproof.read.source.keras.tensors import TensorHost
from shapeproof.read.source.objects import Native
from shapeproof.read.source.values import Named
from shapeproof.rules.arguments import ArgumentError

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.keras.names import KerasNames

STEPS_A_BLOCK = 2000
MODULES = ("imagenet_utils", "operation_utils", "layer_utils", "file_utils", "resnet")


def resolve(names: KerasNames, dotted: str) -> Named | Native | None:
    """One of `FUNCTIONS`, or a module that has some; None for anything else."""
    around, _, name = dotted.rpartition(".")
    if name in MODULES:
        return Named(dotted, names.interpreter.module)
    function = FUNCTIONS.get(name) or FUNCTIONS.get(f"{around.rpartition('.')[2]}.{name}")
    return function and Native(names.interpreter, name, partial(function, names))


@contextmanager
def refusing(what: str, at: Place) -> Generator[None]:
    try:
        yield
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, what, error.message)) from None


def obtain_input_shape(
    names: KerasNames,
    reader: Interpreter,
    input_shape: Any,
    default_size: Any,
    min_size: Any,
    data_format: Any = None,
    require_flatten: Any = True,
    weights: Any = None,
) -> Any:
    """The shape of the images that a model reads, without the batch."""
    given = {"include_top": require_flatten, "weights": weights, "input_shape": input_shape}
    with refusing("input_shape", at := reader.here()):
        return shape_read(asked(names, given, at), default_size, min_size)


def correct_pad(names: KerasNames, reader: Interpreter, *given: Any) -> Any:
    """The zeros that a window at every second place needs; older Keras gave its backend first."""
    x, window = given[-2:]
    sides = window if isinstance(window, list | tuple) else (window, window)
    return edges_to_halve(x.tensor, sides)


def get_source_inputs(names: KerasNames, reader: Interpreter, tensor: Any, *_: Any) -> Any:
    """The inputs that a tensor comes from."""
    return [TensorHost(names, x) for x in sources(tensor.tensor)]


def get_uid(names: KerasNames, reader: Interpreter, prefix: str = "") -> int:
    """How often a name has been asked for."""
    uses = names.graph.uses
    uses[prefix] = uses.get(prefix, 0) + 1
    return uses[prefix]


def submodules(names: KerasNames, reader: Interpreter, *_: Any) -> Any:
    """The modules that `keras_applications` was handed."""
    return tuple(
        reader.module(f"keras.{name}") for name in ("backend", "layers", "models", "utils")
    )


def residual(
    names: KerasNames,
    reader: Interpreter,
    stack_fn: Any,
    preact: Any,
    use_bias: Any,
    name: Any = "resnet",
    include_top: Any = True,
    weights: Any = "imagenet",
    *args: Any,
    **kwargs: Any,
) -> Any:
    """`resnet.ResNet`: a residual network around the blocks that a function makes."""
    at = reader.here()
    kwargs.pop("weights_name", None)
    order = ("input_tensor", "input_shape", "pooling", "classes", "classifier_activation")
    given = {"include_top": include_top, "weights": weights, **dict(zip(order, args)), **kwargs}
    with refusing(name, at):
        wanted = asked(names, given, at)
        shape = shape_read(wanted, 224, 32)
    read = wanted.input_tensor or names.makers["Input"].call([shape], {}, at).tensor
    net = Network(names.graph, wanted, name, True, at)
    x = resnet.padded(net, read, 3, "conv1_pad")
    x = net("Conv2D", x, 64, 7, strides=2, use_bias=use_bias, name="conv1_conv")
    x = resnet.shrunk(net, x if preact else _ended(net, x, "conv1"))
    x = reader.call(stack_fn, [TensorHost(names, x)], {}, at).tensor
    x = resnet.ended(net, _ended(net, x, "post") if preact else x)
    inputs = sources(read) if wanted.input_tensor else read
    return names.host(names.graph.functional(inputs, x, name, at))


def _ended(net: Network, x: KerasTensor, name: str) -> KerasTensor:
    return resnet.relu(net, resnet.normed(net, x, f"{name}_bn"), f"{name}_relu")


def stack(
    block: Callable[..., KerasTensor],
    is_strided: Callable[[int, int], bool],
    names: KerasNames,
    reader: Interpreter,
    x: Any,
    filters: Any,
    blocks: Any,
    stride1: Any = 2,
    name: Any = None,
) -> Any:
    """One stage of a residual network; one of its blocks may halve the image."""
    at = reader.here()
    net = Network(names.graph, asked(names, {}, at), name, True, at)
    made = x.tensor
    for number in range(1, blocks + 1):
        reader.budget.step(STEPS_A_BLOCK)
        stride = stride1 if is_strided(number, blocks) else 1
        made = block(net, made, filters, stride, f"{name}_block{number}", number == 1)
    return TensorHost(names, made)


first_stack = partial(stack, resnet.bottleneck, lambda number, blocks: number == 1)
second_stack = partial(stack, resnet.preactivated, lambda number, blocks: number == blocks)
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "obtain_input_shape": obtain_input_shape,
    "_obtain_input_shape": obtain_input_shape,
    "validate_activation": lambda names, reader, *_, **__: None,
    "correct_pad": correct_pad,
    "get_source_inputs": get_source_inputs,
    "get_uid": get_uid,
    "backend.backend": lambda names, reader: "tensorflow",
    "file_utils.exists": lambda names, reader, *_, **__: True,
    "get_submodules_from_kwargs": submodules,
    "VersionAwareLayers": lambda names, reader: reader.module("keras.layers"),
    "resnet.ResNet": residual,
    "resnet.stack_residual_blocks_v1": first_stack,
    "resnet.stack_residual_blocks_v2": second_stack,
    "resnet.stack1": first_stack,
    "resnet.stack2": second_stack,
}
