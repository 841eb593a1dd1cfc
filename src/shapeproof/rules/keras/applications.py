"""Layers that Keras keeps to itself, for its ready-made models."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.message import say
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.keras.merging import sizes_of
from shapeproof.rules.keras.regularization import passed_on
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, Weight, need


def layer_scale(x: Tensor, *, init_values: object, projection_dim: Dim) -> Facts:
    """Multiplies each of the {projection_dim} channels by a `gamma` of its own that it learns,
    which starts at {init_values}."""
    batch, *places = x.read("batch", "...")
    out = (batch, *broadcast(tuple(places), (projection_dim,)))

    def cell(index: Index) -> Reads:
        example, *rest = index
        read = (one(example), *behind(tuple(rest), x.shape[1:]))
        made = say("the number itself, times the gamma of its channel")
        return Reads((read,), made, {"gamma": behind(index[-1:], (projection_dim,))})

    return Facts(
        Tensor(out), {"gamma": Weight((projection_dim,))}, elementwise=product(out), cell=cell
    )


def stochastic_depth(x: Tensor, *, drop_path_rate: float) -> Facts:
    """In training it leaves out what is read, as a whole, with a chance of {drop_path_rate} for
    each example, and enlarges the others to make up for it; in use it passes on every number as
    it is.  It has no weights, and no size changes."""
    return passed_on(x)


def scaled_sum(*inputs: Tensor, scale: object) -> Facts:
    """Adds to each number of the first input {scale} times the second input's number at its
    place.  It has no weights."""
    need(len(inputs) == 2, "it takes exactly 2 inputs, not {n}", n=len(inputs))
    shapes = sizes_of(inputs)
    out = broadcast(*shapes)

    def cell(index: Index) -> Reads:
        read = tuple(behind(index, shape) for shape in shapes)
        return Reads(read, say("the first number, plus its share of the second"))

    return Facts(Tensor(out), elementwise=product(shapes[1]) + product(out), cell=cell)


RULES = [
    Rule("LayerScale", layer_scale),
    Rule("StochasticDepth", stochastic_depth),
    Rule("CustomScaleLayer", scaled_sum),
]
