"""Training code around a model: the framework runs it, and where it raises we tell a problem."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from shapeproof.model import Model
from shapeproof.read.source.torch import entry

pytest.importorskip("torch")

SCRIPT = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
X = torch.rand(70, 6)
y = {labels}
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), {head})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = {loss}
for x, t in {data}:
    optimizer.zero_grad()
    loss = criterion(model(x), t)
    loss.backward()
    optimizer.step()
"""
LOSSES = (
    *("nn.CrossEntropyLoss()", "F.nll_loss", "nn.BCEWithLogitsLoss()", "F.mse_loss"),
    *("F.cross_entropy", "nn.NLLLoss()", "F.binary_cross_entropy_with_logits", "nn.MSELoss()"),
    *("nn.L1Loss()", "nn.SmoothL1Loss()", "nn.CrossEntropyLoss(reduction='sum')"),
    *("nn.MultiLabelSoftMarginLoss()", "nn.MultiMarginLoss()", "F.kl_div", "F.l1_loss"),
)
LABELS = (
    *("torch.randint(0, 5, (70,))", "torch.randint(3, (70,))", "torch.randint(0, 5, (70, 1))"),
    *("torch.randint(0, 5, (70,)).float()", "torch.rand(70, 1)", "torch.rand(70)"),
    *("F.one_hot(torch.randint(0, 5, (70,)), 5)", "torch.eye(5)[torch.randint(0, 5, (70,))]"),
    *("torch.randint(0, 5, (70,), dtype=torch.int32)", "torch.rand(70, 3)", "torch.rand(70, 5)"),
    *("torch.rand(70, 1).double()", "torch.randint(0, 2, (70,)).unsqueeze(1)"),
    *("torch.randint(0, 2, (70, 1)).bool()", "torch.randint(0, 2, (70, 1)).view(-1).long()"),
)
HEADS = (
    *("nn.Linear(8, 5)", "nn.Linear(8, 3)", "nn.Linear(8, 1)"),
    "nn.Sequential(nn.Linear(8, 1), nn.Flatten(0))",
)
DATA = ("DataLoader(TensorDataset(X, y), batch_size=16)", "[(X, y)]")
QUICK = 4
"""How many losses the quick run asks for."""


def grid() -> Any:
    for i, loss in enumerate(LOSSES):
        yield pytest.param(loss, id=loss, marks=[pytest.mark.slow] if i >= QUICK else [])


def raised(source: str) -> str:
    """What Python says when it runs a script; nothing where it runs to its end."""
    try:
        exec(compile(source, "m.py", "exec"), {"__name__": "__main__"})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def told(source: str) -> Model:
    return entry.read(source, "m.py", "", ())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("loss", list(grid()))
def test_torch_raises_where_a_problem_is_told(loss: str) -> None:
    wrong = []
    for head, labels, data in product(HEADS, LABELS, DATA):
        source = SCRIPT.format(loss=loss, head=head, labels=labels, data=data)
        error, problems = raised(source), told(source).problems
        if bool(error) != bool(problems):
            wrong.append((head, labels, data, error, [str(p.message) for p in problems]))
    assert not wrong
