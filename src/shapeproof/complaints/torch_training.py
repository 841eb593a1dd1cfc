"""torch's losses and gradients: outputs and targets that do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

TARGET, OUTPUT = say("the shape of the target"), say("the shape of the model's output")
CLASSES = say("A cross entropy reads an output of (batch, classes, ...) and a target that has a "
              "whole number for each class, without an axis of classes: (batch, ...).")  # fmt: skip


def equal_shapes(target: Sizes, input: Sizes) -> Iterator[Message]:
    """What gives a target the shape of the output."""
    for axis in range(len(input)):
        if outcome.torch("unsqueeze", target, dim=axis) == input:
            yield say("give the target its axis: `target.unsqueeze({axis})`", axis=axis)
            return
    for axis, size in enumerate(target):
        if size == 1 and (*target[:axis], *target[axis + 1 :]) == input:
            yield say("take the axis of 1 off the target: `target.squeeze({axis})`", axis=axis)
            return
    if target and input and target[-1] != input[-1]:
        yield say("give the last layer as many outputs as the target has, {wide}", wide=target[-1])


def classes_moved(wanted: Sizes, found: Sizes) -> Iterator[Message]:
    if wanted[1:2] != found[1:2]:
        yield say("if the classes stand last in the output, bring them behind the batch: "
                  "`output.movedim(-1, 1)`, or join batch and steps: `output.flatten(0, 1)`, "
                  "`target.flatten()`")  # fmt: skip


KNOWN = (
    Known(
        ("Expected input batch_size ({input:int}) to match target batch_size ({target:int})",),
        say("The output is for {input:example|examples} and the target for {target}: a `view` or "
            "`reshape` has moved numbers between the batch and other axes."),
        {"input": say("the first size of the output"), "target": say("of the target")},
        (
            say("keep the batch where you flatten: `x.flatten(1)`, not `x.view(-1, n)`"),
            say("of sequences, join batch and steps in both: `output.flatten(0, 1)`, "
                "`target.flatten()`"),
        ),
    ),
    Known(
        ("Target {target:int} is out of bounds",),
        say("The classes are counted from 0, and {target} is none of as many as the output has."),
        {"target": say("the class that a target names")},
        (
            say("give the last layer a number for every class: `out_features` above the largest "
                "target"),
            say("if the classes begin at 1, count from 0: `target - 1`"),
        ),
    ),
    Known(
        ("Assertion `t >= 0 && t < n_classes` failed",),
        say("On the GPU: a target names a class below 0, or one that the output does not have."),
        cures=(
            say("compare `target.min()` and `target.max()` with the last layer's `out_features`"),
            say("run it once on the CPU, which names the class"),
        ),
    ),
    Known(
        ("0D or 1D target tensor expected, multi-target not supported",),
        CLASSES,
        cures=(
            say("take an axis of 1 off: `target.squeeze(1)`"),
            say("of one-hot targets, take the classes: `target.argmax(1)`"),
        ),
    ),
    Known(
        (
            "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
            "{axes:int}",
        ),
        CLASSES,
        {"axes": say("axes of the target")},
        (
            say("take the channel off a mask: `target.squeeze(1)`"),
            say("of a mask with a channel a class, take the classes: `target.argmax(1)`"),
        ),
    ),
    Known(
        ("size mismatch (got input: {input:sizes} , target: {target:sizes}",),
        CLASSES,
        {"input": OUTPUT, "target": TARGET},
        (say("resize the output to the mask: `F.interpolate(output, size=target.shape[-2:])`"),),
    ),
    Known(
        ("Expected target size {wanted:sizes}, got {found:sizes}",),
        CLASSES,
        {"wanted": say("the target that goes with this output"), "found": TARGET},
        (say("make the target {wanted}, the shape of the output without its classes"),),
        classes_moved,
    ),
    Known(
        (
            "expected target dtype to be Long or Byte, but got {found:word}",
            "expected scalar type Long but found {found:word}",
            "Expected object of scalar type Long but got scalar type {found:word} for argument #2 "
            "'target'",
        ),
        say("The targets of a cross entropy are classes, whole numbers of 64 bits, and these are "
            "{found}."),
        {"found": say("the dtype of the target")},
        (say("make them so: `target.long()`"),),
    ),
    Known(
        ("Expected floating point type for target with class probabilities, got {found:word}",),
        say("The target has the shape of the output, so it is read as shares of each class, and "
            "these are {found}."),
        {"found": say("the dtype of the target")},
        (
            say("of one-hot targets, make them so: `target.float()`"),
            say("if they are classes, take the axis off: `target.argmax(1)`"),
        ),
    ),
    Known(
        (
            "Using a target size ({target:sizes}) that is different to the input size "
            "({input:sizes})",
            "Target size ({target:sizes}) must be the same as input size ({input:sizes})",
        ),
        say("This loss compares number by number, so target and output have one shape; they are "
            "{target} and {input}."),
        {"target": TARGET, "input": OUTPUT},
        (say("look at both, `target.shape` and `output.shape`: every size must be alike, that of "
             "the batch too"),),
        equal_shapes,
    ),
    Known(
        (
            "Found dtype {found:word} but expected {wanted:word}",
            "result type {wanted:word} can't be cast to the desired output type {found:word}",
        ),
        say("The target is {found} and the output {wanted}; this loss reads numbers of one dtype."),
        {"found": say("the dtype of the target"), "wanted": say("that of the output")},
        (say("make the target so: `target.float()`"),),
    ),
    Known(
        (
            "all elements of input should be between 0 and 1",
            "Assertion `input_val >= zero && input_val <= one` failed",
        ),
        say("A binary cross entropy reads probabilities, and the output has others than 0 to 1."),
        cures=(
            say("take the loss that reads scores: `nn.BCEWithLogitsLoss()`"),
            say("or end the model with `nn.Sigmoid()`"),
        ),
    ),
    Known(
        ("all elements of target should be between 0 and 1",),
        say("A binary cross entropy reads targets from 0 to 1, and there are others."),
        cures=(say("of several classes, take `nn.CrossEntropyLoss()`"),),
    ),
    Known(
        ("grad can be implicitly created only for scalar outputs",),
        say("A gradient is that of one number, and the loss has several, one for each example or "
            "place."),
        cures=(say("make them one before: `loss.mean().backward()`"),),
    ),
    Known(
        ("element 0 of tensors does not require grad and does not have a grad_fn",),
        say("The loss does not come from any parameter: something on the way has cut it off."),
        cures=(
            say("look for `torch.no_grad()`, `.detach()`, `.item()`, `argmax`, or a tensor made "
                "anew of numbers"),
            say("look whether all parameters are frozen: `requires_grad`"),
        ),
    ),
    Known(
        ("Trying to backward through the graph a second time",),
        say("A step backwards frees what it needs, and the loss goes back through a step before."),
        cures=(
            say("compute output and loss anew in each step"),
            say("cut a state that is kept from one step to the next: `h = h.detach()`"),
        ),
    ),
    Known(
        (
            "Class values must be smaller than num_classes",
            "Class values must be non-negative",
        ),
        say("A class is below 0, or not below `num_classes`; they are counted from 0."),
        cures=(say("say `num_classes=int(x.max()) + 1`, and look for classes below 0"),),
    ),
    Known(
        ("a Tensor with {numbers:int} elements cannot be converted to Scalar",),
        say("`.item()` reads a tensor of one number, and this has {numbers}."),
        {"numbers": say("numbers in the tensor")},
        (say("make them one before, such as `x.mean().item()`, or say `x.tolist()`"),),
    ),
    Known(
        ("Boolean value of Tensor with more than one value is ambiguous",),
        say("An `if`, or a loss class called like a function, asks whether a tensor of several "
            "numbers is true."),
        cures=(
            say("make the loss first: `nn.MSELoss()(output, target)`"),
            say("say `x.any()` or `x.all()`"),
        ),
    ),
)  # fmt: skip
