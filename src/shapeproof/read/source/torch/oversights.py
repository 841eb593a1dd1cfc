"""What torch takes of a loss and nobody means: shapes that stretch, numbers of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.algebra.words import product
from shapeproof.message import Message, say
from shapeproof.read.source.torch.comparison import Compared, plain
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.torch.trace import written_shape
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.rule import ShapeError

STRETCHED = ("mse", "l1", "smoothl1", "huber")
CONVOLUTIONS = ("conv1d", "conv2d", "conv3d")
PASSED = (
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "transpose", "permute", "to"),
    *("getitem", "dropout", "identity", "contiguous", "float", "mean"),
)
"""What leaves it to the layer before what kind of numbers these are."""


def found(compared: Compared) -> Iterator[Message]:
    for look in (stretched, stops_later, ill_prepared):
        message = look(compared)
        if message is not None:
            yield message


def stretched(compared: Compared) -> Message | None:
    """Two shapes that meet in a larger one: each number is held against those of all others."""
    given, labels = compared.shapes
    if compared.plain not in STRETCHED:
        return None
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


def stops_later(compared: Compared) -> Message | None:
    """Dtypes that torch computes a loss of, and then no gradient."""
    dtype = compared.given.tensor.dtype or "float32"
    if compared.plain != "huber" or compared.dtype == dtype:
        return None
    return say(
        "{loss} computes of {given} numbers and {labels} labels, and its backward() stops; put "
        ".to(torch.{given}) behind the labels",
        loss=compared.loss,
        given=dtype,
        labels=compared.dtype,
    )


def ill_prepared(compared: Compared) -> Message | None:
    """Numbers that are not what the loss takes them for."""
    made = last_made(compared)
    if made is None:
        return None
    told = {"loss": compared.loss, "layer": made.layer}
    if made.kind == "softmax" and made.size == 1:
        return say("{layer} brings one number to a share of 1, whatever it was; use a sigmoid, or "
                   "two numbers", layer=made.layer)  # fmt: skip
    match compared.plain, made.kind:
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


class Made(NamedTuple):
    """What numbers come of: the kind of a layer, its name, and the size of their last axis."""

    kind: str
    layer: str
    size: Any


def last_made(compared: Compared) -> Made | None:
    """What made the numbers last, behind the model or at its end."""
    x: TensorHost = compared.given
    while x.made_by is not None:
        name, source = x.made_by
        if (kind := kind_of(name)) not in PASSED:
            return Made(kind, name, x.shape[-1] if x.shape else None)
        x = source
    run = compared.run
    if run is None or len(run.outputs) != 1:
        return None
    for call in reversed(run.model().layers):
        if call.inputs and (kind := kind_of(call.type)) not in PASSED:
            shape = call.output.shape
            return Made(kind, call.path, shape[-1] if shape else None)
    return None


def kind_of(name: str) -> str:
    kind = plain(name)
    return "conv" if kind in CONVOLUTIONS else kind
