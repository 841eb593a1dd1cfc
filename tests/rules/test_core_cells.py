"""What one number is made of, in dense layers, tables and layers that pass on."""

import numpy as np

from shapeproof.rules.rule import UNKNOWN, Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array, assert_cells_are_true


def numbers(*shape: int) -> Array:
    return np.random.default_rng(0).normal(size=shape)


def test_a_unit_reads_all_features_and_its_own_weights() -> None:
    assert_cells_are_true(
        layer("Dense", units=3),
        lambda x, kernel, bias: x @ kernel + bias,
        numbers(2, 2, 4),
        {"kernel": numbers(4, 3), "bias": numbers(3)},
    )


def test_a_masked_number_depends_on_all_features_of_its_step() -> None:
    def masked(x: Array) -> Array:
        return np.where((x != -1).any(-1, keepdims=True), x, 0)

    assert_cells_are_true(layer("Masking", mask_value=-1), masked, np.full((2, 3, 4), -1.0))


def test_layers_that_pass_on_read_one_number() -> None:
    for name in ("Identity", "ActivityRegularization"):
        assert_cells_are_true(layer(name), lambda x: x + 0, numbers(2, 3, 4))


def test_a_table_is_read_at_one_number_of_some_row() -> None:
    table = numbers(5, 3)
    places = np.array([[0, 4, 2], [2, 2, 1]])
    cell = layer("Embedding", input_dim=5, output_dim=3)(Tensor(places.shape)).cell
    assert cell
    for *at, number in np.ndindex(2, 3, 3):
        reads = cell((*at, number))
        assert reads.inputs == (tuple(range(i, i + 1) for i in at),)
        rows, (column,) = reads.weights["embeddings"]
        assert {table[row, column] for row in rows} == set(table[:, number])


def test_what_a_function_of_ones_own_writes_is_unknown_until_it_is_told() -> None:
    x = Tensor((4, 60, 1))
    untold = layer("Lambda", function=abs)(x)
    assert untold.output == UNKNOWN
    assert (untold.outputs, untold.macs) == ((), None)
    assert layer("Lambda", function=abs, output_shape=(3,))(x).outputs == (Tensor((4, 3)),)
    several = layer("Lambda", function=abs, output_shape=((3,), ()))(x)
    assert several.output == (Tensor((4, 3)), Tensor((4,)))
