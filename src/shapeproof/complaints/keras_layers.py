"""What Keras's layers say when they are built: windows, reshapes, shares, weights."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

COLOURS = (1, 3, 4)  # channels that an image may have
INPUT = say("the shape of the input, batch first, channels last")
SMALLER = say("choose a smaller window, or leave out a pooling or a stride that comes before, or "
              "start with larger inputs")  # fmt: skip


def convolved(
    input: Sizes, kernel: Sizes, strides: Sizes, dilation: Sizes = (), padding: str = "valid"
) -> Iterator[Message]:
    """A padding with which a window fits."""
    rank = len(input) - 2
    same = {"padding": "same", "strides": strides}
    if dilation:
        window = {"filters": 1, "kernel_size": kernel[:rank], "dilation_rate": dilation, **same}
        fits = outcome.keras(f"Conv{rank}D", input, **window)
    else:
        fits = outcome.keras(f"MaxPooling{rank}D", input, pool_size=kernel, **same)
    if fits:
        yield say("pad it: `padding='same'` leaves {places}", places=str(fits[1:-1]))


def channels_first(input: Sizes = (), **_: object) -> Iterator[Message]:
    """For an image whose channels stand in front."""
    if len(input) == 4 and input[1] in COLOURS and input[3] not in COLOURS:
        shape = (*input[2:], input[1])
        yield say("the channels seem to stand first, and Keras looks for them at the end: "
                  "`Input(shape={shape})`", shape=str(shape))  # fmt: skip


def opened(input: Sizes, shape: Sizes) -> Iterator[Message]:
    """The shapes with one size left open that take as many numbers."""
    for axis in range(len(shape)):
        target = tuple(-1 if at == axis else size for at, size in enumerate(shape))
        made = outcome.keras("Reshape", (None, *input), target_shape=target)
        if made and target != shape:
            yield say("leave one size open: `Reshape({target})` makes it {made}",
                      target=str(target), made=str(made))  # fmt: skip


KNOWN = (
    Known(
        (
            "Computed output size would be zero or negative. Received `inputs "
            "shape={input:sizes}`, `kernel shape={kernel:sizes}`, `dilation_rate={dilation:sizes}`,"
            " `strides={strides:sizes}`, `padding={padding:word}`",
            "Computed output size would be zero or negative. Received: "
            "`inputs.shape={input:sizes}`, `pool_size={kernel:sizes}`, `strides={strides:sizes}`, "
            "`padding={padding:word}`",
        ),
        say("The window finds no place in what is left of the input."),
        {
            "input": INPUT,
            "kernel": say("the window along each axis; of a convolution, then channels and "
                          "filters"),
            "dilation": say("how far apart the places of the window are"),
            "strides": say("how far the window moves on"),
        },
        (SMALLER,),
        convolved,
    ),
    Known(
        (
            "Negative dimension size caused by subtracting {window:int} from {size:int} for "
            "{_:any} with input shapes: {input:sizes}",
            "Negative dimension size caused by subtracting {window:int} from {size:int} for",
            "One of the dimensions in the output is <= 0 due to downsampling in {layer:word}. "
            "Consider increasing the input size. Received input shape {input:sizes}",
        ),
        say("The window of a convolution or pooling is larger than what is left of its input."),
        {
            "window": say("the window"),
            "size": say("the size of the input on this axis"),
            "layer": say("the layer"),
            "input": INPUT,
        },
        (
            say("pad it: `padding='same'`"),
            SMALLER,
        ),
        channels_first,
    ),
    Known(
        (
            "total size of new array must be unchanged, input_shape = {input:sizes}, output_shape "
            "= {shape:sizes}",
            "The total size of the tensor must be unchanged. Received: input_shape={input:sizes}, "
            "target_shape={shape:sizes}",
            "The total size of the tensor must be unchanged, however, the input size cannot by "
            "divided by the specified dimensions in target_shape. Received: "
            "input_shape={input:sizes}, target_shape={shape:sizes}",
        ),
        say("A reshape keeps every number, and {shape} holds another count than {input}; the batch "
            "is left out in both."),
        {"input": say("the shape of one example"),
         "shape": say("the shape asked for; -1 stands for what is left")},
        (say("if the sizes were computed, look which layer before leaves others"),),
        opened,
    ),
    Known(
        ("The number of filters must be evenly divisible by the number of groups. Received: "
         "groups={groups:int}, filters={filters:int}",
         "The number of input channels must be evenly divisible by the number of groups. Received "
         "groups={groups:int}, but the input has {filters:int} channels"),
        say("Each group takes an equal share of the channels and gives one of the filters, so "
            "`groups` must divide both; {groups} does not divide {filters}."),
        {"groups": say("`groups`"), "filters": say("the channels or filters to be shared out")},
        (say("choose a number that is divisible by {groups}, or another `groups`"),),
    ),
    Known(
        (
            "Number of groups ({groups:int}) must be a multiple of the number of channels "
            "({channels:int})",
            "Number of groups ({groups:int}) cannot be more than the number of channels "
            "({channels:int})",
        ),
        say("A group norm makes equal groups of channels, so the number of groups must divide that "
            "of channels, whatever Keras says."),
        {"groups": say("`groups`, which is 32 unless it is stated"),
         "channels": say("channels of the input")},
        (say("say a number that divides {channels}, such as `groups=1`"),),
    ),
    Known(
        (
            "Layer {_:word} weight shape {own:sizes} is not compatible with provided weight shape "
            "{given:sizes}",
            "The shape of the target variable and the shape of the target value in "
            "`variable.assign(value)` must match. variable.shape={own:sizes}, Received: "
            "value.shape={given:sizes}",
            "Weight expects shape {own:sizes}. Received saved weight with shape {given:sizes}",
        ),
        say("A weight of the model is {own} and the one that is given {given}: the model is built "
            "with other arguments, or for other inputs, than the one that was saved."),
        {"own": say("the shape of the model's weight; of a Dense layer, in and out"),
         "given": say("the shape of the one that is given")},
        (
            say("build the model with the arguments and the input shape of the saved one"),
            say("to train it for other classes, load first and put a new last layer on"),
        ),
    ),
    Known(
        (
            "You are trying to load a weight file containing {given:int} layers into a model with "
            "{own:int} layers",
            "You called `set_weights(weights)` on layer '{_:word}' with a weight list of length "
            "{given:int}, but the layer was expecting {own:int} weights",
        ),
        say("{given} are given, and the model has {own}."),
        {"given": say("layers or weights that are given"), "own": say("those of the model")},
        (
            say("build the model before its weights are loaded: give it an input shape, or call "
                "it once"),
            say("build it as the one that was saved"),
        ),
    ),
    Known(
        ("indices{at:sizes} = {index:int} is not in [0, {rows:int})",),
        say("An embedding is a table of {rows:row|rows}, counted from 0, and there is no row "
            "{index}."),
        {"at": say("the place in the input"), "index": say("the row asked for"),
         "rows": say("rows of the table: `input_dim`")},
        (
            say("make the table longer than the largest index: `input_dim=x.max() + 1`"),
            say("limit the vocabulary to {rows} words, the padding's 0 among them"),
        ),
    ),
    Known(
        (
            "Input size must be at least {least:int}x{_:int}; Received: input_shape={found:sizes}",
            "Input size must be at least {least:int}x{_:int}; got `input_shape={found:sizes}`",
        ),
        say("The network halves its input several times, and one smaller than {least} is used up "
            "on the way."),
        {"least": say("the least height and width"), "found": say("the shape that was asked for")},
        (say("enlarge the images: `keras.layers.Resizing({least}, {least})`, and say "
             "`input_shape=({least}, {least}, 3)`"),),
    ),
)  # fmt: skip
