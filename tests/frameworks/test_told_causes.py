"""What would have given the number, carried out in Keras and in torch: they give it too."""

from __future__ import annotations

from typing import Any

import pytest

import shapeproof as sp
from shapeproof.causes import Answer
from tests.grids.models import FEW, MORE, Broken, Plan, broken

keras = pytest.importorskip("keras")
torch = pytest.importorskip("torch")

NO_ARGUMENTS = ("rounding", "gates", ".input.")
FEW_CASES, MANY_CASES = list(broken(FEW)), list(broken([*FEW, *MORE]))


def made(plan: Plan) -> Any:
    """The real model."""
    if plan.framework == "keras":
        layers = [getattr(keras.layers, kind)(**arguments) for kind, arguments in plan.named]
        return keras.Sequential([keras.Input(plan.reads), *layers])
    return torch.nn.Sequential(*(getattr(torch.nn, kind)(**a) for kind, a in plan.layers))


def sizes(plan: Plan) -> list[int]:
    """The sizes of the real model's output, without its batch."""
    model = made(plan)
    if plan.framework == "keras":
        return list(model.output_shape[1:])
    return list(model(torch.zeros(plan.reads)).shape[1:])


def params(plan: Plan) -> int:
    model = made(plan)
    if plan.framework == "keras":
        return int(model.count_params())
    model(torch.zeros(plan.reads))
    return sum(weight.numel() for weight in model.parameters())


def carried_out(plan: Plan, answer: Answer) -> list[Plan]:
    """The plan with each cause that is a change of arguments or of the model's input."""
    plans: list[Plan] = []
    for cause in answer.causes:
        own = "" if cause.through else f"{answer.path}."
        changes = {own + change.where: change.value for change in cause.changes}
        if not any(part in where for where in changes for part in NO_ARGUMENTS):
            changed = plan
            for where, value in changes.items():
                changed = changed.changed(where, value)
            plans.append(changed)
    return plans


@pytest.mark.parametrize("case", FEW_CASES[::2], ids=str)
def test_the_output_is_what_was_expected(case: Broken) -> None:
    output_agrees(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", MANY_CASES, ids=str)
def test_the_output_of_many_is_what_was_expected(case: Broken) -> None:
    output_agrees(case)


@pytest.mark.parametrize("case", FEW_CASES[::4], ids=str)
def test_the_parameters_are_as_many_as_was_expected(case: Broken) -> None:
    params_agree(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", MANY_CASES, ids=str)
def test_the_parameters_of_many_are_as_many_as_was_expected(case: Broken) -> None:
    params_agree(case)


@pytest.mark.parametrize("plan", [MORE[1], FEW[2]])
def test_live_models_are_asked_as_their_sources_are(plan: Plan) -> None:
    inputs = [plan.reads] if plan.framework == "torch" else []
    live, read = sp.explain(made(plan), *inputs), sp.explain(plan.source)
    for expected in (5, 49, 350, 484):
        assert told(live.expect(expected)) == told(read.expect(expected))


def told(answer: Answer) -> list[dict[str, Any]]:
    return [{change.where: change.value for change in cause.changes} for cause in answer.causes]


def test_nothing_is_told_through_a_layer_whose_calls_nobody_sees() -> None:
    class Own(keras.layers.Layer):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.dense = keras.layers.Dense(6)

        def build(self, shape: Any) -> None:
            self.dense.build(shape)

        def call(self, x: Any) -> Any:
            return self.dense(x)

    x = keras.Input((20, 4))
    y = keras.layers.Conv1D(8, 3)(x)
    own = Own()(y)
    report = sp.explain(keras.Model(x, keras.layers.Flatten()(own)))
    assert told(report.expect(19 * 6)) == [{"input.1": 19}]  # what Flatten reads itself
    report = sp.explain(keras.Model(x, keras.layers.concatenate([y, own])))
    assert not [cause for cause in report.expect(9 + 6).causes if cause.through]


def output_agrees(case: Broken) -> None:
    try:
        others = [size for size in sizes(case.sound) if size not in sizes(case.plan)]
    except (ValueError, RuntimeError):
        return  # the framework refuses what is broken
    for expected in others[:1]:
        plans = carried_out(case.plan, sp.explain(case.plan.source).expect(expected))
        assert plans
        for plan in plans:
            assert expected in sizes(plan), plan


def params_agree(case: Broken) -> None:
    """Broken or not, a model may be asked for the parameters of another one."""
    expected = params(case.sound) + 2 * case.value if type(case.value) is int else 1000
    for number in (params(case.sound), expected):
        for plan in carried_out(case.plan, sp.explain(case.plan.source).expect(number, "params")):
            assert params(plan) == number, plan
