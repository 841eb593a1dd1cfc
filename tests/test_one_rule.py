"""A rule has one meaning: numbers, formulas, what is printed or typeset, and arrays agree."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shapeproof.algebra.formula import Name, lift
from shapeproof.algebra.notation import by_value, formula
from shapeproof.naming import named, with_names
from shapeproof.render.formulas import LATEX, MATHML
from shapeproof.rules.rule import Facts, Layer, ShapeError, Tensor, noting
from tests.grids.grid import Case
from tests.reading_back import evaluated, of_latex, of_mathml
from tests.sampling import QUICK, telling

GRIDS = Path(__file__).with_name("grids")


def families(folder: Path, prefix: str = "") -> list[str]:
    """The modules of a folder that hold cases."""
    names = (path.stem for path in folder.glob("*.py"))
    return sorted(prefix + name for name in names if name not in ("__init__", "grid"))


FAMILIES = families(GRIDS)
TORCH = families(GRIDS / "torch", "torch.")


def cases_of(family: str) -> list[Case]:
    """The cases of a family; of one of torch's, those of its modules and its functions."""
    module = import_module(f"tests.grids.{family}")
    return [*getattr(module, "CASES", ()), *getattr(module, "MODULES", ()),
            *getattr(module, "FUNCTIONS", ())]  # fmt: skip


def unswept(family: str) -> list[Case]:
    """Cases where a size decides how many axes or outputs there are, so that none is swept."""
    return getattr(import_module(f"tests.grids.{family}"), "UNSWEPT", [])


def facts_of(layer: Layer, *inputs: Tensor) -> Facts | None:
    try:
        return layer(*inputs)
    except ShapeError:
        return None


def answers(facts: Facts) -> list[Any]:
    return [
        *(size for output in facts.outputs for size in output.shape if not is_open(size)),
        facts.params,
        *([] if facts.macs is None else [facts.macs]),
        facts.elementwise,
    ]


def is_open(size: object) -> bool:
    """Whether a rule says of a size that nobody knows it."""
    return isinstance(size, Name) and size.value is None and size.meaning is None


@QUICK
@pytest.mark.parametrize("family", FAMILIES + TORCH)
def test_formulas_and_printed_text_come_to_the_number(family: str, is_quick: bool) -> None:
    for case in telling([*cases_of(family), *unswept(family)], is_quick):
        if (facts := facts_of(case.layer, *case.tensors())) is None:
            continue
        stated = named(case.layer)(*(with_names(x) for x in case.tensors()))
        for answer, number in zip(answers(stated), answers(facts), strict=True):
            assert lift(answer).value == number, case
            assert evaluated(formula(lift(answer), by_value)) == number, case
            assert of_latex(formula(lift(answer), by_value, LATEX)) == number, case
            assert of_mathml(formula(lift(answer), by_value, MATHML)) == number, case


def columned(*tensors: Tensor) -> Tensor:
    """One tensor whose sizes are arrays, a point each; the first size is the same at all."""
    first = tensors[0]
    sizes = [np.array(sizes) for sizes in zip(*(x.shape[1:] for x in tensors))]
    return first._replace(shape=(*first.shape[:1], *sizes))


@QUICK
@pytest.mark.parametrize("family", FAMILIES + TORCH)
def test_a_sweep_is_the_rule_at_every_point(family: str, is_quick: bool) -> None:
    for case in telling(cases_of(family), is_quick):
        points = [case.at(shift) for shift in (-1, 0, 1, 4)]
        columns = map(columned, *(point.tensors() for point in points))
        alone = [facts_of(case.layer, *point.tensors()) for point in points]
        try:
            with noting() as needs:
                swept = answers(case.layer(*columns))
        except ShapeError:  # no point of the sweep can hold: `strides` is 0 everywhere
            assert alone == [None] * len(points), case
            continue
        for i, facts in enumerate(alone):
            holds = all(np.broadcast_to(need.holds, len(points))[i] for need in needs)
            assert holds == (facts is not None), (case, points[i], needs)
            if facts is not None:
                at_point = [np.broadcast_to(answer, len(points))[i] for answer in swept]
                assert at_point == answers(facts), (case, points[i])
