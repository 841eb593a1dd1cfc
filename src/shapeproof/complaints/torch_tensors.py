"""torch's tensors: views, joins, axes, indices."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

AXIS = say("the axis, counted from 0")


def viewed(shape: Sizes, numbers: int) -> Iterator[Message]:
    """The shapes with one size left open that take as many numbers."""
    for axis in range(len(shape)):
        opened = tuple(-1 if at == axis else size for at, size in enumerate(shape))
        made = outcome.torch("reshape", (numbers,), shape=opened)
        if made and made != shape and opened != shape:
            yield say("leave one size open: `x.reshape({opened})` makes it {made}",
                      opened=opened, made=str(made))  # fmt: skip


def expandable(target: Sizes, tensor: Sizes, **_: int) -> Iterator[Message]:
    """The new axis with which a tensor can be expanded."""
    for axis in range(1, len(tensor) + 1):
        more = outcome.torch("unsqueeze", tensor, dim=axis)
        if more and outcome.torch("expand", more, size=target):
            yield say("give it an axis of 1 where it is repeated: `x.unsqueeze({axis})`", axis=axis)
            return


KNOWN = (
    Known(
        ("shape '{shape:sizes}' is invalid for input of size {numbers:int}",),
        say("A shape is asked for that does not hold as many numbers as the tensor has, "
            "{numbers}; every view has as many as before."),
        {
            "shape": say("the shape asked for; -1 stands for what is left"),
            "numbers": say("numbers in the tensor: all its sizes multiplied"),
        },
        (
            say("keep the batch and flatten the rest: `x.flatten(1)`"),
            say("if the sizes were computed, look which convolution or pooling leaves others"),
        ),
        viewed,
    ),
    Known(
        ("view size is not compatible with input tensor's size and stride",),
        say("A view leaves the numbers where they are, and after a transpose, a permute or a slice "
            "they do not lie in the order that is asked for."),
        cures=(say("say `x.reshape(...)`, or `x.contiguous().view(...)`, which copy them"),),
    ),
    Known(
        ("only one dimension can be inferred",),
        say("A -1 stands for what the other sizes leave, so there can be one."),
        cures=(say("state all sizes but one"),),
    ),
    Known(
        (
            "unflatten: Provided sizes {shape:sizes} don't multiply up to the size of dim "
            "{axis:int} ({size:int}) in the input tensor",
        ),
        say("Axis {axis} has {size} numbers, and the sizes that it is to be split into do not "
            "multiply to that."),
        {"shape": say("the sizes asked for"), "axis": AXIS, "size": say("its size")},
        (say("leave one of the sizes open with -1"),),
    ),
    Known(
        (
            "The size of tensor a ({first:int}) must match the size of tensor b ({second:int}) at "
            "non-singleton dimension {axis:int}",
        ),
        say("Tensors meet size by size, from the last axis on; two sizes must be equal, or one of "
            "them 1. On axis {axis} they are {first} and {second}."),
        {"first": say("its size in the first tensor"), "second": say("in the second"),
         "axis": AXIS},
        (
            say("make the two sizes equal where the tensors are made; of a skip connection, both "
                "ways must have the same strides and padding"),
            say("if one is to be repeated, give it an axis of 1 there: `x.unsqueeze({axis})`"),
        ),
    ),
    Known(
        (
            "The expanded size of the tensor ({wanted:int}) must match the existing size "
            "({size:int}) at non-singleton dimension {axis:int}. Target sizes: {target:sizes}. "
            "Tensor sizes: {tensor:sizes}",
        ),
        say("Only an axis of 1 can be repeated, and axis {axis} has {size}; {tensor} does not go "
            "into {target}."),
        {
            "wanted": say("the size asked for"),
            "size": say("the size of the tensor there"),
            "axis": AXIS,
            "target": say("the shape asked for"),
            "tensor": say("the shape of the tensor, or of the bias or value put there"),
        },
        (say("make it of the shape asked for, or with 1 on that axis"),),
        expandable,
    ),
    Known(
        ("output with shape {found:sizes} doesn't match the broadcast shape {wanted:sizes}",),
        say("The result, {wanted}, is put into a tensor of {found}, and what works in place keeps "
            "its shape."),
        {"found": say("the tensor that is changed"), "wanted": say("the result")},
        (say("say `x = x + y` and not `x += y`"),),
    ),
    Known(
        (
            "Sizes of tensors must match except in dimension {axis:int}. Expected size {first:int} "
            "but got size {second:int} for tensor number {at:int} in the list",
            "Sizes of tensors must match except in dimension {axis:int}. Got {first:int} and "
            "{second:int} in dimension {other:int}",
        ),
        say("Tensors are joined along axis {axis}, where they may differ; on another axis one has "
            "{first} and another {second}."),
        {
            "axis": say("the axis along which they are joined, counted from 0"),
            "first": say("the size of the first tensor on an axis that must agree"),
            "second": say("the size of the other tensor there"),
            "at": say("the place of the other tensor in the list, counted from 0"),
            "other": say("the axis that must agree"),
        },
        (
            say("join them along the axis on which they differ: `dim` of `torch.cat`"),
            say("make the sizes equal: pad or crop one, or give both ways the same strides; in a "
                "U-Net an odd size is halved down and doubled to another"),
        ),
    ),
    Known(
        ("Tensors must have same number of dimensions: got {first:int} and {second:int}",),
        say("Tensors that are joined have the same number of axes; here one has {first}, another "
            "{second}."),
        {"first": say("axes of one tensor"), "second": say("axes of another")},
        (say("give the smaller one the axis that it lacks: `x.unsqueeze(...)`"),),
    ),
    Known(
        (
            "stack expects each tensor to be equal size, but got {first:sizes} at entry {_:int} "
            "and {second:sizes} at entry {at:int}",
            "each element in list of batch should be of equal size",
        ),
        say("Only examples of one shape make a batch, and only tensors of one shape a stack."),
        {"first": say("the first tensor"), "second": say("the one that differs"),
         "at": say("its place, counted from 0")},
        (
            say("of images, resize or crop all to one size in the dataset's transform"),
            say("of sequences, pad them: `DataLoader(..., collate_fn=...)` with "
                "`torch.nn.utils.rnn.pad_sequence`"),
        ),
    ),
    Known(
        ("Dimension out of range (expected to be in range of [{first:int}, {last:int}], but got "
         "{axis:int})",),
        say("The tensor has no axis {axis}: its axes are 0 to {last}, or {first} to -1 from the "
            "end."),
        {"first": say("the first axis, counted from the end"), "last": say("the last axis"),
         "axis": say("the axis asked for")},
        (
            say("if the batch is missing, as of a single example: `x.unsqueeze(0)`"),
            say("say the axis that is meant; -1 is always the last"),
        ),
    ),
    Known(
        ("number of dimensions in the tensor input does not match the length of the desired "
         "ordering of dimensions i.e. input.dim() = {axes:int} is not equal to len(dims) = "
         "{named:int}",),
        say("A permute names every axis once; the tensor has {axes}, and {named} are named."),
        {"axes": say("axes of the tensor"), "named": say("axes that are named")},
        (say("name every axis, the batch too; `x.transpose(a, b)` swaps two"),),
    ),
    Known(
        ("index {at:int} is out of bounds for dimension {axis:int} with size {size:int}",),
        say("Axis {axis} has {size:place|places}, counted from 0, and {at} is none of them."),
        {"at": say("the place asked for"), "axis": AXIS, "size": say("its size")},
        (say("count from 0, or from the end with negative numbers; or make the axis longer"),),
    ),
    Known(
        ("too many indices for tensor of dimension {axes:int}",),
        say("There are more indices than the {axes:axis|axes} of the tensor."),
        {"axes": say("axes of the tensor")},
        (say("leave some out; `x.shape` says what there is"),),
    ),
)  # fmt: skip
