"""`fit` and its like: whether a model takes the data that it is given, as Keras 3 finds out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.algebra.formula import PerExample
from shapeproof.algebra.words import product
from shapeproof.message import Message, Place, say
from shapeproof.model import Problem, Remedy
from shapeproof.read.keras.nodes import KerasModel, KerasTensor, Operation, Own, tensors_in
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.keras.losses import Loss
from shapeproof.read.source.keras.shapes import written_shape
from shapeproof.read.source.keras.targets import held
from shapeproof.read.source.values import written
from shapeproof.rules.rule import Shape

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

BATCH = 32
"""The size of a batch that `fit` takes where nobody says it."""


class Fit(NamedTuple):
    """A call that trains or tests a model: what it is given, each with the batch that it reads."""

    names: KerasNames
    operation: Operation
    loss: Loss | None
    x: Any
    y: Any
    rows: int
    at: Place

    def tell(
        self, kind: str, message: Message, *remedies: Remedy, layer: Operation | None = None
    ) -> None:
        """Say what is wrong, with the layer that is to blame or the model."""
        guilty = layer or self.operation
        at = layer.at if layer is not None else self.at
        told = (self.operation, Problem(kind, at, guilty.name, message, remedies))
        if told not in self.names.problems:
            self.names.problems.append(told)

    def note(self, message: Message) -> None:
        self.names.interpreter.note(message, self.at)

    def batch(self, array: Array) -> Shape:
        """The shape of the first batch."""
        return (self.rows, *array.shape[1:])

    def targets(self, text: str) -> Remedy:
        return Remedy(self.at, argument="y", text=text)

    def other_loss(self, name: str) -> Remedy:
        return Remedy(self.loss.at if self.loss else None, argument="loss", value=name)


def looked_at(
    names: KerasNames,
    operation: Operation,
    x: Any,
    y: Any,
    batch_size: Any,
    at: Place,
) -> None:
    """Tell what is wrong between what a model is given and the model."""
    loss = names.losses.get(operation)
    count = x.shape[0] if isinstance(x, Array) and x.shape else None
    size = batch_size if isinstance(batch_size, int) and batch_size > 0 else BATCH
    rows = min(count, size) if isinstance(count, int) and count else size
    fit = Fit(names, operation, loss, x, y, rows, at)
    if not (equally_many(fit) and readable(fit)):
        return
    outputs = outputs_of(operation)
    if loss is not None and len(outputs) == 1 and isinstance(y, Array) and y.shape:
        held(fit, loss, outputs[0], y)


def outputs_of(operation: Operation) -> list[KerasTensor]:
    """What a model gives, where that is known."""
    if isinstance(operation, Own) and operation.traced:
        operation = operation.traced[-1][2]
    if isinstance(operation, KerasModel) and operation.is_built:
        return tensors_in(operation.outputs)
    return []


# What is read


def equally_many(fit: Fit) -> bool:
    """Whether there is a label for each example."""
    counts = [one.shape[0] for one in (fit.x, fit.y) if isinstance(one, Array) and one.shape]
    if len(counts) < 2 or not all(type(count) is int for count in counts) or len({*counts}) == 1:
        return True
    message = say(
        "x has {n:example|examples} and y {m}; both have to have equally many",
        n=counts[0],
        m=counts[1],
    )
    fit.tell("data", message)
    return False


def readable(fit: Fit) -> bool:
    """Whether the model takes an example of this shape, as Keras adapts it by an axis of 1."""
    model, x = fit.operation, fit.x
    if not isinstance(model, KerasModel) or not isinstance(x, Array) or not x.shape:
        return True
    inputs = tensors_in(model.inputs)
    if len(inputs) != 1:
        return True
    shape, reads = fit.batch(x), inputs[0].tensor.shape
    if takes(shape, reads):
        return True
    message = say(
        "the model reads {reads}, and x is {given}",
        reads=written(written_shape(reads)),
        given=written(x.shape),
    )
    asked = inputs[0].node.operation
    sizes = ", ".join(map(str, ("-1", *reads[1:])))
    remedies = [Remedy(asked.at, asked.name, "shape", tuple(x.shape[1:]))]
    if same_count(shape[1:], reads[1:]):
        remedies.insert(0, Remedy(fit.at, argument="x", text=f"{{}}.reshape({sizes})"))
    fit.tell("data", message, *remedies)
    return False


def takes(shape: Shape, reads: Shape) -> bool:
    """Whether Keras reads a batch of this shape: it may have an axis of 1 more or less at its end.

    What is not known is taken to be right.
    """
    if len(shape) == len(reads) + 1 and shape[-1] == 1:
        shape = shape[:-1]
    if len(shape) == len(reads) - 1 and reads[-1] == 1:
        reads = reads[:-1]
    pairs = zip(shape[1:], reads[1:])
    is_other = any(type(a) is int and type(b) is int and a != b for a, b in pairs)
    return len(shape) == len(reads) and not is_other


def same_count(some: Sequence[Any], others: Sequence[Any]) -> bool:
    if not all(type(size) is int for size in (*some, *others)):
        return False
    return bool(product(some) == product(others))


def first_of(element: Any) -> tuple[Any, Any]:
    """`x` and `y` of an element of a data set that comes in batches."""
    parts = element if isinstance(element, list | tuple) else (element,)
    x, y = (*parts[:2], None, None)[:2]
    is_batch = isinstance(x, Array) and x.shape and isinstance(x.shape[0], PerExample)
    return (x, y) if is_batch else (None, None)
