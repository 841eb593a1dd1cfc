"""Models run backwards: reading the model with every value of the bounds is the judge."""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import shapeproof as sp
from shapeproof.algebra.formula import Expr, Literal, Name, Step
from shapeproof.algebra.logic import All, holds, put
from shapeproof.algebra.systems import System
from shapeproof.cli import main
from shapeproof.conditions import parsed
from shapeproof.message import AskError, ReadError
from shapeproof.quantities import NoQuantity, quantity
from shapeproof.solving.questions import Target
from shapeproof.solving.targets import asked
from shapeproof.subject import subject_of

KERAS = """
model = Sequential([
    Input((28, 28, 1)),
    Conv2D(8, 3, strides=2, padding="same", name="conv1"),
    Conv2D(12, 3, name="conv2"),
    MaxPooling2D(2, name="pool"),
    Flatten(name="flatten"),
    Dense(10, name="dense"),
])
"""
NESTED = """
inner = Sequential([Input((12, 4)), Conv1D(6, 3, name="conv"), LSTM(5, name="lstm")], name="inner")
x = Input((12, 4))
y = Concatenate()([inner(x), inner(x)])
model = Model(x, Dense(3, name="out")(y))
"""
TORCH = """
import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.conv2 = nn.Conv2d(8, 6, 3, groups=2)
        self.head = nn.Linear(6, 5)
        self.tied = nn.Linear(5, 6, bias=False)
        self.again = nn.Linear(5, 6, bias=False)
        self.again.weight = self.tied.weight
    def forward(self, x):
        x = self.conv2(self.features(x))
        x = self.head(x.mean((2, 3)))
        return self.tied(x) + self.again(x)
"""
BRANCHING = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 3)
        self.pool = nn.MaxPool1d(2)
    def forward(self, x):
        x = self.conv(x)
        if x.shape[2] > 6:
            x = self.pool(x)
        return x
"""
WRONG = """
import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc1 = nn.Linear(100, 8)
        self.fc2 = nn.Linear(9, 2)
    def forward(self, x):
        return self.fc2(self.fc1(torch.flatten(self.conv(x), 1)))
"""


def tried(
    source: str, inputs: Sequence[Any], values: Mapping[str, Sequence[Any]], where: str
) -> list[dict[str, Any]]:
    """The values with which the model, read with the numbers, is sound and meets the condition."""
    subject, found = subject_of(source, *inputs), []
    for point in itertools.product(*values.values()):
        changes = dict(zip(values, point))
        model = subject.read(changes).model
        if model.problems:
            continue

        def number(leaf: Name | Step, model: Any = model, changes: Any = changes) -> Expr:
            own = changes.get(leaf.name)
            return Literal(int(quantity(model, leaf.name) if own is None else own))  # type: ignore[call-overload]

        try:
            if not where or holds(put(parsed(where), number)):
                found.append(changes)
        except NoQuantity:
            continue
    return found


def every(ranges: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every single one of the solutions."""
    return [
        dict(zip(row, point))
        for row in ranges
        for point in itertools.product(
            *(one if isinstance(one, range) else [one] for one in row.values())
        )
    ]


def in_order(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)


CASES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    (KERAS, (), {"conv2.kernel_size": range(1, 20)}, "params == 5286"),
    (KERAS, (), {"conv2.kernel_size": range(1, 20)}, "params <= 4500"),
    (KERAS, (), {"conv2.kernel_size": range(1, 20)}, "params == 5287"),
    (KERAS, (), {"conv2.kernel_size": range(1, 20)}, ""),
    (KERAS, (), {"conv1.strides": range(1, 31)}, "flatten.output[1] == 12"),
    (KERAS, (), {"input.1": range(1, 60)}, "flatten.output[1] == 432 or macs < 20000"),
    (KERAS, (), {"conv1.strides": range(1, 9), "pool.pool_size": range(1, 9)},
     "conv2.output[1] > 4 and pool.output[1] == 3"),
    (KERAS, (), {"conv2.padding": ("valid", "same", "causal"), "dense.use_bias": (False, True),
                 "dense.units": range(1, 30)}, "params % 100 == 26"),
    (KERAS, (), {"conv2.kernel_size[0]": range(7, 16), "conv2.strides[1]": range(1, 15)},
     "conv2.output[1] == conv2.output[2] and flatten.output[1] != 12"),
    (NESTED, (), {"inner.conv.kernel_size": range(1, 15)}, "inner.conv.output[1] == 7"),
    (NESTED, (), {"inner.lstm.units": range(3, 9), "out.units": range(1, 9)}, "params == 341"),
    (TORCH, ((2, 3, 16, 16),), {"conv2.groups": range(1, 20)}, "params >= 500"),
    (TORCH, ((2, 3, 16, 16),), {"conv2.groups": range(1, 20)}, ""),
    (TORCH, ((2, 3, 16, 16),), {"features.0.padding": range(30)}, "conv2.output[2] == 9"),
    (TORCH, ((2, 3, 16, 16),), {"head.out_features": range(1, 20)}, ""),
    (TORCH, ((2, 3, 16, 16),), {"input.2": range(1, 50)}, "macs <= 100000 and macs >= 50000"),
    (BRANCHING, ((1, 1, 12),), {"conv.kernel_size": range(1, 15)}, "output[2] == 5"),
    (BRANCHING, ((1, 1, 12),), {"input.2": range(1, 40)}, "output[2] <= 5"),
    (WRONG, ((1, 1, 8, 8),), {"fc1.in_features": range(140, 150), "fc2.in_features": range(7, 10)},
     ""),
    (WRONG, ((1, 1, 8, 8),), {"conv.kernel_size": range(1, 9)}, ""),
]  # fmt: skip
WIDE: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    (KERAS, (), {"input.1": range(5, 40), "input.2": range(5, 20)}, "macs == 60000"),
    (KERAS, (), {"conv1.filters": range(1, 30), "conv2.filters": range(1, 30)}, "params == 5286"),
    (KERAS, (), {"conv1.filters": range(1, 20), "dense.units": range(1, 20)},
     "dense.units == 2*conv1.filters and not params > 2000"),
    (TORCH, ((2, 3, 16, 16),), {"features.0.out_channels": range(1, 20),
                                "conv2.in_channels": range(1, 20)}, "params <= 700"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "inputs", "values", "where"),
    [*CASES, *(pytest.param(*case, marks=pytest.mark.slow) for case in WIDE)],
)
def test_solutions_are_those_of_every_value_tried(
    source: str, inputs: tuple[Any, ...], values: dict[str, Any], where: str
) -> None:
    bounds = {key: (one[0], one[-1]) for key, one in values.items() if isinstance(one, range)}
    found = sp.solve(source, list(values), *inputs, where=where, bounds=bounds)
    expected = tried(source, inputs, values, where)
    assert found.complete
    assert in_order(every(found.ranges)) == in_order(expected)
    assert found.total == len(expected)
    assert in_order(found.solutions) == in_order(every(found.ranges)[:20])


def test_the_cases_have_solutions_and_none() -> None:
    counts = [len(tried(*case)) for case in (CASES[0], CASES[2], CASES[-4], CASES[-1])]
    assert [bool(count) for count in counts] == [True, False, True, False]


def solved(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["solve", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def keras(tmp_path: Path) -> str:
    path = tmp_path / "net.py"
    path.write_text("from keras import *\nfrom keras.layers import *\n" + KERAS)
    return str(path)


def test_the_answer_is_told_with_its_bounds(keras: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = solved(capsys, keras, "conv1.filters,dense.units", "--output", "None,10",
                           "--params", "5286", "--bounds", "conv1.filters=4:12")  # fmt: skip
    assert code == 0
    assert told == (
        "output == (None, 10) and params == 5286, with conv1.filters from 4 to 12,\n"
        "dense.units from 1 to 144\n\n"
        "  conv1.filters=8, dense.units=10   output (None, 10), params 5286\n\n"
        "There are no other values within the bounds.\n"
    )


def test_conditions_may_stand_behind_options(
    keras: str, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = (keras, "dense.units", "--input", "None,28,28,1", "params <= 1400", "conv1.filters")
    code, told, _ = solved(capsys, *typed, "--bounds", "conv1.filters=1:1")
    assert code == 0
    assert "params <= 1400, with dense.units from 1 to" in told
    assert "conv1.filters=1" in told


def test_where_there_is_none_the_nearest_is_told(
    keras: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = solved(
        capsys, keras, "pool.pool_size", "--where", "pool.output == (_, 5, 5, _)"
    )
    assert code == 1
    assert "There is no such value within the bounds." in told
    assert "The nearest: with pool.pool_size=2, pool.output is (None, 6, 6, 12)." in told


def test_json_has_what_programs_need(keras: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = solved(capsys, keras, "input.1", "--where", "pool.output[1] == 6",
                           "--bounds", "input.1=20:40", "--format", "json")  # fmt: skip
    assert code == 0
    assert json.loads(told) == {
        "unknowns": ["input.1"],
        "target": "pool.output[1] == 6",
        "bounds": {"input.1": [20, 40]},
        "solutions": [{"input.1": one} for one in range(27, 31)],
        "ranges": [{"input.1": [27, 30]}],
        "total": 4,
        "complete": True,
        "nearest": [
            {"input.1": one, "gives": {"pool.output": [None, 6, 6, 12]}} for one in (28, 27, 29)
        ],
    }


def test_many_solutions_are_told_as_ranges(keras: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = solved(capsys, keras, "dense.units", "params <= 1e6")
    assert code == 0
    assert "dense.units=1…2307\n" in told
    assert "There are 2307 such values within the bounds." in told


def test_one_more_would_be_too_many() -> None:
    most = sp.solve(KERAS, "dense.units", params="<= 1e6").ranges[0]["dense.units"][-1]
    texts = (KERAS.replace("Dense(10", f"Dense({units}") for units in (most, most + 1))
    fits, exceeds = (sp.explain(text).model.totals.params for text in texts)
    assert fits <= 10**6 < exceeds


def test_a_shape_may_have_sizes_that_do_not_matter(
    keras: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for shape in ("None,*", "_,_", "(N, units)"):
        code, told, _ = solved(capsys, keras, "conv1.strides", "--output", shape,
                               "--bounds", "conv1.strides=1:12", "--format", "json")  # fmt: skip
        assert code == 0
        assert json.loads(told)["total"] == 9  # from 10 on the pooling window does not fit


def test_a_search_that_stops_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapeproof.solving.solution.READINGS", 30)
    found = sp.solve(
        BRANCHING, "input.2", (1, 1, 12), where="output[2] == 5000", bounds={"input.2": (1, 10**9)}
    )
    assert not found.complete
    assert found.total == 0
    assert "The search stopped before the end of the bounds" in str(found)


def test_no_value_mends_a_model_that_is_wrong_elsewhere() -> None:
    found = sp.solve(WRONG, "fc1.in_features", (1, 1, 8, 8))
    assert (found.total, found.complete) == (0, True)
    assert "The model is not sound: fc2: it reads 9 features" in str(found)


def test_a_wrong_model_is_mended() -> None:
    found = sp.solve(WRONG, ["fc1.in_features", "fc2.in_features"], (1, 1, 8, 8))
    assert found.solutions == [{"fc1.in_features": 144, "fc2.in_features": 8}]
    assert found.complete


def test_settings_are_tried(keras: str) -> None:
    found = sp.solve(keras, ["conv2.padding", "conv1.padding"], where="flatten.output[1] == 588")
    assert found.solutions == [{"conv2.padding": "same", "conv1.padding": "same"}]


def test_a_report_and_its_numbers() -> None:
    report = sp.explain(KERAS)
    found = sp.solve(report, "conv2.filters", output=(None, 10), macs="<= 50000")
    assert found.ranges == [{"conv2.filters": range(1, 4)}]
    texts = (KERAS.replace("Conv2D(12", f"Conv2D({filters}") for filters in (3, 2, 1))
    macs = [sp.explain(text).model.totals.macs for text in texts]
    assert [one["gives"]["macs"] for one in found.nearest] == macs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what is unknown, as in conv1.kernel_size or input.1"),
        (("conv3.filters",), "there is no layer `conv3`; did you mean `conv"),
        (("conv1.filter",), "Conv2D has no argument `filter`; it has filters"),
        (("input.7",), "has 4 axes, counted from 0; there is no input.7"),
        (("conv1.activation",), "is None, no whole number and no choice of a few"),
        (("conv1.filters", "--params", "many"), "`many` is no number of this model"),
        (("conv1.filters", "--where", "parms < 3"), "`parms` is no number of this model"),
        (("conv1.filters", "--output", "None,x-y"), "is no shape: write sizes with commas"),
        (("conv1.filters", "--bounds", "conv1.filters=a"), "gives no bounds"),
        (("conv1.filters", "--bounds", "conv2.filters=1:3"), "which is no unknown here"),
        (("conv1.filters", "--bounds", "conv1.filters=9:3"), "9 is above 3"),
        (("conv1.use_bias", "--bounds", "conv1.use_bias=0:1"), "is one of False, True"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    keras: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, told, error = solved(capsys, keras, *arguments)
    assert (code, told) == (2, "")
    assert said in error
    assert error.count("\n") == 1


def test_a_size_that_nobody_states_is_said() -> None:
    with pytest.raises(AskError, match="hang on `H`, which nobody states"):
        sp.solve(TORCH, "features.0.kernel_size", ("N", 3, "H", 16), macs=3)


def test_a_shape_given_in_python_is_checked() -> None:
    with pytest.raises(ReadError):
        sp.solve(3, "conv1.filters", output=(None, 3))


def test_formulas_that_tell_something_else_are_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lying(self: Target, values: Any) -> Any:
        return All(()), parsed("1 == 1")

    monkeypatch.setattr(Target, "formulas", lying)
    found = sp.solve(KERAS, "pool.pool_size", where="pool.output[1] == 3")
    assert found.solutions == [{"pool.pool_size": 4}]
    assert found.found.readings > 1


def test_a_search_by_formulas_that_stops_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(System.solved, "__defaults__", (5,))
    found = sp.solve(KERAS, "dense.units", params=5286)
    assert not found.complete
    assert found.solutions == [{"dense.units": 10}]  # come upon by the search for the nearest


def test_the_nearest_of_all_settings_comes_first() -> None:
    found = sp.solve(KERAS, ["dense.use_bias", "dense.units"], params=5287)
    tried = {
        (bias, units): abs(80 + 876 + 432 * units + bias * units - 5287)
        for bias in (False, True)
        for units in range(1, 60)
    }
    near = [(one["dense.use_bias"], one["dense.units"]) for one in found.nearest]
    assert [tried[one] for one in near] == sorted(tried.values())[:3]


def test_where_there_are_solutions_they_are_the_nearest() -> None:
    found = sp.solve(KERAS, "dense.units", params=5286)
    assert [one["dense.units"] for one in found.nearest] == [10]


def test_paddings_begin_at_none_and_sizes_reach_what_the_model_has() -> None:
    padded = sp.solve(TORCH, "features.0.padding", (2, 3, 16, 16))
    assert padded.bounds["features.0.padding"][0] == 0
    assert 144 in sp.solve(WRONG, "fc1.in_features", (1, 1, 8, 8)).bounds["fc1.in_features"]


def test_conditions_are_joined_as_they_stand() -> None:
    condition, text = asked(None, {"params": "< 5"}, ["macs < 3 or macs > 9"])
    assert text == "params < 5 and (macs < 3 or macs > 9)"
    assert isinstance(condition, All)
    assert len(condition.parts) == 2
