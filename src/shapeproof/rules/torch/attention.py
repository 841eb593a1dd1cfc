"""torch's attention: with heads and weights of its own, and as a function on queries and keys."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

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
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast, known
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.sketches import queries_and_keys, to_heads_and_back
from shapeproof.rules.rule import (
    Facts,
    Index,
    Reads,
    Rule,
    Shape,
    Structure,
    Tensor,
    Weight,
    called,
    need,
)
from shapeproof.rules.torch.dtypes import DEFAULT, kind, need_alike, need_float, same


class Held(NamedTuple):
    """What is held against what: the axes before the features of a query, as they stand; the batch,
    if there is one; how many queries and keys; the features of queries, keys and values."""

    outer: Shape
    batch: Shape
    queries: Dim
    keys: Dim
    features: Dim
    compared: Dim
    carried: Dim


class Masks(NamedTuple):
    """What is added to the matches before they become shares."""

    of_keys: Tensor | None
    of_matches: Tensor | None

    @property
    def given(self) -> int:
        return sum(mask is not None for mask in self)


class Shared(NamedTuple):
    """How shares are made and put out: of `more` keys beside those that are read, and averaged over
    the heads or not."""

    masks: Masks
    more: int
    are_put_out: bool
    are_averaged: bool


def multihead_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    key_padding_mask: Tensor | None = None,
    attn_mask: Tensor | None = None,
    *,
    embed_dim: Dim,
    num_heads: Dim,
    dropout: float = 0.0,
    bias: bool = True,
    add_bias_kv: bool = False,
    add_zero_attn: bool = False,
    kdim: Dim | None = None,
    vdim: Dim | None = None,
    batch_first: bool = False,
    need_weights: bool = True,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> Facts:
    """Each place of the first input asks with a query; each place of the second answers with a key,
    which is held against the query, and each place of the third with a value, which is what can be
    learnt there.  Each of {num_heads:head|heads} makes queries, keys and values of
    {head_width:number|numbers} by weights of its own, so that each head can look for something
    else.  The heads share {embed_dim} numbers evenly, where `key_dim` of Keras's layer is the width
    of one head.  A query is multiplied with a key number by number, and the sum says how well they
    match; a softmax turns the matches of one query into shares of a whole, and in these shares the
    values are mixed.  What the heads have mixed for a query is weighed once more, and
    {written:number is|numbers are} written at its place.  Unless `bias` is turned off, queries,
    keys, values and what is written have a bias added, the first three of them kept in one
    `in_proj_bias`.  Unless `batch_first` is chosen, the axis of the places comes before that of the
    batch, if there is one.  With `kdim`, keys are made of {kdim:number|numbers}.  With `vdim`,
    values are made of {vdim:number|numbers}.  With `add_bias_kv`, one more key and one more value
    are learnt, and stand behind those that are made.  With `add_zero_attn`, one more key and one
    more value of zeros stand behind the others.  Unless `need_weights` is turned off, the shares
    are a second output.  Unless `average_attn_weights` is turned off, shares that are put out are
    the mean of those of all heads."""
    need_float(query)
    need_rate(dropout)
    embed = called(embed_dim, "written")
    widths = embed if kdim is None else kdim, embed if vdim is None else vdim
    read = held(query, key, value, batch_first)
    need_features(read, embed, *widths)
    weights = projections_kept(embed, *widths, bias)
    if add_bias_kv:
        weights |= {"bias_k": Weight((1, 1, embed)), "bias_v": Weight((1, 1, embed))}
    weights["out_proj.weight"] = Weight((embed, embed))
    if bias:
        weights["out_proj.bias"] = Weight((embed,))
    masks = Masks(key_padding_mask, attn_mask)
    how = Shared(masks, add_bias_kv + add_zero_attn, need_weights, average_attn_weights)
    need_masks(read, num_heads, how, query, is_causal)
    facts = by_heads(read, num_heads, how, same(query), embed, embed, bias, bias)
    seen = None if makes_mask(read, how, is_causal) else masks
    cell = partial(cell_of, read, seen, batch_first and bool(read.batch), weights)
    return facts._replace(weights=weights, cell=cell)


def projections_kept(embed: Dim, compared: Dim, carried: Dim, bias: bool) -> dict[str, Weight]:
    """Where all inputs are as wide as the heads together, one weight makes all three."""
    if known(compared) == known(embed) == known(carried):
        weights = {"in_proj_weight": Weight((3 * embed, embed))}
    else:
        weights = {
            "q_proj_weight": Weight((embed, embed)),
            "k_proj_weight": Weight((embed, compared)),
            "v_proj_weight": Weight((embed, carried)),
        }
    return weights | ({"in_proj_bias": Weight((3 * embed,))} if bias else {})


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    key_padding_mask: Tensor | None = None,
    attn_mask: Tensor | None = None,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    *,
    embed_dim_to_check: Dim,
    num_heads: Dim,
    add_zero_attn: bool,
    dropout_p: float,
    training: bool = True,
    need_weights: bool = True,
    use_separate_proj_weight: bool = False,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> Facts:
    """Each place of the first input asks with a query; each place of the second answers with a key,
    which is held against the query, and each place of the third with a value, which is what can be
    learnt there.  Each of {num_heads:head|heads} makes queries, keys and values of
    {head_width:number|numbers} with the weights that are read.  A query is multiplied with a key
    number by number, and the sum says how well they match; a softmax turns the matches of one query
    into shares of a whole, and in these shares the values are mixed.  What the heads have mixed for
    a query is weighed once more, and {written:number is|numbers are} written at its place.  Unless
    `need_weights` is turned off, the shares are a second output.  Unless `average_attn_weights` is
    turned off, shares that are put out are the mean of those of all heads."""
    need_float(query)
    need_rate(dropout_p if training else 0.0)
    need(
        static_k is None and static_v is None,
        "static_k and static_v are not followed here; give those keys and values to "
        "scaled_dot_product_attention",
    )
    embed = embed_dim_to_check
    read = held(query, key, value, batch_first=False)
    apart = (q_proj_weight, k_proj_weight, v_proj_weight)
    made_with = apart if use_separate_proj_weight else (in_proj_weight,)
    widths = (read.compared, read.carried) if use_separate_proj_weight else (embed, embed)
    need_features(read, embed, *widths)
    need_made(made_with, embed, *widths)
    need_shape(in_proj_bias, (3 * embed,))
    need((bias_k is None) == (bias_v is None), "there are both bias_k and bias_v, or neither")
    need_shape(bias_k, (1, 1, embed))
    need_shape(bias_v, (1, 1, embed))
    written, _ = out_proj_weight.read("written", "columns")
    need_shape(out_proj_weight, (written, embed))
    need_shape(out_proj_bias, (written,))
    biases = (in_proj_bias, bias_k, bias_v, out_proj_bias)
    need_alike(query, *made_with, out_proj_weight, *biases)
    more = (bias_k is not None) + add_zero_attn
    how = Shared(Masks(key_padding_mask, attn_mask), more, need_weights, average_attn_weights)
    need_masks(read, num_heads, how, query, is_causal)
    has_bias, ends_with_bias = in_proj_bias is not None, out_proj_bias is not None
    dtype = same(query)
    return by_heads(read, num_heads, how, dtype, embed, written, has_bias, ends_with_bias)


def need_made(weights: tuple[Tensor | None, ...], embed: Dim, compared: Dim, carried: Dim) -> None:
    """One weight makes queries, keys and values, or each has one of its own."""
    together = [(3 * embed, embed)]
    apart = [(embed, embed), (embed, compared), (embed, carried)]
    for weight, shape in zip(weights, together if len(weights) == 1 else apart):
        need(weight is not None, "a weight that makes queries, keys or values is missing")
        need_shape(weight, shape)


def by_heads(
    read: Held,
    heads: Dim,
    how: Shared,
    dtype: str,
    embed: Dim,
    written: Dim,
    bias: bool,
    last_bias: bool,
) -> Facts:
    """What heads put out and cost that make `embed` numbers together, all but their weights."""
    need_heads(heads, embed)
    width = called(step("head width", embed // heads), "head_width")
    keys = step("keys", read.keys + how.more) if how.more else read.keys
    made = (
        Projection(read.queries, (read.features,), (embed,)),
        Projection(read.keys, (read.compared,), (embed,)),
        Projection(read.keys, (read.carried,), (embed,)),
    )
    last = Projection(read.queries, (embed,), (written,))
    pairs = shares(heads, read.queries, keys)
    macs = [
        projecting((*made, last)),
        matching(heads, read.queries, keys, width),
        mixing(heads, read.queries, keys, width),
    ]
    work = [
        step("scaling", made[0].written),
        step("shares", (1 + how.masks.given + (how.are_put_out and how.are_averaged)) * pairs),
    ]
    biased = (*(made if bias else ()), *((last,) if last_bias else ()))
    if biased:
        work.append(step("biases", total(part.written for part in biased)))
    batch = product(read.batch)
    output: Structure = (Tensor((*read.outer, written), dtype),)
    if how.are_put_out:
        of_heads = () if how.are_averaged else (heads,)
        shown = Tensor((*read.batch, *of_heads, read.queries, keys), dtype)
        output = (*output, shown)
    parts = {
        name: part._replace(writes=(heads, width))
        for name, part in zip(("query", "key", "value"), made)
    }
    parts["out_proj"] = last._replace(reads=(heads, width))
    return Facts(
        output,
        macs=batch * total(macs),
        elementwise=batch * total(work),
        sketch=partial(to_heads_and_back, parts, heads, keys),
    )


def cell_of(
    read: Held, masks: Masks | None, batch_first: bool, weights: dict[str, Weight], index: Index
) -> Reads:
    """One number is made of its query, of all keys and values of its example, and of all weights;
    of those that write the output, only of its own.  Without `masks`, a query sees no later key."""
    *outer, number = index
    along = 1 if batch_first else 0
    example = [one(place) for i, place in enumerate(outer) if i != along]
    keys, matches = range(int(read.keys)), one(outer[along])
    if masks is None:
        keys, masks = range(min(outer[along] + 1, len(keys))), Masks(None, None)
    before, after = (example, []) if batch_first else ([], example)
    inputs: list[tuple[range, ...] | None] = [
        (*map(one, outer), range(int(read.features))),
        (*before, keys, *after, range(int(read.compared))),
        (*before, keys, *after, range(int(read.carried))),
    ]
    if masks.of_keys is not None or masks.of_matches is not None:
        inputs.append(None if masks.of_keys is None else (*example, keys))
    if masks.of_matches is not None:
        inputs.append((*heads_of(masks.of_matches, read, outer, along), matches, keys))
    used = {name: whole(weight.shape) for name, weight in weights.items()}
    for name, (_, *others) in used.items():
        if name.startswith("out_proj."):
            used[name] = (one(number), *others)
    return Reads(tuple(inputs), MIXED, used)


def heads_of(mask: Tensor, read: Held, outer: list[int], along: int) -> tuple[range, ...]:
    """Which of the masks of all heads of all examples are those of one example."""
    if len(mask.shape) == 2:
        return ()
    heads = int(mask.shape[0]) // int(product(read.batch))
    example = outer[1 - along] if len(outer) == 2 else 0
    return (range(example * heads, (example + 1) * heads),)


def held(query: Tensor, key: Tensor, value: Tensor, batch_first: bool) -> Held:
    """The sizes of what is read; for each key there is a value."""
    for x in (query, key, value):
        need(
            len(x.shape) in (2, 3) and len(x.shape) == len(query.shape),
            "it reads places and features, and perhaps a batch, the same axes in all inputs; they "
            "have {ranks} axes",
            ranks=tuple(len(one.shape) for one in (query, key, value)),
        )
    need_alike(query, key, value)
    batch, queries, features = apart(query, batch_first, "query steps", "features")
    batches, keys, compared = apart(key, batch_first, "key steps", "key features")
    others, values, carried = apart(value, batch_first, "value steps", "value features")
    need(
        equal(keys, values),
        "for each value there must be a key: there are {values} and {keys}",
        values=values,
        keys=keys,
    )
    for first, *rest in zip(batch, batches, others):
        for other in rest:
            need(
                equal(first, other),
                "the inputs must have one batch, and have {first} and {other} examples",
                first=first,
                other=other,
            )
    outer = (*batch, queries) if batch_first else (queries, *batch)
    return Held(outer, batch, queries, keys, features, compared, carried)


def apart(x: Tensor, batch_first: bool, steps: str, features: str) -> tuple[Shape, Dim, Dim]:
    """The batch, if there is one, the places and the features."""
    if len(x.shape) == 2:
        places, width = x.read(steps, features)
        return (), places, width
    if batch_first:
        batch, places, width = x.read("batch", steps, features)
    else:
        places, batch, width = x.read(steps, "batch", features)
    return (batch,), places, width


def need_features(read: Held, features: Dim, compared: Dim, carried: Dim) -> None:
    for wanted, given in zip(
        (features, compared, carried), (read.features, read.compared, read.carried)
    ):
        need(
            equal(given, wanted),
            "it reads {wanted:feature|features}, and the input has {features}",
            wanted=wanted,
            features=given,
        )


def need_heads(heads: Dim, embed: Dim) -> None:
    need(embed >= 1, "there must be at least 1 feature, not {features}", features=embed)
    need(heads >= 1, "there must be at least 1 head, not {heads}", heads=heads)
    need(
        divides(heads, embed),
        "{heads:head|heads} cannot share {features:feature|features} evenly; choose a number that "
        "divides them",
        heads=heads,
        features=embed,
    )


def need_masks(read: Held, heads: Dim, how: Shared, x: Tensor, is_causal: bool) -> None:
    """Masks have a place for each key, or for each match, of all heads together or of each."""
    of_keys, of_matches = how.masks
    need(
        not is_causal or of_matches is not None,
        "is_causal only says of attn_mask what it holds; give attn_mask too",
    )
    if of_keys is not None:
        need_mask(of_keys, x)
        need_shape(of_keys, (*read.batch, read.keys))
    if of_matches is None:
        return
    need(
        len(of_matches.shape) in (2, 3),
        "attn_mask has an axis of queries and one of keys, and perhaps one of heads before them; "
        "it has {rank:axis|axes}",
        rank=len(of_matches.shape),
    )
    if makes_mask(read, how, is_causal):
        x = of_matches if kind(of_matches.dtype) == 2 else x  # torch makes a mask of its own
        shape = of_matches.shape
    else:
        is_of_all, pairs = len(of_matches.shape) == 2, (read.queries, read.keys)
        shape = pairs if is_of_all else (product(read.batch) * heads, *pairs)
    need_mask(of_matches, x)
    need_shape(of_matches, shape)


def makes_mask(read: Held, how: Shared, is_causal: bool) -> bool:
    """Whether torch leaves the mask unread that it is given, and makes one of its own."""
    return how.masks.of_keys is None and is_causal and not how.are_put_out and bool(read.batch)


def need_mask(mask: Tensor, x: Tensor) -> None:
    need(
        same(mask) in ("bool", same(x)),
        "a mask is bool, or of the dtype of the queries, {wanted}, and this one is {dtype}",
        wanted=same(x),
        dtype=same(mask),
    )


def need_shape(x: Tensor | None, shape: Shape) -> None:
    """What is read beside queries, keys and values has a shape that these settle."""
    if x is None:
        return
    need(
        len(x.shape) == len(shape),
        "a mask or a weight must have {wanted:axis|axes} here, not {given}",
        wanted=len(shape),
        given=len(x.shape),
    )
    for size, wanted in zip(x.shape, shape):
        need(
            equal(size, wanted),
            "a mask or a weight must have a size of {wanted} here, not {given}",
            wanted=wanted,
            given=size,
        )


def need_rate(dropout: float) -> None:
    need(0 <= dropout <= 1, "dropout is a share between 0 and 1, not {rate}", rate=dropout)


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    *,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Facts:
    """Each place of the first input is a query, each of the second a key, and each of the third a
    value.  A query is multiplied with a key number by number, and the sum says how well they match;
    a softmax turns the matches of one query with {keys:key|keys} into shares of a whole, and in
    these shares the values are mixed.  With `is_causal`, a query sees only the keys up to its own
    place; the other matches are worked out all the same, and then left out.  With `enable_gqa`,
    each head of keys and values is shared by as many heads of queries."""
    need_rate(dropout_p)
    dtype = need_alike(query, key, value)
    need(kind(dtype) == 2, "it mixes floats, and the inputs are {dtype}; cast them", dtype=dtype)
    for x in (query, key, value):
        need(len(x.shape) >= 2, "it reads places and features, at least, and an input has "
             "{rank:axis|axes}", rank=len(x.shape))  # fmt: skip
    *outer, queries, width = query.read("...", "queries", "features")
    *batches, keys, compared = key.read("...", "keys", "key features")
    *others, values, carried = value.read("...", "values", "value features")
    need(
        equal(width, compared),
        "queries and keys must have equally many features, and have {query} and {key}",
        query=width,
        key=compared,
    )
    need(
        equal(keys, values),
        "for each value there must be a key: there are {values} and {keys}",
        values=values,
        keys=keys,
    )
    own = tuple(batches), tuple(others)
    if enable_gqa:
        batches, others = (shared_by(outer, heads) for heads in (batches, others))
    pairs = broadcast(tuple(outer), tuple(batches))
    batch = broadcast(pairs, tuple(others))
    if attn_mask is not None:
        need(not is_causal, "give attn_mask or is_causal, not both")
        need(
            len(attn_mask.shape) >= 2 or len(query.shape) != 4,
            "where there is an axis of heads, a mask has one of queries and one of keys, and this "
            "one has {rank:axis|axes}; put .unsqueeze(0) behind it",
            rank=len(attn_mask.shape),
        )
        need_reaching(attn_mask, (*pairs, queries, keys), dtype)
    macs = [
        product(pairs) * matching(1, queries, keys, width),
        product(batch) * mixing(1, queries, keys, carried),
    ]
    matches = product((*pairs, queries, keys))
    scaling, masked = product(query.shape), attn_mask is not None

    def cell(index: Index) -> Reads:
        *places, at, number = index
        seen = range(min(at + 1, int(keys))) if is_causal else range(int(keys))
        inputs: list[tuple[range, ...]] = [
            (*behind(tuple(places), tuple(outer)), one(at), range(int(width))),
            (*of_heads(places, outer, own[0], enable_gqa), seen, range(int(width))),
            (*of_heads(places, outer, own[1], enable_gqa), seen, one(number)),
        ]
        if attn_mask is not None:
            rows = behind((*places, at), attn_mask.shape[:-1])
            inputs.append((*rows, *(range(int(size)) for size in attn_mask.shape[-1:])))
        return Reads(tuple(inputs), MIXED)

    return Facts(
        Tensor((*batch, queries, carried), dtype),
        macs=total(macs),
        elementwise=scaling + (1 + masked) * matches,
        cell=cell,
        sketch=partial(queries_and_keys, product((*batch[1:], queries)), keys),
    )


def shared_by(outer: list[Dim], heads: list[Dim]) -> list[Dim]:
    """Fewer heads of keys and values, as often as heads of queries share them."""
    need(
        len(outer) >= 1 and len(heads) >= 1,
        "enable_gqa shares heads, and there is no axis of heads before places and features",
    )
    need(
        divides(heads[-1], outer[-1]),
        "{pairs:head|heads} of keys and values cannot be shared evenly by "
        "{queries:head|heads} of queries; choose a number that divides them",
        pairs=heads[-1],
        queries=outer[-1],
    )
    return [*heads[:-1], outer[-1]]


def of_heads(places: list[int], outer: list[Dim], own: Shape, shared: bool) -> tuple[range, ...]:
    """The example and the head of keys or values that a head of queries looks at."""
    if shared:
        *places, head = places
        places = [*places, head * int(own[-1]) // int(outer[-1])]
    return behind(tuple(places), own)


def need_reaching(mask: Tensor, shape: Shape, dtype: str) -> None:
    """A mask is used again where it is 1 long, and makes nothing longer."""
    need(
        same(mask) in ("bool", DEFAULT, dtype),
        "a mask is bool, or of the dtype of the queries, {wanted}, and this one is {dtype}",
        wanted=dtype,
        dtype=same(mask),
    )
    need(
        len(mask.shape) <= len(shape),
        "a mask has at most as many axes as there are of matches, {most}, and not {given}",
        most=len(shape),
        given=len(mask.shape),
    )
    for size, wanted in zip(reversed(mask.shape), reversed(shape)):
        need(
            equal((size - wanted) * (size - 1), 0),
            "a mask must have a size of {wanted} here, or of 1, and has {given}",
            wanted=wanted,
            given=size,
        )


BESIDE = "device dtype"
ORDER = {
    "MultiheadAttention": "query key value key_padding_mask need_weights attn_mask "
    "average_attn_weights is_causal",
    "multi_head_attention_forward": "query key value embed_dim_to_check num_heads in_proj_weight "
    "in_proj_bias bias_k bias_v add_zero_attn dropout_p out_proj_weight out_proj_bias training "
    "key_padding_mask need_weights attn_mask use_separate_proj_weight q_proj_weight k_proj_weight "
    "v_proj_weight static_k static_v average_attn_weights is_causal",
    "scaled_dot_product_attention": "query key value attn_mask dropout_p is_causal scale "
    "enable_gqa",
}
"""How a module is called, and what a function takes, in torch's order."""
MODULES = [
    Rule(
        "MultiheadAttention",
        multihead_attention,
        beside=BESIDE,
        later="need_weights average_attn_weights is_causal",
    ),
]
FUNCTIONS = [
    Rule("scaled_dot_product_attention", scaled_dot_product_attention),
    Rule("multi_head_attention_forward", multi_head_attention_forward),
]
