"""torch's convolutions and poolings: channels, axes, windows that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

MOST = 64  # the widest padding that is tried
COLOURS = (1, 3, 4)  # channels that an image may have
INPUT = say("the shape of the input: its batch, its channels, then its places")
SMALLER = say("leave out a pooling or a stride that comes before, or start with a larger input")
CHANNELS = "expected input{input:sizes} to have {takes:int} channels, but got {found:int} channels"
OTHER_CHANNELS = say(
    "The layer takes {takes:channel|channels}, and the input has {found} where torch looks for "
    "them: on its second axis, behind the batch."
)
COUNTED = {
    "takes": say("channels that the layer takes: `in_channels`"),
    "found": say("channels that the input has"),
}
GIVE_AS_MANY = say("make what comes before give {takes:channel|channels}")


def moved(
    weight: Sizes, input: Sizes, takes: int, found: int, groups: int = 0
) -> Iterator[Message]:
    """What brings as many channels as the layer takes behind the batch, or makes it take others.

    A transposed convolution is told without groups, and its weight has the filters second.
    """
    if len(weight) != len(input) or len(input) not in (3, 4, 5):
        return
    rank, filters = len(input) - 2, weight[0 if groups else 1]
    layer = f"Conv{rank}d" if groups else f"ConvTranspose{rank}d"
    arguments = {"out_channels": filters, "kernel_size": weight[2:], "groups": groups or 1}
    order = (0, rank + 1, *range(1, rank + 1))
    turned = outcome.torch("permute", input, dims=order) or input
    looks = {"order": order, "shape": str(turned), "last": input[-1]}
    if outcome.torch(layer, turned, in_channels=takes, **arguments):
        yield say(
            "the input looks like channels last, and torch wants them behind the batch: "
            "`x.permute({order})` makes it {shape}",
            **looks,
        )
    elif input[-1] in COLOURS and found not in COLOURS:
        yield say(
            "the input looks like channels last, and torch wants them behind the batch: "
            "`x.permute({order})` makes it {shape}, which `in_channels={last}` takes",
            **looks,
        )
    if takes == 1:
        yield say("if the input has no axis of channels yet, give it one: `x.unsqueeze(1)`")
    if found == 1:
        times = (1, takes, *(1 for _ in input[2:]))
        yield say("copy the one channel of a grey image: `x.repeat({times})`", times=times)
    if found == 4 and takes == 3:
        yield say("drop the fourth channel, which is transparency: `x[:, :3]`")
    if outcome.torch(layer, input, in_channels=found, **arguments):
        yield say("if {found} are right, say `in_channels={found}`")


def as_many_axes(rank: int, input: Sizes = (), weight: Sizes = ()) -> Iterator[Message]:
    """What gives an input as many axes; a weight tells how many channels the layer takes."""
    if len(input) == rank - 2:
        yield say("if it is one example of one channel, give it both axes: `x[None, None]`")
    if len(input) == rank - 1 and weight[1:2] in ((), input[:1]):
        yield say("if the batch is missing, put it in front: `x.unsqueeze(0)`")
    if len(input) == rank - 1 and weight[1:2] in ((), (1,)):
        yield say("if the channels are missing, put them behind the batch: `x.unsqueeze(1)`")
    if len(input) == rank + 1:
        yield say("if the first two axes both count examples, join them: `x.flatten(0, 1)`")


def padded(input: Sizes, kernel: Sizes) -> Iterator[Message]:
    """The least padding with which a window fits."""
    window = {"in_channels": 1, "out_channels": 1, "kernel_size": kernel}
    for more in range(1, MOST):
        if outcome.torch(f"Conv{len(input)}d", (1, 1, *input), padding=more, **window):
            yield say("raise `padding` by {more}, or more", more=more)
            return


def less_padded(kernel: int, dilation: int = 1, **_: int) -> Iterator[Message]:
    """The most padding that a pooling takes."""
    window = {"kernel_size": kernel, "dilation": dilation}
    room = (1, 1, kernel * dilation, kernel * dilation)
    able = [p for p in range(MOST) if outcome.torch("MaxPool2d", room, padding=p, **window)]
    if able:
        yield say("choose `padding={most}`, or less", most=able[-1])


KNOWN = (
    Known(
        (
            f"Given groups={{groups:int}}, weight of size {{weight:sizes}}, {CHANNELS} instead",
            f"Given groups={{groups:int}}, weight{{weight:sizes}}, so {CHANNELS} instead",
        ),
        OTHER_CHANNELS,
        {
            "groups": say("`groups`: each share of the channels has filters of its own"),
            "weight": say("the weight: filters, channels in a group, and the window"),
            "input": INPUT,
            **COUNTED,
        },
        (GIVE_AS_MANY,),
        moved,
    ),
    Known(
        (f"Given transposed=1, weight of size {{weight:sizes}}, {CHANNELS} instead",),
        OTHER_CHANNELS,
        {
            "weight": say("the weight: channels taken, channels given, and the window"),
            "input": INPUT,
            **COUNTED,
        },
        (GIVE_AS_MANY,),
        moved,
    ),
    Known(
        (
            "Expected {_:int}D (unbatched) or {rank:int}D (batched) input to {_:word}, but got "
            "input of size: {input:sizes}",
            "Expected {rank:int}-dimensional input for {_:int}-dimensional weight {weight:sizes}, "
            "but got {_:int}-dimensional input of size {input:sizes} instead",
            "Expected {rank:int}-dimensional input for {_:int}-dimensional weight {_:any}, but got "
            "{_:int}-dimensional input of size {input:sizes} instead",
            "Expected {rank:int}-dimensional input for {_:int}-dimensional weight {weight:sizes}, "
            "but got input of size {input:sizes} instead",
            "{_:word}(): Expected {_:int}D or {rank:int}D tensor, but got{_:gap}{input:sizes}",
            "{_:word}: Expected {_:int}D or {rank:int}D (batch mode) tensor with optional 0 dim "
            "batch size for input, but got:{input:sizes}",
            "non-empty {_:int}D or {rank:int}D (batch mode) tensor expected for input",
        ),
        say(
            "The layer reads {rank:axis|axes}, batch and channels in front and then the places, or "
            "one axis less for a single example; the input has another number."
        ),
        {
            "rank": say("axes that the layer reads, with the batch"),
            "weight": say("the weight: filters, channels in a group, and the window"),
            "input": say("the shape of the input"),
        },
        (say("reshape the input to {rank:axis|axes}: `x.reshape(...)`"),),
        as_many_axes,
    ),
    Known(
        (
            "Calculated padded input size per channel: {input:sizes}. Kernel size: {kernel:sizes}. "
            "Kernel size can't be greater than actual input size",
        ),
        say("The window, {kernel} with its dilation, finds no place in an input of {input}, its "
            "padding included."),
        {
            "input": say("the input along each axis that the window moves on, padding included"),
            "kernel": say("the window along each of these axes, dilation included"),
        },
        (SMALLER, say("choose a smaller `kernel_size`")),
        padded,
    ),
    Known(
        (
            "Given input size: {input:sizes}. Calculated output size: {output:sizes}. Output size "
            "is too small",
            "max_pool1d() Invalid computed output size: {_:int}",
        ),
        say("The pooling's window is larger than what is left of its input: nothing comes out."),
        {
            "input": say("channels, then the sizes that the window moves on"),
            "output": say("channels, then the sizes that would come out"),
        },
        (
            SMALLER,
            say("choose a smaller `kernel_size`, or a `padding`"),
            say("pool to one number, however large the input: `nn.AdaptiveAvgPool2d(1)`"),
        ),
    ),
    Known(
        (
            "pad should be at most half of effective kernel size, but got pad={padding:int}, "
            "kernel_size={kernel:int} and dilation={dilation:int}",
            "padding should be at most half of kernel size, but got padding={padding:int} and "
            "kernel_size={kernel:int}",
            "pad should be smaller than or equal to half of kernel size, but got padW = "
            "{padding:int}, padH = {_:int}, kW = {kernel:int}",
        ),
        say("With {padding} of padding on each side, a window of {kernel} could lie in the padding "
            "alone; torch allows half of the window."),
        {"padding": say("`padding`, on each side"), "kernel": say("`kernel_size`"),
         "dilation": say("`dilation`")},
        (say("pad before it, with `nn.ZeroPad2d`, if so much is meant"),),
        less_padded,
    ),
    Known(
        ("padding='same' is not supported for strided convolutions",),
        say("`padding='same'` promises as many places as came in, and a stride gives fewer."),
        cures=(
            say("say `padding=kernel_size // 2` with an odd `kernel_size`: it gives the size "
                "divided by the stride, rounded up"),
            say("say `stride=1`, and pool afterwards"),
        ),
    ),
    Known(
        ("{which:word} must be divisible by groups",),
        say("Each group takes an equal share of the channels that come in and gives one of those "
            "that go out, so `groups` must divide both."),
        {"which": say("the channels that cannot be shared out evenly")},
        (say("make `{which}` a multiple of `groups`, or choose another `groups`"),),
    ),
)  # fmt: skip
