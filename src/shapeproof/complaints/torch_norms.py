"""torch's norms: why they refuse an input."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

MOST = 256  # the largest number of groups that is tried
MOST_AXES = 5  # of an input that is looked at
PLACES = say("the input: its batch, its channels, then its places")
CHANNELS_ELSEWHERE = say("if the channels stand last, bring them behind the batch: "
                         "`x.movedim(-1, 1)`")  # fmt: skip


def norm_of(found: int) -> Iterator[Message]:
    """The batch norm for so many axes, batch included."""
    for rank in (1, 2, 3) if found <= MOST_AXES else ():
        if outcome.torch(f"BatchNorm{rank}d", (2,) * found, num_features=2):
            yield say("take the one for {found} axes: `nn.BatchNorm{rank}d`", rank=rank)


def even_shares(groups: int = 0, channels: int = 0, input: Sizes = ()) -> Iterator[Message]:
    """The number of groups nearest to that asked for which divides the channels."""
    channels = channels or (*input, 0, 0)[1] or 0
    for near in range(MOST if groups else 0):
        for tried in (groups - near, groups + near):
            norm = {"num_groups": tried, "num_channels": channels}
            if tried > 0 and outcome.torch("GroupNorm", (1, channels, 2, 2), **norm):
                yield say("choose `num_groups={tried}`", tried=tried)
                return


def brought_last(made: Sizes, input: Sizes) -> Iterator[Message]:
    """The order of the axes in which a layer norm takes the input, batch first, or its own."""
    for order in permutations(range(1, len(input))) if len(input) <= MOST_AXES else ():
        turned = outcome.torch("permute", input, dims=(0, *order))
        if turned and outcome.torch("LayerNorm", turned, normalized_shape=made):
            yield say("bring these axes to the end: `x.permute({order})`", order=(0, *order))
            break
    last = str(input[-len(made) :])
    yield say("if {last} is right, make it so: `nn.LayerNorm({last})`", last=last)


KNOWN = (
    Known(
        ("running_mean should contain {found:int} elements not {made:int}",),
        say("The batch norm is made for {made:channel|channels}, and its input has {found}, on the "
            "axis behind the batch."),
        {
            "found": say("channels of the input"),
            "made": say("channels that the norm is made for: `num_features`"),
        },
        (
            say("if {found} are right, say `num_features={found}`: as many as the layer before "
                "gives"),
            CHANNELS_ELSEWHERE,
        ),
    ),
    Known(
        (
            "expected {_:int}D input (got {found:int}D input)",
            "expected {_:int}D or {_:int}D input (got {found:int}D input)",
        ),
        say("Norms of one, two and three dimensions take different numbers of axes, and this one "
            "does not take {found}."),
        {"found": say("axes of the input, batch included")},
        (say("reshape the input, or flatten it later"),),
        norm_of,
    ),
    Known(
        ("Expected more than 1 value per channel when training, got input size {input:sizes}",),
        say("In training a batch norm takes the variance over batch and places; here a channel has "
            "one number, and that has none."),
        {"input": PLACES},
        (
            say("for a prediction, or for one example, call `model.eval()` before"),
            say("in training, leave out a last batch of one: `DataLoader(..., drop_last=True)`"),
        ),
    ),
    Known(
        ("Expected more than 1 spatial element when training, got input size {input:sizes}",),
        say("An instance norm takes the variance over the places of a channel; here there is one "
            "place, and that has none."),
        {"input": PLACES},
        (say("leave the norm out where one place is left, or take `nn.GroupNorm`"),),
    ),
    Known(
        (
            "num_channels ({channels:int}) must be divisible by num_groups ({groups:int})",
            "Expected number of channels in input to be divisible by num_groups, but got input of "
            "shape {input:sizes} and num_groups={groups:int}",
            "num_channels must be divisible by num_groups",
        ),
        say("A group norm makes equal groups of channels, so `num_groups` must divide their "
            "number."),
        {"channels": say("channels of the input"), "input": PLACES, "groups": say("`num_groups`")},
        (say("choose a number of groups that divides the channels, or other channels"),),
        even_shares,
    ),
    Known(
        (
            "Expected weight to be a vector of size equal to the number of channels in input, but "
            "got weight of shape {made:sizes} and input of shape {input:sizes}",
        ),
        say("The group norm keeps a number for each channel, {made}, and its input has other "
            "channels."),
        {"made": say("a number for each channel: `num_channels`"), "input": PLACES},
        (say("say as many `num_channels` as the input has behind its batch"), CHANNELS_ELSEWHERE),
    ),
    Known(
        (
            "Given normalized_shape={made:sizes}, expected input with shape {_:sizes}, but got "
            "input of size{input:sizes}",
        ),
        say("The norm is made for last axes of {made}, and those of the input are others."),
        {
            "made": say("the last sizes that the norm is made for: `normalized_shape`"),
            "input": say("the shape of the input"),
        },
        tried=brought_last,
    ),
)  # fmt: skip
