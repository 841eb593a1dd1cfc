"""Keras's core layers: dense, embedding, and those that pass on what they read."""

from __future__ import annotations

from typing import Any

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.words import product
from shapeproof.message import say
from shapeproof.rules.arithmetic.kernels import (
    Quantization,
    adapter,
    is_adapter,
    keeping,
    kept,
    of_one,
)
from shapeproof.rules.arithmetic.products import Activation, bias, of_products, one, passes, whole
from shapeproof.rules.rule import (
    UNKNOWN,
    Facts,
    Index,
    Open,
    Reads,
    Rule,
    Structure,
    Tensor,
    Weight,
    need,
)


def dense(
    x: Tensor,
    *,
    units: Dim,
    activation: Activation = None,
    use_bias: bool = True,
    lora_rank: Dim | None = None,
    quantization: Quantization | None = None,
) -> Facts:
    """{units:The one unit|Each of the # units} weighs {features:the one feature|all # features} of
    the last axis, and nothing else, and adds up to one number.  With `lora_rank`, the kernel learns
    no more; two thin kernels learn instead, {features} by {lora_rank} and {lora_rank} by {units},
    and their product is added to it.  With `quantization`, the kernel is kept in whole numbers of
    one byte, and a scale for each unit."""
    need(len(x.shape) >= 2, "it reads a batch and at least one axis of features")
    need(units >= 1, "there must be at least 1 unit, not {units}", units=units)
    *outer, features = x.read("batch", "...", "features")
    thin = adapter((features, units), lora_rank)
    weights = kept((features, units), bias(use_bias, units) | thin, quantization, (units,))
    written = product((*outer, units))
    macs = product((*outer, features, units))
    work = written * passes(use_bias, activation)
    if thin or quantization:
        read = product((*outer, features))
        more, other = keeping(thin, quantization, read, written, read, product(outer))
        macs, work = macs + more, work + other

    def cell(index: Index) -> Reads:
        *places, unit = index
        return Reads(
            ((*map(one, places), range(int(features))),),
            of_products(int(features), use_bias),
            of_one(weights, unit),
        )

    return Facts(Tensor((*outer, units)), weights, macs, work, cell)


def embedding(
    x: Tensor,
    *,
    input_dim: Dim,
    output_dim: Dim,
    embeddings_initializer: object = "uniform",  # these three hold their places
    embeddings_regularizer: object = None,
    embeddings_constraint: object = None,
    mask_zero: bool = False,
    lora_rank: Dim | None = None,
    quantization: Quantization | None = None,
) -> Facts:
    """Takes each number of the input as the number of a row, and puts that row of a table in its
    place: the table has {input_dim} rows of {output_dim} numbers.  With `mask_zero`, a 0 stands
    for nothing, and later layers that know of masks skip it.  With `lora_rank`, the table learns no
    more; two thin ones learn instead, {input_dim} by {lora_rank} and {lora_rank} by {output_dim},
    and their product is added to it.  With `quantization`, the table is kept in whole numbers of
    one byte, and a scale for each row."""
    weights = table(input_dim, output_dim, lora_rank, quantization)
    places = x.read("batch", "...")
    written = product((*places, output_dim))
    macs, work = using(weights, quantization, 0, written, product(places))

    def cell(index: Index) -> Reads:
        *at, number = index
        return Reads(
            (tuple(map(one, at)),),
            say("number {number} of the row that the input names", number=number),
            of_column(weights, number),
            tuple(name for name in weights if not name.endswith("_b")),
        )

    return Facts(Tensor((*places, output_dim)), weights, macs, work, cell)


def reversible_embedding(
    x: Tensor,
    *,
    input_dim: Dim,
    output_dim: Dim,
    tie_weights: bool = True,
    embeddings_initializer: object = "uniform",  # these three hold their places
    embeddings_regularizer: object = None,
    embeddings_constraint: object = None,
    mask_zero: bool = False,
    reverse_dtype: str | None = None,
    logit_soft_cap: float | None = None,
    lora_rank: Dim | None = None,
    reverse: bool = False,
    quantization: Quantization | None = None,
) -> Facts:
    """Has a table of {input_dim} rows of {output_dim} numbers.  Unless `reverse` is chosen, it puts
    in the place of each number of the input the row of that number.  With `reverse`, it goes from
    the numbers of a row back to rows: each of the {input_dim} rows is multiplied number by number
    with the last axis of the input, and the sum says how well it fits.  Unless `tie_weights` is
    turned off, the same table serves both ways.  With `tie_weights` turned off, the way back has a
    table of its own.  With `logit_soft_cap`, no sum that is made on the way back gets beyond
    {logit_soft_cap}.  With `mask_zero`, a 0 stands for nothing, and later layers that know of masks
    skip it.  With `lora_rank`, the table learns no more; two thin ones learn instead, {input_dim}
    by {lora_rank} and {lora_rank} by {output_dim}, and their product is added to it.  With
    `quantization`, a table is kept in whole numbers of one byte, and a scale for each row."""
    weights = table(input_dim, output_dim, lora_rank, quantization)
    need(
        tie_weights or quantization is not None or not any(map(is_adapter, weights)),
        "Keras adapts a table only if it serves both ways; leave lora_rank or tie_weights out",
    )
    back = {}
    if not tie_weights:
        back = kept((output_dim, input_dim), {}, quantization, (input_dim,), "reverse_embeddings")
    if not reverse:
        facts = embedding(
            x,
            input_dim=input_dim,
            output_dim=output_dim,
            lora_rank=lora_rank,
            quantization=quantization,
        )
        return facts._replace(weights=weights | back)
    *outer, _ = x.read("batch", "...", "width")
    places = product(outer)
    read, written = product((*outer, output_dim)), product((*outer, input_dim))
    thin = weights if tie_weights and quantization is None else {}
    macs, work = using(thin, quantization, read, written, places)
    if logit_soft_cap is not None:
        work = work + 3 * written

    def cell(index: Index) -> Reads:
        *at, row = index
        used = of_column(back, row) if back else of_row(weights, row)
        return Reads(
            ((*map(one, at), range(int(output_dim))),), of_products(int(output_dim), False), used
        )

    return Facts(
        Tensor((*outer, input_dim)),
        weights | back,
        macs=product((*outer, output_dim, input_dim)) + macs,
        elementwise=work,
        cell=cell,
    )


def table(
    rows: Dim, width: Dim, lora_rank: Dim | None, quantization: Quantization | None
) -> dict[str, Weight]:
    """The table of an embedding, as it is kept."""
    need(rows >= 1, "the table needs at least 1 row, not {rows}", rows=rows)
    need(width >= 1, "a row holds at least 1 number, not {width}", width=width)
    thin = adapter((rows, width), lora_rank, "embeddings")
    return kept((rows, width), thin, quantization, (rows,), "embeddings")


def using(
    weights: dict[str, Weight],
    quantization: Quantization | None,
    read: Dim,
    written: Dim,
    places: Dim,
) -> tuple[Dim, Dim]:
    """What it takes to use a table as it is kept; a row is taken, not multiplied."""
    thin = {name: weight for name, weight in weights.items() if is_adapter(name)}
    return keeping(thin, quantization, read, written, 0, places)


def of_column(weights: dict[str, Weight], number: int) -> dict[str, tuple[range, ...]]:
    """What one number of any row is made of: of every row, and a scale a row."""
    return {
        name: whole(array.shape) if name.endswith("_scale") else places
        for (name, array), places in zip(weights.items(), of_one(weights, number).values())
    }


def of_row(weights: dict[str, Weight], row: int) -> dict[str, tuple[range, ...]]:
    """What one row is made of, number by number."""
    return {
        name: whole(array.shape) if name.endswith("_b") else (one(row), *whole(array.shape[1:]))
        for name, array in weights.items()
    }


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
    output_shape: Open | None = None,
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
    "kernel_constraint bias_constraint lora_alpha quantization_config"
)
TABLE_BESIDE = "input_length weights activity_regularizer lora_alpha quantization_config"
RULES = [
    Rule("Dense", dense, beside=BESIDE, later="quantization"),
    Rule("Embedding", embedding, beside=TABLE_BESIDE, later="quantization"),
    Rule(
        "ReversibleEmbedding",
        reversible_embedding,
        beside=TABLE_BESIDE,
        later="reverse quantization",
    ),
    Rule("Masking", masking),
    Rule("Lambda", own_function),
    Rule("Identity", identity),
    Rule("ActivityRegularization", activity_regularization),
]
