"""Keras's layers around layers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step, total
from shapeproof.message import say
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.arithmetic.sketches import at_each_step
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Index,
    Layer,
    Reads,
    Rule,
    Tensor,
    Weight,
    called,
    need,
    parts,
)

MergeMode = Literal["concat", "sum", "mul", "ave"]
MERGING = {"concat": 0, "sum": 1, "mul": 1, "ave": 2, None: 0}
"""What a merge mode does for each number of the output: `ave` adds two and halves the sum."""
MERGED = {
    "sum": say("the sum of {forward}, and {backward}"),
    "mul": say("the product of {forward}, and {backward}"),
    "ave": say("the mean of {forward}, and {backward}"),
}


def bidirectional(
    x: Tensor,
    *initial_state: Tensor,
    layer: Layer,
    merge_mode: MergeMode | None = "concat",
    backward_layer: Layer | None = None,
) -> Facts:
    """One {layer} reads the sequence from the first step to the last, and a second one, with
    weights of its own, from the last step to the first.  Unless `merge_mode` is chosen, what the
    two put out is laid side by side.  With `merge_mode`, what the two put out is put together in
    another way: added ('sum'), multiplied ('mul'), averaged ('ave'), or not at all (None).  With
    `backward_layer`, the second one is a {backward_layer} of its own; Keras still tells every
    output's size from the first one alone."""
    need(merge_mode in MERGING, "there is no merge_mode {merge_mode}", merge_mode=merge_mode)
    second = backward_layer or layer._replace(arguments={**layer.arguments, "go_backwards": True})
    need_a_pair(layer, second)
    half = len(initial_state) // 2
    begin, end = initial_state[:half], initial_state[half:]
    there = layer(x, *begin)
    back = backward_layer(x, *end) if backward_layer else there  # the same sizes in the same names
    output, *states = parts(there.output)
    assert isinstance(output, Tensor)
    merged = (output,) * 2 if merge_mode is None else (output,)
    if merge_mode == "concat":
        *outer, width = output.shape
        merged = (output._replace(shape=(*outer, step("output features", 2 * width))),)
    macs = None
    if there.macs is not None and back.macs is not None:
        macs = 2 * step("one direction", there.macs)
        if backward_layer:
            macs = step("forwards", there.macs) + step("backwards", back.macs)

    def cell(index: Index) -> Reads:
        *places, unit = index
        width = int(output.shape[-1])
        turned = (*places, unit - width if merge_mode == "concat" else unit)
        if setting(layer, "return_sequences"):
            turned = (turned[0], int(output.shape[1]) - 1 - turned[1], *turned[2:])
        if merge_mode is None or (merge_mode == "concat" and unit < width):
            return way(layer(x, *begin), index, "forward", (0, half))
        backward = way(second(x, *end), turned, "backward", (half, 0))
        if merge_mode == "concat":
            return backward
        forward = way(layer(x, *begin), index, "forward", (0, half))
        return Reads(
            tuple(map(together, forward.inputs, backward.inputs)),
            MERGED[merge_mode]._replace(
                values={"forward": forward.made, "backward": backward.made}
            ),
            {**forward.weights, **backward.weights},
        )

    return Facts(
        (*merged, *states, *states) if len(merged) + len(states) > 1 else merged[0],
        {
            f"{name}/{weight}": array
            for name, facts in (("forward", there), ("backward", back))
            for weight, array in facts.weights.items()
        },
        macs=macs,
        elementwise=total([there.elementwise, back.elementwise])
        + product(output.shape) * MERGING[merge_mode],
        cell=cell if there.cell and back.cell else None,
        sketch=there.sketch,
    )


def need_a_pair(layer: Layer, second: Layer) -> None:
    """Two layers that read a sequence, from either end, and put out the same kinds of things."""
    for one_of_them in (layer, second):
        need(
            "go_backwards" in one_of_them.rule.defaults,
            "it wraps a layer that can read a sequence backwards, and {layer} cannot",
            layer=one_of_them.rule.name,
        )
    need(
        setting(layer, "go_backwards") is not setting(second, "go_backwards"),
        "both layers read in the same direction: one of them must have go_backwards, not both",
    )
    for name in ("stateful", "return_sequences", "return_state"):
        need(
            setting(layer, name) is setting(second, name),
            "both layers must have the same {name}",
            name=name,
        )


def setting(layer: Layer, name: str) -> Any:
    """An argument of a layer, or its default."""
    return layer.arguments.get(name, layer.rule.defaults[name])


def way(facts: Facts, index: Index, name: str, others: tuple[int, int]) -> Reads:
    """What one of the two layers reads; `others` are the other's states, before and after its."""
    assert facts.cell
    found = facts.cell(index)
    sequence, *states = found.inputs
    before, after = others
    return Reads(
        (sequence, *(None,) * before, *states, *(None,) * after),
        say("{made}, read backwards", made=found.made) if name == "backward" else found.made,
        {f"{name}/{weight}": places for weight, places in found.weights.items()},
    )


Places = tuple[range, ...] | None


def together(some: Places, others: Places) -> Places:
    """All places from the first to the last that either of two readers reads."""
    if some is None or others is None:
        return some or others
    return tuple(range(min(a.start, b.start), max(a.stop, b.stop)) for a, b in zip(some, others))


def time_distributed(x: Tensor, *, layer: Layer) -> Facts:
    """The same {layer}, with the same weights, is used at each step of the second axis
    ({time steps:step|steps}) by itself: its weights count once, its cost once for each step."""
    need(len(x.shape) >= 3, "it reads a batch, an axis of steps, and at least one axis of features")
    batch, steps = Tensor(x.shape[:2]).read("batch", "time steps")
    inner = layer(x._replace(shape=(batch, *x.shape[2:])))
    need(
        inner.output == UNKNOWN or isinstance(inner.output, Tensor),
        "it wraps a layer that has one output",
    )
    output = inner.output
    if isinstance(output, Tensor):
        first, *rest = output.shape
        output = Tensor((first, steps, *rest))

    def cell(index: Index) -> Reads:
        assert inner.cell
        example, place, *places = index
        reads = inner.cell((example, *places))
        ((first, *rest),) = (axes for axes in reads.inputs if axes)
        return reads._replace(inputs=((first, one(place), *rest),))

    return Facts(
        output,
        inner.weights,
        macs=None if inner.macs is None else steps * step("one step", inner.macs),
        elementwise=steps * inner.elementwise,
        cell=cell if inner.cell else None,
        sketch=partial(at_each_step, steps, layer.rule.name, x.shape[2:], output, inner.params)
        if isinstance(output, Tensor)
        else None,
    )


def spectral_normalization(x: Tensor, *, layer: Layer, power_iterations: Dim = 1) -> Facts:
    """{layer} is used as it is; in training its `kernel` (or its `embeddings`) is first divided by
    the largest singular value that it has, which the power method comes near to in
    {power_iterations:step|steps}.  The method goes on from `vector_u`, where it ended the time
    before, a number for each of the kernel's {columns:column|columns}: a weight, but not a
    trainable one."""
    need(
        power_iterations >= 1,
        "power_iterations must be at least 1, not {power_iterations}",
        power_iterations=power_iterations,
    )
    inner = layer(x)
    own = None if holds_layers(layer) else kernel_of(inner.weights)
    need(
        own is not None,
        "it divides a kernel or embeddings by a number, and {layer} has none of its own; wrap a "
        "layer that has, such as Dense or Conv2D",
        layer=layer.rule.name,
    )
    assert own
    columns = called(inner.weights[own].shape[-1], "columns")
    weights = {own: inner.weights[own], "vector_u": Weight((1, columns), trainable=False)}
    names = {name: f"layer/{name}" if name == "vector_u" else name for name in inner.weights}
    weights |= {names[name]: weight for name, weight in inner.weights.items() if name != own}

    def cell(index: Index) -> Reads:
        assert inner.cell
        reads = inner.cell(index)
        return reads._replace(weights={names[name]: at for name, at in reads.weights.items()})

    return inner._replace(weights=weights, cell=cell if inner.cell else None)


def holds_layers(layer: Layer) -> bool:
    """Whether the kernel of a layer is not its own, but that of a cell or a layer inside."""
    return layer.rule.name == "TimeDistributed" or "go_backwards" in layer.rule.defaults


def kernel_of(weights: Mapping[str, Weight]) -> str | None:
    """What Keras looks for in a layer: its kernel, else its embeddings."""
    return next((name for name in ("kernel", "embeddings") if name in weights), None)


RULES = [
    Rule("Bidirectional", bidirectional, beside="weights"),
    Rule("SpectralNormalization", spectral_normalization),
    Rule("TimeDistributed", time_distributed),
]
