"""What torch refuses of a loss's labels: which numbers do not agree, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from shapeproof.algebra.words import product
from shapeproof.message import Message, say
from shapeproof.model import Call, Problem, Remedy
from shapeproof.read.source.torch import labels as known
from shapeproof.read.source.torch.comparison import (
    OF_CLASSES,
    Compared,
    called,
    of_labels,
    of_layer,
)
from shapeproof.read.torch.trace import written_shape
from shapeproof.rules.rule import Shape

Diagnosis: TypeAlias = Problem | None
OF_SHARES = ("bce", "bcewithlogits", "binarycrossentropy", "binarycrossentropywithlogits")


def diagnosed(compared: Compared, reason: Message) -> Problem:
    """What is wrong with a loss that torch refuses, as exactly as it can be told."""
    of_classes = OF_CLASSES_TELL if compared.plain in OF_CLASSES else ()
    of_shares = OF_SHARES_TELL if compared.plain in OF_SHARES else ()
    for tell in (other_rows, *of_classes, *of_shares):
        problem = tell(compared)
        if problem is not None:
            return problem
    given, labels = compared.shapes
    message = say(
        "{loss} of {given} and {labels}: {why}",
        loss=compared.loss,
        given=written_shape(given),
        labels=written_shape(labels),
        why=reason,
    )
    return Problem("loss", compared.at, compared.loss, message)


def other_rows(compared: Compared) -> Diagnosis:
    """A model that gives more or fewer rows than there are examples."""
    given, labels = compared.shapes
    if not given or not labels or given[0] == labels[0] or product(labels) == given[0]:
        return None
    told = {"made": given[0], "wanted": labels[0]}
    if (call := moved(compared, labels[0])) is not None:
        message = say(
            "the model gives {made:row|rows} for {wanted:label|labels}: {layer} makes "
            "{after} of {before}, which moves numbers from other axes into the batch; "
            "keep the batch, as in x.view(x.size(0), -1)",
            **told,
            layer=call.path,
            before=written_shape(call.inputs[0].shape),
            after=written_shape(call.output.shape),
        )
        return Problem("loss", call.at, call.path, message)
    message = say("the model gives {made:row|rows}, and there are {wanted:label|labels}; both have "
                  "to be one an example", **told)  # fmt: skip
    return Problem("loss", compared.at, compared.loss, message)


def moved(compared: Compared, rows: Any) -> Call | None:
    """The call of the model that leaves a batch of so many rows, where the model reads such."""
    run = compared.run
    if run is None or not run.reads or run.reads[0].shape[:1] != (rows,):
        return None
    for call in run.model().layers:
        after = call.output.shape
        if call.inputs and call.inputs[0].shape[:1] == (rows,) and after and after[0] != rows:
            return call
    return None


# Numbers of classes


def axis_of_one(compared: Compared) -> Diagnosis:
    """Labels in columns of one: (64, 1) where (64,) is read."""
    given, labels = compared.shapes
    if len(labels) != len(given) or len(given) < 2 or labels[1] != 1 or given[1] == 1:
        return None
    wanted = (labels[0], *labels[2:])
    put = ".squeeze(1)" if compared.dtype == "int64" else ".squeeze(1).long()"
    message = say(
        "{loss} reads the number of a class for each place, {wanted}, and the labels are {labels}; "
        "put {what} behind them",
        loss=compared.loss,
        wanted=written_shape(wanted),
        labels=written_shape(labels),
        what=put,
    )
    return of_labels(compared, message, put)


def no_class_numbers(compared: Compared) -> Diagnosis:
    """Labels of the right shape in another dtype than that of whole numbers."""
    given, labels = compared.shapes
    if labels != without_classes(given) or compared.dtype == "int64":
        return None
    message = say(
        "{loss} reads numbers of classes, which are int64, and the labels are {dtype}; put .long() "
        "behind them",
        loss=compared.loss,
        dtype=compared.dtype,
    )
    return of_labels(compared, message, ".long()")


def other_columns(compared: Compared) -> Diagnosis:
    """One-hot labels of more or fewer classes than there are numbers."""
    given, labels = compared.shapes
    if len(given) != len(labels) or len(given) < 2 or given[1] == labels[1]:
        return None
    if compared.plain == "nll" or given[:1] + given[2:] != labels[:1] + labels[2:]:
        return None
    layer = compared.last_giving(given[1])
    message = say(
        "the labels in line {line} have {wanted:column|columns}, one a class, and {layer} gives "
        "{classes:number|numbers}; both have to be the number of classes",
        line=str(compared.at.line),
        wanted=labels[1],
        layer=called(layer),
        classes=given[1],
    )
    return of_layer(compared, message, layer, labels[1])


def whole_columns(compared: Compared) -> Diagnosis:
    """One-hot labels in whole numbers, where torch reads numbers of classes or shares."""
    given, labels = compared.shapes
    if given != labels or len(given) < 2:
        return None
    if compared.plain == "nll":
        message = say(
            "{loss} reads the number of a class for each place, and the labels are {labels}, a "
            "column a class; put .argmax(1) behind them",
            loss=compared.loss,
            labels=written_shape(labels),
        )
        return of_labels(compared, message, ".argmax(1)")
    message = say(
        "the labels are {labels}, a column a class, in whole numbers ({dtype}); {loss} reads the "
        "numbers of the classes, .argmax(1), or shares, .float()",
        labels=written_shape(labels),
        dtype=compared.dtype,
        loss=compared.loss,
    )
    return of_labels(compared, message, ".argmax(1)", ".float()")


def classes_last(compared: Compared) -> Diagnosis:
    """Classes along the last axis, as Keras has them, and not along axis 1."""
    given, labels = compared.shapes
    if len(given) < 3 or given[:-1] != labels:
        return None
    put = ".transpose(1, 2)" if len(given) == 3 else ".movedim(-1, 1)"
    message = say(
        "{loss} reads the classes along axis 1, and of {given} they are the last one; put {what} "
        "behind it",
        loss=compared.loss,
        given=written_shape(given),
        what=put,
    )
    remedy = Remedy(compared.at, argument="input", text="{}" + put)
    return Problem("loss", compared.at, compared.loss, message, (remedy,))


def too_many_classes(compared: Compared) -> Diagnosis:
    """Labels that go further than the model has numbers."""
    given, _ = compared.shapes
    classes = given[1 if len(given) > 1 else 0] if given else None
    last = last_class(compared)
    if last is None or not isinstance(classes, int) or last < classes:
        return None
    layer = compared.last_giving(classes)
    message = say(
        "the labels in line {line} go up to {last}, so there are {wanted} classes, and {layer} "
        "gives {classes:number|numbers}",
        line=str(compared.at.line),
        last=last,
        wanted=last + 1,
        layer=called(layer),
        classes=classes,
    )
    return of_layer(compared, message, layer, last + 1)


def last_class(compared: Compared) -> int | None:
    """The highest label that the loss does not ignore, where it is known."""
    below, ignored = known.below(compared.labels), compared.settings.get("ignore_index")
    if below is None or below - 1 != ignored:
        return None if below is None else below - 1
    numbers = known.whole_numbers(compared.labels) or [below - 2]
    return max((n for n in numbers if n != ignored), default=None)


# Yes or no


def other_shape(compared: Compared) -> Diagnosis:
    """As many labels as numbers, in another shape; or a class each."""
    given, labels = compared.shapes
    told = {"given": written_shape(given), "labels": written_shape(labels), "loss": compared.loss}
    if given == (*labels, 1):
        put = f".unsqueeze({len(labels)})"
    elif labels == (*given, 1):
        put = ".squeeze(-1)"
    elif labels == without_classes(given) and len(given) > 1:
        message = say(
            "{loss} reads a yes or no for each number of {given}, and the labels are {labels}, a "
            "class each; use CrossEntropyLoss",
            **told,
        )
        return Problem("loss", compared.at, compared.loss, message)
    else:
        return None
    put = put if "float" in compared.dtype else f"{put}.float()"
    message = say(
        "{loss} reads labels in the shape of what the model gives, {given}, and they are "
        "{labels}; put {what} behind them",
        **told,
        what=put,
    )
    return of_labels(compared, message, put)


def whole_shares(compared: Compared) -> Diagnosis:
    """Labels of the right shape in whole numbers."""
    given, labels = compared.shapes
    if given != labels or "float" in compared.dtype:
        return None
    message = say("{loss} reads labels that are floats, and they are {dtype}; put .float() behind "
                  "them", loss=compared.loss, dtype=compared.dtype)  # fmt: skip
    return of_labels(compared, message, ".float()")


OF_CLASSES_TELL: tuple[Callable[[Compared], Diagnosis], ...] = (
    *(axis_of_one, no_class_numbers, other_columns, whole_columns, classes_last),
    too_many_classes,
)
OF_SHARES_TELL: tuple[Callable[[Compared], Diagnosis], ...] = (other_shape, whole_shares)


def without_classes(shape: Shape) -> Shape:
    return (*shape[:1], *shape[2:]) if len(shape) > 1 else ()
