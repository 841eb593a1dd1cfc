"""What one number is made of where torch moves, joins and picks: a NaN shows where it was used."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.arithmetic.brackets import REST, Span
from shapeproof.rules.rule import Layer, Tensor
from tests.frameworks.test_torch_rules import called_function
from tests.grids.torch.grid import Case
from tests.rules.perturbing import Array, within
from tests.rules.test_merging_cells import used

torch = pytest.importorskip("torch")
CASES: list[tuple[str, dict[str, Any], tuple[tuple[int, ...], ...]]] = [
    ("view", {"size": (4, -1)}, ((2, 6),)),
    ("view_as", {}, ((2, 6), (3, 4))),
    ("ravel", {}, ((2, 3),)),
    ("flatten", {"start_dim": 1, "end_dim": 2}, ((2, 3, 2, 2),)),
    ("unflatten", {"dim": 1, "sizes": (2, -1)}, ((2, 6, 2),)),
    ("permute", {"dims": (2, 0, 1)}, ((2, 3, 4),)),
    ("transpose", {"dim0": 0, "dim1": -1}, ((2, 3, 4),)),
    ("movedim", {"source": 0, "destination": 2}, ((2, 3, 4),)),
    *((name, {}, ((2, 3),)) for name in ("T", "mT", "t", "contiguous", "fliplr", "atleast_3d")),
    ("unsqueeze", {"dim": 1}, ((2, 3),)),
    ("squeeze", {}, ((1, 3, 1),)),
    ("expand", {"size": (2, 4, -1)}, ((1, 3),)),
    ("expand_as", {}, ((1, 3), (2, 3))),
    ("repeat", {"repeats": (2, 1, 2)}, ((2, 3),)),
    ("repeat_interleave", {"repeats": 2, "dim": 1}, ((2, 3),)),
    ("flip", {"dims": (0, 1)}, ((2, 3),)),
    ("unfold.Tensor", {"dimension": 1, "size": 3, "step": 2}, ((2, 7),)),
    ("as_strided", {"size": (2, 3), "stride": (1, 2), "storage_offset": 1}, ((3, 4),)),
    ("narrow", {"dim": 1, "start": -3, "length": 2}, ((2, 5),)),
    ("select", {"dim": 1, "index": -2}, ((2, 5, 2),)),
    ("cat", {"dim": 1}, ((2, 3), (2, 1), (2, 2))),
    ("stack", {"dim": 1}, ((2, 3), (2, 3))),
    ("hstack", {}, ((2,), (3,))),
    ("column_stack", {}, ((2, 3), (2, 1))),
    ("split", {"split_size_or_sections": 2, "dim": 1}, ((2, 5),)),
    ("unbind", {"dim": 1}, ((2, 3),)),
    ("broadcast_tensors", {}, ((1, 3), (2, 1))),
    ("getitem", {"key": (0, Span(1, 3))}, ((2, 4),)),
    ("getitem", {"key": (Span(), None, Span(None, None, 2))}, ((2, 5),)),
    ("getitem", {"key": (REST, -1)}, ((2, 3, 4),)),
]


@pytest.mark.parametrize(("name", "arguments", "shapes"), CASES, ids=str)
def test_every_number_reads_what_the_cell_says(
    name: str, arguments: dict[str, Any], shapes: tuple[tuple[int, ...], ...]
) -> None:
    rule = rules.function(name)
    assert rule
    case = Case(Layer(rule, arguments), tuple(Tensor(shape, "float32") for shape in shapes))

    def function(*inputs: Array) -> Array:
        result, _ = called_function(case, [torch.from_numpy(x) for x in inputs])
        first: Array = (result if isinstance(result, torch.Tensor) else result[0]).numpy()
        return first

    inputs = [np.random.default_rng(0).uniform(1, 2, shape) for shape in shapes]
    facts = case.layer(*case.tensors())
    assert facts.cell
    result = function(*inputs)
    assert facts.outputs[0].shape == result.shape
    for index in np.ndindex(*result.shape):
        reads = facts.cell(index)
        assert len(reads.inputs) == len(inputs)
        for k, ranges in enumerate(reads.inputs):
            claimed = set() if ranges is None else within(ranges, shapes[k])
            assert claimed == used(function, inputs, k, index), (index, k)
