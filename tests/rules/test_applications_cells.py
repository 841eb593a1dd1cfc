"""What one number is made of in the layers of ready-made models: a NaN shows where it was used."""

from __future__ import annotations

import numpy as np

from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer
from tests.rules.perturbing import Array
from tests.rules.test_merging_cells import assert_cells_are_true


def test_a_sum_reads_its_place_in_both() -> None:
    for shapes in (((2, 3, 4), (2, 3, 4)), ((2, 3, 4), (2, 1, 4)), ((2, 1, 4), (2, 3, 1))):
        assert_cells_are_true("CustomScaleLayer", {"scale": 0.2}, lambda x, y: x + 0.2 * y, shapes)


def test_scaling_reads_its_place_and_the_gamma_of_its_channel() -> None:
    for channels, gammas in ((4, 4), (1, 4), (4, 1)):
        arguments = {"init_values": 1e-6, "projection_dim": gammas}

        def scaled(x: Array, gammas: int = gammas) -> Array:
            return x * np.arange(1, gammas + 1)

        assert_cells_are_true("LayerScale", arguments, scaled, ((2, 3, channels),))
        cell = layer("LayerScale", **arguments)(Tensor((2, 3, channels))).cell
        assert cell
        for place in range(4):
            [read] = cell((1, 2, place)).weights["gamma"]
            assert [*read] == [np.broadcast_to(np.arange(gammas), 4)[place]]


def test_a_layer_that_is_left_out_at_times_passes_on_each_number() -> None:
    assert_cells_are_true("StochasticDepth", {"drop_path_rate": 0.1}, lambda x: x, ((2, 3, 4),))
