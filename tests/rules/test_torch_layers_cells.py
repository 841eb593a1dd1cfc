"""What one number is made of in torch's layers and functions of the first families: a NaN that is
put in, into an input, a parameter or a buffer, comes out where it is read, and nowhere else."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import product
from math import prod
from typing import Any

import pytest

from shapeproof.rules.rule import Facts, Reads
from tests.grids.torch.grid import Case
from tests.rules.perturbing import within
from tests.test_one_rule import facts_of

torch = pytest.importorskip("torch")
from tests.frameworks.test_torch_rules import called_function, filled  # noqa: E402

FAMILIES = ("linear", "normalization", "activations", "regularization")
SMALL = 60
"""The most numbers of an output whose every number is asked about."""
EACH = 6
"""The most cases of one rule."""
Function = Callable[..., Any]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_modules_read_what_their_rules_say(family: str) -> None:
    for case, facts in chosen(family, "MODULES"):
        module = getattr(torch.nn, case.layer.rule.name)(**case.layer.arguments)
        inputs = numbers(case)
        module(*inputs)  # a lazy one is made now
        module.eval()
        kept = {**dict(module.named_parameters()), **dict(module.named_buffers())}
        weights = {name: x.detach() for name, x in kept.items() if x.is_floating_point()}
        reads = said(facts)

        output = partial(called_module, module)
        for name, weight in weights.items():
            for at in places(weight.shape):
                spoilt = weights | {name: with_nan(weight, at)}
                claimed = {i for i, one in reads.items()
                           if at in within(one.weights[name], tuple(weight.shape))}  # fmt: skip
                named = naming(at[0], inputs)
                assert spoilt_places(output(spoilt, named)) == claimed, (case, name, at)
        assert {name for one in reads.values() for name in one.weights} == set(weights)
        assert_inputs_are_read(case, reads, inputs, partial(output, weights))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_functions_read_what_their_rules_say(family: str) -> None:
    for case, facts in chosen(family, "FUNCTIONS"):
        if case.layer.arguments.get("training") or "drop" in case.layer.rule.name:
            continue  # what is drawn is no part of a cell
        inputs = numbers(case)
        assert_inputs_are_read(case, said(facts), inputs, partial(called, case))


def called_module(module: Any, weights: dict[str, Any], inputs: list[Any]) -> Any:
    return torch.func.functional_call(module, weights, tuple(inputs))


def called(case: Case, inputs: list[Any]) -> Any:
    return called_function(case, inputs)[0]


def chosen(family: str, kind: str) -> Iterator[tuple[Case, Facts]]:
    """A few cases of each rule, small ones of which it tells what their numbers are made of."""
    seen: dict[str, int] = {}
    for case in getattr(import_module(f"tests.grids.torch.{family}"), kind):
        facts = facts_of(case.layer, *case.tensors())
        if facts is None or facts.cell is None or not 1 < prod(sizes(facts)) <= SMALL:
            continue
        if any(x.dtype not in ("float32", "int64") for x in case.tensors()):
            continue
        name = case.layer.rule.name
        seen[name] = seen.get(name, 0) + 1
        if seen[name] <= EACH:
            yield case, facts


def numbers(case: Case) -> list[Any]:
    """Numbers of the inputs; those of activations with a slope are below 0, where it is used."""
    torch.manual_seed(0)
    lower = 2 if case.layer.rule.name.lower() == "prelu" else 0
    return [filled(x) - lower for x in case.tensors()]


def naming(row: int, inputs: list[Any]) -> list[Any]:
    """The inputs, where whole numbers name the row of a table that is asked about."""
    return [x if x.is_floating_point() else torch.full_like(x, row) for x in inputs]


def sizes(facts: Facts) -> tuple[int, ...]:
    return tuple(map(int, facts.outputs[0].shape))


def said(facts: Facts) -> dict[tuple[int, ...], Reads]:
    assert facts.cell
    return {index: facts.cell(index) for index in places(sizes(facts))}


def assert_inputs_are_read(
    case: Case, reads: dict[tuple[int, ...], Reads], inputs: list[Any], output: Function
) -> None:
    for i, x in enumerate(inputs):
        assert all(len(one.inputs) == len(inputs) for one in reads.values()), case
        for at in places(x.shape) if x.is_floating_point() else ():
            changed = naming(at[0] if at else 0, inputs)
            changed[i] = with_nan(x, at)
            claimed = {index for index, one in reads.items()
                       if (read := one.inputs[i]) is not None
                       and at in within(read, tuple(x.shape))}  # fmt: skip
            assert spoilt_places(output(changed)) == claimed, (case, i, at)


def spoilt_places(output: Any) -> set[tuple[int, ...]]:
    return {tuple(at) for at in output.isnan().nonzero().tolist()}


def with_nan(x: Any, at: tuple[int, ...]) -> Any:
    x = x.clone()
    x[at] = torch.nan
    return x


def places(shape: Any) -> list[tuple[int, ...]]:
    return list(product(*map(range, shape)))
