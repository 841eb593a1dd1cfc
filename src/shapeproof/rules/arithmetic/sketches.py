"""Sketches: how numbers go through a layer, in rows of words with the sizes that it has."""

from __future__ import annotations

from collections.abc import Mapping

from shapeproof.algebra.formula import Dim
from shapeproof.message import Extent, Message, say
from shapeproof.rules.arithmetic.attention import Projection
from shapeproof.rules.arithmetic.products import is_active
from shapeproof.rules.rule import Layer, Shape, Sketch, Tensor, Through

HELD = (say("query"), say("keys"))
SHOWN = 3
"""Steps that are drawn; of more, the first two and the last."""


def to_heads_and_back(parts: Mapping[str, Projection], heads: Dim, keys: Dim) -> Sketch:
    """What an attention with heads makes of features, and what it makes of that."""
    owners = {
        "key": say("{n:key|keys}", n=parts["key"].places),
        "value": say("{n:value|values}", n=parts["value"].places),
    }
    asked = say("{n:query|queries}", n=parts["query"].places)
    rows = tuple(
        (owners.get(name, asked), read(part), Through(name), written(part))
        for name, part in parts.items()
    )
    matches = say(
        "In {heads:the one head|each of # heads} every query is held against {keys:key|keys}: "
        "{n:match|matches} in all, each a sum of {width:product|products}.",
        heads=heads,
        keys=keys,
        n=parts["query"].places * keys * heads,
        width=parts["query"].writes[-1],
    )
    return Sketch(say("From features to heads, and back"), rows, (matches,), HELD)


def read(part: Projection) -> Message:
    return in_heads(part.reads) if len(part.reads) == 2 else in_features(part.reads)


def written(part: Projection) -> Message:
    """What features are made into is heads; what heads are made into, features again."""
    return in_features(part.writes) if len(part.reads) == 2 else in_heads(part.writes)


def in_heads(shape: Shape) -> Message:
    return say("{heads:head|heads} of {width}", heads=shape[0], width=shape[1])


def in_features(shape: Shape) -> Message:
    if len(shape) == 1:
        return say("{n:feature|features}", n=shape[0])
    return say("{size:bare} features", size=Extent(shape))


def queries_and_keys(queries: Dim, keys: Dim) -> Sketch:
    """An attention without heads: what is held against what."""
    matches = say(
        "Every query is held against {keys:key|keys}: {n:match|matches} in all.",
        keys=keys,
        n=queries * keys,
    )
    return Sketch(say("What a query reads"), (), (matches,), HELD)


TWO_SUMS = ("kernel", "bias[0]"), ("recurrent_kernel", "bias[1]")
"""What Keras calls the weights of the two sums of a GRU."""


def two_sums(
    units: Dim,
    gates: Dim,
    activation: object,
    recurrent_activation: object,
    features: Dim,
    names: tuple[tuple[str, str], tuple[str, str]] = TWO_SUMS,
) -> Sketch:
    """A GRU that resets after it has weighed: why a gate has two biases."""
    (kernel, bias), (own_kernel, own_bias) = names
    first, second, width = say("sum 1"), say("sum 2"), gates * units
    both = say("{first} + {second}", first=first, second=second)
    gated = say("{first} + {reset}*{second}", first=first, second=second, reset=say("reset"))
    kept = say("{keep}*{memory} + (1 - {keep})*{new}",
               keep=say("keep"), memory=say("memory"), new=say("new"))  # fmt: skip
    rows = (
        (first, "=", say("{n:feature|features}", n=features), f"× {kernel}", f"+ {bias}"),
        (second, "=", say("{n:memory|memories}", n=units), f"× {own_kernel}", f"+ {own_bias}"),
        (say("keep"), "=", activated(recurrent_activation, both)),
        (say("reset"), "=", activated(recurrent_activation, both)),
        (say("new"), "=", activated(activation, gated)),
        (say("memory"), "=", kept),
    )
    why = say(
        "Each sum has {width:number|numbers}: one for each of {gates} gates (keep, reset, new) and "
        "of {units:unit|units}. For the new number only the second sum is scaled by the reset "
        "gate, with its bias in it, so one bias cannot stand for both: 2*{width} biases.",
        width=width,
        gates=gates,
        units=units,
    )
    return Sketch(say("Two sums at each step, each with its own bias"), rows, (why,))


def four_gates(
    units: Dim,
    gates: Dim,
    activation: object,
    recurrent_activation: object,
    features: Dim,
    names: tuple[str, str, str] = ("kernel", "recurrent_kernel", "bias"),
) -> Sketch:
    """An LSTM: one sum for each gate, and what the gates do with the memory."""
    kernel, own_kernel, bias = names
    summed, shown = say("sum"), say("{n:output|outputs}", n=units)
    let_in, keep, put_out, new, memory = (
        say("let in"), say("keep"), say("put out"), say("new"), say("memory"),
    )  # fmt: skip
    rows: tuple[tuple[Message | str, ...], ...] = (
        (summed, "=", say("{n:feature|features}", n=features), f"× {kernel}"),
        ("", "+", shown, f"× {own_kernel}", *([f"+ {bias}"] if bias else [])),
        (let_in, "=", activated(recurrent_activation, summed)),
        (keep, "=", activated(recurrent_activation, summed)),
        (new, "=", activated(activation, summed)),
        (put_out, "=", activated(recurrent_activation, summed)),
        (memory, "=", say("{keep}*{memory} + {let_in}*{new}", keep=keep, memory=memory,
                          let_in=let_in, new=new)),
        (say("output"), "=", say("{put_out}*{memory}", put_out=put_out,
                                 memory=activated(activation, memory))),
    )  # fmt: skip
    why = say(
        "The sum has {width:number|numbers}: for each of {gates} gates (let in, keep, new, put "
        "out), one after another, one of each of {units:unit|units}.",
        width=gates * units,
        gates=gates,
        units=units,
    )
    return Sketch(say("Four gates at each step"), rows, (why,))


def activated(activation: object, inside: Message) -> Message:
    """`tanh(…)`; of a function that has no name here, `f(…)`."""
    if not is_active(activation):
        return inside
    name = activation if isinstance(activation, str) else "f"
    if isinstance(activation, Layer):
        name = activation.rule.name
    return say("{function}({inside})", function=name, inside=inside)


def at_each_step(steps: Dim, layer: str, read: Shape, written: Tensor, params: Dim) -> Sketch:
    """One layer used at every step."""
    row = (read, Through(layer), written.shape[2:])
    count = steps if isinstance(steps, int) else SHOWN + 1
    shown = range(count) if count <= SHOWN else (0, 1)
    rows: list[tuple[Message | str | Shape, ...]] = [(say("step {n}", n=i), *row) for i in shown]
    if count > SHOWN:
        last = say("step {n}", n=steps - 1) if isinstance(steps, int) else say("the last step")
        rows += [("…",), (last, *row)]
    once = say(
        "It is one {layer}, used {steps:time|times}: its {params:number|numbers} count once, and "
        "what is written at a step is made of that step alone.",
        layer=layer,
        steps=steps,
        params=params,
    )
    return Sketch(say("The same {layer} at every step", layer=layer), tuple(rows), (once,))
