"""A loss where it is called: on what a model gives and on what is wanted of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from shapeproof.algebra.formula import Dim
from shapeproof.message import Message, Place, say
from shapeproof.model import Call, Problem, Remedy
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.running import tensors_in
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Shape

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames
    from shapeproof.read.source.torch.running import Run

FAMILIES = ("losses", "class_losses")
OF_CLASSES = ("crossentropy", "nll")


class Compared(NamedTuple):
    """A loss with its settings, what a model gives, and the labels that this is held against."""

    names: TorchNames
    loss: str
    settings: Mapping[str, Any]
    given: TensorHost
    labels: TensorHost
    at: Place

    @property
    def plain(self) -> str:
        """`CrossEntropyLoss` and `cross_entropy` as `crossentropy`."""
        return plain(self.loss).removesuffix("loss")

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        return self.given.shape, self.labels.shape

    @property
    def dtype(self) -> str:
        """That of the labels."""
        return self.labels.tensor.dtype or "float32"

    @property
    def run(self) -> Run | None:
        """The call of the model that gave the numbers."""
        x: TensorHost = self.given
        while x.made_by is not None:
            x = x.made_by[1]
        gave = (run for run in self.names.runs if x in tensors_in([run.result]))
        return next((run for run in gave if not is_loss(run.root)), None)

    def is_new(self) -> bool:
        """Whether such a comparison is made here for the first time."""
        key = (self.at, self.given.tensor, self.labels.tensor, self.labels.below)
        is_new = key not in self.names.compared
        self.names.compared.add(key)
        return is_new

    def tell(self, problem: Problem) -> None:
        """Say it once of a model, whichever loss finds it out."""
        run = self.run
        root = None if run is None else run.root
        for of, known in self.names.problems:
            same = problem.remedies and known.remedies == problem.remedies
            if of is root and (same or str(known.message) == str(problem.message)):
                return
        self.names.problems.append((root, problem))

    def note(self, message: Message) -> None:
        self.names.interpreter.note(message, self.at)

    def last_giving(self, size: Any) -> Call | None:
        """The last layer with weights of the model, where it gives as many numbers."""
        run = self.run
        for call in reversed(run.model().layers if run is not None else []):
            if argument := sized_by(call):
                return call if call.layer.arguments.get(argument) == size else None
        return None


def is_loss(module: Module) -> TypeGuard[Leaf]:
    return isinstance(module, Leaf) and rules.MODULE_FAMILY.get(module.kind) in FAMILIES


def is_loss_function(name: str) -> bool:
    return rules.FUNCTION_FAMILY.get(name) in FAMILIES


def sized_by(call: Call) -> str:
    """The argument that says how many numbers a layer gives."""
    return next((a for a in ("out_features", "out_channels") if a in call.layer.arguments), "")


def plain(name: str) -> str:
    """A name without what tells a module from a function: `log_softmax.int` as `logsoftmax`."""
    return name.partition(".")[0].replace("_", "").lower()


def of_labels(compared: Compared, message: Message, *puts: str) -> Problem:
    """A problem that something behind the labels mends."""
    remedies = (Remedy(compared.at, argument="target", text="{}" + put) for put in puts)
    return Problem("target", compared.at, compared.loss, message, tuple(remedies))


def of_layer(compared: Compared, message: Message, layer: Call | None, size: Dim) -> Problem:
    """A problem that another number of classes in a layer mends."""
    if layer is None:
        return Problem("target", compared.at, compared.loss, message)
    remedy = Remedy(layer.at, layer.path, sized_by(layer), size)
    return Problem("target", layer.at, layer.path, message, (remedy,))


def called(layer: Call | None) -> Any:
    return say("the model") if layer is None else layer.path
