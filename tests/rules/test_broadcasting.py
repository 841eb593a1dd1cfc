"""Sizes that meet when somebody does not know them: what they come to, and what that relies on."""

from itertools import product

import numpy as np
import pytest

from shapeproof.algebra.formula import Name, PerExample, lift
from shapeproof.algebra.notation import size
from shapeproof.explanation import explain
from shapeproof.rules.arithmetic.broadcasting import agreed, broadcast, together
from shapeproof.rules.rule import Need, Shape, ShapeError, Tensor, noting
from tests.grids.grid import layer

SIZES = [0, 1, 2, 3]
SHAPES = [shape for rank in range(4) for shape in product(SIZES[1:], repeat=rank)]


def test_shapes_go_together_as_numpy_has_it() -> None:
    for a, b in product(SHAPES, repeat=2):
        try:
            expected = np.broadcast_shapes(a, b)
        except ValueError:
            with pytest.raises(ShapeError):
                broadcast(a, b)
        else:
            assert broadcast(a, b) == expected


@pytest.mark.parametrize(("a", "b"), [*product(SIZES, SIZES)])
def test_named_sizes_go_together_as_numbers_do(a: int, b: int) -> None:
    try:
        (expected,) = np.broadcast_shapes((a,), (b,))
    except ValueError:
        with pytest.raises(ShapeError):
            together(Name("a", a), Name("b", b))
    else:
        assert together(a, b) == expected
        for first, second in ((Name("a", a), Name("b", b)), (a, Name("b", b)), (Name("a", a), b)):
            assert lift(together(first, second)).value == expected


def added(*shapes: Shape) -> tuple[list[str], list[Need]]:
    """The sizes of a sum, and what nobody could settle about them."""
    with noting() as needs:
        facts = layer("Add")(*(Tensor((PerExample(1), *shape)) for shape in shapes))
    return [size(dim) for dim in facts.outputs[0].shape[1:]], needs


def test_an_unknown_size_beside_itself_stays_and_relies_on_nothing() -> None:
    h = Name("H")
    assert added((h, 3), (h, 3)) == (["H", "3"], [])
    assert added((h + 1,), (h + 1,)) == (["H + 1"], [])


def test_an_unknown_size_beside_one_stays() -> None:
    assert added((Name("H"),), (1,))[0] == ["H"]


def test_an_unknown_size_beside_a_number_gives_the_number_and_relies_on_it() -> None:
    sizes, needs = added((Name("H"),), (5,))
    assert sizes == ["5"]
    (need,) = needs
    assert need.holds.holds is None
    assert "H" in str(need.reason)


def test_two_unknown_sizes_give_the_larger() -> None:
    assert added((Name("H"),), (Name("W"),))[0] == ["max(H, W)"]


def test_an_explanation_knows_the_unknown_again() -> None:
    h = Name("H")
    shown = explain(layer("Add"), Tensor((PerExample(1), h, 8)), Tensor((PerExample(1), h, 8)))
    assert [size(dim) for dim in shown.facts.outputs[0].shape] == ["None", "H", "8"]
    assert shown.output == []


def test_a_stated_batch_settles_one_that_is_not() -> None:
    assert agreed([PerExample(1), 8], "their batch") == 8
    assert isinstance(agreed([PerExample(1), PerExample(1)], "their batch"), PerExample)
    with pytest.raises(ShapeError):
        agreed([4, 8, PerExample(1)], "their batch")
    assert agreed([Name("H"), 5], "axis 1") == 5


def test_joined_unknown_sizes_add_up() -> None:
    shapes = ((Name("H"), 3), (Name("W"), 3), (2, 3))
    facts = layer("Concatenate", axis=1)(*(Tensor((PerExample(1), *one)) for one in shapes))
    assert size(facts.outputs[0].shape[1]) == "H + W + 2"
