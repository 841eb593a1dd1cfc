"""Keras's ready-made models as a source asks for them: `VGG16(include_top=False)`, and what goes
with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import Formula
from shapeproof.message import Place, closest, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.keras.applications import FAMILY, application, make
from shapeproof.read.keras.applications.asked import Asked
from shapeproof.read.keras.nodes import KerasTensor
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras import making, shapes
from shapeproof.read.source.keras.hosts import Made
from shapeproof.read.source.keras.shapes import Open, quantity
from shapeproof.read.source.keras.tensors import TensorHost
from shapeproof.read.source.objects import Native
from shapeproof.read.source.values import Loaded, Unknown, is_unknown, written
from shapeproof.rules.arguments import ArgumentError, need_once, not_taken, placed

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter
    from shapeproof.read.source.keras.names import KerasNames

MODES = {
    "caffe": "vgg16 vgg19 resnet resnet50 imagenet_utils",
    "tf": "resnet_v2 inception_v3 inception_resnet_v2 xception mobilenet mobilenet_v2 nasnet",
    "torch": "densenet",
    "": "mobilenet_v3 efficientnet efficientnet_v2 convnext",
}
"""How each module's `preprocess_input` scales images: as Caffe, TensorFlow or PyTorch did."""
MODE = {module: mode for mode, modules in MODES.items() for module in modules.split()}
FUNCTIONS = ("preprocess_input", "decode_predictions")
PASSED = ("backend", "layers", "models", "utils")
"""Arguments that said, in the days of `keras_applications`, which Keras there is."""


def resolve(names: KerasNames, module: str, last: str) -> Any | None:
    """`VGG16`, or a function of a module: `preprocess_input`; None for what is not known."""
    if last in FAMILY:
        return Made(names, last, lambda a, k, at: made(names, last, a, k, at))
    if last == "preprocess_input" and module in MODE:
        return Native(names.interpreter, last, Preparing(module))
    if last[:1].isupper():
        return Made(names, last, lambda _a, _k, at: misspelt(last, at))
    return None


def star(dotted: str) -> Iterable[str]:
    """The names of `from keras.applications import *`, or of one of its modules."""
    last = dotted.rpartition(".")[2]
    return [*FAMILY, *(FUNCTIONS if last in MODE else (*MODE, "imagenet_utils"))]


def misspelt(name: str, at: Place) -> None:
    close = closest(name, FAMILY)
    reason = say("Keras has no ready-made model {name}", name=name)
    if close:
        reason = say(
            "Keras has no ready-made model {name}; did you mean {close}?", name=name, close=close
        )
    raise LayerError(Problem("name", at, name, reason))


def made(names: KerasNames, kind: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
    """The model that a call asks for."""
    try:
        wanted = asked(names, _bound(kind, args, kwargs), at)
    except ArgumentError as error:
        raise LayerError(Problem("argument", at, kind, error.message)) from None
    return names.host(make(names.graph, kind, wanted, names.shapes.whole, at))


def asked(names: KerasNames, given: dict[str, Any], at: Place) -> Asked:
    """Arguments of a source, as a ready-made model takes them."""
    return Asked(**{key: _read(names, key, value, at) for key, value in given.items()})


def _bound(kind: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name."""
    found = application(kind)
    assert found is not None
    takes = found.takes.split()
    bound = placed(kind, takes, args)
    for key, value in kwargs.items():
        need_once(key, bound)
        if key in takes:
            bound[key] = value
        elif key not in PASSED:
            raise ArgumentError(not_taken(kind, key, takes))
    return bound


def _read(names: KerasNames, key: str, value: Any, at: Place) -> Any:
    """An argument as a ready-made model takes it."""
    match key:
        case "input_tensor":
            return _tensor(value)
        case "input_shape":
            return _shape(value, at)
        case "weights" if is_unknown(value):
            return UNTOLD
        case "classes" | "depth_multiplier":
            return _whole(key, quantity(value))
        case "classifier_activation":
            return making.activation(names, value)
        case "include_top" | "minimalistic" | "include_preprocessing":
            known = names.interpreter.truth(value)
            return _assumed(names, key, value, at) if known is None else known
        case _ if is_unknown(value):
            return _assumed(names, key, value, at)
        case "alpha" | "dropout" | "dropout_rate" | "drop_connect_rate":
            return _number(key, value)
        case "name" if value is not None:
            return making.text(value)
        case "weights" if value is not None and not isinstance(value, str):
            return UNTOLD
        case "pooling" if not isinstance(value, str):
            return None
        case _:
            return value


UNTOLD = "weights"
"""The path of a file that nobody knows."""
LARGEST = 1e6
"""No share, and no width of layers, is beyond it."""


def _assumed(names: KerasNames, key: str, value: Any, at: Place) -> Any:
    """What an argument that nobody knows would be if it were left alone."""
    usual = Asked._field_defaults[key]
    what = say("assumed `{what}` is {value}", what=written(value), value=repr(usual))
    names.interpreter.note(what, at)
    return usual


def _number(key: str, value: Any) -> Any:
    if not isinstance(value, int | float) or not abs(value) < LARGEST:
        reason = say("`{name}` must be a number, not {value}", name=key, value=written(value))
        raise ArgumentError(reason)
    return value


def _whole(key: str, value: Any) -> Any:
    if not isinstance(value, int | Formula) or isinstance(value, bool):
        reason = say("`{name}` must be a whole number, not {value}", name=key, value=written(value))
        raise ArgumentError(reason)
    return value


def _tensor(value: Any) -> KerasTensor | None:
    match value:
        case None:
            return None
        case TensorHost():
            return value.tensor
        case Loaded():
            raise ArgumentError(value.why)
        case _:
            what = written(value)
            raise ArgumentError(say("`input_tensor` is a tensor, and `{what}` is none", what=what))


def _shape(value: Any, at: Place) -> tuple[Any, ...] | None:
    """The sizes of an image, None for one that is left open."""
    if value is None:
        return None
    given = shapes.given(value, None, at)
    sizes = given.sizes(3) if isinstance(given, Open) else given
    return tuple(size if size is None else shapes.size(size) for size in sizes[1:])


class Preparing:
    """A module's `preprocess_input`: images with their colours in the scale that a model learnt."""

    def __init__(self, module: str) -> None:
        self.mode = MODE[module]

    def __call__(
        self, reader: Interpreter, x: Any = None, data_format: Any = None, mode: Any = None
    ) -> Any:
        mode = mode or self.mode
        if not mode:
            return x
        if isinstance(x, Array):
            return x.like(x.shape, x.dtype if "float" in x.dtype else "float32")
        if not isinstance(x, TensorHost):
            return Unknown(f"preprocess_input({written(x)})", reader.here(), is_result=True)
        if mode == "tf":
            return reader.binary("-", reader.binary("/", x, 127.5), 1.0)
        x = reader.binary("/", x, 255.0) if mode == "torch" else self._turned(reader, x)
        ones = (1,) * (len(x.tensor.tensor.shape) - 1)
        x = reader.binary("+", x, Array(reader, (*ones, COLOURS), "float32"))
        if mode == "torch":
            x = reader.binary("/", x, Array(reader, (COLOURS,), "float32"))
        return x

    def _turned(self, reader: Interpreter, x: TensorHost) -> Any:
        """Blue first and red last."""
        at = reader.here()
        parts = [reader.item(x, (..., i), at) for i in reversed(range(COLOURS))]
        return reader.call(reader.module("keras.ops.stack"), [parts], {"axis": -1}, at)


COLOURS = 3
