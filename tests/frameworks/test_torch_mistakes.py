"""What learners get wrong in torch: torch refuses each model of `tests/cases/torch/mistakes.txt`,
and we name the line, the layer, the sizes that disagree and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shapeproof.model import LayerError, Problem
from shapeproof.read.source.torch import entry

pytest.importorskip("torch")
FILE = Path(__file__).parent.parent / "cases" / "torch" / "mistakes.txt"
HEAD = "import torch; from torch import nn; import torch.nn.functional as F\n"


def mistakes() -> Iterator[Any]:
    for block in re.split(r"^## ", FILE.read_text(), flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        source, _, told = rest.partition("\n=> ")
        yield pytest.param(HEAD + source.lstrip("\n"), " ".join(told.split()), id=title)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("source", "told"), list(mistakes()))
def test_a_mistake_is_told_where_it_is(source: str, told: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  (whatever Python and torch raise)
        exec(compile(source, "m.py", "exec"), {"__name__": "__main__"})
    problem = problem_of(source)
    assert problem.at is not None
    assert f"{problem.at.line}: {problem.layer}: {problem.message}" == told


def problem_of(source: str) -> Problem:
    try:
        [problem] = entry.read(source, "m.py", "", ()).problems
    except LayerError as error:
        return error.problem
    return problem
