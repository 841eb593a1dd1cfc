"""What numbers are made of, judged by torch: an output that is made of a number has a slope along
it for some random numbers, or at least changes with it, and has a slope along no other number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from math import inf, nan
from typing import Any, NamedTuple

import pytest

from shapeproof.rules.rule import Facts, Index
from tests.frameworks import test_torch_rules as real
from tests.frameworks.cells import Place, claimed, is_of_numbers, judge, looked_at
from tests.grids.torch.grid import Case
from tests.sampling import QUICK
from tests.test_one_rule import TORCH, facts_of

torch = pytest.importorskip("torch")
UNSURE = {
    **dict.fromkeys(("argmax", "argmin", "argsort"), "the place of a single number is 0"),
    **dict.fromkeys(
        ("clamp", "clip", "hardtanh"), "where limits cross, one of them hides all else"
    ),
    **dict.fromkeys(("searchsorted", "bucketize", "isin", "histc"), "they count, by steps"),
    **dict.fromkeys(("bernoulli", "binomial", "multinomial"), "chance decides too"),
    "isreal": "all of them are",
    "quantile": "of a single number, each of them is that number",
    "prod": "where another is 0, none of them matters",
    "view.dtype": "bytes that are read as another dtype may be no number",
    **dict.fromkeys(("pow", "logical_"), "what one of the two is may decide alone"),
    "polynomial": "those of order 0 are 1 wherever they are read",
    "fft": "of a real number, a wave may be 0 at a place",
}
"""Functions whose numbers need not change with each that they read, by their name or a part of it,
and why; they still have slopes nowhere else."""


@pytest.mark.filterwarnings("ignore")
@QUICK
@pytest.mark.parametrize("family", [one for one in TORCH if one != "torch.quantized"])
def test_numbers_are_made_of_what_cells_say(family: str, is_quick: bool) -> None:
    for kind in ("MODULES", "FUNCTIONS"):
        for case, facts in told(real.cases(family, kind), is_quick):
            claims = {index: dict(smooth(case, facts, index))
                      for index in looked_at(facts.outputs[0].shape)}  # fmt: skip
            judge(str(case), claims, runs(case, kind == "MODULES"))


def told(cases: list[Case], is_quick: bool) -> Iterator[tuple[Case, Facts]]:
    """The cases with a cell: the first of one rule in three, or the others."""
    seen: set[str] = set()
    for case in cases:
        facts = facts_of(case.layer, *case.tensors())
        if not facts or not facts.cell or not is_of_numbers(case.tensors(), facts):
            continue
        if case.layer.arguments.get("padding_mode", "zeros") != "zeros":
            continue  # edges that repeat what is inside read it once more
        name = case.layer.rule.name
        if is_quick is (name not in seen and len(seen) % 3 == 0):
            yield case, facts
        seen.add(name)


def smooth(case: Case, facts: Facts, index: Index) -> Iterator[tuple[Place, bool]]:
    """What the cell names among the numbers that torch has slopes for."""
    assert facts.cell
    rule, weights = case.layer.rule, facts.weights
    is_told = not any(part in rule.name for part in UNSURE)
    inputs = case.tensors()
    for (name, at), is_sure in claimed(inputs, facts, facts.cell(index)):
        x = weights[name] if isinstance(name, str) else inputs[name]
        if is_float(getattr(torch, x.dtype or "float32", torch.int8)):
            yield (name, at), is_sure and is_told


def is_float(dtype: Any) -> bool:
    return bool(dtype.is_floating_point or dtype.is_complex)


class Draw(NamedTuple):
    """Random numbers from `least` to 1 or so, and whether torch is asked for slopes."""

    least: int = -1
    dtype: Any = torch.float64
    is_sloping: bool = True

    def __call__(self, x: Any, scale: float) -> Any:
        if x.dtype == torch.bool:
            return torch.rand(x.shape) < 0.5
        if not is_float(x.dtype):
            return x
        dtype = self.dtype or x.dtype
        if x.is_complex():
            numbers = torch.randn(x.shape, dtype=torch.complex128 if self.dtype else x.dtype)
        else:
            numbers = torch.rand(x.shape, dtype=dtype) * (1 - self.least) + self.least
        return (numbers * scale).requires_grad_(self.is_sloping)


def runs(case: Case, is_module: bool) -> Iterator[CalledOnce]:
    """Calls on random numbers, the last of them on zeros; on no negative ones where torch takes
    none, on no wider ones, or without slopes, where it has none."""
    for draw in (Draw(), Draw(least=0), Draw(least=0, dtype=None), Draw(0, None, False)):
        is_taken = False
        for scale in (1, 0.3, 4, 0):
            with suppress(*real.REFUSALS):
                yield CalledOnce.of(case, is_module, draw, scale)
                is_taken |= scale > 0
        if is_taken:
            return


class CalledOnce(NamedTuple):
    """A call of a module or a function; it is repeated with another number somewhere."""

    case: Case
    module: Any
    given: list[Any]
    leaves: Mapping[int | str, Any]
    y: Any

    @classmethod
    def of(cls, case: Case, is_module: bool, draw: Draw, scale: float) -> CalledOnce:
        torch.manual_seed(int(scale * 10))
        given = [draw(x, scale) for x in real.given(case)]
        leaves: dict[int | str, Any] = {i: x for i, x in enumerate(given) if is_float(x.dtype)}
        module = module_of(case, draw.dtype) if is_module else None
        if module is not None:
            leaves |= dict(module.named_parameters()) | dict(module.named_buffers())
        run = cls(case, module, given, leaves, None)
        return run._replace(y=run.result())

    def result(self) -> Any:
        torch.manual_seed(0)
        given = [x * 1 if x.requires_grad else x.clone() for x in self.given]
        if self.module is not None:
            result = real.called(self.module, self.case, given)
        else:
            result, _ = real.called_function(self.case, given)
        while not isinstance(result, torch.Tensor):
            result = next(iter(result.values() if isinstance(result, dict) else result))
        return result

    def slopes(self, index: Index) -> set[Place]:
        leaves = {key: one for key, one in self.leaves.items() if one.requires_grad}
        if not self.y.requires_grad or not leaves:
            return set()
        y = self.y[index]
        found: set[Place] = set()
        for part in (y.real, y.imag) if y.is_complex() else (y,):
            with suppress(RuntimeError):  # torch has no derivative of this function
                slopes = torch.autograd.grad(
                    part, list(leaves.values()), retain_graph=True, allow_unused=True
                )
                for name, slope in zip(leaves, slopes):
                    if slope is not None:
                        there = slope.abs().nan_to_num().nonzero()
                        found |= {(name, tuple(at)) for at in there.tolist()}
        return found

    def moved(self, place: Place, wanted: set[Index]) -> set[Index]:
        """What is no number shows where a weight meets a zero, such as the memory that a layer
        begins with."""
        name, at = place
        leaf, before = self.leaves[name], self.y.detach()
        old, found = leaf[at].item(), set()
        is_plain = isinstance(name, int) and self.case.layer.rule.name != "isnan"
        others = (old + 1e3, old - 1e3, 0, 1, 2, 2.5, -1, -old, inf, -inf) if is_plain else (nan,)
        for new in others:
            with torch.no_grad(), suppress(*real.REFUSALS):
                leaf[at] = new
                changed = self.result() != before
                found |= {index for index in wanted if changed[index]}
            if found == wanted:
                break
        with torch.no_grad():
            leaf[at] = old
        return found


def module_of(case: Case, dtype: Any) -> Any:
    """A module in use, its weights random numbers."""
    module = real.module_of(case).eval()
    if "Lazy" in case.layer.rule.name:
        real.called(module, case, real.given(case))
    module.to(dtype)
    for weight in module.parameters():
        with torch.no_grad():
            weight.normal_()
    return module
