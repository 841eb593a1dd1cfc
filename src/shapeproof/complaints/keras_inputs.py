"""What Keras's layers and models say of an input or an argument that they do not take."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, closest, say
from shapeproof.rules import keras

LAYER = say("the layer that refuses; the name tells its class")
SHAPE = say("the shape of the input, its batch in front")
ONE_EXAMPLE = say("if the batch is missing, as of one example: `x[None]`")
WITHOUT_BATCH = say("the shape that is stated is that of one example, without its batch: "
                  "`Input(shape=...)`")  # fmt: skip


def as_many_axes(
    layer: str, wanted: int, found: int, shape: Sizes = (), **_: int
) -> Iterator[Message]:
    """What gives an input as many axes as a layer reads."""
    if found > wanted:
        yield say("flatten it before, `Flatten()`, or pool its places, such as by "
                  "`GlobalAveragePooling2D()`")  # fmt: skip
    if found == wanted - 1:
        if wanted == 3:
            yield say("if a recurrent layer comes before, let it give all its steps: "
                      "`return_sequences=True`")  # fmt: skip
        if None not in shape:
            yield ONE_EXAMPLE
        inner = (*shape[1:], 1)
        if outcome.keras("Reshape", shape, target_shape=inner):
            yield say("if the axis of channels or features is missing, put it at the end: "
                      "`Reshape({inner})`, or `x[..., None]`", inner=str(inner))  # fmt: skip


def laid_out(takes: int, shape: Sizes, **_: object) -> Iterator[Message]:
    """What gives the last axis of an input as many numbers."""
    if len(shape) > 2 and outcome.keras("Flatten", shape) == (shape[0], takes):
        yield say("flatten it before: `Flatten()` makes it {flat}", flat=str((shape[0], takes)))
    elif takes in shape[1:-1]:
        others = [axis for axis in range(1, len(shape)) if axis != shape.index(takes, 1)]
        order = (*others, shape.index(takes, 1))
        yield say("if axes are swapped, put the one of {takes} last: `Permute({order})`",
                  order=str(order))  # fmt: skip
    if takes == 3 and shape[-1:] == (1,):
        yield say("copy the one channel of a grey image: `keras.ops.repeat(x, 3, axis=-1)`")


def reshaped(wanted: Sizes, found: Sizes, **_: object) -> Iterator[Message]:
    """What makes an input the one that a model reads."""
    inner, own = wanted[1:], found[1:]
    if None in inner:
        return
    if outcome.keras("Reshape", (None, *own), target_shape=inner):
        yield say("it has as many numbers: `x.reshape({shape})`", shape=str((-1, *inner)))
    elif found == inner:
        yield ONE_EXAMPLE
    elif len(inner) == len(own) == 3 and inner[-1] == own[-1]:
        yield say("resize the images: `keras.ops.image.resize(x, {size})`", size=str(inner[:2]))


def as_model_has(wanted: Sizes, found: Sizes, **_: object) -> Iterator[Message]:
    """The same for shapes without their batch."""
    yield from reshaped((None, *wanted), (None, *found))


def spelt(layer: str, argument: str) -> Iterator[Message]:
    """The argument that was meant, or why it is no longer there."""
    rule = keras.rule(layer)
    taken = (*rule.parameters, *rule.beside.split()) if rule else ()
    if closest(argument, ("input_shape", "input_dim", "input_length"), 0.8):
        yield say("state the shape before the layer: `keras.Input(shape=...)`")
    elif close := closest(argument, taken):
        yield say("did you mean `{close}`?", close=close)


INCOMPATIBLE = (
    "Input {at:int}{_:named} of layer '{layer:word}' is incompatible with the layer:{_:gap}",
    "Input {at:int} is incompatible with layer {layer:word}: ",
)
KNOWN = (
    Known(
        tuple(
            f"{refused}expected {kind}={{wanted:int}}, found ndim={{found:int}}{shape}"
            for refused in INCOMPATIBLE
            for kind in ("min_ndim", "max_ndim", "ndim")
            for shape in (". Full shape received: {shape:sizes}", "")
        ),
        say("The layer reads {wanted:axis|axes}, the batch among them, and the input has {found}."),
        {
            "at": say("which input it is, counted from 0"),
            "layer": LAYER,
            "wanted": say("axes that the layer reads, batch included"),
            "found": say("axes of the input, batch included"),
            "shape": SHAPE,
        },
        (WITHOUT_BATCH,),
        as_many_axes,
    ),
    Known(
        tuple(
            f"{refused}expected axis {{axis:int}} of input shape to have value {{takes:int}}"
            f"{but} received input with shape {{shape:sizes}}"
            for refused in INCOMPATIBLE
            for but in (", but", " but")
        ),
        say("The layer was built for {takes} on axis {axis}, and this input has another number "
            "there; its weights have one size."),
        {
            "layer": LAYER,
            "axis": say("the axis; -1 is the last"),
            "takes": say("the size that its weights were built for"),
            "shape": SHAPE,
        },
        (
            say("give what is fed now the shape with which the model was built, or build it for "
                "this one"),
            say("a layer that is called twice reads the same size both times: make two layers"),
        ),
        laid_out,
    ),
    Known(
        (
            *(f"{refused}expected shape={{wanted:sizes}}, found shape={{found:sizes}}"
              for refused in INCOMPATIBLE),
            "Invalid input shape for input {_:any}. Expected shape {wanted:sizes}, but input has "
            "incompatible shape {found:sizes}",
        ),
        say("The model was built for inputs of {wanted}, and is fed {found}. None stands for any "
            "size."),
        {
            "layer": say("the model"),
            "wanted": say("the shape that it was built for"),
            "found": say("the shape that it is fed"),
        },
        (say("make the data so, or build the model for them: `Input(shape=...)`"),),
        reshaped,
    ),
    Known(
        ("Error when checking input: expected {layer:word} to have {wanted:int} dimensions, but "
         "got array with shape {shape:sizes}",),
        say("The model reads {wanted:axis|axes}, the batch among them; the array is {shape}."),
        {"layer": LAYER, "wanted": say("axes that it reads, batch included"), "shape": SHAPE},
        (
            say("if an axis is missing, put it at the end, `x[..., None]`, or in front for the "
                "batch, `x[None]`"),
            WITHOUT_BATCH,
        ),
    ),
    Known(
        ("Error when checking input: expected {layer:word} to have shape {wanted:sizes} but got "
         "array with shape {found:sizes}",),
        say("One example is to be {wanted}, and it is {found}; the batch is left out in both."),
        {"layer": LAYER, "wanted": say("the shape that the model was built for"),
         "found": say("the shape that it is fed")},
        (say("make the data so, or build the model for them: `Input(shape=...)`"),),
        as_model_has,
    ),
    Known(
        (
            "Layer '{layer:word}' expects {wanted:int} input(s), but it received {found:int} input",
            "Layer {layer:word} expects {wanted:int} inputs, but it received {found:int} input",
            "Layer '{layer:word}' expects {wanted:int} named input(s) with keys {_:any}, but it "
            "received {found:int} input",
        ),
        say("The layer or model has {wanted:input|inputs}, and {found} came."),
        {"layer": LAYER, "wanted": say("inputs that it has"), "found": say("inputs that came")},
        (
            say("give it as many, in one list: `model([a, b])`"),
            say("if the list should be one tensor, join it: `Concatenate()`, or `np.array(x)`"),
        ),
    ),
    Known(
        (
            "Only instances of `keras.Layer` can be added to a Sequential model. Received: {_:any} "
            "(of type <class '{what:word}'>)",
            "The added layer must be an instance of class Layer. Found: <{what:word}",
        ),
        say("A Sequential model is a row of layers, and this is none; or it is one of another "
            "Keras: `keras` and `tf.keras` do not mix."),
        {"what": say("what was added")},
        (
            say("import all from one of them: `from keras import layers`"),
            say("wrap a function in a layer: `Lambda(...)`, `Activation(...)`"),
        ),
    ),
    Known(
        ("All layers added to a Sequential model should have unique names. Name '{name:word}'",),
        say("Two layers have the name `{name}`; or one layer was added twice."),
        {"name": say("the name of both")},
        (say("say `name=` for one of them, or make two layers"),),
    ),
    Known(
        (
            "Unrecognized keyword arguments passed to {layer:word}: {'{argument:word}'",
            "Unrecognized keyword arguments passed to {layer:word}: ['{argument:word}'",
        ),
        say("{layer} takes no `{argument}`."),
        {"layer": say("the class of the layer"), "argument": say("what it does not take")},
        (say("look up how this version of Keras spells it, or leave it out"),),
        spelt,
    ),
    Known(
        (
            "The last dimension of the inputs to a Dense layer should be defined. Found None",
            "The last dimension of the inputs to `Dense` should be defined. Found `None`",
            "The channel dimension of the inputs should be defined. Found `None`",
            "The channel dimension of the inputs should be defined. The input_shape received is",
            "The shape of the input to 'Flatten' is not fully defined (got {shape:sizes}",
            "Shapes used to initialize variables must be fully-defined (no `None` dimensions). "
            "Received: shape={shape:sizes}",
        ),
        say("A layer's weights take their sizes from the input, and one of these is not known."),
        {"shape": say("the shape; None is what nobody has stated")},
        (
            say("state all sizes of the input but the batch: `Input(shape=(28, 28, 1))`"),
            say("where images have any size, pool before the Dense: `GlobalAveragePooling2D()`, "
                "not `Flatten()`"),
        ),
    ),
    Known(
        (
            "A KerasTensor is symbolic: it's a placeholder for a shape",
            "Cannot convert a symbolic Keras input/output to a numpy array",
            "A KerasTensor cannot be used as input to a TensorFlow function",
        ),
        say("While a model is built its tensors have shapes and no numbers, and a function of "
            "NumPy or TensorFlow asks for numbers."),
        cures=(say("use `keras.ops`, or a layer, or a class of your own with a `call`"),),
    ),
    Known(
        (
            "Graph disconnected: cannot obtain value for tensor",
            "Output with path {_:any} is not connected to `inputs`",
            "`inputs` not connected to `outputs`",
        ),
        say("An output of the model comes from an input that the model does not have, often since "
            "a name such as `x` was used again."),
        cures=(say("name all that it reads, `Model(inputs=[a, b], outputs=y)`, and look where each "
                   "tensor comes from"),),
    ),
)  # fmt: skip
