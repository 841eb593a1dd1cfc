"""Losses outside of a model: whether what a model gives and what is wanted of it go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.message import Message, Place
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.torch import oversights, refusals
from shapeproof.read.source.torch.comparison import OF_CLASSES, Compared
from shapeproof.read.source.torch.modules import Leaf
from shapeproof.read.source.torch.structures import every
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Unknown
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.rule import Rule, ShapeError, Tensor
from shapeproof.rules.torch import binding

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

PAIR = ("input", "target")
"""What a loss is called on that holds what a model gives against labels."""


class Loss(NamedTuple):
    """A loss with what it is called on."""

    names: TorchNames
    name: str
    rule: Rule
    settings: Mapping[str, Any]
    args: list[Any]
    kwargs: dict[str, Any]
    at: Place

    def compared(self) -> Compared | None:
        """What is held against each other, where both are known and one of them is of labels."""
        reads = self.rule.states.__code__.co_varnames
        given = {**dict(zip(reads, self.args)), **self.kwargs}
        x, labels = (given.get(name) for name in PAIR)
        if reads[:2] != PAIR or not isinstance(x, TensorHost) or not isinstance(labels, TensorHost):
            return None
        return Compared(self.names, self.name, self.settings, x, labels, self.at)

    def refused(self, reason: Message) -> Any:
        """What there is of a loss that torch refuses."""
        compared = self.compared()
        if compared is not None:
            compared.tell(refusals.diagnosed(compared, reason))
        elif not all(isinstance(x, TensorHost) for x in every([self.args, self.kwargs])):
            return Unknown(f"{self.name}(…)", self.at, is_result=True)
        else:
            problem = (None, Problem("loss", self.at, self.name, reason))
            self.names.problems += [problem] if problem not in self.names.problems else []
        return TensorHost(self.names, Tensor((), "float32"))


def of_module(
    names: TorchNames, loss: Leaf, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """What a module that is a loss gives; what is wrong is told, and reading goes on."""

    def measure() -> Any:
        try:
            return names.follow(loss, args, kwargs).result
        except LayerError:  # a loss that fails is not the model that the source is about
            names.runs = [run for run in names.runs if run.root is not loss]
            raise

    layer = loss.layer
    return measured(Loss(names, loss.kind, layer.rule, layer.arguments, args, kwargs, at), measure)


def of_function(
    names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """The same of a function."""
    rule = binding.overloads(name)[0]
    loss = Loss(names, name, rule, kwargs, args, kwargs, at)
    return measured(loss, lambda: names.asked(name, args, kwargs))


def measured(loss: Loss, measure: Callable[[], Any]) -> Any:
    try:
        result = measure()
    except (LayerError, ArgumentError, ShapeError) as error:
        return loss.refused(error.message)
    compared = loss.compared()
    if compared is not None and compared.is_new():
        look(compared)
    return result


def look(compared: Compared) -> None:
    """What torch takes, and what is wrong or surely not meant all the same."""
    if compared.plain in (*OF_CLASSES, "multimargin"):
        problem = refusals.too_many_classes(compared)
        if problem is not None:
            compared.tell(problem)
    for message in oversights.found(compared):
        compared.note(message)
