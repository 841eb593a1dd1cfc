"""Operations on sound and other series: frames, frequencies, and back."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, minimum, step
from shapeproof.message import say
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import MOVED, need_rank, sizes_of
from shapeproof.rules.arithmetic.signals import (
    WAVES,
    framed,
    frequencies,
    half_of,
    of_halves,
    overlapped,
    samples_of,
)
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need


def extract_sequences(x: Tensor, *, sequence_length: Dim, sequence_stride: Dim) -> Facts:
    """Cuts the last axis into frames of {sequence_length}, one starting {sequence_stride} after the
    other."""
    need_rank(x, 1)
    [(*outer, samples)] = sizes_of(x)
    frames = framed(samples, sequence_length, sequence_stride)

    def cell(index: Index) -> Reads:
        *before, frame, at = index
        return Reads(((*map(one, before), one(frame * int(sequence_stride) + at)),), MOVED)

    return Facts(Tensor((*outer, frames, sequence_length), x.dtype), cell=cell)


def real_to_frequencies(x: Tensor, *, fft_length: Dim | None = None) -> Facts:
    """Finds how strong each frequency is along the last axis: one tensor for its cosine, one for
    its sine.  Unless `fft_length` says otherwise, there are half as many frequencies as numbers,
    and one."""
    need_rank(x, 1)
    [(*outer, samples)] = sizes_of(x)
    bins = frequencies(samples if fft_length is None else fft_length)
    out = Tensor((*outer, bins), x.dtype)
    read = samples if fft_length is None else minimum(samples, fft_length)

    def cell(index: Index) -> Reads:
        return Reads(((*map(one, index[:-1]), *whole((read,))),), WAVES)

    return Facts((out, out), macs=None, cell=cell)


def frequencies_to_real(real: Tensor, imag: Tensor, *, fft_length: Dim | None = None) -> Facts:
    """Turns frequencies along the last axis, a tensor for their cosines and one for their sines,
    back into numbers.  With `fft_length`, there are {fft_length} of them."""
    outer, bins = both(real, imag, 1)
    samples = samples_of(bins) if fft_length is None else fft_length
    return Facts(Tensor((*outer, samples), real.dtype), macs=None)


def both(real: Tensor, imag: Tensor, least: int) -> tuple[Shape, Dim]:
    """The sizes that the two parts of complex numbers have in common."""
    need_rank(real, least)
    first, second = sizes_of(real, imag)
    need(
        len(first) == len(second),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(first), len(second)),
    )
    for a, b in zip(first, second):
        need(
            equal(a, b),
            "the inputs must have one shape: {first} is not {other}",
            first=a,
            other=b,
        )
    return first[:-1], first[-1]


def transformed(real: Tensor, imag: Tensor, *, axes: int) -> Facts:
    """Turns numbers along the last {axes:axis|axes} into frequencies, or back: a tensor for the
    real parts and one for the imaginary ones; the shape stays as it is."""
    both(real, imag, axes)
    need(
        not any(isinstance(size, PerExample) for size in real.shape[-axes:]),
        "nobody knows how long the axes are that are transformed",
    )
    parts = (Tensor(real.shape, real.dtype), Tensor(imag.shape, imag.dtype))

    def cell(index: Index) -> Reads:
        read = (*map(one, index[:-axes]), *whole(real.shape[-axes:]))
        return Reads((read, read), WAVES)

    return Facts(parts, macs=None, cell=cell)


def stft(
    x: Tensor,
    *,
    sequence_length: Dim,
    sequence_stride: Dim,
    fft_length: Dim,
    center: bool = True,
) -> Facts:
    """Cuts the last axis into frames of {sequence_length}, one starting {sequence_stride} after the
    other, and finds how strong each frequency is in a frame: one tensor for its cosine, one for its
    sine.  There are half as many frequencies as `fft_length` says ({fft_length}), and one.  Unless
    `center` is turned off, the frames begin half a transform before the first sample."""
    need_rank(x, 1)
    [(*outer, samples)] = sizes_of(x)
    if isinstance(samples, PerExample):
        frames: Dim = samples
    else:
        wider = samples + fft_length // 2 * 2 if center else samples
        frames = framed(wider, fft_length, sequence_stride)
    out = Tensor((*outer, frames, frequencies(fft_length)), x.dtype)
    return Facts((out, out), macs=None)


def istft(
    real: Tensor,
    imag: Tensor,
    *,
    sequence_length: Dim,
    sequence_stride: Dim,
    fft_length: Dim,
    length: Dim | None = None,
    center: bool = True,
) -> Facts:
    """Turns the frequencies of frames back into one series.  With `length`, it is {length} long."""
    need_rank(real, 2)
    outer, _ = both(real, imag, 2)
    *outer, frames = outer  # type: ignore[assignment]
    samples = overlapped(frames, fft_length, sequence_stride, center)
    return Facts(
        Tensor((*outer, step("samples", samples) if length is None else length), real.dtype),
        macs=None,
    )


def paired(x: Tensor) -> Facts:
    """Takes the two numbers of the last axis for one complex number."""
    need_rank(x, 1)
    [(*outer, _)] = sizes_of(x)
    return Facts(Tensor(tuple(outer), "complex64"), cell=of_halves)


def unpaired(x: Tensor) -> Facts:
    """Writes every complex number as two, along a new last axis."""
    [sizes] = sizes_of(x)
    return Facts(Tensor((*sizes, 2), "float32"), cell=half_of)


def polar(abs_: Tensor, angle: Tensor) -> Facts:
    """Makes complex numbers of their lengths and angles; the shape stays as it is."""
    sizes, _ = sizes_of(abs_, angle)

    def cell(index: Index) -> Reads:
        own = tuple(map(one, index))
        return Reads((own, own), say("a complex number of a length and an angle"))

    return Facts(Tensor(sizes, "float32"), cell=cell)


RULES = [
    Rule("extract_sequences", extract_sequences),
    Rule("fft", transformed, {"axes": 1}),
    *(Rule(name, transformed, {"axes": 2}) for name in ("fft2", "ifft2")),
    Rule("rfft", real_to_frequencies),
    Rule("irfft", frequencies_to_real),
    Rule("stft", stft, beside="window"),
    Rule("istft", istft, beside="window"),
    Rule("view_as_complex", paired),
    Rule("view_as_real", unpaired),
    Rule("polar", polar),
]
