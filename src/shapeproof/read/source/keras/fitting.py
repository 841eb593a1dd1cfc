"""`fit` and its like: whether data, model and loss go together, as Keras 3 finds out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Message, Place, say
from shapeproof.model import Problem, Remedy
from shapeproof.read.keras.nodes import KerasModel, KerasTensor, Operation, Own, tensors_in
from shapeproof.read.source.arrays import Array, broadcast
from shapeproof.read.source.keras import losses
from shapeproof.read.source.keras.losses import Loss
from shapeproof.read.source.keras.shapes import written_shape
from shapeproof.read.source.values import written
from shapeproof.rules.rule import Shape

if TYPE_CHECKING:
    from shapeproof.read.source.keras.names import KerasNames

Sizes: TypeAlias = tuple[int, ...]
BATCH = 32
"""The size of a batch that `fit` takes where nobody says it."""
SPARSE = "sparse_categorical_crossentropy"
ONE_HOT = "categorical_crossentropy"


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
    if loss is None or len(outputs) != 1 or not isinstance(y, Array) or not y.shape:
        return
    given = (rows, *outputs[0].tensor.shape[1:])
    wanted = fit.batch(y)
    if all(isinstance(size, int) for size in (*given, *wanted)):
        compared(fit, loss, outputs[0], tuple(map(int, given)), tuple(map(int, wanted)))


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
    from shapeproof.algebra.words import product

    if not all(type(size) is int for size in (*some, *others)):
        return False
    return bool(product(some) == product(others))


# What is wanted


def compared(fit: Fit, loss: Loss, output: KerasTensor, given: Sizes, wanted: Sizes) -> None:
    """Hold what a model gives against the labels, as the loss does."""
    loss = losses.settled(loss, given, wanted)
    labels, numbers = same_rank(wanted, given)
    if loss.plain in losses.OF_NUMBERS:
        labels = labels[:-1] if len(labels) == len(numbers) and labels[-1] == 1 else labels
        is_right = labels == numbers[:-1]
    elif loss.plain in (*losses.OF_ROWS, *losses.OF_SHARES):
        is_right = labels == numbers
    elif loss.plain in losses.STRETCHED:
        is_right = broadcast(labels, numbers) is not None
        if is_right and labels != numbers:
            fit.note(
                say(
                    "{loss} stretches labels of {labels} and {given} to one shape, and holds "
                    "numbers against labels that are not theirs",
                    loss=loss.written,
                    labels=written(fit.y.shape),
                    given=written(written_shape(output.tensor.shape)),
                )
            )
    else:
        return
    if not is_right:
        wrong(fit, loss, output, given, wanted)
        return
    for message in prepared(loss, output, given):
        fit.note(message)
    below = fit.y.below
    if loss.plain in losses.OF_NUMBERS and below is not None and below > given[-1]:
        fit.note(
            say(
                "the labels go up to {last}, and {layer} gives {units:number|numbers}; TensorFlow "
                "stops at such a label, and others learn nothing from it; give it {wanted}",
                last=below - 1,
                layer=output.node.operation.name,
                units=given[-1],
                wanted=below,
            )
        )


def same_rank(a: Sizes, b: Sizes) -> tuple[Sizes, Sizes]:
    """Two shapes of which one may have an axis of 1 more at its end: Keras gives it to both."""
    if len(a) == len(b) + 1 and a[-1] == 1:
        return (a, (*b, 1)) if len(b) == 1 else (a[:-1], b)
    if len(b) == len(a) + 1 and b[-1] == 1:
        return ((*a, 1), b) if len(a) == 1 else (a, b[:-1])
    return a, b


def wrong(fit: Fit, loss: Loss, output: KerasTensor, given: Sizes, wanted: Sizes) -> None:
    """Tell what the loss refuses, and what mends it."""
    told = {
        "loss": loss.written,
        "labels": written(fit.y.shape),
        "given": written(written_shape(output.tensor.shape)),
    }
    classes, layer = given[-1], last_layer(output)
    is_numbers = wanted in (given[:-1], (*given[:-1], 1))
    is_rows = len(wanted) == len(given) and wanted[:-1] == given[:-1] and wanted[-1] > 1
    if loss.plain in losses.OF_NUMBERS and is_rows:
        message = say(
            "{loss} reads the number of a class, and the labels are {labels}, a column a class; "
            'use loss="{other}", or put .argmax(-1) behind them',
            **told,
            other=ONE_HOT,
        )
        fit.tell("loss", message, fit.other_loss(ONE_HOT), fit.targets("{}.argmax(-1)"))
    elif loss.plain in losses.OF_ROWS and is_numbers and classes > 1:
        message = say(
            "{loss} reads a column for each of {classes} classes, and the labels are {labels}, one "
            'number each; use loss="{other}", or to_categorical(y, {classes})',
            **told,
            classes=classes,
            other=SPARSE,
        )
        text = f"keras.utils.to_categorical({{}}, {classes})"
        fit.tell("loss", message, fit.other_loss(SPARSE), fit.targets(text))
    elif loss.plain in losses.OF_SHARES and is_numbers and classes > 1:
        message = say(
            "{loss} reads a yes or no for each of {given}, and the labels are {labels}, one number "
            'each; give {layer} 1 number, or use loss="{other}" where they are classes',
            **told,
            layer=layer.name,
            other=SPARSE,
        )
        to_one = resized(layer, 1)
        first = [fit.other_loss(SPARSE), *to_one]
        fit.tell("loss", message, *(reversed(first) if fit.y.below == 2 else first))
    elif is_rows:
        message = say(
            "{loss} reads as many columns as {layer} gives numbers, {classes}, and the labels have "
            "{wanted}: {labels}",
            **told,
            layer=layer.name,
            classes=classes,
            wanted=wanted[-1],
        )
        fit.tell("target", message, *resized(layer, wanted[-1]), layer=layer)
    else:
        message = say("{loss} cannot hold {given} against labels {labels}; both have to have one "
                      "shape", **told)  # fmt: skip
        one = resized(layer, 1) if len(wanted) == 1 and len(given) == 2 else []
        fit.tell("target", message, *one)


def resized(layer: Operation, size: int) -> list[Remedy]:
    """The layer with another number of units."""
    argument = sized_by(layer)
    return [Remedy(layer.at, layer.name, argument, size)] if argument else []


def sized_by(layer: Operation) -> str:
    known = layer.layer.arguments if layer.layer is not None else {}
    return next((argument for argument in ("units", "filters") if argument in known), "")


def last_layer(output: KerasTensor) -> Operation:
    """The last layer that settles how many numbers there are, or the very last."""
    node = output.node
    while not sized_by(node.operation) and len(node.inputs) == 1:
        if node.inputs[0].tensor.shape[-1:] != output.tensor.shape[-1:]:
            break
        node = node.inputs[0].node
    return node.operation if sized_by(node.operation) else output.node.operation


# What is taken, and surely not meant


def prepared(loss: Loss, output: KerasTensor, given: Sizes) -> list[Message]:
    """Numbers that are not what the loss takes them for."""
    operation = output.node.operation
    activation = activation_of(operation)
    told = {"loss": loss.written, "layer": operation.name}
    if activation == "softmax" and given[-1] == 1:
        return [say("{layer} brings one number to a share of 1, whatever it was; use a sigmoid, or "
                    "two numbers", layer=operation.name)]  # fmt: skip
    if "crossentropy" not in loss.plain or activation is None:
        return []
    if loss.from_logits is True and activation in ("softmax", "sigmoid"):
        return [say("{loss} is told from_logits=True, and {layer} gives shares already; leave one "
                    "of the two out", **told)]  # fmt: skip
    if loss.from_logits is False and activation == "linear":
        return [say("{loss} reads shares, and {layer} gives any numbers; give it an activation "
                    "(softmax, or sigmoid for a yes or no), or tell the loss from_logits=True",
                    **told)]  # fmt: skip
    return []


def activation_of(operation: Operation) -> str | None:
    """What a layer does to its numbers at last, where that is plain to see."""
    layer = operation.layer
    if layer is None or layer.rule.name not in ("Dense", "Activation", "Softmax"):
        return None
    if layer.rule.name == "Softmax":
        return "softmax"
    value = layer.arguments.get("activation", "linear")
    value = "linear" if value is None else value
    return value if isinstance(value, str) else None


def first_of(element: Any) -> tuple[Any, Any]:
    """`x` and `y` of an element of a data set that comes in batches."""
    parts = element if isinstance(element, list | tuple) else (element,)
    x, y = (*parts[:2], None, None)[:2]
    is_batch = isinstance(x, Array) and x.shape and isinstance(x.shape[0], PerExample)
    return (x, y) if is_batch else (None, None)
