"""What one number of torch's functions and reductions is made of: a NaN shows where it is used."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from shapeproof.rules import torch as rules
from shapeproof.rules.rule import Layer, Tensor
from tests.frameworks.test_torch_rules import function_of
from tests.rules.perturbing import within

torch = pytest.importorskip("torch")
Shapes = tuple[tuple[int, ...], ...]
CASES: list[tuple[str, dict[str, Any], Shapes]] = [
    *((name, {}, ((2, 3),)) for name in ("exp", "abs", "round", "positive", "logit", "square")),
    *((name, {}, ((2, 3), (3,))) for name in ("add", "sub", "div", "pow", "maximum", "hypot")),
    *((name, {}, ((2, 1, 4), (3, 1))) for name in ("mul", "atan2", "clamp_min", "logaddexp")),
    ("clamp", {}, ((2, 3), (3,), (2, 1))),
    ("addcmul", {}, ((2, 1), (3,), (2, 3))),
    ("addcdiv", {}, ((2, 3), (3,), ())),
    ("lerp", {}, ((2, 3), (3,), (2, 1))),
    ("copy", {}, ((2, 3), (1, 3))),
    *(
        (name, given, ((2, 3, 4),))
        for name in ("sum", "amax", "std", "var_mean")
        for given in ({}, {"dim": 1}, {"dim": (0, -1)}, {"dim": -1, "keepdim": True})
    ),
    *((name, {"dim": 1}, ((2, 3),)) for name in ("prod", "logsumexp", "max.dim", "median.dim")),
    *((name, {}, ((2, 3),)) for name in ("max", "median", "aminmax", "std.unbiased")),
    *((name, {"dim": 1}, ((2, 4),)) for name in ("cumsum", "cumprod", "logcumsumexp", "cummax")),
    ("cumsum", {"dim": 0}, ((3, 2),)),
    ("sum", {"dim": 0}, ((),)),
    ("cumsum", {"dim": -1}, ((),)),
    ("max.other", {}, ((2, 3), (3,))),
    ("tensor.tensor", {}, ((2, 3),)),
    *((name, {}, ((2, 3),)) for name in ("zeros_like", "randn_like", "zero", "uniform")),
    ("new_zeros", {"size": (2,)}, ((2, 3),)),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "arguments", "shapes"), CASES, ids=str)
def test_every_number_reads_what_the_cell_says(
    name: str, arguments: dict[str, Any], shapes: Shapes
) -> None:
    rule = rules.function(name)
    assert rule
    facts = Layer(rule, arguments)(*map(Tensor, shapes))
    assert facts.cell
    said = {index: facts.cell(index) for index in places(facts.outputs[0].shape)}
    given = [torch.rand(shape) / 2 + 0.25 for shape in shapes]
    for i, x in enumerate(given):
        for at in places(x.shape):
            spoilt = [one.clone() for one in given]
            spoilt[i][at] = torch.nan
            result = function_of(name)(*spoilt, **arguments)
            first = result if isinstance(result, torch.Tensor) else result[0]
            claimed = {
                index
                for index, reads in said.items()
                if (ranges := reads.inputs[i]) is not None and at in within(ranges, x.shape)
            }
            assert {tuple(one) for one in first.isnan().nonzero().tolist()} == claimed, at


def places(shape: Any) -> list[tuple[int, ...]]:
    return list(product(*map(range, shape)))
