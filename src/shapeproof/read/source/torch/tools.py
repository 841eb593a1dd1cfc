"""Tools that are asked about a model, and what a source tells them that it reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.message import Place
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.modules import Module
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Host, Unknown
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

TOOLS = {
    "torchsummary": False,
    "pytorch_model_summary": True,
    "torchinfo": True,
    "torchsummaryX": True,
    "torchview": True,
    "torchviz": True,
    "torchstat": False,
    "hiddenlayer": True,
    "thop": True,
    "ptflops": False,
    "calflops": True,
    "fvcore.nn": True,
    "deepspeed.profiling.flops_profiler": True,
}
"""Packages that tell of a model, and whether the shapes that they take have a batch."""
NAMED_AS_CLASSES = ("FlopCountAnalysis", "ActivationCountAnalysis")
"""What they call like a class, and ask like a function."""
GIVEN = (
    *("input_size", "input_shape", "input_data", "inputs", "input_res", "args", "example_inputs"),
    *("input_to_model", "input_constructor"),
)
"""What they call what the model reads."""
WRITERS = ("torch.utils.tensorboard.SummaryWriter", "tensorboardX.SummaryWriter")
LIGHTNING = ("example_input_array",)
"""Attributes that tell what a model reads."""


class Told(NamedTuple):
    """A model that a tool is asked about, and what the tool is told that it reads."""

    model: Module
    given: tuple[Tensor, ...]
    at: Place


class Writer(Host):
    """TensorBoard's writer: it draws the graph of a model on what the model reads."""

    def __init__(self, names: TorchNames) -> None:
        self.names = names

    @property
    def kind(self) -> str:
        return "SummaryWriter"

    def attribute(self, name: str, at: Place) -> Any:
        reader = self.names.interpreter
        if name == "add_graph":
            return Native(reader, name, lambda _, *a, **k: asked(self.names, True, *a, **k))
        return Native(reader, name, lambda *_, **__: self if name == "__enter__" else None)


def find(names: TorchNames, dotted: str) -> Any | None:
    """The tool of this name; None for anything else."""
    if dotted in WRITERS:
        return Native(names.interpreter, dotted, lambda *_, **__: Writer(names))
    name = dotted.rpartition(".")[2]
    package = next((one for one in TOOLS if dotted.startswith(f"{one}.")), None)
    if package is None or not (name[:1].islower() or name in NAMED_AS_CLASSES):
        return None
    ask = partial(asked, names, TOOLS[package])
    return Native(names.interpreter, dotted, lambda _, *a, **k: ask(*a, **k))


def bare(names: TorchNames, name: str) -> Any | None:
    """A summary that a fragment asks for with no import."""
    return find(names, "torchsummary.summary") if name == "summary" else None


def asked(names: TorchNames, has_batch: bool, model: Any = None, *args: Any, **kwargs: Any) -> Any:
    """A tool is asked about a model: what it is told that the model reads is kept."""
    here = names.interpreter.here()
    if isinstance(model, Module):
        given = [kwargs[key] for key in GIVEN if key in kwargs] or list(args[:1])
        shapes = (shape for value in given for shape in shapes_of(value, has_batch))
        names.told.append(Told(model.face, tuple(shapes), here))
    return Unknown("summary(…)", here, is_result=True)


def shapes_of(value: Any, has_batch: bool) -> list[Tensor]:
    """The tensors and shapes that a tool is given: one, or several in a list."""
    match value:
        case TensorHost():
            return [value.tensor]
        case list() | tuple() if value and all(isinstance(one, int) for one in value):
            return [Tensor(tuple(value) if has_batch else (1, *value))]
        case list() | tuple():
            return [shape for one in value for shape in shapes_of(one, has_batch)]
        case dict():
            return [shape for one in value.values() for shape in shapes_of(one, has_batch)]
        case _:
            return []


def traced(
    names: TorchNames, model: Any = None, example_inputs: Any = None, *_: Any, **__: Any
) -> Any:
    """`torch.jit.trace(model, example_inputs)`: the model itself."""
    asked(names, True, model, example_inputs)
    return model


def exported(names: TorchNames, model: Any = None, args: Any = None, *_: Any, **__: Any) -> Any:
    """`torch.onnx.export(model, args, file)`."""
    return asked(names, True, model, args)


def carried(module: Any) -> Any:
    """What a module keeps as an example of what it reads."""
    attributes = getattr(module, "attributes", {})
    return next((attributes[name] for name in LIGHTNING if name in attributes), None)
