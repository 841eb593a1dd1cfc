"""Real torch judges every rule: outputs, dtypes, weights by name, costs, and refusals."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from types import GetSetDescriptorType
from typing import Any, get_overloads
from unittest.mock import ANY

import pytest

from shapeproof.rules import operands
from shapeproof.rules import torch as rules
from shapeproof.rules.arithmetic.brackets import REST, TENSOR, Span
from shapeproof.rules.rule import Facts, Rule, ShapeError, Structure, Tensor
from shapeproof.rules.torch import binding
from tests.frameworks import torch_quantized
from tests.grids.torch.grid import Case
from tests.sampling import QUICK, telling
from tests.test_one_rule import TORCH, is_open

torch = pytest.importorskip("torch")
torch.backends.opt_einsum.enabled = False  # a package that torch does without
REFUSALS = (
    RuntimeError, ValueError, TypeError, IndexError, AssertionError, NotImplementedError,
    AttributeError, ArithmeticError, KeyError,
)  # fmt: skip


def cases(family: str, kind: str) -> list[Case]:
    return getattr(import_module(f"tests.grids.{family}"), kind, [])


@pytest.mark.filterwarnings("ignore")
@QUICK
@pytest.mark.parametrize("family", TORCH)
def test_torch_agrees_on_modules(family: str, is_quick: bool) -> None:
    for case in telling(cases(family, "MODULES"), is_quick):
        assert ours(case, weights) == theirs(case, called_module), str(case)


@pytest.mark.filterwarnings("ignore")
@QUICK
@pytest.mark.parametrize("family", TORCH)
def test_torch_agrees_on_functions(family: str, is_quick: bool) -> None:
    for case in telling([*cases(family, "FUNCTIONS"), *cases(family, "UNSWEPT")], is_quick):
        assert ours(case, lambda _: []) == theirs(case, called_function), str(case)


def ours(case: Case, weights: Callable[[Facts], list[object]]) -> object:
    try:
        facts = case.layer(*case.tensors())
    except ShapeError:
        return "refused"
    return outputs(facts.output), weights(facts), facts.macs


def outputs(structure: Structure) -> object:
    match structure:
        case Tensor():
            sizes = (ANY if is_open(size) else size for size in structure.shape)
            return tuple(sizes), structure.dtype
        case dict():
            return {key: outputs(part) for key, part in structure.items()}
        case _:
            return [*map(outputs, structure)]


def weights(facts: Facts) -> list[object]:
    """Parameters, then buffers, as `state_dict` has them."""
    return [
        (name, weight.shape, weight.dtype or "float32", weight.kind)
        for weights in (facts.parameters, facts.buffers)
        for name, weight in weights.items()
    ]


def theirs(case: Case, call: Callable[[Case, list[Any]], Any]) -> object:
    """What torch says on the CPU, with the multiply-accumulates that it counts, or else ours."""
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False, custom_mapping={
        torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: attention_counted
    })  # fmt: skip
    torch.manual_seed(0)
    try:
        with torch.no_grad():
            result, kept = call(case, given(case))
    except REFUSALS:
        return "refused"
    tensors = given(case)
    with suppress(*REFUSALS), torch.no_grad(), counter:
        call(case, tensors)  # apart, since functions that are counted refuse less
    counted = counter.get_total_flops() // 2
    if not counted or case.layer.rule.name in OWN_COST:
        counted = cost(case)
    return their_outputs(result), kept, counted


def attention_counted(query: Any, key: Any, value: Any, *_: Any, **__: Any) -> int:
    """What the counter has for attention on other devices, and not for the one of the CPU."""
    from torch.utils.flop_counter import sdpa_flop_count

    return int(sdpa_flop_count(query, key, value))


def cost(case: Case) -> object:
    try:
        return case.layer(*case.tensors()).macs
    except ShapeError:
        return None


OWN_COST = {"AdaptiveLogSoftmaxWithLoss", "linalg_matrix_power"}
"""What torch's counter counts otherwise, each with its reason in docs/costs.md."""


STARTS = {"EmbeddingBag": 1, "embedding_bag": 2}
"""Which input holds the places at which something begins, the first of them 0."""


def given(case: Case) -> list[Any]:
    filled_in = [filled(x) for x in case.tensors()]
    if (at := STARTS.get(case.layer.rule.name)) is not None:
        filled_in[at : at + 1] = [x * 0 for x in filled_in[at : at + 1]]
    if case.layer.rule.name in ROOTED:
        filled_in[0] = with_a_root(filled_in[0])
    return filled_in


ROOTED = ("cholesky", "linalg_cholesky", "linalg_cholesky_ex")
"""What takes a root of a matrix, which not every one has."""


def with_a_root(x: Any) -> Any:
    with suppress(RuntimeError):
        return x @ x.mH + x.shape[-1] * torch.eye(x.shape[-1], dtype=x.dtype)
    return x


BY_NAME = ("dtype",)
"""Arguments that `torch.softmax` and `nn.functional.softmax` have in different places."""


def filled(x: Tensor) -> Any:
    """A real tensor of this shape and dtype."""
    dtype = getattr(torch, x.dtype or "float32")
    if x.dtype == "quint8":
        return torch.quantize_per_tensor(torch.rand(x.shape), 0.1, 0, dtype)
    if dtype.is_floating_point or dtype.is_complex:
        return torch.rand(x.shape).to(dtype)
    return torch.ones(x.shape, dtype=dtype)


def their_outputs(result: Any) -> object:
    if isinstance(result, torch.Tensor):
        return tuple(result.shape), str(result.dtype).removeprefix("torch.")
    return [their_outputs(part) for part in result if part is not None]


def called_module(case: Case, given: list[Any]) -> Any:
    module = module_of(case)
    result = called(module, case, given)
    if "quantized." in case.layer.rule.name:
        return result, torch_quantized.kept(module)
    kept = (("parameter", module.named_parameters()), ("buffer", module.named_buffers()))
    return result, [
        (name, tuple(weight.shape), str(weight.dtype).removeprefix("torch."), kind)
        for kind, weights in kept
        for name, weight in weights
    ]


def module_of(case: Case) -> Any:
    later = case.layer.rule.later.split()
    arguments = case.layer.arguments.items()
    made_with = {key: argument(key, value) for key, value in arguments if key not in later}
    return class_of(case.layer.rule.name)(**made_with)


def called(module: Any, case: Case, given: list[Any]) -> Any:
    """What comes out of a module, with the arguments of its call."""
    rule, arguments = case.layer.rule, case.layer.arguments
    call = {key: arguments[key] for key in rule.later.split() if key in arguments}
    if rule.name in PAIRED and len(given) > 1:
        given = [given[0], tuple(given[1:])]
    if rule.name in rule.states.__globals__.get("ORDER", ()):  # tensors stand between settings
        call |= dict(zip(operands.tensors(rule), placed(rule, given)))
        given = []
    return module(*given, **call)


PAIRED = ("LSTM", "LSTMCell")
"""Modules that begin with a pair of states."""


def class_of(name: str) -> Any:
    if name.startswith("einops."):
        return getattr(import_module("einops.layers.torch"), name.removeprefix("einops."))
    return operator.attrgetter(name)(torch.nn)


def parameters_of(name: str) -> dict[str, inspect.Parameter]:
    """What a module is made with, as its first overload says where it has several."""
    made = class_of(name)
    overloads = get_overloads(made.__init__)
    parameters = dict(inspect.signature(overloads[0] if overloads else made.__init__).parameters)
    if "args" in parameters and not overloads:  # handed on to the class that it is made from
        parameters = {**inspect.signature(made.__base__.__init__).parameters}
        parameters.pop("mode", None)  # which the class settles
    named = {key: one for key, one in parameters.items() if key not in ("self", "args")}
    return {key: one for key, one in named.items() if one.kind is not one.VAR_KEYWORD}


def called_function(case: Case, given: list[Any]) -> Any:
    """The function with its arguments as its rule orders them: in a row as far as they go, then by
    name."""
    rule = case.layer.rule
    put = placed(rule, given)
    own = operands.tensors(rule)
    count = rule.states.__code__.co_argcount
    values = dict(zip(own, put)) if count == len(own) else {
        **dict(zip(own, put[:count])), own[count]: put[count:]}  # fmt: skip
    values |= {key: argument(key, value) for key, value in case.layer.arguments.items()}
    if "key" in values and "key" not in own:
        tensors = values.pop(own[-1]) if count < len(own) else []
        values["key"] = brackets(values["key"], iter(tensors))
    for by_name in (BY_NAME, tuple(case.layer.arguments)):
        with suppress(TypeError):  # of some functions torch takes arguments by their names only
            return in_a_row(rule, values, by_name), []
    return in_a_row(rule, values, tuple(values)), []


def in_a_row(rule: Rule, values: dict[str, Any], by_name: tuple[str, ...]) -> Any:
    row: list[Any] = []
    left = dict(values)
    names = list(binding.order(rule))
    while names and (key := names[0].strip("*.")) in left and key not in by_name:
        value = left.pop(key)
        row += value if names[0].startswith("*") else [value]
        names.pop(0)
    return function_of(rule.name)(*row, **left)


def placed(rule: Rule, given: list[Any]) -> list[Any]:
    """The tensors with the constants between them."""
    left = iter(given)
    places = range(len(given) + len(rule.constants))
    return [constant(rule.constants[i]) if i in rule.constants else next(left) for i in places]


def constant(x: Tensor | None) -> Any:
    if x is None:
        return None
    return {"float": 2.5, "int": 2, "bool": True}[x.dtype or "float"] if not x.shape else filled(x)


def argument(name: str, value: Any) -> Any:
    if isinstance(value, Tensor):
        return filled(value)
    return getattr(torch, value) if name == "dtype" and isinstance(value, str) else value


def brackets(key: Any, tensors: Iterator[Any]) -> Any:
    """What stands in square brackets, as Python has it."""
    match key:
        case Span():
            return slice(key.start, key.stop, key.step)
        case tuple():
            return tuple(brackets(part, tensors) for part in key)
        case _:
            return next(tensors) if key == TENSOR else ... if key == REST else key


PLACES = ("nn.functional", "", "Tensor")


def function_of(name: str) -> Any:
    """torch's function of this name: `cat`, `relu`, `view`, `fft_rfft`, `getitem`."""
    if name in METHODS:
        return getattr(torch.Tensor, name.partition(".")[0])
    name, _, overload = name.partition(".")
    if overload == "einops":
        return of_einops(name)
    if overload == "in_place":
        return getattr(torch.Tensor, f"{name}_")
    if name == "setitem":
        return written
    if name == "getitem":
        return operator.getitem
    for place in PLACES:
        home = operator.attrgetter(place)(torch) if place else torch
        found = getattr(home, name, None)
        if isinstance(found, GetSetDescriptorType):
            return operator.attrgetter(name)
        if callable(found):
            return found
    if hasattr(torch.Tensor, f"{name}_"):
        return getattr(torch.Tensor, f"{name}_")
    if name.startswith("signal_windows_"):
        return getattr(torch.signal.windows, name.removeprefix("signal_windows_"))
    module, _, inner = name.partition("_")
    return getattr(getattr(torch, module), inner)


METHODS = ("unfold.Tensor", "reshape", "permute", "tile", "flip", "unique_consecutive")
"""Methods of a tensor that share their name with another function, or take what it does not."""


def written(x: Any, key: Any, value: Any) -> Any:
    x[key] = value
    return x


def of_einops(name: str) -> Any:
    """A function of einops, its tensors first."""
    import einops

    otherwise: dict[str, Any] = {
        "einsum": lambda *tensors, pattern: einops.einsum(*tensors, pattern),
        "pack": lambda *tensors, pattern: einops.pack(tensors, pattern)[0],
    }
    return otherwise.get(name, getattr(einops, name))


@pytest.mark.parametrize("family", rules.MODULES)
def test_a_family_holds_the_modules_that_the_table_says(family: str) -> None:
    for name in rules.MODULES[family].split():
        assert rules.module(name) is not None, name
        assert class_of(name), name


@pytest.mark.parametrize("family", rules.FUNCTIONS)
def test_a_family_holds_the_functions_that_the_table_says(family: str) -> None:
    for name in rules.FUNCTIONS[family].split():
        assert rules.function(name) is not None, name
        assert callable(function_of(name)), name


@pytest.mark.parametrize("name", rules.MODULE_FAMILY)
def test_arguments_of_modules_stand_in_torchs_order(name: str) -> None:
    rule = rules.module(name)
    assert rule
    parameters = list(parameters_of(name))
    known = {*rule.parameters, *rule.beside.split()} - {"args"}
    assert sorted(known) == sorted(parameters)
    assert [p for p in parameters if p in rule.parameters] == list(rule.parameters)


@pytest.mark.parametrize("name", rules.MODULE_FAMILY)
def test_defaults_of_modules_are_torchs(name: str) -> None:
    rule = rules.module(name)
    assert rule
    parameters = parameters_of(name)
    for key in rule.parameters:
        ours, theirs = rule.defaults.get(key, inspect.Parameter.empty), parameters[key].default
        assert argument(key, ours) == theirs, key
