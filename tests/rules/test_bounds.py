"""The least that a rule takes, and what it makes of nothing: the steps that a grid steps over."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.algebra.notation import formula
from shapeproof.explanation import explain
from shapeproof.message import Message
from shapeproof.rules.arithmetic.contractions import einsum
from shapeproof.rules.arithmetic.kernels import adapter
from shapeproof.rules.rule import ShapeError, Tensor, Weight
from tests.grids.grid import layer

STEPS = Tensor((1, 10, 8))


def test_an_adapter_is_of_rank_1_at_least_or_is_not_there() -> None:
    assert adapter((4, 6), None) == adapter((4, 6), 0) == {}
    assert adapter((3, 4, 6), 1) == {
        "lora_kernel_a": Weight((3, 4, 1), dtype="float32"),
        "lora_kernel_b": Weight((1, 6), dtype="float32"),
    }
    with pytest.raises(ShapeError, match="at least 1, not -1"):
        adapter((4, 6), -1)


@pytest.mark.parametrize("name", ["num_heads", "key_dim", "value_dim"])
def test_one_head_and_one_number_are_enough(name: str) -> None:
    arguments = {"num_heads": 2, "key_dim": 2, "value_dim": 2}
    assert layer("MultiHeadAttention", **arguments | {name: 1})(STEPS, STEPS).macs
    with pytest.raises(ShapeError, match=f"{name} must be at least 1, not 0"):
        layer("MultiHeadAttention", **arguments | {name: 0})(STEPS, STEPS)


@pytest.mark.parametrize(("axes", "value"), [(None, Tensor((1, 2, 12, 6))), (0, STEPS), (2, STEPS)])
def test_attention_that_nobody_can_use_has_no_cost(axes: Any, value: Tensor) -> None:
    facts = layer("MultiHeadAttention", num_heads=2, key_dim=2, attention_axes=axes)(STEPS, value)
    assert (facts.macs, facts.cell) == (None, None)


def test_attention_says_how_a_number_is_made() -> None:
    one = layer("MultiHeadAttention", num_heads=2, key_dim=2)
    cell = one(STEPS, STEPS).cell
    assert cell
    assert isinstance(cell((0, 0, 0)).made, Message)


def test_three_dots_may_stand_for_no_axis() -> None:
    assert einsum("...ab,bc->...ac", (2, 3), (3, 4)) == ((2, 4), 24)
    assert einsum("...ab,bc->...ac", (5, 2, 3), (3, 4)) == ((5, 2, 4), 120)
    with pytest.raises(ShapeError):
        einsum("...ab,bc->...ac", (3,), (3, 4))
    with pytest.raises(ShapeError, match="is no equation"):
        einsum("a1,1c->ac", (2, 3), (3, 4))


def test_three_dots_may_stand_for_ten_axes() -> None:
    written = (tuple([2] * 10), 2**11)
    assert einsum("...a,...a->...", (2,) * 11, (2,) * 10) == written
    assert einsum("...a,...a->...", (2,) * 10, (2,) * 11) == written


def test_without_an_arrow_the_letters_that_stand_once_are_written_in_their_order() -> None:
    assert einsum("cb,ba", (2, 3), (3, 4)) == ((4, 2), 24)


def test_sizes_of_a_target_and_ends_of_a_sequence_have_names() -> None:
    one = layer("Reshape", target_shape=(2, -1, 3))
    assert [formula(line.formula) for line in explain(one, Tensor((1, 60))).output] == [
        "floor(size 1/(target size 1*target size 3))"
    ]
    one = layer("ZeroPadding1D", padding=(1, 2))
    assert [formula(line.formula) for line in explain(one, STEPS).output] == [
        "steps + start padding + end padding"
    ]
