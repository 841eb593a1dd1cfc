"""Keras's recurrent convolutions: what is remembered from frame to frame is an image."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic import recurrences, windows
from shapeproof.rules.arithmetic.axes import SPATIAL, DataFormat, apart, back
from shapeproof.rules.arithmetic.products import Activation, one, whole
from shapeproof.rules.arithmetic.windows import Padding
from shapeproof.rules.keras.convolution import geometry, need_one_kind
from shapeproof.rules.keras.recurrent import BESIDE, need_batch
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, Weight, need


def conv_lstm(
    x: Tensor,
    *initial_state: Tensor,
    rank: int,
    gates: Dim,
    filters: Dim,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = "channels_last",
    dilation_rate: Sizes = 1,
    activation: Activation = "tanh",
    recurrent_activation: Activation = "sigmoid",
    use_bias: bool = True,
    return_sequences: bool = False,
    return_state: bool = False,
    go_backwards: bool = False,
    stateful: bool = False,
) -> Facts:
    """Reads the sequence frame by frame; each of its {gates} gates looks at {kernel_size} of
    {channels:the one channel|all # channels} of the frame and, around the same place, of the
    {filters:channel|channels} put out at the frame before, with weights of its own for each of the
    {filters:filter|filters}.  One gate makes a new number, one says how much of it is let into the
    memory, one how much of the memory is kept, and one how much of the memory is put out.  What is
    put out keeps its size from frame to frame, since it is padded before it is looked at again.
    Unless `return_sequences` is chosen, only what is put out after the last of
    {frames:frame|frames} is kept.  With `return_sequences`, what is put out at each of
    {frames:frame|frames} is kept.  With `return_state`, two more outputs tell what was put out last
    and what the memory holds at the end.  With `go_backwards`, it reads from the last frame to the
    first.  With `stateful`, what is remembered at the end of a batch is where the next batch
    begins."""
    around, *axes = back("batch", SPATIAL[rank], "channels", data_format)
    batch, frames, *frame = x.read(around, "frames", *axes)
    _, sizes, channels = apart((batch, *frame), data_format)
    taps, moves, rates = geometry(rank, kernel_size, strides, dilation_rate)
    need_one_kind(moves, rates)
    need(filters >= 1, "there must be at least 1 filter, not {filters}", filters=filters)
    need(padding != "causal", "padding is 'causal' in Conv1D only")
    need_batch(stateful, batch)
    out = windows.slide(sizes, taps, moves, padding, rates)
    state = Tensor(back(batch, out, filters, data_format))
    recurrences.need_as_many(initial_state, 2)
    need_alike(initial_state, state.shape)
    sums = gates * filters
    weights = {
        "kernel": Weight((*taps, channels, sums)),
        "recurrent_kernel": Weight((*taps, filters, sums)),
    } | ({"bias": Weight((sums,))} if use_bias else {})

    def cell(index: Index) -> Reads:
        frame = index[1] if return_sequences else int(frames) - 1
        example, places, number = apart((index[0], *index[1 + return_sequences :]), data_format)
        read = recurrences.steps_read(frame, int(frames), go_backwards)
        every = range(int(filters))
        kept, shown = (
            tuple(recurrences.reached(*axis, times) for axis in zip(places, out, taps))
            for times in (frame, frame + 1)
        )
        covered = tuple(
            windows.under_several(*axis, padding) for axis in zip(kept, sizes, taps, moves, rates)
        )
        first, *image = back(one(example), covered, range(int(channels)), data_format)
        states = (
            back(one(example), shown, every, data_format),
            back(one(example), kept, every if frame else one(number), data_format),
        )
        columns = recurrences.columns_of(number, int(filters), int(gates))
        if frame > 0:
            columns = range(int(sums))
        return Reads(
            ((first, read, *image), *states[: len(initial_state)]),
            say("what filter {filter} puts out after {n:frame|frames}", filter=number, n=len(read)),
            {name: (*whole(weight.shape[:-1]), columns) for name, weight in weights.items()},
        )

    output = Tensor((batch, frames, *state.shape[1:])) if return_sequences else state
    work = recurrences.lstm_work(activation, recurrent_activation, use_bias)
    return Facts(
        (output, state, state) if return_state else output,
        weights,
        macs=product((batch, frames, *out, *taps, channels + filters, sums)),
        elementwise=product((batch, frames, *out, filters, work)),
        cell=cell,
    )


def need_alike(states: tuple[Tensor, ...], shape: Shape) -> None:
    """A state is what is put out at a frame: as many numbers, at as many places."""
    for state in states:
        need(
            len(state.shape) == len(shape),
            "it begins with states of {axes:axis|axes}, not of {given}",
            axes=len(shape),
            given=len(state.shape),
        )
        for given, size in zip(state.shape[1:], shape[1:]):
            need(
                equal(given, size),
                "it begins with states of ({shape}), not of ({given})",
                shape=shape[1:],
                given=state.shape[1:],
            )


RULES = [
    Rule(
        f"ConvLSTM{rank}D",
        conv_lstm,
        {"rank": rank, "gates": 4},
        f"{BESIDE} unit_forget_bias",
    )
    for rank in (1, 2, 3)
]
