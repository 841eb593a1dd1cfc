"""Keras's attention: what is at one place is made of what is at all others, by how it matches."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides, equal, product, step, total
from shapeproof.rules.arithmetic.attention import (
    MIXED,
    Projection,
    matching,
    mixing,
    projecting,
    shares,
)
from shapeproof.rules.arithmetic.axes import Axes
from shapeproof.rules.arithmetic.broadcasting import known
from shapeproof.rules.arithmetic.kernels import Quantization, kept, rounding
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.sketches import queries_and_keys, to_heads_and_back
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, Weight, called, need

ScoreMode = Literal["dot", "concat"]


def multi_head_attention(
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    num_heads: Dim,
    key_dim: Dim,
    value_dim: Dim | None = None,
    dropout: float = 0.0,
    use_bias: bool = True,
    output_shape: tuple[Dim, ...] | Dim | None = None,
    attention_axes: Axes | None = None,
    sliding_window: Dim | None = None,
    flash_attention: bool | None = None,
    use_gate: bool = False,
    return_attention_scores: bool = False,
    quantization: Quantization | None = None,
) -> Facts:
    """Each place of the first input asks with a query; each place of the second answers with a key,
    which is held against the query, and with a value, which is what can be learnt there.  Each of
    {num_heads:head|heads} makes queries and keys of {key_dim:number|numbers} and values of
    {value_width:number|numbers} by weights of its own, so that each head can look for something
    else; if there is a third input, the keys are made of that.  A query is multiplied with a key
    number by number, and the sum says how well they match; a softmax turns the matches of one query
    into shares of a whole, and in these shares the values are mixed.  What the heads have mixed for
    a query is weighed once more, and {written:number is|numbers are} written at its place.  With
    `attention_axes`, only places along axis {attention_axes} are held against each other.  With
    `sliding_window`, a query sees only keys that are less than {sliding_window:place|places} away;
    the other matches are worked out all the same, and then left out.  With `use_gate`, every mixed
    number is multiplied by one between 0 and 1 that is made of the query.  With
    `return_attention_scores`, the shares are a second output, which Keras writes as
    {scored} by {scored} for each head even if there are more keys or fewer.  With `quantization`,
    each kernel is kept in whole numbers of one byte, and a scale for each number that it makes."""
    value = need_values(value)
    read = steps_of(query, value, key)
    asking, asked, features = read.asking, read.asked, read.features
    width = called(key_dim if value_dim is None else value_dim, "value_width")
    for name, size in (("num_heads", num_heads), ("key_dim", key_dim), ("value_dim", width)):
        need(size >= 1, "{name} must be at least 1, not {size}", name=name, size=size)
    need_rate(dropout, flash_attention)
    need_window(sliding_window)
    wide = sizes_written(output_shape, features)
    for size in wide:
        need(size >= 0, "a size must be 0 or more, not {size}", size=size)
    called(product(wide), "written")
    scored = called((*asking, features)[0], "scored")
    along = attended(attention_axes, len(value.shape))
    queries, keys = product(asking), product(asked)
    heads = (num_heads, key_dim)
    parts = {"query": Projection(queries, (features,), heads)}
    parts["key"] = Projection(keys, (read.compared,), heads)
    if use_gate:
        parts["gate"] = Projection(queries, (features,), (num_heads, width))
    parts["value"] = Projection(keys, (read.carried,), (num_heads, width))
    parts["attention_output"] = Projection(queries, (num_heads, width), wide)
    seen = product(size for i, size in enumerate(asked, 1) if i in along)
    usual = len(asking) == len(asked) and all(0 < i <= len(asked) for i in along)
    facts = attention(
        query.shape[0], parts, num_heads, seen, use_bias, quantization, len(asking) + 1
    )
    mixed = Tensor((query.shape[0], *asking, *wide))
    scores = Tensor((query.shape[0], num_heads, scored, scored))
    output = (mixed, scores) if return_attention_scores else mixed
    if not usual:  # Keras makes the layer, and nobody can use it
        return Facts(output, facts.weights, macs=None)
    window = sliding_window if len(read.asked) == 1 else None
    return facts._replace(output=output, cell=partial(cell_of, read, along, facts.weights, window))


def grouped_query_attention(
    query: Tensor,
    value: Tensor | None = None,
    key: Tensor | None = None,
    *,
    head_dim: Dim,
    num_query_heads: Dim,
    num_key_value_heads: Dim,
    dropout: float = 0.0,
    use_bias: bool = True,
    sliding_window: Dim | None = None,
    flash_attention: bool | None = None,
    use_gate: bool = False,
    return_attention_scores: bool = False,
    quantization: Quantization | None = None,
) -> Facts:
    """Each step of the first input asks with a query; each step of the second answers with a key,
    which is held against the query, and with a value, which is what can be learnt there.  There are
    {num_query_heads:head|heads} of queries and only {num_key_value_heads:head|heads} of keys and
    values, so that each of those is shared by {sharing:head|heads} of queries; each makes
    {head_dim:number|numbers} of {features:feature|features} by weights of its own.  A query is
    multiplied with a key number by number, and the sum says how well they match; a softmax turns
    the matches of one query into shares of a whole, and in these shares the values are mixed.  What
    the heads have mixed for a query is weighed once more, and {features:number is|numbers are}
    written at its step.  With `sliding_window`, a query sees only keys that are less than
    {sliding_window:step|steps} away; the other matches are worked out all the same, and then left
    out.  With `use_gate`, every mixed number is multiplied by one between 0 and 1 that is made of
    the query.  With `return_attention_scores`, the shares are a second output: one for each head,
    query and key.  With `quantization`, each kernel is kept in whole numbers of one byte, and a
    scale for each number that it makes."""
    value = need_values(value)
    for x in (query, value) if key is None else (query, value, key):
        need(
            len(x.shape) == 3,
            "it reads a batch, steps and features, and an input has {rank:axis|axes}",
            rank=len(x.shape),
        )
    read = steps_of(query, value, key)
    features, (queries,), (keys,) = read.features, read.asking, read.asked
    need(
        equal(features, read.carried),
        "query and value must have equally many features, and have {query} and {value}",
        query=features,
        value=read.carried,
    )
    for name, size in (("head_dim", head_dim), ("num_key_value_heads", num_key_value_heads)):
        need(size >= 1, "{name} must be at least 1, not {size}", name=name, size=size)
    need(num_query_heads >= 0, "a size must be 0 or more, not {size}", size=num_query_heads)
    need(
        divides(num_key_value_heads, num_query_heads),
        "{pairs:head|heads} of keys and values cannot be shared evenly by "
        "{queries:head|heads} of queries; choose a number that divides them",
        pairs=num_key_value_heads,
        queries=num_query_heads,
    )
    called(num_query_heads // num_key_value_heads, "sharing")
    need_rate(dropout, flash_attention)
    need_window(sliding_window)
    many, few = (num_query_heads, head_dim), (num_key_value_heads, head_dim)
    parts = {"query": Projection(queries, (features,), many)}
    parts["key"] = Projection(keys, (read.compared,), few)
    if use_gate:
        parts["gate"] = Projection(queries, (features,), many)
    parts["value"] = Projection(keys, (read.carried,), few)
    parts["attention_output"] = Projection(queries, many, (features,))
    facts = attention(query.shape[0], parts, num_query_heads, keys, use_bias, quantization, 2)
    mixed = Tensor((query.shape[0], queries, features))
    scores = Tensor((query.shape[0], num_query_heads, queries, keys))
    output = (mixed, scores) if return_attention_scores else mixed
    cell = partial(cell_of, read, (1,), facts.weights, sliding_window)
    return facts._replace(output=output, cell=cell)


def attention(
    batch: Dim,
    parts: Mapping[str, Projection],
    heads: Dim,
    seen: Dim,
    use_bias: bool,
    quantization: Quantization | None,
    outer: int,
) -> Facts:
    """Weights and costs of queries matched with `seen` keys each, by so many heads.

    `outer` is how many axes stand before those that a projection writes.
    """
    weights: dict[str, Weight] = {}
    for name, part in parts.items():
        kernel, scale = (*part.reads, *part.writes), ((1,) * outer + part.writes)
        offset = {"bias": Weight(part.writes)} if use_bias else {}
        for weight, array in kept(kernel, offset, quantization, scale).items():
            weights[f"{name}/{weight}"] = array
    queries, width = parts["query"].places, parts["query"].writes[-1]
    mixed = parts["value"].writes[-1]
    macs = [projecting(parts.values())]
    macs += [matching(heads, queries, seen, width), mixing(heads, queries, seen, mixed)]
    work = [step("scaling", parts["query"].written), step("shares", shares(heads, queries, seen))]
    if use_bias:
        work.append(step("biases", total(part.written for part in parts.values())))
    if "gate" in parts:
        work.append(step("gating", 2 * parts["gate"].written))
    if quantization:
        bytes_made = (rounding(quantization, part.read, part.written) for part in parts.values())
        work.append(step("rounding", total(bytes_made)))
    return Facts(
        (),
        weights,
        macs=batch * total(macs),
        elementwise=batch * total(work),
        sketch=partial(to_heads_and_back, parts, heads, seen),
    )


def cell_of(
    read: Held,
    along: tuple[int, ...],
    weights: Mapping[str, Weight],
    window: Dim | None,
    index: Index,
) -> Reads:
    """One number is made of its query, of all keys and values along the axes that are attended to,
    or of those that are in its window, and of all weights; of those that write the output, only of
    its own."""
    example, *places = index
    at, numbers = places[: len(read.asking)], tuple(map(one, places[len(read.asking) :]))
    held = [
        range(int(size)) if i in along else one(at[i - 1]) for i, size in enumerate(read.asked, 1)
    ]
    if window is not None:
        held = [seen_by(at[0], int(window), int(read.asked[0]))]
    inputs = [(one(example), *map(one, at), range(int(read.features)))]
    inputs.append((one(example), *held, range(int(read.carried))))
    if read.has_keys:
        inputs.append((one(example), *held, range(int(read.compared))))
    used = {name: whole(weight.shape) for name, weight in weights.items()}
    for name, ranges in used.items():
        if name.startswith("attention_output/"):
            used[name] = (*ranges[: -len(numbers)], *numbers)
    return Reads(tuple(inputs), MIXED, used)


def seen_by(query: int, window: int, keys: int) -> range:
    """The keys that are less than a window away; a query that sees none sees all, as a softmax has
    it.

    >>> seen_by(5, 2, 9), seen_by(0, 3, 9), seen_by(8, 1, 3)
    (range(4, 7), range(0, 3), range(0, 3))
    """
    near = range(max(query - window + 1, 0), min(query + window, keys))
    return near or range(keys)


def need_values(value: Tensor | None) -> Tensor:
    """The second input, without which there is nothing to be asked."""
    need(value is not None, "it is called with a query and a value: layer(x, x) to ask itself")
    assert value
    return value


class Held(NamedTuple):
    """The sizes between batch and features of the queries (`asking`), and of keys and values
    (`asked`); the features of query, value (`carried`) and key (`compared`)."""

    asking: Shape
    asked: Shape
    features: Dim
    carried: Dim
    compared: Dim
    has_keys: bool


def steps_of(query: Tensor, value: Tensor, key: Tensor | None) -> Held:
    """What is read; without keys of their own, the values are also what the keys are made of."""
    _, *asking, features = named_axes(query, "query", "features")
    _, *asked, carried = named_axes(value, "key", "value features")
    if key is None:
        return Held(tuple(asking), tuple(asked), features, carried, carried, False)
    _, *held, compared = named_axes(key, "key", "key features")
    need(
        len(held) == len(asked),
        "for each value there must be a key: they have {values:axis|axes} and {keys}",
        values=len(value.shape),
        keys=len(key.shape),
    )
    for values, keys in zip(asked, held):
        need(
            equal(values, keys),
            "for each value there must be a key: there are {values} and {keys}",
            values=values,
            keys=keys,
        )
    return Held(tuple(asking), tuple(asked), features, carried, compared, True)


def named_axes(x: Tensor, what: str, features: str) -> Shape:
    """The sizes of an input, its last axis holding its features."""
    need(len(x.shape) >= 2, "it reads a batch and at least one axis of features")
    return x.read(*_names(len(x.shape), what, features))


@cache
def _names(rank: int, what: str, features: str) -> tuple[str, ...]:
    if rank == 3:
        return ("batch", f"{what} steps", features)
    return ("batch", *(f"{what} size {i}" for i in range(1, rank - 1)), features)


def sizes_written(output_shape: tuple[Dim, ...] | Dim | None, features: Dim) -> Shape:
    """What is written for each query: as many numbers as a query has features, unless told."""
    if isinstance(output_shape, tuple):
        return output_shape or (features,)
    return (features,) if output_shape is None or known(output_shape) == 0 else (output_shape,)


def attended(axes: Axes | None, rank: int) -> tuple[int, ...]:
    """The axes along which places are held against each other: all between batch and features.

    Keras counts a negative one from the back of what the heads make, which has an axis more.
    """
    if axes is None:
        return tuple(range(1, rank - 1))
    several = axes if isinstance(axes, tuple) else (axes,)
    placed = tuple(axis if axis >= 0 else rank + axis for axis in several)
    for axis in placed:
        need(-rank - 1 <= axis <= rank, "there is no axis {axis} to attend to", axis=axis)
    return placed


def need_rate(dropout: float, flash_attention: bool | None) -> None:
    need(0 <= dropout <= 1, "dropout is a share between 0 and 1, not {rate}", rate=dropout)
    need(
        not (flash_attention and dropout > 0),
        "flash attention has no dropout; leave one of the two out",
    )


def need_window(size: Dim | None) -> None:
    if size is not None:
        need(size >= 1, "sliding_window must be at least 1, not {size}", size=size)


def dot_attention(
    *inputs: Tensor,
    use_scale: bool = False,
    score_mode: ScoreMode = "dot",
    dropout: float = 0.0,
    return_attention_scores: bool = False,
) -> Facts:
    """Each step of the first input is a query; each step of the second is a value, and also the key
    that is held against the query, unless a third input brings keys.  Unless `score_mode` is
    chosen, a query is multiplied with a key number by number, and the sum says how well they match.
    With `score_mode`, a query and a key are added number by number, each sum goes through tanh, and
    what these add up to, times a number that is learnt, says how well they match.  With
    `use_scale`, one number that is learnt makes all matches larger or smaller.  A softmax turns the
    matches of one query with {keys:key|keys} into shares of a whole, and in these shares the values
    are mixed.  With `return_attention_scores`, the shares are a second output."""
    need(score_mode in ("dot", "concat"), "there is no score_mode {mode}", mode=score_mode)
    read = opened(inputs)
    weights = {"scale": Weight(())} if use_scale else {}
    if score_mode == "dot":
        facts = plain_attention(read, weights, by_products=True, matches=use_scale)
    else:
        weights["concat_score_weight"] = Weight(())
        facts = plain_attention(read, weights, by_products=False, sums=3 + use_scale, matches=1)
    return with_scores(facts, read) if return_attention_scores else facts


def additive_attention(
    *inputs: Tensor,
    use_scale: bool = True,
    dropout: float = 0.0,
    return_attention_scores: bool = False,
) -> Facts:
    """Each step of the first input is a query; each step of the second is a value, and also the key
    that is held against the query, unless a third input brings keys.  A query and a key are added
    number by number, each of the {features:sum|sums} goes through tanh, and what they add up to
    says how well the two match.  Unless `use_scale` is turned off, each of the
    {features:sum has|sums has} a weight of its own.  A softmax turns the matches of one query with
    {keys:key|keys} into shares of a whole, and in these shares the values are mixed.  With
    `return_attention_scores`, the shares are a second output."""
    read = opened(inputs)
    weights = {"scale": Weight((read.features,))} if use_scale else {}
    facts = plain_attention(read, weights, by_products=use_scale, sums=2 if use_scale else 3)
    return with_scores(facts, read) if return_attention_scores else facts


class Opened(NamedTuple):
    """What an attention without heads reads."""

    queries: Shape
    features: Dim
    keys: Dim
    carried: Dim
    inputs: tuple[Tensor, ...]


def opened(inputs: tuple[Tensor, ...]) -> Opened:
    """The sizes of a query, of a value, and of a key if there is one."""
    need(
        len(inputs) in (2, 3),
        "it takes a list of a query, a value and perhaps a key, not {n:input|inputs}",
        n=len(inputs),
    )
    *queries, features = named_axes(inputs[0], "query", "features")
    *_, keys, carried = named_axes(inputs[1], "value", "value features")
    if len(inputs) == 3:
        *_, keys, _ = named_axes(inputs[2], "key", "key features")
    return Opened(tuple(queries), features, called(keys, "keys"), carried, inputs)


def plain_attention(
    read: Opened,
    weights: dict[str, Weight],
    by_products: bool,
    sums: int = 0,
    matches: int = 0,
) -> Facts:
    """Attention without heads: a query is matched with a key `by_products`, or by sums with so
    many operations for each number; and with so many `matches` for each pair."""
    batch, *places = read.queries
    queries = product(places)
    macs = [mixing(1, queries, read.keys, read.carried)]
    if by_products:
        macs.insert(0, matching(1, queries, read.keys, read.features))
    pairs = shares(1, queries, read.keys)

    def cell(index: Index) -> Reads:
        *at, number = index
        example, *between = map(one, at)
        outer = (example, *between[:-1])
        query = (example, *between, range(int(read.features)))
        steps, numbers = range(int(read.inputs[1].shape[-2])), range(int(read.carried))
        inputs = [query, (*outer, steps, numbers if len(read.inputs) == 2 else one(number))]
        if len(read.inputs) == 3:
            inputs.append((*outer, steps, range(int(read.inputs[2].shape[-1]))))
        used = {name: whole(array.shape) for name, array in weights.items()}
        return Reads(tuple(inputs), MIXED, used)

    return Facts(
        Tensor((*read.queries, read.carried)),
        weights,
        macs=batch * total(macs),
        sketch=partial(queries_and_keys, queries, read.keys),
        elementwise=batch * (pairs * read.features * sums + pairs * (1 + matches)),
        cell=cell,
    )


def with_scores(facts: Facts, read: Opened) -> Facts:
    """The shares as a second output."""
    return facts._replace(output=(*facts.outputs, Tensor((*read.queries, read.keys))))


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint seed"
)
LATER = "return_attention_scores quantization"
RULES = [
    Rule("MultiHeadAttention", multi_head_attention, beside=BESIDE, later=LATER),
    Rule("GroupQueryAttention", grouped_query_attention, beside=BESIDE, later=LATER),
    Rule("Attention", dot_attention, beside="seed", later="return_attention_scores"),
    Rule("AdditiveAttention", additive_attention, beside="seed", later="return_attention_scores"),
]
