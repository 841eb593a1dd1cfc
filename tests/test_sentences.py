"""Whatever is known of the sizes, every sentence on a layer and every line can be written."""

import pytest
from tools.messages import cases

from shapeproof.algebra.formula import Name
from shapeproof.algebra.notation import formula, worked
from shapeproof.explanation import explain
from shapeproof.rules.rule import Tensor
from tests.test_one_rule import FAMILIES, TORCH, facts_of


@pytest.mark.parametrize("family", FAMILIES + TORCH)
def test_all_that_is_said_can_be_said_of_unknown_sizes_too(family: str) -> None:
    for case in cases([family]):
        if facts_of(case.layer, *case.tensors()) is None:
            continue
        for inputs in (case.tensors(), tuple(map(of_unknown_sizes, case.tensors()))):
            said = explain(case.layer, *inputs)
            assert all(map(str, said.sentences)), case
            assert all(str(one.reason) for one in said.relies_on), case
            for line in (*said.output, *said.params, *said.macs, *said.flops):
                assert worked(line.formula), case
                assert formula(line.formula), case


def of_unknown_sizes(x: Tensor) -> Tensor:
    """The same tensor, only its first axis of a size that is known."""
    return x._replace(shape=(*x.shape[:1], *map(Name, "ABCDEFGH"[: len(x.shape[1:])])))
