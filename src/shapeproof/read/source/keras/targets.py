"""Labels held against what a model gives, as the losses of Keras 3 hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from shapeproof.message import Message, say
from shapeproof.model import Remedy
from shapeproof.read.keras.nodes import KerasTensor, Operation
from shapeproof.read.source.arrays import Array, broadcast
from shapeproof.read.source.keras import losses
from shapeproof.read.source.keras.losses import Loss
from shapeproof.read.source.keras.shapes import written_shape
from shapeproof.read.source.values import written

if TYPE_CHECKING:
    from shapeproof.read.source.keras.fitting import Fit

Sizes: TypeAlias = tuple[int, ...]
SPARSE = "sparse_categorical_crossentropy"
ONE_HOT = "categorical_crossentropy"


class Held(NamedTuple):
    """A batch of what a model gives, of these sizes, and one of the labels that are wanted."""

    fit: Fit
    loss: Loss
    output: KerasTensor
    y: Array
    given: Sizes
    wanted: Sizes

    @property
    def told(self) -> dict[str, str]:
        """What messages name."""
        return {
            "loss": self.loss.written,
            "labels": written(self.y.shape),
            "given": written(written_shape(self.output.tensor.shape)),
        }


def held(fit: Fit, loss: Loss, output: KerasTensor, y: Array) -> None:
    """Tell what is wrong between a model's numbers and the labels, where all sizes are known."""
    made, labels = (fit.rows, *output.tensor.shape[1:]), fit.batch(y)
    if not all(isinstance(size, int) for size in (*made, *labels)):
        return
    given, wanted = tuple(map(int, made)), tuple(map(int, labels))
    pair = Held(fit, losses.settled(loss, given, wanted), output, y, given, wanted)
    if not is_taken(pair):
        refused(pair)
        return
    for message in (stretched(pair), prepared(pair), beyond(pair)):
        if message is not None:
            fit.note(message)


def is_taken(pair: Held) -> bool:
    """Whether Keras computes this loss; one that is not known here is taken to be right."""
    labels, numbers = same_rank(pair.wanted, pair.given)
    loss = pair.loss.plain
    if loss in losses.OF_NUMBERS:
        labels = labels[:-1] if len(labels) == len(numbers) and labels[-1] == 1 else labels
        return labels == numbers[:-1]
    if loss in (*losses.OF_ROWS, *losses.OF_SHARES):
        return labels == numbers
    return loss not in losses.STRETCHED or broadcast(labels, numbers) is not None


def same_rank(a: Sizes, b: Sizes) -> tuple[Sizes, Sizes]:
    """Two shapes of which one may have an axis of 1 more at its end: Keras gives it to both."""
    if len(a) == len(b) + 1 and a[-1] == 1:
        return (a, (*b, 1)) if len(b) == 1 else (a[:-1], b)
    if len(b) == len(a) + 1 and b[-1] == 1:
        return ((*a, 1), b) if len(a) == 1 else (a, b[:-1])
    return a, b


# What is refused


def refused(pair: Held) -> None:
    """Tell what the loss refuses, and what mends it."""
    fit, loss, told = pair.fit, pair.loss.plain, pair.told
    given, wanted = pair.given, pair.wanted
    classes, layer = given[-1], last_layer(pair.output)
    is_numbers = wanted in (given[:-1], (*given[:-1], 1)) and classes > 1
    is_rows = len(wanted) == len(given) and wanted[:-1] == given[:-1] and wanted[-1] > 1
    if loss in losses.OF_NUMBERS and is_rows:
        message = say(
            "{loss} reads the number of a class, and the labels are {labels}, a column a class; "
            'use loss="{other}", or put .argmax(-1) behind them',
            **told,
            other=ONE_HOT,
        )
        fit.tell("loss", message, fit.other_loss(ONE_HOT), fit.targets("{}.argmax(-1)"))
    elif loss in losses.OF_ROWS and is_numbers:
        message = say(
            "{loss} reads a column for each of {classes} classes, and the labels are {labels}, one "
            'number each; use loss="{other}", or to_categorical(y, {classes})',
            **told,
            classes=classes,
            other=SPARSE,
        )
        text = f"keras.utils.to_categorical({{}}, {classes})"
        fit.tell("loss", message, fit.other_loss(SPARSE), fit.targets(text))
    elif loss in losses.OF_SHARES and is_numbers:
        message = say(
            "{loss} reads a yes or no for each of {given}, and the labels are {labels}, one number "
            'each; give {layer} 1 number, or use loss="{other}" where they are classes',
            **told,
            layer=layer.name,
            other=SPARSE,
        )
        mended = [fit.other_loss(SPARSE), *resized(layer, 1)]
        fit.tell("loss", message, *(reversed(mended) if pair.y.below == 2 else mended))
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


def stretched(pair: Held) -> Message | None:
    labels, numbers = same_rank(pair.wanted, pair.given)
    if pair.loss.plain not in losses.STRETCHED or labels == numbers:
        return None
    return say(
        "{loss} stretches labels of {labels} and {given} to one shape, and holds "
        "numbers against labels that are not theirs",
        **pair.told,
    )


def beyond(pair: Held) -> Message | None:
    """Labels that go further than the model has numbers."""
    below, units = pair.y.below, pair.given[-1]
    if pair.loss.plain not in losses.OF_NUMBERS or pair.loss.ignores is not None:
        return None
    if below is None or below <= units:
        return None
    return say(
        "the labels go up to {last}, and {layer} gives {units:number|numbers}; TensorFlow "
        "stops at such a label, and others learn nothing from it; give it {wanted}",
        last=below - 1,
        layer=pair.output.node.operation.name,
        units=units,
        wanted=below,
    )


def prepared(pair: Held) -> Message | None:
    """Numbers that are not what the loss takes them for."""
    loss, operation = pair.loss, pair.output.node.operation
    activation = activation_of(operation)
    told = {"loss": loss.written, "layer": operation.name}
    if activation == "softmax" and pair.given[-1] == 1:
        return say("{layer} brings one number to a share of 1, whatever it was; use a sigmoid, or "
                   "two numbers", layer=operation.name)  # fmt: skip
    if "crossentropy" not in loss.plain:
        return None
    if loss.from_logits is True and activation in ("softmax", "sigmoid"):
        return say("{loss} is told from_logits=True, and {layer} gives shares already; leave one "
                   "of the two out", **told)  # fmt: skip
    if loss.from_logits is False and activation == "linear":
        return say("{loss} reads shares, and {layer} gives any numbers; give it an activation "
                   "(softmax, or sigmoid for a yes or no), or tell the loss from_logits=True",
                   **told)  # fmt: skip
    return None


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
