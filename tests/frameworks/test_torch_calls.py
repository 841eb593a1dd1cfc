"""Calls as people write them find the overload that torch finds, and come to its answer."""

from __future__ import annotations

from typing import Any

import pytest

from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.rule import ShapeError, Tensor
from shapeproof.rules.torch import binding
from tests.frameworks.test_torch_rules import (
    REFUSALS,
    argument,
    filled,
    function_of,
    outputs,
    their_outputs,
)

torch = pytest.importorskip("torch")


class Given:
    """A tensor of a model."""

    def __init__(self, shape: tuple[int, ...], dtype: str = "float32") -> None:
        self.tensor = Tensor(shape, dtype)

    def __repr__(self) -> str:
        return f"{self.tensor.dtype}{self.tensor.shape}"


X, ROW, ONE, WHOLE = Given((2, 3)), Given((3,)), Given(()), Given((2, 3), "int64")
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


def call(name: str, *args: Any, **kwargs: Any) -> Call:
    return name, args, kwargs


CALLS = [
    call("max", X), call("max", X, 1), call("max", X, dim=1), call("max", X, ROW),
    call("max", X, 1, True), call("max", X, dim=-1, keepdim=True), call("max", X, 2.5),
    call("min", X, other=ROW), call("max", X, axis=0), call("median", X, 0), call("median", X),
    call("sum", X), call("sum", X, 1), call("sum", X, (0, 1), True), call("sum", X, [0, 1]),
    call("sum", X, dim=0, dtype="float64"), call("sum", X, axis=0, keepdims=True),
    call("sum", X, 2.0), call("mean", X, 0), call("mean", WHOLE), call("mean", X, dim=(0, -1)),
    call("prod", X, 1, True), call("prod", X, (0, 1)), call("argmax", X, 1, True),
    call("argmax", X, dim=None), call("argmax", X, (0,)), call("all", X, 0), call("any", X),
    call("var", X), call("var", X, 0), call("var", X, False), call("var", X, unbiased=False),
    call("var", X, 0, True), call("var", X, 0, True, True), call("var", X, dim=1, correction=0),
    call("std", X, dim=1, keepdim=True), call("var_mean", X, False), call("std_mean", X, 1),
    call("logsumexp", X, 1), call("logsumexp", X), call("cumsum", X, 0), call("cumsum", X),
    call("cumsum", X, dim=1, dtype="float64"), call("cummax", X, 1), call("mode", X, 0),
    call("aminmax", X, dim=0), call("aminmax", X), call("quantile", X, ONE, 1),
    call("diff", X), call("diff", X, 2), call("diff", X, 1, 0), call("diff", X, dim=0, prepend=X),
    call("trapezoid", X, ROW), call("trapezoid", X, dx=2.0), call("trapezoid", X, dim=0),
    call("dist", X, X, 1), call("count_nonzero", X, 1), call("count_nonzero", X, dim=(0, 1)),
    call("renorm", X, 2, 0, 1.0), call("gradient", X), call("cov", X, correction=0),
    call("add", X, 2), call("add", X, ROW, alpha=2), call("add", 2, X), call("add", X, other=ROW),
    call("sub", X, True), call("div", X, 2, rounding_mode="floor"), call("div", WHOLE, 2),
    call("div", X, 2, rounding_mode="up"), call("pow", X, 2), call("pow", 2, X),
    call("pow", X, exponent=2.0), call("float_power", X, 2), call("eq", X, 1), call("eq", 1, X),
    call("maximum", X, 0), call("maximum", X, ROW), call("clamp", X, 0), call("clamp", X, 0, 1),
    call("clamp", X, min=0), call("clamp", X, max=ROW), call("clamp", X), call("clip", X, 0.0, 1.0),
    call("clamp_min", X, 0), call("clamp_min", X, min=0), call("clamp_max", X, max=ROW),
    call("lerp", X, X, 0.5), call("lerp", X, end=X, weight=X), call("addcmul", X, X, ROW, value=2),
    call("round", X, decimals=2), call("nan_to_num", X, nan=0.0), call("nan_to_num", X, 0.0),
    call("logit", X, 1e-6), call("polygamma", 1, X), call("special_polygamma", 1, X),
    call("mvlgamma", X, 1), call("bernoulli", X), call("bernoulli", X, 0.5), call("sqrt", 2.0),
    call("heaviside", X, X), call("heaviside", X, values=X), call("isclose", X, X, rtol=1e-3),
    call("special_hermite_polynomial_h", X, n=2), call("bitwise_and", WHOLE, 1),
    call("fill", X, 2), call("zero", X), call("copy", X, ROW), call("copy", X, ROW, True),
    call("uniform", X, 0, 1), call("random", X, 0, 10), call("exponential", X, 2.0),
    call("normal", X, X), call("normal", X, 2.0), call("normal", 0.0, X),
    call("normal", 0.0, 1.0, (2, 3)), call("normal", 0.0, 1.0, size=(2, 3)),
    call("normal", mean=0.0, std=1.0, size=(4,)),
    call("zeros", 2, 3), call("zeros", (2, 3)), call("zeros", [2]), call("zeros", size=(2, 3)),
    call("zeros", 2, dtype="int64", device="cpu", requires_grad=False), call("zeros", -1),
    call("zeros", 2.0), call("ones", ()), call("rand", 2, 3, generator=None),
    call("full", (2, 3), 2), call("full", (2,), 2.5), call("full", size=(2,), fill_value=True),
    call("full", (2,), 1, dtype="int8"), call("full", 2, 3),
    call("randint", 10, (2, 3)), call("randint", 0, 10, (2, 3)), call("randint", 0, 10),
    call("randint", low=0, high=4, size=(2,)), call("randint", high=4, size=(2,)),
    call("randint", 4, (2,), dtype="float32"), call("randperm", 5), call("randperm", n=5),
    call("eye", 3), call("eye", 3, 4), call("eye", 3, dtype="int64"), call("eye", n=3, m=2),
    call("linspace", 0, 1, 5), call("linspace", 0, 1, steps=5), call("linspace", 0, 1),
    call("logspace", 0, 1, 5, 2.0), call("arange", 5), call("arange", 5.0), call("arange", 2, 7),
    call("arange", 2, 7, 2), call("arange", 7, 2, -1), call("arange", -3, 3), call("arange", -3),
    call("arange", 0, 1, 0.25), call("arange", 5, dtype="float32"), call("arange", end=4),
    call("arange", start=1, end=4, step=2), call("arange", 0, 10, step=3), call("arange", 5, 0),
    call("arange", 2, 7, dtype="float64"), call("arange", 0, 5, 0), call("range", 0, 4, 2),
    call("arange", float("inf")), call("arange", 0, float("nan")), call("arange", 0, 1, 1e-320),
    call("arange", -(10**400), 1),
    call("tensor", [1, 2]), call("tensor", [[1.0, 2.0]]), call("tensor", 3), call("tensor", []),
    call("tensor", [1, 2], dtype="float32"), call("as_tensor", X), call("tensor", [ONE, ONE]),
    call("tensor", [[1, 2], [3]]), call("as_tensor", [True]), call("as_tensor", X, dtype="int64"),
    call("scalar_tensor", 2), call("scalar_tensor", 2, dtype="int8"), call("zeros_like", X),
    call("zeros_like", X, dtype="int64"), call("full_like", X, 2.5),
    call("full_like", X, fill_value=1, dtype="bool"), call("rand_like", WHOLE),
    call("randint_like", X, 10), call("randint_like", X, 0, 10), call("randint_like", X, high=3),
    call("new_zeros", X, 4, 5), call("new_zeros", X, (4, 5)), call("new_zeros", X, size=(4,)),
    call("new_full", X, (2,), 3), call("new_tensor", X, [1, 2]), call("vander", ROW, 2),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS, ids=str)
def test_a_call_comes_to_what_torch_says(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    assert ours(name, args, kwargs) == theirs(name, args, kwargs)


def ours(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    try:
        call = binding.bound(name, args, kwargs, is_given)
        return outputs(call.layer(*(one.tensor for one in call.reads)).output)
    except (ArgumentError, ShapeError):
        return "refused"


def is_given(value: Any) -> bool:
    return isinstance(value, Given)


def theirs(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    given = [real(value) for value in args]
    named = {key: real(argument(key, value)) for key, value in kwargs.items()}
    try:
        return their_outputs(function_of(name)(*given, **named))
    except REFUSALS:
        return "refused"


def real(value: Any) -> Any:
    if isinstance(value, Given):
        return filled(value.tensor)
    return [real(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("args", [(), (0.0, 0.02)])
@pytest.mark.parametrize("kwargs", [{}, {"std": 0.02}])
def test_a_tensor_filled_by_chance_keeps_its_shape(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    """`x.normal_(0, 0.02)` bears the name of `torch.normal`."""
    call = binding.bound("normal", (X, *args[: 2 - len(kwargs)]), kwargs, is_given)
    assert call.reads == [X]
    assert call.layer(X.tensor).output == X.tensor
