"""torch's functions on sound and other series: frequencies, frames, windows, complex numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, minimum, product
from shapeproof.message import say
from shapeproof.rules.arithmetic.axes import Axes
from shapeproof.rules.arithmetic.normalizing import spanning
from shapeproof.rules.arithmetic.pointwise import place_by_place
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.reading import MOVED, axes_of, distinct, need_rank, sizes_of
from shapeproof.rules.arithmetic.signals import (
    WAVES,
    framed,
    frequencies,
    half_of,
    of_halves,
    overlapped,
    samples_of,
)
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, need
from shapeproof.rules.torch.dtypes import DEFAULT, bits, fractional, kind, need_alike, same
from shapeproof.rules.torch.elementwise import (
    COMPLEX,
    FLOATS,
    INEXACT,
    SINGLES,
    Takes,
    need_taken,
    real,
)
from shapeproof.rules.torch.linalg import complexed

Norm = Literal["forward", "backward", "ortho"]
HALVES = Takes((2,), 16, "bfloat16")
"""Floats that two make a complex number of."""


def frequencies_along(
    input: Tensor, *, n: Dim | None = None, dim: int = -1, norm: Norm | None = None
) -> Facts:
    """Turns numbers along axis {dim} into frequencies, or back, as complex numbers.  With `n`, the
    axis is cut or filled with zeros to {n} first."""
    return transformed(input, None if n is None else (n,), (dim,), norm)


def frequencies_of_planes(
    input: Tensor, *, s: Sizes | None = None, dim: Axes = (-2, -1), norm: Norm | None = None
) -> Facts:
    """Turns numbers along the axes {dim} into frequencies, or back, as complex numbers.  With `s`,
    the axes are cut or filled with zeros to {s} first, where a -1 leaves one as it is."""
    return transformed(input, s, dim, norm)


def frequencies_of_all(
    input: Tensor, *, s: Sizes | None = None, dim: Axes | None = None, norm: Norm | None = None
) -> Facts:
    """Turns numbers along several axes into frequencies, or back, as complex numbers.  Unless `dim`
    names some, it goes along all axes, or along the last ones, as many as `s` has lengths.  With
    `dim`, it goes along the axes {dim}.  With `s`, the axes are cut or filled with zeros to {s}
    first, where a -1 leaves one as it is."""
    return transformed(input, s, dim, norm)


def real_to_frequencies(
    input: Tensor, *, n: Dim | None = None, dim: int = -1, norm: Norm | None = None
) -> Facts:
    """Finds the frequencies of real numbers along axis {dim}, as complex numbers: half as many as
    numbers, and one, since the other half mirrors them.  With `n`, the axis is cut or filled with
    zeros to {n} first."""
    return halved(input, None if n is None else (n,), (dim,), norm)


def real_to_frequencies_of_planes(
    input: Tensor, *, s: Sizes | None = None, dim: Axes = (-2, -1), norm: Norm | None = None
) -> Facts:
    """Finds the frequencies of real numbers along the axes {dim}, as complex numbers: along the
    last of them half as many as numbers, and one, since the other half mirrors them.  With `s`, the
    axes are cut or filled with zeros to {s} first, where a -1 leaves one as it is."""
    return halved(input, s, dim, norm)


def real_to_frequencies_of_all(
    input: Tensor, *, s: Sizes | None = None, dim: Axes | None = None, norm: Norm | None = None
) -> Facts:
    """Finds the frequencies of real numbers along several axes, as complex numbers: along the last
    of them half as many as numbers, and one, since the other half mirrors them.  Unless `dim` names
    some, it goes along all axes, or along the last ones, as many as `s` has lengths.  With `dim`,
    it goes along the axes {dim}.  With `s`, the axes are cut or filled with zeros to {s} first,
    where a -1 leaves one as it is."""
    return halved(input, s, dim, norm)


def frequencies_to_real(
    input: Tensor, *, n: Dim | None = None, dim: int = -1, norm: Norm | None = None
) -> Facts:
    """Turns frequencies along axis {dim}, of which the half that mirrors the others is left out,
    back into real numbers.  Unless `n` says otherwise, there are twice as many as frequencies, less
    2.  With `n`, there are {n}."""
    return doubled(input, None if n is None else (n,), (dim,), norm)


def frequencies_to_real_of_planes(
    input: Tensor, *, s: Sizes | None = None, dim: Axes = (-2, -1), norm: Norm | None = None
) -> Facts:
    """Turns frequencies along the axes {dim}, of which along the last one the half that mirrors the
    others is left out, back into real numbers.  Unless `s` says otherwise, there are along the last
    axis twice as many as frequencies, less 2.  With `s`, the lengths of the axes are {s}, where a
    -1 leaves one as it would be."""
    return doubled(input, s, dim, norm)


def frequencies_to_real_of_all(
    input: Tensor, *, s: Sizes | None = None, dim: Axes | None = None, norm: Norm | None = None
) -> Facts:
    """Turns frequencies along several axes, of which along the last one the half that mirrors the
    others is left out, back into real numbers.  Unless `dim` names some, it goes along all axes, or
    along the last ones, as many as `s` has lengths.  With `dim`, it goes along the axes {dim}.
    Unless `s` says otherwise, there are along the last axis twice as many as frequencies, less 2.
    With `s`, the lengths of the axes are {s}, where a -1 leaves one as it would be."""
    return doubled(input, s, dim, norm)


def transformed(x: Tensor, s: Sizes | None, dim: Axes | None, norm: Norm | None) -> Facts:
    """As many frequencies as numbers."""
    need_scaled(norm)
    sizes, axes = cut_or_filled(x, s, dim)
    cell = of_all_along(x.shape, sizes, axes)
    return Facts(Tensor(tuple(sizes), in_complex(x)), macs=None, cell=cell)


def halved(x: Tensor, s: Sizes | None, dim: Axes | None, norm: Norm | None) -> Facts:
    """Along the last axis half as many frequencies as numbers, and one."""
    need_scaled(norm)
    need(kind(x.dtype) < 3, "it reads real numbers, and the input is {dtype}; fft reads complex "
         "ones", dtype=same(x))  # fmt: skip
    sizes, axes = cut_or_filled(x, s, dim)
    need(len(axes) >= 1, "it must go along 1 axis at least")
    cell = of_all_along(x.shape, sizes, axes)
    if axes:
        sizes[axes[-1]] = frequencies(sizes[axes[-1]])
    return Facts(Tensor(tuple(sizes), in_complex(x)), macs=None, cell=cell)


def doubled(x: Tensor, s: Sizes | None, dim: Axes | None, norm: Norm | None) -> Facts:
    """Along the last axis twice as many numbers as frequencies, less 2, or those wanted."""
    need_scaled(norm)
    sizes, axes = cut_or_filled(x, s, dim)
    need(len(axes) >= 1, "it must go along 1 axis at least")
    *_, last = (None,) if s is None else s if isinstance(s, tuple) else (s,)
    halves = list(sizes)
    if axes and is_left(last):
        sizes[axes[-1]] = samples_of(sizes[axes[-1]])
        need_points(sizes[axes[-1]])
    elif axes:
        halves[axes[-1]] = frequencies(sizes[axes[-1]])
    cell = of_all_along(x.shape, halves, axes)
    return Facts(Tensor(tuple(sizes), real(Tensor((), in_complex(x)))), macs=None, cell=cell)


def of_all_along(
    given: Shape, sizes: Sequence[Dim], axes: Sequence[int]
) -> Callable[[Index], Reads]:
    """Every number is made of all along the axes, or of those that are left when they are cut."""
    read = tuple(minimum(size, old) for size, old in zip(sizes, given))
    return lambda index: Reads((spanning(read, axes, index),), WAVES)


def cut_or_filled(
    x: Tensor, s: Sizes | None, dim: Axes | None
) -> tuple[list[Dim], tuple[int, ...]]:
    """The sizes of what is transformed, and along which axes it is."""
    [sizes] = sizes_of(x)
    lengths = (s,) if s is not None and not isinstance(s, tuple) else s
    if dim is None and lengths is not None:
        need(
            len(lengths) <= len(sizes),
            "there are {given:length|lengths} for {rank:axis|axes}",
            given=len(lengths),
            rank=len(sizes),
        )
        dim = tuple(range(len(sizes) - len(lengths), len(sizes)))
    axes = distinct(dim, len(sizes))
    need(
        lengths is None or len(lengths) == len(axes),
        "there is a length for each axis that is named, not {given} for {axes}",
        given=len(lengths or ()),
        axes=len(axes),
    )
    out = list(sizes)
    for axis, length in zip(axes, lengths or (None,) * len(axes)):
        out[axis] = sizes[axis] if length is None or is_left(length) else length
        need_points(out[axis])
    return out, axes


def is_left(length: Dim | None) -> bool:
    """Whether a length stays as it is."""
    return length is None or (isinstance(length, int) and length == -1)


def need_points(length: Dim) -> None:
    need(length >= 1, "there must be at least 1 number to transform, not {n}", n=length)


def need_scaled(norm: Norm | None) -> None:
    need(
        norm in (None, "forward", "backward", "ortho"),
        "norm is one of {norms}, not {norm}",
        norms=("forward", "backward", "ortho"),
        norm=norm,
    )


def in_complex(x: Tensor) -> str:
    """The dtype of frequencies."""
    dtype = fractional(x)
    need(
        kind(dtype) == 3 or bits(dtype) >= 32,
        "frequencies are not found in {dtype} on the CPU; put .float() behind the input",
        dtype=dtype,
    )
    return complexed(Tensor((), dtype))


def shifted(input: Tensor, *, dim: Axes | None = None, back: bool = False) -> Facts:
    """Puts the second half of each axis before the first, so that the frequency 0 stands in the
    middle, or back; the shape stays as it is.  With `dim`, it does so along axis {dim}, counting
    from 0 or back from -1."""
    need_rank(input, 1)
    [sizes] = sizes_of(input)
    axes = axes_of(dim, len(sizes))

    def cell(index: Index) -> Reads:
        places = []
        for i, (place, size) in enumerate(zip(index, sizes)):
            half = int(size) // 2 * axes.count(i)
            places.append(one((place + (half if back else -half)) % int(size)))
        return Reads((tuple(places),), MOVED)

    return Facts(Tensor(sizes, same(input)), cell=cell)


def frequencies_themselves(*, n: Dim, d: float = 1.0, dtype: str | None = None) -> Facts:
    """Tells which frequencies a transform of {n} numbers finds, in its order."""
    return made(n, dtype)


def half_of_frequencies(*, n: Dim, d: float = 1.0, dtype: str | None = None) -> Facts:
    """Tells which frequencies a transform of {n} real numbers finds, in its order: half as many,
    and one."""
    need(n >= 0, "a size must be 0 or more, not {size}", size=n)
    return made(frequencies(n), dtype)


def made(size: Dim, dtype: str | None, takes: Takes = FLOATS) -> Facts:
    """A row of floats that reads none."""
    need_taken(dtype or DEFAULT, takes)
    need(size >= 0, "a size must be 0 or more, not {size}", size=size)
    return Facts(Tensor((size,), dtype or DEFAULT))


def window_of(*, window_length: Dim, periodic: bool = True, dtype: str | None = None) -> Facts:
    """Makes a window of {window_length} weights, low at the ends and high in the middle.  Unless
    `periodic` is turned off, it is the window of one number more, without its last."""
    return made(window_length, dtype)


def window_of_signal(*, M: Dim, sym: bool = True, dtype: str | None = None) -> Facts:
    """Makes a window of {M} weights, low at the ends and high in the middle.  With `sym`, it is the
    window of one number more, without its last."""
    return made(M, dtype, SINGLES)


def stft(
    input: Tensor,
    window: Tensor | None = None,
    *,
    n_fft: Dim,
    hop_length: Dim | None = None,
    win_length: Dim | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
) -> Facts:
    """Cuts the last axis into frames of {n_fft}, and finds the frequencies of each, as complex
    numbers.  Unless `hop_length` says otherwise, a frame starts a quarter of a frame after the last
    one.  With `hop_length`, a frame starts {hop_length} after the last one.  Unless `center` is
    turned off, half a frame is added at both ends first.  Of real numbers there are half as many
    frequencies as numbers in a frame, and one.  With `return_complex`, it is told whether a
    complex number is written as one or as two, along a new last axis; here it is
    {return_complex}."""
    need(len(input.shape) in (1, 2), "it reads one series or several, and the input has "
         "{rank:axis|axes}", rank=len(input.shape))  # fmt: skip
    is_complex = any(kind(x.dtype) == 3 for x in (input, window) if x is not None)
    need(
        is_complex or return_complex is not None,
        "torch wants to be told whether it gives complex numbers; say return_complex=True",
    )
    half = not is_complex if onesided is None else onesided
    need(not (half and is_complex), "half of the frequencies say all of real numbers only")
    [(*outer, samples)] = sizes_of(input)
    hop = n_fft // 4 if hop_length is None else hop_length
    need_frames(n_fft, hop, win_length, window)
    if center:
        need(
            pad_mode != "reflect" or samples >= n_fft // 2 + 1,
            "half a frame of {length} is more than the {samples} numbers that it mirrors; choose "
            "smaller frames, or pad_mode='constant'",
            length=n_fft,
            samples=samples,
        )
        samples = samples + n_fft // 2 * 2
    need(n_fft <= samples, "a frame of {length} does not fit into {samples}",
         length=n_fft, samples=samples)  # fmt: skip
    frames = framed(samples, n_fft, hop)
    out = Tensor((*outer, frequencies(n_fft) if half else n_fft, frames), of_frames(input, window))
    is_split = return_complex is False or (return_complex is None and not is_complex)
    return Facts(unpaired(out).output if is_split else out, macs=None)


def istft(
    input: Tensor,
    window: Tensor | None = None,
    *,
    n_fft: Dim,
    hop_length: Dim | None = None,
    win_length: Dim | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: Dim | None = None,
    return_complex: bool = False,
) -> Facts:
    """Turns the frequencies of frames back into one series.  Unless `hop_length` says otherwise, a
    frame starts a quarter of a frame after the last one.  With `hop_length`, a frame starts
    {hop_length} after the last one.  Unless `center` is turned off, half a frame is taken off at
    both ends.  With `length`, it is {length} long."""
    need_taken(same(input), COMPLEX)
    need(len(input.shape) in (2, 3), "it reads the frames of one series or several, and the input "
         "has {rank:axis|axes}", rank=len(input.shape))  # fmt: skip
    [(*outer, bins, frames)] = sizes_of(input)
    hop = n_fft // 4 if hop_length is None else hop_length
    need_frames(n_fft, hop, win_length, window)
    length_of_window = n_fft if win_length is None else win_length
    need(hop <= length_of_window, "a frame starts at most its own length after the last one, "
         "{length}, not {moved}", length=length_of_window, moved=hop)  # fmt: skip
    need_bins(bins, n_fft, False if return_complex and onesided is None else onesided)
    need(not (return_complex and onesided), "half of the frequencies say all of real numbers only")
    need(return_complex or window is None or kind(window.dtype) < 3,
         "a complex window makes complex numbers; say return_complex=True")  # fmt: skip
    samples = overlapped(frames, n_fft, hop, center) if length is None else length
    need(samples >= 1, "these frames leave no number of the series")
    dtype = of_frames(input, window)
    return Facts(
        Tensor((*outer, samples), dtype if return_complex else real(Tensor((), dtype))), macs=None
    )


def need_bins(bins: Dim, n_fft: Dim, onesided: bool | None) -> None:
    """A frame has all of its frequencies, or only the half that says all of real numbers."""
    half = frequencies(n_fft)
    wanted = half if onesided is not False else n_fft
    need(
        equal((bins - half) * (bins - n_fft), 0) if onesided is None else equal(bins, wanted),
        "frames of {length} have {wanted} frequencies, not {bins}",
        length=n_fft,
        wanted=wanted,
        bins=bins,
    )


def need_frames(n_fft: Dim, hop: Dim, win_length: Dim | None, window: Tensor | None) -> None:
    """Frames go on, and their window is as long as they are told, and no longer than they are."""
    need(n_fft >= 1, "a frame has at least 1 sample, not {n}", n=n_fft)
    need(hop >= 1, "a frame starts at least 1 sample after the last one, not {moved}", moved=hop)
    length = n_fft if win_length is None else win_length
    need(length >= 1, "a window must be at least 1 wide, not {window}", window=length)
    need(length <= n_fft, "a window of {window} is longer than a frame of {length}",
         window=length, length=n_fft)  # fmt: skip
    if window is not None:
        need(len(window.shape) == 1, "a window is a row of numbers")
        need(
            equal(window.shape[0], length),
            "a window of {size} does not go with frames that have one of {window}; state "
            "win_length",
            size=window.shape[0],
            window=length,
        )


def of_frames(x: Tensor, window: Tensor | None) -> str:
    """The dtype of the frequencies of frames, and of what they were weighed with."""
    need_taken(same(x), INEXACT)
    return max(in_complex(x), in_complex(window or x), key=bits)


def paired(input: Tensor) -> Facts:
    """Takes the two numbers of the last axis for one complex number."""
    need_rank(input, 1)
    need_taken(same(input), HALVES)
    [(*outer, size)] = sizes_of(input)
    need(equal(size, 2), "a complex number is made of 2 numbers, not of {size}", size=size)
    return Facts(Tensor(tuple(outer), complexed(input)), cell=of_halves)


def unpaired(input: Tensor) -> Facts:
    """Writes every complex number as two, along a new last axis."""
    need_taken(same(input), COMPLEX)
    [sizes] = sizes_of(input)
    return Facts(Tensor((*sizes, 2), real(input)), cell=half_of)


def complex_of(real: Tensor, imag: Tensor) -> Facts:
    """Makes complex numbers of their real and their imaginary parts.  Where an input is 1 long
    along an axis, its one number is used at every place of that axis."""
    need_taken(need_alike(real, imag), HALVES)
    facts = place_by_place((real, imag), say("a complex number of its two halves"), complexed(real))
    return facts._replace(elementwise=0)


def polar(abs: Tensor, angle: Tensor) -> Facts:
    """Makes complex numbers of their lengths and angles.  Where an input is 1 long along an axis,
    its one number is used at every place of that axis."""
    need_taken(need_alike(abs, angle), SINGLES)
    facts = place_by_place((abs, angle), say("a complex number of its length and its angle"),
                           complexed(abs))  # fmt: skip
    [x] = facts.outputs
    return facts._replace(elementwise=4 * product(x.shape))


SERIES = "n_fft hop_length win_length window center"
ORDER = {
    "stft": f"input {SERIES} pad_mode normalized onesided return_complex align_to_window",
    "istft": f"input {SERIES} normalized onesided length return_complex",
    **{
        f"{name}_window": f"window_length periodic {more}"
        for name, more in (("hamming", "alpha beta"), ("kaiser", "beta"))
    },
}
FUNCTIONS = [
    *(Rule(f"fft_{name}", frequencies_along) for name in ("fft", "ifft")),
    *(Rule(f"fft_{name}", frequencies_of_planes) for name in ("fft2", "ifft2")),
    *(Rule(f"fft_{name}", frequencies_of_all) for name in ("fftn", "ifftn")),
    *(Rule(f"fft_{name}", real_to_frequencies) for name in ("rfft", "ihfft")),
    *(Rule(f"fft_{name}", real_to_frequencies_of_planes) for name in ("rfft2", "ihfft2")),
    *(Rule(f"fft_{name}", real_to_frequencies_of_all) for name in ("rfftn", "ihfftn")),
    *(Rule(f"fft_{name}", frequencies_to_real) for name in ("irfft", "hfft")),
    *(Rule(f"fft_{name}", frequencies_to_real_of_planes) for name in ("irfft2", "hfft2")),
    *(Rule(f"fft_{name}", frequencies_to_real_of_all) for name in ("irfftn", "hfftn")),
    Rule("fft_fftshift", shifted, {"back": False}),
    Rule("fft_ifftshift", shifted, {"back": True}),
    Rule("fft_fftfreq", frequencies_themselves),
    Rule("fft_rfftfreq", half_of_frequencies),
    *(Rule(f"{name}_window", window_of) for name in ("bartlett", "blackman", "hann")),
    Rule("hamming_window", window_of, beside="alpha beta"),
    Rule("kaiser_window", window_of, beside="beta"),
    *(
        Rule(f"signal_windows_{name}", window_of_signal, beside=beside)
        for name, beside in (
            *((name, "") for name in ("bartlett", "blackman", "cosine", "hamming", "hann")),
            ("nuttall", ""),
            ("exponential", "center tau"),
            ("gaussian", "std"),
            ("general_cosine", "a"),
            ("general_hamming", "alpha"),
            ("kaiser", "beta"),
        )
    ),
    Rule("stft", stft, beside="align_to_window"),
    Rule("istft", istft),
    Rule("view_as_complex", paired),
    Rule("view_as_real", unpaired),
    Rule("complex", complex_of),
    Rule("polar", polar),
]
