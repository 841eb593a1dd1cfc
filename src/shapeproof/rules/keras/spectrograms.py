"""Keras's layers that turn sound into pictures of its frequencies."""

from __future__ import annotations

from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import DataFormat, channels_apart
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, Weight, called, need

Mode = Literal["log", "magnitude", "psd", "real", "imag", "angle", "stft"]
Padding = Literal["valid", "same"]
AFTER = {"real": 0, "imag": 0, "stft": 0, "angle": 1, "psd": 4, "magnitude": 5, "log": 7}
"""What is done for each frequency after the sums.  `psd`: two squares, added, doubled;
`magnitude`: two squares, added, kept from 0, the root; `log`: kept from 0 again, the logarithm."""
TOLD = {
    "real": say("the real part of one frequency of a frame"),
    "imag": say("the imaginary part of one frequency of a frame"),
    "angle": say("the angle of one frequency of a frame"),
    "psd": say("the power of one frequency of a frame"),
    "magnitude": say("the strength of one frequency of a frame"),
    "log": say("the logarithm of the strength of one frequency of a frame"),
}


def stft_spectrogram(
    x: Tensor,
    *,
    mode: Mode = "log",
    frame_length: Dim = 256,
    frame_step: Dim | None = None,
    fft_length: Dim | None = None,
    window: object = "hann",
    periodic: bool = False,
    scaling: object = "density",
    padding: Padding = "valid",
    expand_dims: bool = False,
    data_format: DataFormat = "channels_last",
) -> Facts:
    """Looks at {frame_length} samples of {channels:the one channel|each of # channels} at once, a
    frame, and writes how strong each of {frequencies} frequencies is in it ({mode}).  For each
    frequency it weighs the samples of a frame with a cosine, a sine or both, as {mode} needs; these
    waves are weights that training may change.  Unless `frame_step` says otherwise, a frame starts
    half a frame after the last one.  Unless `fft_length` says otherwise, there are as many
    frequencies as the next power of two, {transform}, can tell apart: half of it and one.  With
    `expand_dims`, frequencies and channels have an axis each."""
    batch, (samples,), channels = channels_apart(x, 1, data_format)
    need(frame_length >= 1, "a frame has at least 1 sample, not {n}", n=frame_length)
    moved = frame_length // 2 if frame_step is None else frame_step
    transform = power_of_two(frame_length) if fft_length is None else fft_length
    need_frames(frame_length, moved, called(transform, "transform"))
    frames = windows.count(samples, frame_length, moved, padding, "frames")
    bins = called(step("frequencies", transform // 2 + 1), "frequencies")
    written = 2 * bins if mode == "stft" else bins
    parts = [part for part in ("real", "imag") if mode not in {"real", "imag"} - {part}]
    rows = (
        (frames, written, channels) if expand_dims else (frames, step("rows", written * channels))
    )
    if data_format == "channels_first":
        rows = (channels, frames, written) if expand_dims else (rows[1], frames)

    def cell(index: Index) -> Reads:
        example, frame, frequency, channel = placed(index, int(written), data_format)
        read, wide = parts, int(bins)
        if mode == "stft":
            read, frequency = [parts[frequency >= wide]], frequency % wide
        covered = windows.covered(frame, int(samples), int(frame_length), int(moved), padding)
        places = (one(example), covered, one(channel))
        if data_format == "channels_first":
            places = (one(example), one(channel), covered)
        return Reads(
            (places,),
            TOLD[read[0] if mode == "stft" else mode],
            {f"{part}_kernel": (*whole((frame_length, 1)), one(frequency)) for part in read},
        )

    return Facts(
        Tensor((batch, *rows)),
        {f"{part}_kernel": Weight((frame_length, 1, bins)) for part in parts},
        macs=product((batch, frames, channels, len(parts), frame_length, bins)),
        elementwise=product((batch, frames, channels, bins)) * AFTER[mode],
        cell=cell,
    )


def placed(index: Index, written: int, data_format: DataFormat) -> tuple[int, int, int, int]:
    """Example, frame, frequency and channel of a place of the output."""
    last = data_format == "channels_last"
    if len(index) == 4:
        example, *rest = index
        frame, frequency, channel = rest if last else (rest[1], rest[2], rest[0])
    else:
        example, frame, row = index if last else (index[0], index[2], index[1])
        channel, frequency = divmod(row, written)
    return example, frame, frequency, channel


def need_frames(length: Dim, moved: Dim, transform: Dim) -> None:
    """Frames follow each other without gaps, and are no longer than what is transformed."""
    need(
        moved >= 1,
        "a frame starts at least 1 sample after the last one, not {moved}",
        moved=moved,
    )
    need(
        moved <= length,
        "a frame starts at most its own length after the last one, {length}, not {moved}",
        length=length,
        moved=moved,
    )
    need(
        length <= transform,
        "fft_length of {transform} is shorter than a frame of {length}",
        transform=transform,
        length=length,
    )


def power_of_two(size: Dim) -> Dim:
    """The next power of two, where the size is known."""
    number = known(size)
    need(
        number is not None,
        "which power of two follows {size} is not known; state fft_length",
        size=size,
    )
    return 1 << ((number or 1) - 1).bit_length()


def mel_spectrogram(
    x: Tensor,
    *,
    fft_length: Dim = 2048,
    sequence_stride: Dim = 512,
    sequence_length: Dim | None = None,
    window: object = "hann",
    sampling_rate: Dim = 16000,
    num_mel_bins: Dim = 128,
    min_freq: float = 20.0,
    max_freq: float | None = None,
    power_to_db: bool = True,
    top_db: float = 80.0,
    mag_exp: float = 2.0,
    min_power: float = 1e-10,
    ref_power: float = 1.0,
) -> Facts:
    """Looks at the samples in frames that start {sequence_stride} apart, finds how strong each of
    {frequencies} frequencies is in a frame, and adds them up to {num_mel_bins:band|bands} that an
    ear tells apart.  Unless `sequence_length` says otherwise, a frame is {fft_length} samples long.
    Unless `power_to_db` is turned off, it writes decibels.  It has no weights."""
    batch, samples, *_ = x.read("batch", "samples", "...")
    length = fft_length if sequence_length is None else sequence_length
    need(
        length <= fft_length,
        "fft_length of {transform} is shorter than a frame of {length}",
        transform=fft_length,
        length=length,
    )
    need(
        sequence_stride >= 1,
        "a frame starts at least 1 sample after the last one, not {moved}",
        moved=sequence_stride,
    )
    need(num_mel_bins >= 0, "there must be 0 bands or more, not {n}", n=num_mel_bins)
    frames = step("frames", (samples + sequence_stride + 1) // sequence_stride)
    bins = called(step("frequencies", fft_length // 2 + 1), "frequencies")
    # each sample of a frame by its window; the transform; real and imaginary part squared, added,
    # the root, a power; then for each band kept from 0, the logarithm, tenfold, less that of the
    # reference, compared with the loudest, kept from what is top_db below it
    levels = (power_of_two(fft_length).__index__() - 1).bit_length()
    transformed = fft_length * levels * 5 // 2
    of_frame = length + transformed + bins * 5 + num_mel_bins * (6 * power_to_db)
    return Facts(
        Tensor((batch, num_mel_bins, frames)),
        macs=product((batch, frames, bins, num_mel_bins)),
        elementwise=product((batch, frames)) * of_frame,
    )


RULES = [
    Rule("MelSpectrogram", mel_spectrogram),
    Rule("STFTSpectrogram", stft_spectrogram),
]
