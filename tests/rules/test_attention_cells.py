"""What one number of an attention or a contraction is made of: a NaN shows where it was used."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from shapeproof.rules.arithmetic.contractions import einsum
from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, Function, influence, within


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def assert_cells_are_true(
    name: str, arguments: Mapping[str, Any], function: Function, shapes: list[tuple[int, ...]]
) -> None:
    """Every output reads of every input and weight what the rule's `cell` says, and no more."""
    facts = layer(name, **arguments)(*map(Tensor, shapes))
    assert facts.cell
    inputs = {"" if i == 0 else f"input {i}": numbers(*shape) for i, shape in enumerate(shapes)}
    given = inputs | {key: numbers(*weight.shape) for key, weight in facts.weights.items()}

    def called(first: Array, **others: Array) -> Array:
        rest = {key: others[key] for key in given if key in facts.weights}
        return function([first, *(others[key] for key in inputs if key)], rest)

    y = called(given[""], **{key: array for key, array in given.items() if key})
    assert facts.outputs[0].shape == y.shape
    truth = {key: influence(called, given, key, y, (np.nan,)) for key in given}
    for index in np.ndindex(*y.shape):
        reads = facts.cell(index)
        claimed = {**dict(zip(inputs, reads.inputs, strict=True)), **reads.weights}
        assert claimed.keys() == given.keys()
        for key, ranges in claimed.items():
            assert ranges is not None
            assert within(ranges, given[key].shape) == truth[key][index], (arguments, index, key)


def softmax(x: Array, axes: tuple[int, ...]) -> Array:
    shares: Array = np.exp(x) / np.exp(x).sum(axes, keepdims=True)
    return shares


def heads_of(equations: tuple[str, str], axes: tuple[int, ...]) -> Any:
    """Attention as a textbook has it, in loops that NumPy's einsum writes out."""

    def attend(inputs: list[Array], weights: dict[str, Array]) -> Array:
        query, value, key = (*inputs, inputs[1])[:3]
        made = {
            part: np.tensordot(x, weights[f"{part}/kernel"], 1) + weights[f"{part}/bias"]
            for part, x in (("query", query), ("key", key), ("value", value))
        }
        repeats = made["query"].shape[-2] // made["key"].shape[-2]
        held = {part: np.repeat(made[part], repeats, -2) for part in ("key", "value")}
        shares = softmax(np.einsum(equations[0], made["query"], held["key"]), axes)
        mixed = np.einsum(equations[1], shares, held["value"])
        if "gate/kernel" in weights:
            gate = np.tensordot(query, weights["gate/kernel"], 1) + weights["gate/bias"]
            mixed = mixed / (1 + np.exp(-gate))
        kernel, offset = weights["attention_output/kernel"], weights["attention_output/bias"]
        y: Array = np.tensordot(mixed, kernel, 2) + offset
        return y

    return attend


STEPS = (("bqhd,bkhd->bhqk", "bhqk,bkhd->bqhd"), (-1,))
COLUMNS = (("brqhd,brkhd->brhqk", "brhqk,brkhd->brqhd"), (-1,))
PLACES = (("brqhd,bskhd->bhrqsk", "bhrqsk,bskhd->brqhd"), (-2, -1))


@pytest.mark.parametrize(
    ("arguments", "how", "shapes"),
    [
        ({}, STEPS, [(2, 2, 3), (2, 3, 2)]),
        ({"value_dim": 3}, STEPS, [(2, 2, 3), (2, 3, 2), (2, 3, 1)]),
        ({"use_gate": True, "output_shape": (2, 3)}, STEPS, [(1, 2, 3), (1, 3, 2)]),
        ({"attention_axes": 2}, COLUMNS, [(1, 2, 2, 3), (1, 2, 3, 2)]),
        ({}, PLACES, [(1, 2, 2, 3), (1, 3, 2, 2)]),
    ],
)
def test_heads_read_their_query_and_all_that_it_is_held_against(
    arguments: dict[str, Any], how: Any, shapes: Any
) -> None:
    given = {"num_heads": 2, "key_dim": 2, **arguments}
    assert_cells_are_true("MultiHeadAttention", given, heads_of(*how), shapes)


def test_shared_heads_read_the_same() -> None:
    arguments = {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2}
    shapes = [(2, 2, 3), (2, 3, 3), (2, 3, 1)]
    assert_cells_are_true("GroupQueryAttention", arguments, heads_of(*STEPS), shapes)


def banded(attend: Any, window: int) -> Any:
    """Each query by itself with the keys that are near it; with all, if none is."""

    def by_queries(inputs: list[Array], weights: dict[str, Array]) -> Array:
        query, *held = inputs
        keys = np.arange(held[0].shape[1])
        rows: list[Array] = []
        for i in range(query.shape[1]):
            near = keys[abs(keys - i) < window]
            seen = near if near.size else keys
            rows.append(attend([query[:, i : i + 1], *(x[:, seen] for x in held)], weights))
        return np.concatenate(rows, 1)

    return by_queries


@pytest.mark.parametrize("window", [1, 2, 3])
@pytest.mark.parametrize("keys", [2, 4, 6])
def test_a_window_hides_what_is_further_away(window: int, keys: int) -> None:
    shapes = [(1, 4, 3), (1, keys, 3)]
    arguments = {"num_heads": 2, "key_dim": 2, "sliding_window": window}
    how = banded(heads_of(*STEPS), window)
    assert_cells_are_true("MultiHeadAttention", arguments, how, shapes)
    shared = {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2}
    grouped = {**shared, "sliding_window": window}
    assert_cells_are_true("GroupQueryAttention", grouped, how, shapes)


def by_products(inputs: list[Array], weights: dict[str, Array]) -> Array:
    query, value, key = (*inputs, inputs[1])[:3]
    matches = query @ np.swapaxes(key, -1, -2) * weights.get("scale", np.ones(()))
    return softmax(matches, (-1,)) @ value


def by_sums(inputs: list[Array], weights: dict[str, Array]) -> Array:
    query, value, key = (*inputs, inputs[1])[:3]
    sums = np.tanh(query[..., :, None, :] + key[..., None, :, :])
    matches = (sums * weights.get("scale", np.ones(()))).sum(-1)
    return softmax(matches * weights.get("concat_score_weight", np.ones(())), (-1,)) @ value


@pytest.mark.parametrize("shapes", [[(2, 2, 3), (2, 3, 3)], [(2, 2, 3), (2, 3, 2), (2, 3, 3)]])
@pytest.mark.parametrize(
    ("name", "arguments", "function"),
    [
        ("Attention", {}, by_products),
        ("Attention", {"use_scale": True}, by_products),
        ("Attention", {"score_mode": "concat"}, by_sums),
        ("AdditiveAttention", {}, by_sums),
    ],
)
def test_attention_without_heads(
    name: str, arguments: dict[str, Any], function: Any, shapes: Any
) -> None:
    assert_cells_are_true(name, arguments, function, shapes)


@pytest.mark.parametrize("lora_rank", [None, 2])
@pytest.mark.parametrize(
    ("equation", "output_shape", "bias_axes", "shape"),
    [
        ("abc,cde->abde", (2, 2, 3), "de", (2, 2, 3)),
        ("abc,cde->abed", (2, 2, 3), "e", (2, 2, 3)),
        ("abc,bcd->ad", 2, None, (2, 2, 3)),
        ("...x,xy->...y", 2, "y", (2, 2, 3)),
        ("ab...,bc->ac...", 2, "c", (2, 3, 2)),
    ],
)
def test_a_contraction_reads_what_its_equation_says(
    equation: str, output_shape: Any, bias_axes: Any, shape: Any, lora_rank: Any
) -> None:
    def contracted(inputs: list[Array], weights: dict[str, Array]) -> Array:
        kernel = weights["kernel"]
        if lora_rank:
            kernel = kernel + weights["lora_kernel_a"] @ weights["lora_kernel_b"]
        y: Array = np.einsum(equation, inputs[0], kernel)
        return y + weights.get("bias", np.zeros(()))

    arguments = {"equation": equation, "output_shape": output_shape, "bias_axes": bias_axes}
    assert_cells_are_true("EinsumDense", {**arguments, "lora_rank": lora_rank}, contracted, [shape])


def test_a_table_read_backwards() -> None:
    def tied(inputs: list[Array], weights: dict[str, Array]) -> Array:
        table = weights["embeddings"]
        if "lora_embeddings_a" in weights:
            table = table + weights["lora_embeddings_a"] @ weights["lora_embeddings_b"]
        y: Array = inputs[0] @ table.T
        return y

    given = {"input_dim": 4, "output_dim": 3, "reverse": True}
    for rank in (None, 2):
        arguments = {**given, "lora_rank": rank}
        assert_cells_are_true("ReversibleEmbedding", arguments, tied, [(2, 2, 3)])


def test_adapted_kernels() -> None:
    def adapted(inputs: list[Array], weights: dict[str, Array]) -> Array:
        kernel = weights["kernel"] + weights["lora_kernel_a"] @ weights["lora_kernel_b"]
        y: Array = inputs[0] @ kernel + weights["bias"]
        return y

    assert_cells_are_true("Dense", {"units": 3, "lora_rank": 2}, adapted, [(2, 2, 4)])


@pytest.mark.parametrize(
    ("equation", "shapes"),
    [
        ("bij,bjk->bik", [(2, 3, 4), (2, 4, 5)]),
        ("ij,jk", [(3, 4), (4, 5)]),
        ("...ij,...jk->...ik", [(2, 3, 3, 4), (2, 3, 4, 5)]),
        ("ba,ac", [(3, 4), (4, 5)]),
        ("i,j->", [(3,), (4,)]),
        ("ij,j->i", [(3, 4), (4,)]),
    ],
)
def test_einsum_writes_what_numpy_writes_and_counts_every_product(
    equation: str, shapes: list[tuple[int, ...]]
) -> None:
    ones = np.einsum(equation, *map(np.ones, shapes))
    assert einsum(equation, *shapes) == (ones.shape, int(ones.sum()))
