"""What Keras says in training: outputs, targets and data that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

TARGET, OUTPUT = say("the shape of the targets"), say("the shape of the model's output")


def matched(target: Sizes, output: Sizes, **_: str) -> Iterator[Message]:
    """What makes targets and outputs the same, by how they differ."""
    wide, classes = (target or (1,))[-1], (output or (1,))[-1]
    if len(output) > len(target) + 1 or (len(output) > len(target) and wide == classes):
        yield say("the output has axes too many: end with `Flatten()`, a global pooling or "
                  "`return_sequences=False` before the last Dense layer")  # fmt: skip
    elif classes != 1 and (len(target) < len(output) or wide == 1):
        yield say("if the targets are numbers of classes: "
                  "`loss='sparse_categorical_crossentropy'`")  # fmt: skip
        yield say("or make them one-hot: `keras.utils.to_categorical(y, {classes})`",
                  classes=classes)  # fmt: skip
    elif wide != 1 and wide != classes:
        yield say("give the last layer as many units as a target has: `Dense({wide})`", wide=wide)


def one_hot(target: Sizes, output: Sizes) -> Iterator[Message]:
    """Whether the targets of a sparse loss are one-hot, or the output has places too many."""
    whole = [size for size in output if size is not None]
    if target in (output, (prod(whole),)):
        yield say("the targets seem to be one-hot: `loss='categorical_crossentropy'`")
    elif len(output) > len(target) + 1 or len(whole) == len(output) == 2:
        yield say("if there is one class for each example, end with `Flatten()`, a global pooling "
                  "or `return_sequences=False` before the last Dense layer")  # fmt: skip


KNOWN = (
    Known(
        (
            "Arguments `target` and `output` must have the same shape. Received: "
            "target.shape={target:sizes}, output.shape={output:sizes}",
            "Arguments `target` and `output` must have the same rank{_:any}Received: "
            "target.shape={target:sizes}, output.shape={output:sizes}",
            "Shapes {target:sizes} and {output:sizes} are incompatible",
            "logits` and `labels` must have the same shape, received ({output:sizes} vs "
            "{target:sizes})",
            "logits and labels must have the same shape ({output:sizes} vs {target:sizes})",
            "logits and labels must be broadcastable: logits_size={output:sizes} "
            "labels_size={target:sizes}",
            "logits and labels must be same size: logits_size={output:sizes} "
            "labels_size={target:sizes}",
            "Error when checking target: expected {layer:word} to have shape {output:sizes} but "
            "got array with shape {target:sizes}",
        ),
        say("The loss compares number by number, so the targets must have the shape of the output; "
            "they are {target} and {output}."),
        {"layer": say("the last layer"), "target": TARGET, "output": OUTPUT},
        (say("look at both, `y.shape` and `model.output_shape`: all but the batch must be alike"),),
        matched,
    ),
    Known(
        ("Error when checking target: expected {layer:word} to have {axes:int} dimensions, but got "
         "array with shape {target:sizes}",),
        say("The output has {axes:axis|axes}, the batch among them, and the targets are {target}."),
        {"layer": say("the last layer"), "axes": say("axes of the output"), "target": TARGET},
        (
            say("if the output has more, end with `Flatten()`, or with `return_sequences=False` in "
                "the last recurrent layer"),
            say("if the targets are numbers of classes: "
                "`loss='sparse_categorical_crossentropy'`"),
        ),
    ),
    Known(
        (
            "Arguments `target` and `output` must have the same shape up until the last dimension: "
            "target.shape={target:sizes}, output.shape={output:sizes}",
            "logits and labels must have the same first dimension, got logits shape "
            "{output:sizes} and labels shape {target:sizes}",
        ),
        say("A sparse loss reads one number of a class where the output has a row of them, so the "
            "targets have the output's shape without its last axis; they are {target} and "
            "{output}."),
        {"target": TARGET, "output": OUTPUT},
        (say("look at both: `y.shape` must be `model.output_shape` without its last size"),),
        one_hot,
    ),
    Known(
        ("Received a label value of {label:int} which is outside the valid range of [0, "
         "{classes:int})",),
        say("The output has {classes:class|classes}, counted from 0, and a target is {label}."),
        {"label": say("a target"), "classes": say("units of the last layer")},
        (
            say("give the last layer a unit for each class, more than the largest target"),
            say("if the classes begin at 1, count from 0: `y - 1`"),
        ),
    ),
    Known(
        (
            "Data cardinality is ambiguous{_:any}'x' sizes: {inputs:int}{_:gap}'y' sizes: "
            "{targets:int}",
            "Found {inputs:int} input samples and {targets:int} target samples",
        ),
        say("There are {inputs:example|examples} and {targets:target|targets}, and each example "
            "needs one."),
        {"inputs": say("examples: the first size of `x`"),
         "targets": say("targets: the first size of `y`")},
        (
            say("look at `x.shape` and `y.shape`: a split, a filter or a reshape has left more in "
                "one of them"),
            say("if `x` is a list of arrays, make it one: `np.array(x)`"),
        ),
    ),
    Known(
        (
            "You must compile your model before training/testing",
            "You must call `compile()` before",
        ),
        say("A model is trained with a loss and an optimizer, and has none yet."),
        cures=(say("say which: `model.compile(optimizer='adam', loss='mse')`"),),
    ),
    Known(
        (
            "Failed to convert a NumPy array to a Tensor (Unsupported object type {kind:word})",
            "setting an array element with a sequence",
            "Invalid dtype: object",
        ),
        say("The array holds Python objects: rows of different lengths, words, or missing values, "
            "of which no tensor is made."),
        {"kind": say("what is in the array")},
        (
            say("of sequences, make them equally long: `keras.utils.pad_sequences(x)`"),
            say("of numbers, say so: `np.asarray(x).astype('float32')`"),
        ),
    ),
    Known(
        ("No gradients provided for any variable",),
        say("The loss does not come from any weight: there are no targets, or something on the way "
            "has no gradient."),
        cures=(
            say("give `fit` the targets, as `y` or as the second of each pair of a dataset"),
            say("look for an `argmax`, a rounding or NumPy between the model and the loss"),
        ),
    ),
)  # fmt: skip
