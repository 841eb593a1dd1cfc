"""Keras's core layers: dense, embedding, and those that pass on what they read."""

from __future__ import annotations

from typing import Any

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import product
from shapeproof.message import say
from shapeproof.rules.arithmetic.products import (
    Activation,
    bias,
    bias_at,
    of_products,
    one,
    passes,
)
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Index,
    Reads,
    Rule,
    Structure,
    Tensor,
    Weight,
    need,
)


def dense(x: Tensor, *, units: Dim, activation: Activation = None, use_bias: bool = True) -> Facts:
    """Each of the {units} units weighs {features:the one feature|all # features} of the last
    axis, and nothing else, and adds up to one number."""
    need(len(x.shape) >= 2, "it reads a batch and at least one axis of features")
    need(units >= 1, "there must be at least 1 unit, not {units}", units=units)
    *outer, features = x.read("batch", "...", "features")

    def cell(index: Index) -> Reads:
        *places, unit = index
        return Reads(
            ((*map(one, places), range(int(features))),),
            of_products(int(features), use_bias),
            {"kernel": (range(int(features)), one(unit))} | bias_at(use_bias, unit),
        )

    return Facts(
        Tensor((*outer, units)),
        {"kernel": Weight((features, units))} | bias(use_bias, units),
        macs=product((*outer, features, units)),
        elementwise=product((*outer, units)) * passes(use_bias, activation),
        cell=cell,
    )


def embedding(
    x: Tensor,
    *,
    input_dim: Dim,
    output_dim: Dim,
    embeddings_initializer: object = "uniform",  # these three hold their places
    embeddings_regularizer: object = None,
    embeddings_constraint: object = None,
    mask_zero: bool = False,
) -> Facts:
    """Takes each number of the input as the number of a row, and puts that row of a table in its
    place: the table has {input_dim} rows of {output_dim} numbers.  With `mask_zero`, a 0 stands
    for nothing, and later layers that know of masks skip it."""
    need(input_dim >= 1, "the table needs at least 1 row, not {rows}", rows=input_dim)
    need(output_dim >= 1, "a row holds at least 1 number, not {width}", width=output_dim)
    places = x.read("batch", "...")

    def cell(index: Index) -> Reads:
        *at, number = index
        return Reads(
            (tuple(map(one, at)),),
            say("number {number} of the row that the input names", number=number),
            {"embeddings": (range(int(input_dim)), one(number))},
        )

    return Facts(
        Tensor((*places, output_dim)),
        {"embeddings": Weight((input_dim, output_dim))},
        cell=cell,
    )


def masking(x: Tensor, *, mask_value: object = 0.0) -> Facts:
    """Looks for steps at which all {features} features are {mask_value}: it writes 0 there, and
    later layers that know of masks skip them.  All other numbers pass as they are."""
    *outer, features = x.read("...", "features")

    def cell(index: Index) -> Reads:
        *places, _ = index
        return Reads(
            ((*map(one, places), range(int(features))),),
            say("its own number, or 0 if all {n} are {mask}", n=int(features), mask=mask_value),
        )

    return Facts(Tensor((*outer, features)), elementwise=product((*outer, features)), cell=cell)


def identity(*inputs: Tensor) -> Facts:
    """Passes every number on as it is."""
    return Facts(inputs[0] if len(inputs) == 1 else inputs, cell=unchanged)


def activity_regularization(x: Tensor, *, l1: float | None = 0.0, l2: float | None = 0.0) -> Facts:
    """Passes every number on as it is.  With `l1`, training is charged {l1} times the size of
    each number, which keeps them small.  With `l2`, training is charged {l2} times the square of
    each number, which keeps them small."""
    for name, value in (("l1", l1), ("l2", l2)):
        need(
            value is None or value >= 0,
            "{name} must be 0 or more, not {value}",
            name=name,
            value=value,
        )
    return Facts(Tensor(x.read("batch", "...")), cell=unchanged)


def unchanged(index: Index) -> Reads:
    """The number at the same index, and no other."""
    return Reads((tuple(map(one, index)),), say("the number itself"))


def own_function(
    *inputs: Tensor,
    function: object,
    output_shape: tuple[Dim, ...] | None = None,
    mask: object = None,
    arguments: object = None,
) -> Facts:
    """Calls a function of the author's own, so nobody can say what it costs.  Unless
    `output_shape` tells, nobody can say what comes out either.  With `output_shape`, each example
    becomes ({output_shape})."""
    need(len(inputs) > 0, "it reads at least one input")
    if not isinstance(output_shape, tuple):
        return Facts(UNKNOWN, macs=None)
    batch = inputs[0].shape[0]
    return Facts(shaped(batch, output_shape), macs=None)


def shaped(batch: Dim, sizes: tuple[Any, ...]) -> Structure:
    """A tensor of these sizes, or one of each if they are shapes themselves; None is unknown."""
    if any(isinstance(size, tuple) for size in sizes):
        return tuple(shaped(batch, shape) for shape in sizes)
    named = (Name(f"size {i}") if size is None else size for i, size in enumerate(sizes, 1))
    return Tensor((batch, *named))


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint lora_rank lora_alpha quantization_config"
)
TABLE_BESIDE = "input_length weights activity_regularizer lora_rank lora_alpha quantization_config"
RULES = [
    Rule("Dense", dense, beside=BESIDE),
    Rule("Embedding", embedding, beside=TABLE_BESIDE),
    Rule("Masking", masking),
    Rule("Lambda", own_function),
    Rule("Identity", identity),
    Rule("ActivityRegularization", activity_regularization),
]
