"""What one number of torch's products, norms, series and losses is made of: a NaN shows it."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.rules.rule import Tensor
from tests.frameworks.test_torch_rules import called_function
from tests.grids.torch.grid import Case, functions
from tests.rules.perturbing import within
from tests.rules.test_torch_elementwise_cells import places

torch = pytest.importorskip("torch")
LENGTH = {"dim": [None, 1, (0, -1)], "keepdim": [False, True]}
PLAIN = [(2, 3), (2, 3)]
POINTWISE = "l1_loss mse_loss smooth_l1_loss huber_loss soft_margin_loss "
SHARES = "kl_div poisson_nll_loss binary_cross_entropy_with_logits"
REDUCTIONS = {"reduction": ["none", "mean", "sum"]}
CASES = [
    *functions("matmul", ((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (2, 3, 4)),
               ((2, 1, 2, 3), (3, 3, 2))),
    *functions("mm", ((2, 3), (3, 4))),
    *functions("bmm", ((2, 2, 3), (2, 3, 2))),
    *functions("mv", ((2, 3), (3,))),
    *functions("dot vdot", ((3,), (3,))),
    *functions("inner", ((2, 3), (4, 3)), ((2,), (3, 2))),
    *functions("addmm", ((4,), (2, 3), (3, 4)), ((2, 1), (2, 3), (3, 4))),
    *functions("addmv", ((1,), (2, 3), (3,))),
    *functions("baddbmm", ((4,), (2, 2, 3), (2, 3, 4))),
    *functions("addbmm", ((2, 4), (2, 2, 3), (2, 3, 4))),
    *functions("kron", ((2, 3), (2, 2)), ((2, 3), (2,)), ((2,), (2, 3))),
    *functions("linalg_cross", ((2, 3), (2, 3)), ((1, 3), (2, 3))),
    *functions("cross", ((3, 2), (3, 1)), dim=[0]),
    *functions("linalg_vecdot", ((2, 3), (2, 3)), ((3,), (2, 3))),
    *functions("tensordot", ((2, 3, 4), (4, 3)), dims=[1, 0, ((1,), (1,)), ((2, 1), (0, 1))]),
    *functions("block_diag", ((2, 3), (2,), (1, 1))),
    *functions("linalg_vector_norm", (2, 3), (2, 3, 2), **LENGTH),
    *functions("linalg_matrix_norm", (2, 3), (2, 3, 2), keepdim=[False, True]),
    *functions("fft_fftshift fft_ifftshift", (3, 4), dim=[None, 1, (0, 0)]),
    *functions("view_as_complex", (3, 2)),
    *functions(POINTWISE + SHARES, (*PLAIN,), ((2, 2, 3), (2, 2, 3)), **REDUCTIONS),
    *functions(POINTWISE, ((2, 3), (3,)), ((2, 3), (2, 1)), **REDUCTIONS),
    *functions("margin_ranking_loss", ((2, 3), (2, 1), (1, 3)), reduction=["sum"]),
    *functions("cross_entropy", (*PLAIN,), ((2, 3, 2), (2, 3, 2)), ((3,), (3,)), **REDUCTIONS),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_reads_what_the_cell_says(case: Case) -> None:
    facts = case.layer(*case.tensors())
    assert facts.cell
    said = {index: facts.cell(index) for index in places(facts.outputs[0].shape)}
    given = [torch.rand(x.shape) / 2 + 0.25 for x in case.tensors()]
    for i, x in enumerate(given):
        for at in places(x.shape):
            claimed = {
                index
                for index, reads in said.items()
                if (ranges := reads.inputs[i]) is not None and at in within(ranges, x.shape)
            }
            assert moved(case, given, i, at) == claimed, at


def moved(case: Case, given: list[Any], i: int, at: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The places of the output where a NaN at one place of an input comes out."""
    spoilt = [one.clone() for one in given]
    spoilt[i][at] = torch.nan
    result, _ = called_function(case, spoilt)
    return {tuple(one) for one in result.isnan().nonzero().tolist()}


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 2), (3,)])
def test_a_loss_of_class_numbers_reads_all_classes_of_its_place(shape: tuple[int, ...]) -> None:
    rest = (*shape[:1], *shape[2:]) if len(shape) > 1 else ()
    [case] = functions("cross_entropy", (Tensor(shape), Tensor(rest, "int64")), reduction=["none"])
    facts = case.layer(*case.tensors())
    assert facts.cell
    given = [torch.rand(shape), torch.ones(rest, dtype=torch.int64)]
    for index in places(rest):
        own, target = facts.cell(index).inputs
        assert own is not None
        assert target is not None
        assert within(target, rest) == {index}
        assert within(own, shape) == {at for at in places(shape)
                                      if index in moved(case, given, 0, at)}  # fmt: skip
