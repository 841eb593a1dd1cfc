"""A sweep says of every candidate what reading the model with its numbers says."""

from collections import Counter
from itertools import product
from typing import Any

import pytest

from shapeproof.algebra.formula import Name, PerExample
from shapeproof.message import ReadError, ShapeproofError
from shapeproof.quantities import quantity
from shapeproof.render.sweep import text
from shapeproof.subject import Reading, Subject, subject_of
from shapeproof.sweeper import Sweep, sweep
from shapeproof.sweeping.ranking import Ranking
from shapeproof.sweeping.sheet import Question, written
from shapeproof.sweeping.work import Piece, Task, done

CONV = """
model = Sequential()
model.add(Input((60, 2)))
model.add(Conv1D(7, kernel_size=40, activation="relu", name="a"))
model.add(Conv1D(10, kernel_size=16, name="b"))
model.add(MaxPooling1D(pool_size=3, name="c"))
model.add(Flatten())
model.add(Dense(5, name="d"))
"""
BRANCHES = """
x = Input((12, 10, 4))
left = Conv2D(8, 3, padding="same", name="left")(x)
right = Conv2D(8, (3, 5), strides=(2, 2), padding="same", name="right")(x)
right = UpSampling2D(2)(right)
model = Model(x, [layers.add([left, right]), GlobalAveragePooling2D()(left)])
"""
RECURRENT = """
model = Sequential([Input((20, 3)), Bidirectional(LSTM(8, name="lstm"), name="both"), Dense(2)])
"""
TORCH = """
from torch import nn
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(4, 8, 3, padding=1, groups=2)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(8 * 6 * 6, 10)

    def forward(self, x):
        x = self.pool(self.conv(x).relu())
        return self.fc(x.flatten(1))
"""
BRANCHING = """
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(4, 6, 3)
        self.more = nn.Conv1d(6, 6, 1)

    def forward(self, x):
        x = self.conv(x)
        if x.shape[-1] > 9:
            x = self.more(x)
        return x
"""
CASES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "numbers": (CONV, (), {"a.kernel_size": range(0, 48, 3), "a.filters": [0, 1, 5],
                           "b.strides": range(4)}),
    "sizes of the input": (CONV, (), {"input.1": range(1, 90, 11), "b.kernel_size": [1, 16, 30],
                                      "c.pool_size": range(5)}),
    "settings": (CONV, (), {"a.padding": ["same", "valid", "causal"], "b.use_bias": [True, False],
                            "b.kernel_size": range(1, 40, 6), "a.strides": [1, 2]}),
    "branches": (BRANCHES, (), {"right.strides": [1, 2, 3], "left.filters": [4, 8],
                                "right.filters": [1, 8], "right.kernel_size[0]": [1, 3, 20]}),
    "a layer in another": (RECURRENT, (), {"both.layer.units": [1, 8, 9], "input.2": [1, 3, 7],
                                           "both.merge_mode": ["concat", "sum"]}),
    "ranks": (RECURRENT, (), {"both.layer.return_sequences": [False, True], "dense.units": [1, 2]}),
    "torch": (TORCH, ((2, 4, 12, 12),), {"conv.groups": range(9), "conv.out_channels": [4, 8],
                                         "fc.in_features": [72, 144, 288], "input.2": [11, 12, 13],
                                         "conv.padding": [0, 1]}),
    "a source that branches": (BRANCHING, ((1, 4, 12),), {"input.2": range(8, 16),
                                                          "more.kernel_size": [1, 2, 20],
                                                          "conv.out_channels": [6, 7]}),
    "tuples": (BRANCHES, (), {"left.kernel_size": [(1, 1), (3, 5)], "left.filters": [7, 8]}),
}  # fmt: skip
TOTALS = ("params", "macs", "flops", "bytes")


def rows_of(swept: Sweep) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row[name] for name in swept.names) for row in swept)


def one_by_one(
    text: str, inputs: tuple[Any, ...], vary: dict[str, Any], names: tuple[str, ...]
) -> tuple[Counter[tuple[Any, ...]], Counter[str]]:
    """What reading the model with the numbers says of each candidate, and which layers refuse."""
    subject, rows, refused = subject_of(text, *inputs), Counter[tuple[Any, ...]](), Counter[str]()
    on_input = any(key.startswith("input") for key in vary)
    if on_input and subject.model.framework == "keras":
        subject = subject_of(subject.model)
    for values in product(*vary.values()):
        changes = dict(zip(vary, values))
        model = subject.read(changes).model
        if model.problems:
            refused[model.problems[0].layer] += 1
            continue
        rows[tuple(changes[name] if name in changes else said(model, name) for name in names)] += 1
    return rows, refused


def said(model: Any, name: str) -> int | None:
    try:
        return int(quantity(model, name))  # type: ignore[call-overload]
    except ShapeproofError:
        return None


@pytest.mark.parametrize("name", CASES)
def test_every_candidate_is_as_if_read_by_itself(name: str) -> None:
    text, inputs, vary = CASES[name]
    swept = sweep(text, *inputs, vary=vary, top=None)
    rows, refused = one_by_one(text, inputs, vary, swept.names)
    assert rows
    assert rows_of(swept) == rows
    by_layer = Counter[str]()
    for layer, _, number in swept.dropped:
        by_layer[layer] += number
    assert by_layer == refused
    assert swept.done == swept.points == rows.total() + refused.total()


def test_what_hangs_on_one_number_in_the_middle_is_found() -> None:
    text = BRANCHING.replace("> 9", "== 9")
    vary = {"input.2": range(8, 16), "conv.out_channels": [6]}
    swept = sweep(text, (1, 4, 12), vary=vary, top=None)
    rows, _ = one_by_one(text, ((1, 4, 12),), vary, swept.names)
    assert rows_of(swept) == rows
    macs = {row["input.2"]: row["macs"] for row in swept}
    assert (macs[11], macs[12]) == (9 * 72 + 9 * 36, 10 * 72)


def test_a_reading_in_names_is_held_against_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that does not say what it assumes."""
    text, inputs, vary = CASES["a source that branches"]
    rows, _ = one_by_one(text, inputs, vary, sweep(text, *inputs, vary=vary).names)
    read = Subject.read

    def silent(self: Subject, changes: Any, mend: Any = None) -> Reading:
        reading = read(self, changes, mend)
        return reading._replace(model=reading.model._replace(notes=()))

    monkeypatch.setattr(Subject, "read", silent)
    assert rows_of(sweep(text, *inputs, vary=vary, top=None)) == rows


def test_nothing_is_divided_by_zero() -> None:
    """Where a rule should state no need of it either."""
    names = {"c.strides": Name("c.strides"), "b.strides": Name("b.strides")}
    reading = subject_of(CONV).read(names)._replace(relies_on=())
    one = written(reading, names, Question())
    [found] = done(Task((Piece(0, one.sheet, (range(3), range(3))),), Ranking()))
    dropped = {reason.layer: count for reason, count in zip(one.reasons, found.dropped)}
    assert dropped["b"] == 3
    assert dropped["c"] == 2
    assert found.met == 4
    assert {str(reason.message) for reason in one.reasons} == {
        "its arguments leave nothing to compute with"
    }


def test_numbers_beyond_int64_are_exact() -> None:
    vary = {
        "d.units": [2**31, 2**62, 2**63, 10**30],
        "a.filters": [1, 2**40],
        "input.2": [1, 2**33],
    }
    swept = sweep(CONV, vary=vary, top=None)
    rows, _ = one_by_one(CONV, (), vary, swept.names)
    assert rows_of(swept) == rows
    assert max(row["params"] for row in swept) > 2**63
    assert [row["d.units"] for row in sweep(CONV, vary=vary, sort="-params", top=1)] == [10**30]


def test_a_product_beyond_int64_does_not_wrap() -> None:
    """2**62 * 4 is 0 in an int64."""
    [row] = sweep("model = Sequential([Input((4,)), Dense(1, use_bias=False)])",
                  vary={"dense.units": [2**62]})  # fmt: skip
    assert row["params"] == 2**64


@pytest.mark.parametrize(
    ("where", "meets"),
    [
        ("params < 1.7e3 and output[1] == 5", lambda row: row["params"] < 1700),
        ("not params <= 1700 or a.kernel_size == 3",
         lambda row: row["params"] > 1700 or row["a.kernel_size"] == 3),
        ("0 < macs % 7 <= 3", lambda row: 0 < row["macs"] % 7 <= 3),
        ("c.output[1] < b.output[1] // (a.kernel_size - 3)",
         lambda row: row["a.kernel_size"] != 3 and row["c.output[1]"]
         < row["b.output[1]"] // (row["a.kernel_size"] - 3)),
    ],
)  # fmt: skip
def test_conditions_keep_what_meets_them(where: str, meets: Any) -> None:
    vary = {"a.kernel_size": range(1, 50), "b.strides": [1, 2, 3]}
    extra = ("params", "c.output[1]", "b.output[1]")
    every = sweep(CONV, vary=vary, top=None, sort=extra)
    some = sweep(CONV, vary=vary, top=None, sort=extra, where=where)
    assert list(some) == [row for row in every if meets(row)]
    assert 0 < some.met == len(some) < every.met


@pytest.mark.parametrize("sort", [("params",), ("-macs", "params"), ("macs", "-a.filters")])
def test_the_best_are_the_first_of_all(sort: tuple[str, ...]) -> None:
    vary = {"a.kernel_size": range(1, 45), "a.filters": [4, 2, 8], "b.strides": [2, 1]}
    every = list(sweep(CONV, vary=vary, top=None))

    def key(row: dict[str, Any]) -> tuple[int, ...]:
        return tuple(-row[one[1:]] if one[0] == "-" else row[one] for one in sort)

    expected = sorted(map(key, every))
    for top in (0, 1, 5, 20, 1000):
        assert [key(row) for row in sweep(CONV, vary=vary, sort=sort, top=top)] == expected[:top]


@pytest.mark.parametrize("where", ["", "c.output[1] >= 3"])
def test_the_front_is_what_no_other_betters(where: str) -> None:
    vary = {"a.kernel_size": range(1, 45, 2), "a.filters": [2, 4], "b.strides": [1, 2]}
    goals = ("params", "-c.output[1]", "macs")
    every = list(sweep(CONV, vary=vary, top=None, sort=goals, where=where))

    def key(row: dict[str, Any]) -> tuple[int, ...]:
        return row["params"], -row["c.output[1]"], row["macs"]

    def betters(one: dict[str, Any], other: dict[str, Any]) -> bool:
        return key(one) != key(other) and all(a <= b for a, b in zip(key(one), key(other)))

    front = [row for row in every if not any(betters(one, row) for one in every)]
    found = sweep(CONV, vary=vary, pareto=goals, where=where, top=None)
    assert sorted(map(key, found)) == sorted(map(key, front))
    assert found.front == len(front)
    assert 1 < len(front) < len(every)
    few = sweep(CONV, vary=vary, pareto=goals, where=where, top=3)
    assert (list(few), few.front) == (list(found)[:3], len(front))


@pytest.mark.parametrize(
    ("where", "met"),
    [
        ("output == (None, 20, 8)", {(True, 8)}),
        ("output == (None, 20, 8) or params < 200", {(True, 4), (False, 4), (True, 8)}),
        ("not output == (None, 20, 8)", {(True, 4), (False, 4), (False, 8)}),
        ("params // (l.return_sequences - 1) > 1", set()),
    ],
)
def test_a_size_that_only_some_candidates_have_is_asked_of_those(
    where: str, met: set[tuple[bool, int]]
) -> None:
    text = "model = Sequential([Input((20, 3)), LSTM(8, name='l')])"
    vary = {"l.return_sequences": [True, False], "l.units": [4, 8]}
    found = sweep(text, vary=vary, where=where)
    assert {(row["l.return_sequences"], row["l.units"]) for row in found} == met


def test_a_batch_is_one_example() -> None:
    [row] = sweep(CONV, vary={"a.filters": [7]})
    read = subject_of(CONV).read({"a.filters": 7}).model
    assert isinstance(read.outputs[0].shape[0], PerExample)
    assert row["macs"] == read.totals.macs


@pytest.mark.parametrize(
    ("vary", "more", "says"),
    [
        ({"a.kernel": [1]}, {}, "no argument `kernel`"),
        ({"z.kernel_size": [1]}, {}, "`z"),
        ({"a.filters": []}, {}, "no values"),
        ({"a.filters": [1.5]}, {}, "neither a whole number nor a setting"),
        ({"a.filters": [1]}, {"where": "params <"}, "no condition"),
        ({"a.filters": [1]}, {"where": "size < 3"}, "`size`"),
        ({"a.filters": [1]}, {"sort": "output[7]"}, "output[7]"),
        ({"a.filters": [1]}, {"where": "output[7] > 1"}, "there is no output[7]"),
        ({"a.filters": ["same"]}, {}, "`filters` must be a whole number, not 'same'"),
        ({"a.filters": [3, (1, 2)]}, {}, "`filters` must be a whole number, not (1, 2)"),
        ({"a.kernel_size[0]": [(1, 2)]}, {}, "`a.kernel_size[0]` must be a whole number"),
        ({"a.padding": ["smae"]}, {}, "`padding` must be one of 'valid', 'same', 'causal'"),
        ({"a.padding": range(3)}, {}, "`padding` must be one of 'valid', 'same', 'causal'"),
        ({"input.1": [60, None]}, {}, "`input.1` must be a whole number, not None"),
        ({"a.padding": ["same"]}, {"sort": "a.padding"}, "a.padding is no number"),
        ({"a.filters": range(10**30)}, {}, "a.filters has more than 9223372036854775807 values"),
        ({"a.filters": [1]}, {"top": -1}, "-1 candidates cannot be shown"),
        ({"a.padding": [str(i) for i in range(100_001)]}, {}, "read 100001 times"),
    ],
)
def test_what_is_not_understood_is_told(vary: Any, more: Any, says: str) -> None:
    with pytest.raises(ShapeproofError) as told:
        sweep(CONV, vary=vary, **more)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_key_is_given_once() -> None:
    inner = "Sequential([Input((3,)), Dense(4, name='d')], name='in')"
    text = f"model = Sequential([Input((3,)), {inner}])"
    with pytest.raises(ShapeproofError, match=r"`in.d.units` is given twice"):
        sweep(text, vary={"d.units": [1, 2], "in.d.units": [1, 2]})


def test_a_report_is_swept() -> None:
    import shapeproof as sp

    vary = {"a.filters": [1, 2]}
    assert list(sweep(sp.explain(CONV), vary=vary)) == list(sweep(CONV, vary=vary))


def test_unknown_sizes_are_asked_for() -> None:
    text = "model = Sequential([LSTM(4, input_shape=(X.shape[1], 3))])"
    with pytest.raises(ShapeproofError, match="is not known; give the size"):
        sweep(text, vary={"lstm.units": [1, 2]}, sort="macs")
    assert [row["params"] for row in sweep(text, vary={"lstm.units": [1, 2]})] == [20, 48]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from shapeproof.extras import extra

    with pytest.raises(ReadError, match=r"takes nosuchthing: pip install 'shapeproof\[plot\]'"):
        extra("nosuchthing.inner", "plot")


def test_a_table_keeps_what_is_asked_about_and_leaves_out_what_there_is_no_room_for() -> None:
    vary = {"a.kernel_size": range(1, 9), "a.filters": (4, 8), "input.1": range(60, 90)}
    found = sweep(CONV, vary=vary, where="bytes < 1e9", sort="macs", top=2)
    whole = text(found, columns=200).split("\n")
    room = max(map(len, whole[: whole.index("")])) - 1
    narrow = text(found, columns=room).split("\n")
    assert "Left out" not in "\n".join(whole)
    assert max(map(len, narrow)) <= room
    heads = narrow[1].split()
    assert {"kernel_size", "filters", "1", "macs", "bytes"} <= {*heads}
    assert "flops" not in heads
    assert "Left out here for want of room: flops" in "\n".join(narrow)
    name = "a" * 30
    named = sweep(CONV.replace('name="a"', f'name="{name}"'),
                  vary={f"{name}.filters": (1, 2), f"{name}.kernel_size": (1, 2)})  # fmt: skip
    assert f"{name}.filters=1," in text(named, columns=40).split("\n")[0]
