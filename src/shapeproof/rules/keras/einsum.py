"""Keras's dense layer for any contraction that an equation can write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.rules.arithmetic.contractions import Equation, lettered, within
from shapeproof.rules.arithmetic.kernels import Quantization, adapter, keeping, kept
from shapeproof.rules.arithmetic.products import Activation, of_products, one, passes
from shapeproof.rules.rule import (
    Facts,
    Index,
    Open,
    Reads,
    Rule,
    Shape,
    Tensor,
    Weight,
    called,
    need,
)


def einsum_dense(
    x: Tensor,
    *,
    equation: str,
    output_shape: Open | Dim,
    activation: Activation = None,
    bias_axes: str | None = None,
    lora_rank: Dim | None = None,
    quantization: Quantization | None = None,
) -> Facts:
    """Multiplies the input with a kernel as {equation} says, where each letter is an axis: first
    those of the input, then those of the kernel, and behind the arrow those of the output.  A
    letter that is not behind the arrow is summed over, so that each number is the sum of
    {summed:product|products}.  With `bias_axes`, a bias is added, another one for each place along
    {bias_axes}.  With `lora_rank`, the kernel learns no more; two thin kernels of rank {lora_rank}
    learn instead, and their product is added to it.  With `quantization`, the kernel is kept in
    whole numbers of one byte, and a scale for each number that it makes of one place.  Where
    `output_shape` leaves a size open, Keras leaves it open too, although the input has it.
    Where '...' stands first for more than two axes, Keras tells them in reverse order, but for the
    batch."""
    letters = dense_letters(equation, len(x.shape))
    need(
        quantization is None or "..." not in equation,
        "Keras keeps no kernel in bytes where the equation has '...'; write its axes as letters",
    )
    (own, of_kernel), out = letters.inputs, letters.output
    names = (letter if letter[0] != "." else f"size {i}" for i, letter in enumerate(own))
    read = dict(zip(own, x.read("batch", *islice(names, 1, None))))
    full = written(x.shape, output_shape, equation, letters)
    told = {letter: size for letter, size in zip(out, full) if letter[0] != "."}
    for letter, size in read.items():
        if (stated := told.get(letter)) is not None:
            need_one_size(letter, size, stated)
    kernel = stated_sizes({**read, **told}, of_kernel, "kernel")
    axes = axes_of(of_kernel, out, bias_axes)
    sizes = {**read, **dict(zip(of_kernel, kernel)), **read}
    offset = {}
    if bias_axes is not None:
        offset["bias"] = Weight(stated_sizes({**told, "": 1}, axes["bias"], "bias"))
    thin = adapter(kernel, lora_rank)
    scale = tuple(sizes[letter] if letter else 1 for letter in axes["kernel_scale"])
    weights = kept(kernel, offset | thin, quantization, scale)
    values = product(sizes[letter] for letter in out)
    macs, work = product(sizes.values()), values * passes(bias_axes is not None, activation)
    if thin or quantization:
        last = of_kernel[-1]
        through = product(size for letter, size in sizes.items() if letter != last)
        places = product(sizes[letter] for letter in out if letter != last)
        more, other = keeping(thin, quantization, product(read.values()), values, through, places)
        macs, work = macs + more, work + other
    summed = called(product(size for x, size in sizes.items() if x not in out), "summed")

    def cell(index: Index) -> Reads:
        at = {letter: one(place) for letter, place in zip(out, index)}
        used = {name: within(at, axes[name], array.shape) for name, array in weights.items()}
        made = of_products(summed, bias_axes is not None)
        return Reads((within(at, own, tuple(read.values())),), made, used)

    shown = (Name(f"size {i}") if size is None else size for i, size in enumerate(full))
    turned = sum(letter[0] == "." for letter in out) > 2 and out[0][0] == "."
    return Facts(Tensor(tuple(shown)), weights, macs, work, None if turned else cell)


def dense_letters(equation: str, rank: int) -> Equation:
    """The letters of input and kernel, and of the output; Keras takes axes behind those that an
    equation has letters for as if it ended in `...`."""
    left, arrow, out = equation.partition("->")
    own, comma, kernel = left.partition(",")
    before = own.startswith("...") and out.startswith("...")
    after = own.endswith("...") and out.endswith("...") and len(own) > 4
    need(
        equation.count("...") == (2 if before or after else 0)
        and all(part.strip(".").isalpha() for part in (own, kernel, out)),
        "'{equation}' is no equation of an input, a kernel and an output, such as 'ab,bc->ac', "
        "'...b,bc->...c' or 'ab...,bc->ac...'",
        equation=equation,
    )
    if not before and not after and rank > len(own):
        equation = f"{own}...{comma}{kernel}{arrow}{out}..."
    letters = lettered(equation, (rank, None))
    need(
        all(letter in (*letters.inputs[0], *letters.output) for letter in letters.inputs[1]),
        "each letter of the kernel in '{equation}' must be in the input or in the output",
        equation=equation,
    )
    return letters


def written(read: Shape, output_shape: Open | Dim, equation: str, letters: Equation) -> Open:
    """The output's sizes as they are told: its batch first, then `output_shape`, with those that an
    equation has no letter for before it (Keras turns their order round) or behind it."""
    given: Open = output_shape if isinstance(output_shape, tuple) else (output_shape,)
    own, out = letters.inputs[0], letters.output
    more = sum(letter[0] == "." for letter in own)
    first = max(more, 1) if equation.startswith("...") else 1
    rest = () if equation.startswith("...") else read[len(read) - more :]
    need(
        first + len(given) + 2 * len(rest) >= len(out),
        "output_shape has {given:size|sizes}, too few for '{equation}'",
        given=len(given),
        equation=equation,
    )
    for size in given:
        need(size is None or size >= 0, "a size must be 0 or more, not {size}", size=size)
    named = (
        size if size is None or letter[0] == "." else called(size, letter)
        for letter, size in zip(out[first:], given)
    )
    return (read[0], *reversed(read[1:first]), *named, *given[len(out) - first :], *rest)


def need_one_size(letter: str, read: Dim, stated: Dim) -> None:
    need(
        equal(read, stated),
        "axis '{letter}' is {read} long in the input and {stated} in output_shape",
        letter=letter,
        read=read,
        stated=stated,
    )


def stated_sizes(sizes: Mapping[str, Dim | None], letters: Sequence[str], of: str) -> Shape:
    """The sizes of a weight, each of which must be known when the layer is made."""
    for letter in letters:
        need(
            sizes[letter] is not None and not isinstance(sizes[letter], PerExample),
            "the {weight} has an axis '{letter}', whose size is left open; state it in "
            "output_shape",
            weight=of,
            letter=letter,
        )
    return tuple(size for letter in letters if (size := sizes[letter]) is not None)


def axes_of(
    kernel: tuple[str, ...], out: tuple[str, ...], bias_axes: str | None
) -> dict[str, tuple[str, ...]]:
    """The letter of each axis of each weight; none for an axis that is 1 long or a rank."""
    axes = {
        "kernel": kernel,
        "kernel_scale": tuple(x if x in kernel else "" for x in out if x[0] != "."),
        "lora_kernel_a": (*kernel[:-1], ""),
        "lora_kernel_b": ("", kernel[-1]),
    }
    if bias_axes is not None:
        need(
            bias_axes != "" and all(letter in out for letter in bias_axes),
            "bias_axes must be letters of the output, not '{axes}'",
            axes=bias_axes,
        )
        first = min(map(out.index, bias_axes))
        axes["bias"] = tuple(letter if letter in bias_axes else "" for letter in out[first:])
    return axes


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer kernel_constraint "
    "bias_constraint lora_alpha gptq_unpacked_column_size quantization_config activity_regularizer"
)
RULES = [Rule("EinsumDense", einsum_dense, beside=BESIDE, later="quantization")]
