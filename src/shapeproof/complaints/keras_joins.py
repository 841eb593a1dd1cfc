"""What Keras says of tensors that do not go together: joins, sums, products."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

FIRST, SECOND = say("the shape of the first"), say("the shape of the second")


def joined(first: Sizes, second: Sizes) -> Iterator[Message]:
    """The axis along which two tensors can be joined."""
    for axis in range(1, len(first)):
        if outcome.keras("Concatenate", first, second, axis=axis):
            yield say("join them along the axis on which they differ: `Concatenate(axis={axis})`",
                      axis=axis)  # fmt: skip
            return


def added(first: Sizes, second: Sizes, **_: int) -> Iterator[Message]:
    """The axis of 1 with which two tensors can be added."""
    for name, short, long in (("a", first, second), ("b", second, first)):
        opened = (*short, 1)
        if len(opened) == len(long) and outcome.keras("Add", opened, long):
            yield say("give the smaller one an axis of 1 at its end: `{name}[..., None]`",
                      name=name)  # fmt: skip


KNOWN = (
    Known(
        (
            "A `Concatenate` layer requires inputs with matching shapes except for the "
            "concatenation axis. Received: input_shape=[{first:sizes}, {second:sizes}",
            "A `Concatenate` layer requires inputs with matching shapes except for the concat "
            "axis. Got inputs shapes: [{first:sizes}, {second:sizes}",
            "ConcatOp : Dimensions of inputs should match: shape[0] = {first:sizes} vs. "
            "shape[{_:int}] = {second:sizes}",
        ),
        say("Tensors that are joined agree on all axes but the one along which they are joined, "
            "most often the last; these are {first} and {second}."),
        {"first": FIRST, "second": SECOND},
        (
            say("make them agree: crop or pad one, `Cropping2D`, `ZeroPadding2D`, or give both "
                "ways the same strides"),
            say("in a U-Net, begin with sizes that halve evenly, such as multiples of 16"),
        ),
        joined,
    ),
    Known(
        (
            "Inputs have incompatible shapes. Received shapes {first:sizes} and {second:sizes}",
            "Cannot broadcast shape, the failure dim has value {_:int}, which cannot be "
            "broadcasted to {_:int}. Input shapes are: {first:sizes} and {second:sizes}",
            "Operands could not be broadcast together with shapes {first:sizes} {second:sizes}",
            "{_:word} got incompatible shapes for broadcasting: {first:sizes}, {second:sizes}",
            "Incompatible shapes for broadcasting: shapes=[{first:sizes}, {second:sizes}]",
            "Incompatible shapes: {first:sizes} vs. {second:sizes}",
            "Dimensions must be equal, but are {one:int} and {other:int} for {_:any} with input "
            "shapes: {first:sizes}, {second:sizes}",
        ),
        say("Tensors meet size by size, from the last axis on; two sizes must be equal, or one of "
            "them 1. These are {first} and {second}."),
        {"one": say("a size"), "other": say("the size that it meets"), "first": FIRST,
         "second": SECOND},
        (
            say("make them agree: of a skip connection, both ways need the same strides, padding "
                "and filters"),
            say("if one of them is the target, give the last layer as many units as it has"),
        ),
        added,
    ),
    Known(
        (
            "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received "
            "`x1.shape={first:sizes}` and `x2.shape={second:sizes}`",
            "dot_general requires contracting dimensions to have the same shape, got {first:sizes} "
            "and {second:sizes}",
            "Matrix size-incompatible: In[0]: {first:sizes}, In[1]: {second:sizes}",
        ),
        say("Two matrices are multiplied, and the rows of the first are not as long as the columns "
            "of the second; of a Dense layer the second is its weight, of in and out."),
        {"first": say("the first, or its last size"), "second": say("the second, or its first")},
        (
            say("give the layer inputs of the shape with which it was built, flattened if need be"),
            say("turn one of them, if its axes are swapped: `keras.ops.transpose(x)`"),
        ),
    ),
    Known(
        ("Incompatible input shapes: axis values {first:int} (at axis {_:int}) != {second:int} (at "
         "axis {_:int})",),
        say("A Dot multiplies along one axis of each input, and these have {first} and {second} "
            "numbers."),
        {"first": say("the size of the first on its axis"), "second": say("of the second")},
        (say("say the axes of equal size: `Dot(axes=(2, 1))`"),),
    ),
)  # fmt: skip
