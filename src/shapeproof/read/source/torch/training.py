"""Losses outside of a model: whether what a model gives and what is wanted of it go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from shapeproof.algebra.words import product
from shapeproof.message import Message, Place, say
from shapeproof.model import Call, LayerError, Problem, Remedy
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Unknown
from shapeproof.read.torch.trace import written_shape
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.rule import Shape, ShapeError, Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames
    from shapeproof.read.source.torch.running import Run

FAMILIES = ("losses", "class_losses")
OF_CLASSES = ("crossentropy", "nll")
OF_SHARES = ("bce", "bcewithlogits", "binarycrossentropy", "binarycrossentropywithlogits")
OF_LOGITS = OF_SHARES[1::2]
STRETCHED = ("mse", "l1", "smoothl1", "huber")
PASSED = (
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "transpose", "permute", "to"),
    *("getitem", "dropout", "identity", "contiguous", "float", "mean"),
)
"""What leaves it to the layer before what kind of numbers these are."""


class Compared(NamedTuple):
    """A loss where it is called: on what a model gives and on what is wanted, the labels."""

    names: TorchNames
    loss: str
    given: TensorHost
    labels: TensorHost
    at: Place

    @property
    def plain(self) -> str:
        """`CrossEntropyLoss` and `cross_entropy` as `crossentropy`."""
        return plain(self.loss).removesuffix("loss")

    @property
    def run(self) -> Run | None:
        """The call of the model that gave the numbers."""
        x: TensorHost = self.given
        while x.made_by is not None:
            x = x.made_by[1]
        gave = (run for run in self.names.runs if x in results(run.result))
        return next((run for run in gave if not is_loss(run.root)), None)

    def is_new(self) -> bool:
        """Whether such a comparison is made here for the first time."""
        key = (self.at, self.given.tensor, self.labels.tensor, self.labels.below)
        is_new = key not in self.names.compared
        self.names.compared.add(key)
        return is_new

    def tell(self, problem: Problem) -> None:
        """Say it once of a layer, whichever loss finds it out."""
        run = self.run
        root = None if run is None else run.root
        for of, known in self.names.problems:
            same = problem.remedies and known.remedies == problem.remedies
            if of is root and (same or str(known.message) == str(problem.message)):
                return
        self.names.problems.append((root, problem))

    def note(self, message: Message) -> None:
        self.names.interpreter.note(message, self.at)


Diagnosis: TypeAlias = Problem | None


def is_loss(module: Module) -> bool:
    return isinstance(module, Leaf) and rules.MODULE_FAMILY.get(module.kind) in FAMILIES


def is_loss_function(name: str) -> bool:
    return rules.FUNCTION_FAMILY.get(name) in FAMILIES


def of_module(
    names: TorchNames, loss: Module, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """What a module that is a loss gives; what is wrong is told, and reading goes on."""

    def measure() -> Any:
        try:
            return names.follow(loss, args, kwargs).result
        except LayerError:  # a loss that fails is not the model that the source is about
            names.runs = [run for run in names.runs if run.root is not loss]
            raise

    return measured(names, loss.kind, measure, args, kwargs, at)


def of_function(
    names: TorchNames, name: str, args: list[Any], kwargs: dict[str, Any], at: Place
) -> Any:
    """The same of a function."""
    return measured(names, name, lambda: names.asked(name, args, kwargs), args, kwargs, at)


def measured(
    names: TorchNames,
    loss: str,
    measure: Callable[[], Any],
    args: list[Any],
    kwargs: Mapping[str, Any],
    at: Place,
) -> Any:
    given, labels = [*args, *(kwargs[key] for key in ("input", "target") if key in kwargs)][:2]
    compared = None
    if isinstance(given, TensorHost) and isinstance(labels, TensorHost):
        compared = Compared(names, loss, given, labels, at)
    try:
        result = measure()
    except LayerError as error:
        reason = error.message
    except (ArgumentError, ShapeError) as error:
        reason = error.message
    else:
        if compared is not None and compared.is_new():
            look(compared)
        return result
    if compared is None:
        return Unknown(f"{loss}(…)", at, is_result=True)
    compared.tell(diagnosed(compared, reason))
    return TensorHost(names, Tensor((), "float32"))


def diagnosed(compared: Compared, reason: Message) -> Problem:
    """What is wrong with a loss that torch refuses, as exactly as it can be told."""
    of_classes = OF_CLASSES_TELL if compared.plain in OF_CLASSES else ()
    of_shares = OF_SHARES_TELL if compared.plain in OF_SHARES else ()
    for tell in (other_rows, *of_classes, *of_shares):
        problem: Problem | None = tell(compared)
        if problem is not None:
            return problem
    message = say(
        "{loss} of {given} and {labels}: {why}",
        loss=compared.loss,
        given=written_shape(compared.given.shape),
        labels=written_shape(compared.labels.shape),
        why=reason,
    )
    return Problem("loss", compared.at, compared.loss, message)


def look(compared: Compared) -> None:
    """What torch takes, and what is wrong or surely not meant all the same."""
    if (
        compared.plain in (*OF_CLASSES, "multimargin")
        and (problem := too_many_classes(compared)) is not None
    ):
        compared.tell(problem)
    if compared.plain in STRETCHED and (message := stretched(compared)) is not None:
        compared.note(message)
    if (message := ill_prepared(compared)) is not None:
        compared.note(message)


# What torch refuses


def other_rows(compared: Compared) -> Diagnosis:
    """A model that gives more or fewer rows than there are examples."""
    given, labels, run = compared.given.shape, compared.labels.shape, compared.run
    if not given or not labels or given[0] == labels[0] or product(labels) == given[0]:
        return None
    told = {"made": given[0], "wanted": labels[0]}
    if run is not None and run.reads and run.reads[0].shape[:1] == labels[:1]:
        for call in run.model().layers:
            if call.inputs and moved(call, labels[0]):
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


def moved(call: Call, rows: Any) -> bool:
    """Whether a call is the one that leaves the batch."""
    before, after = call.inputs[0].shape, call.output.shape
    return before[:1] == (rows,) and len(after) > 0 and after[0] != rows


def axis_of_one(compared: Compared) -> Diagnosis:
    """Labels in columns of one: (64, 1) where (64,) is read."""
    given, labels = compared.given.shape, compared.labels.shape
    if len(labels) != len(given) or len(given) < 2 or labels[1] != 1 or given[1] == 1:
        return None
    wanted = (labels[0], *labels[2:])
    put = ".squeeze(1)" if compared.labels.tensor.dtype == "int64" else ".squeeze(1).long()"
    message = say(
        "{loss} reads the number of a class for each place, {wanted}, and the labels are {labels}; "
        "put {what} behind them",
        loss=compared.loss,
        wanted=written_shape(wanted),
        labels=written_shape(labels),
        what=put,
    )
    return target_problem(compared, message, put)


def no_class_numbers(compared: Compared) -> Diagnosis:
    """Labels of the right shape in another dtype than that of whole numbers."""
    given, labels, dtype = compared.given.shape, compared.labels.shape, labels_dtype(compared)
    if labels != without_classes(given) or dtype == "int64":
        return None
    message = say(
        "{loss} reads numbers of classes, which are int64, and the labels are {dtype}; put .long() "
        "behind them",
        loss=compared.loss,
        dtype=dtype,
    )
    return target_problem(compared, message, ".long()")


def other_columns(compared: Compared) -> Diagnosis:
    """One-hot labels of more or fewer classes than there are numbers."""
    given, labels = compared.given.shape, compared.labels.shape
    if len(given) != len(labels) or len(given) < 2 or given[1] == labels[1]:
        return None
    if "NLL" in compared.loss.upper() or given[:1] + given[2:] != labels[:1] + labels[2:]:
        return None
    layer = last_giving(compared, given[1])
    message = say(
        "the labels in line {line} have {wanted:column|columns}, one a class, and {layer} gives "
        "{classes:number|numbers}; both have to be the number of classes",
        line=str(compared.at.line),
        wanted=labels[1],
        layer=called(layer),
        classes=given[1],
    )
    return layer_problem(compared, message, layer, labels[1])


def whole_columns(compared: Compared) -> Diagnosis:
    """One-hot labels in whole numbers, where torch reads numbers of classes or shares."""
    given, labels = compared.given.shape, compared.labels.shape
    if given != labels or len(given) < 2:
        return None
    if "NLL" in compared.loss.upper():
        message = say(
            "{loss} reads the number of a class for each place, and the labels are {labels}, a "
            "column a class; put .argmax(1) behind them",
            loss=compared.loss,
            labels=written_shape(labels),
        )
        return target_problem(compared, message, ".argmax(1)")
    message = say(
        "the labels are {labels}, a column a class, in whole numbers ({dtype}); {loss} reads the "
        "numbers of the classes, .argmax(1), or shares, .float()",
        labels=written_shape(labels),
        dtype=labels_dtype(compared),
        loss=compared.loss,
    )
    return target_problem(compared, message, ".argmax(1)", ".float()")


def classes_last(compared: Compared) -> Diagnosis:
    """Classes along the last axis, as Keras has them, and not along axis 1."""
    given, labels = compared.given.shape, compared.labels.shape
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
    given, labels = compared.given.shape, compared.labels
    below, classes = labels_below(labels), given[1 if len(given) > 1 else 0]
    if below is None or not isinstance(classes, int) or below <= classes:
        return None
    layer = last_giving(compared, classes)
    message = say(
        "the labels in line {line} go up to {last}, so there are {wanted} classes, and {layer} "
        "gives {classes:number|numbers}",
        line=str(compared.at.line),
        last=below - 1,
        wanted=below,
        layer=called(layer),
        classes=classes,
    )
    return layer_problem(compared, message, layer, below)


def other_shape(compared: Compared) -> Diagnosis:
    """Yes or no: as many labels as numbers, in the same shape."""
    given, labels = compared.given.shape, compared.labels.shape
    if given == labels:
        return None
    told = {"given": written_shape(given), "labels": written_shape(labels), "loss": compared.loss}
    if given == (*labels, 1):
        put = f".unsqueeze({len(labels)})"
        is_float = "float" in labels_dtype(compared)
        put = put if is_float else f"{put}.float()"
        message = say(
            "{loss} reads labels in the shape of what the model gives, {given}, and they are "
            "{labels}; put {what} behind them",
            **told,
            what=put,
        )
        return target_problem(compared, message, put)
    if labels == (*given, 1):
        message = say(
            "{loss} reads labels in the shape of what the model gives, {given}, and they are "
            "{labels}; put {what} behind them",
            **told,
            what=".squeeze(-1)",
        )
        return target_problem(compared, message, ".squeeze(-1)")
    if labels == without_classes(given) and len(given) > 1:
        message = say(
            "{loss} reads a yes or no for each number of {given}, and the labels are {labels}, a "
            "class each; use CrossEntropyLoss",
            **told,
        )
        return Problem("loss", compared.at, compared.loss, message)
    return None


def whole_shares(compared: Compared) -> Diagnosis:
    dtype = labels_dtype(compared)
    if compared.given.shape != compared.labels.shape or "float" in dtype:
        return None
    message = say("{loss} reads labels that are floats, and they are {dtype}; put .float() behind "
                  "them", loss=compared.loss, dtype=dtype)  # fmt: skip
    return target_problem(compared, message, ".float()")


OF_CLASSES_TELL = (
    *(axis_of_one, no_class_numbers, other_columns, whole_columns, classes_last),
    too_many_classes,
)
OF_SHARES_TELL = (other_shape, whole_shares)


def target_problem(compared: Compared, message: Message, *puts: str) -> Problem:
    """A problem that something behind the labels mends."""
    remedies = (Remedy(compared.at, argument="target", text="{}" + put) for put in puts)
    return Problem("target", compared.at, compared.loss, message, tuple(remedies))


def layer_problem(compared: Compared, message: Message, layer: Call | None, size: int) -> Problem:
    """A problem that another number of classes in a layer mends."""
    if layer is None:
        return Problem("target", compared.at, compared.loss, message)
    remedy = Remedy(layer.at, layer.path, argument_of(layer), size)
    return Problem("target", layer.at, layer.path, message, (remedy,))


# What torch takes


def stretched(compared: Compared) -> Message | None:
    """Two shapes that meet in a larger one: each number is held against those of all others."""
    given, labels = compared.given.shape, compared.labels.shape
    try:
        both = broadcast(given, labels)
    except ShapeError:
        return None
    sizes = [size for size in map(product, (both, given, labels)) if isinstance(size, int)]
    if len(sizes) < 3 or sizes[0] <= max(sizes[1:]):
        return None
    return say(
        "{loss} stretches {given} and {labels} to {both}, and holds every number against every "
        "label; give both one shape, as with labels.view_as(output)",
        loss=compared.loss,
        given=written_shape(given),
        labels=written_shape(labels),
        both=written_shape(both),
    )


def ill_prepared(compared: Compared) -> Message | None:
    """Numbers that are not what the loss takes them for."""
    kind, path, axis = prepared(compared)
    told = {"loss": compared.loss, "layer": path}
    if kind == "softmax" and axis == 1:
        return say("{layer} brings one number to a share of 1, whatever it was; use a sigmoid, or "
                   "two numbers", layer=path)  # fmt: skip
    match compared.plain, kind:
        case "crossentropy", "softmax" | "sigmoid":
            return say("{loss} takes the softmax itself, and {layer} stands before it; leave that "
                       "out", **told)  # fmt: skip
        case "bcewithlogits" | "binarycrossentropywithlogits", "softmax" | "sigmoid":
            return say("{loss} takes the sigmoid itself, and {layer} stands before it; leave that "
                       "out", **told)  # fmt: skip
        case "bce" | "binarycrossentropy", "linear" | "conv":
            return say("{loss} reads shares between 0 and 1, and {layer} gives any numbers; put a "
                       "sigmoid behind it, or use BCEWithLogitsLoss", **told)  # fmt: skip
        case "nll", "linear" | "conv" | "softmax" | "sigmoid":
            return say("{loss} reads logarithms of shares, and {layer} gives none; put a "
                       "log_softmax in its place or behind it", **told)  # fmt: skip
        case _:
            return None


def prepared(compared: Compared) -> tuple[str, str, Any]:
    """What made the numbers last: its kind, what it is called, and of a softmax its axis's size."""
    x: TensorHost = compared.given
    while x.made_by is not None:
        kind = plain(x.made_by[0])
        if kind not in PASSED:
            return kind, x.made_by[0], x.shape[-1] if x.shape else None
        x = x.made_by[1]
    run = compared.run
    if run is None or len(run.outputs) != 1:
        return "", "", None
    for call in reversed(run.model().layers):
        if (kind := plain(call.type)) not in PASSED and call.inputs:
            kind = "conv" if kind in ("conv1d", "conv2d", "conv3d") else kind
            [size, *_] = call.output.shape[-1:] or (None,)
            return kind, call.path, size
    return "", "", None


# What is known of the labels and of the model


def labels_dtype(compared: Compared) -> str:
    return compared.labels.tensor.dtype or "float32"


def labels_below(labels: TensorHost) -> int | None:
    """The number of classes that the labels are taken from, where it is known."""
    if labels.tensor.dtype not in ("int64", "uint8"):
        return None
    numbers = [n for n in flat(labels.numbers) if isinstance(n, int)]
    return max(numbers) + 1 if numbers else labels.below


def flat(numbers: Any) -> list[Any]:
    if isinstance(numbers, list | tuple):
        return [n for part in numbers for n in flat(part)]
    return [] if numbers is None else [numbers]


def carried(name: str, args: list[Any], kwargs: Mapping[str, Any], result: Any) -> Any:
    """The result of a function outside of a model, with where it comes from."""
    source = args[0] if args else None
    if isinstance(source, TensorHost) and isinstance(result, TensorHost):
        result.made_by = (name, source)
        result.below = labels_below(source) if name in REARRANGED else None
    if name == "randint" and isinstance(result, TensorHost):
        ends = [x for x in args[:2] if type(x) is int]
        high = kwargs.get("high", ends[-1] if ends else None)
        result.below = high if type(high) is int else None
    return result


REARRANGED = (
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "getitem", "to", "expand", "permute"),
    *("transpose", "t", "repeat", "ravel", "index_select", "view_as", "reshape_as"),
)
"""What leaves the numbers as they are."""


def results(result: Any) -> list[TensorHost]:
    match result:
        case TensorHost():
            return [result]
        case dict():
            return [x for part in result.values() for x in results(part)]
        case list() | tuple():
            return [x for part in result for x in results(part)]
        case _:
            return []


def last_giving(compared: Compared, size: Any) -> Call | None:
    """The last layer with weights of the model, where it gives as many numbers."""
    run = compared.run
    for call in reversed(run.model().layers if run is not None else []):
        argument = argument_of(call)
        if argument:
            return call if call.layer.arguments.get(argument) == size else None
    return None


def argument_of(call: Call) -> str:
    """The argument that says how many numbers a layer gives."""
    return next((a for a in ("out_features", "out_channels") if a in call.layer.arguments), "")


def called(layer: Call | None) -> Any:
    return say("the model") if layer is None else layer.path


def without_classes(shape: Shape) -> Shape:
    return (*shape[:1], *shape[2:]) if len(shape) > 1 else ()


def plain(name: str) -> str:
    """A name without what tells a module from a function: `log_softmax.int` as `logsoftmax`."""
    return name.partition(".")[0].replace("_", "").lower()
