"""The Python door: reports, layers that show their work, single rules, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import shapeproof as sp
from shapeproof.message import ReadError, ShapeproofError

CONV1D = (Path(__file__).parents[1] / "examples" / "conv1d.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report() -> sp.Report:
    return sp.explain(CONV1D)


def test_a_count_is_an_int_that_shows_its_work(report: sp.Report) -> None:
    params = report["conv1d_1"].params
    assert params == 1130
    assert params + 1 == 1131
    assert isinstance(params, int)
    assert params.worked == "(16*7 + 1)*10 = 1130"
    assert params.formula == "(kernel_size*channels + 1)*filters"
    macs = report["conv1d_1"].macs
    assert isinstance(macs, int)
    assert macs.worked == "6*16*7*10 = 6720"


def test_the_document_is_the_contracts(report: sp.Report) -> None:
    document = report.to_dict()
    assert document["schema"] == "shapeproof/1"
    assert document["name"] == "model"
    assert document["framework"] == "keras"
    assert document["inputs"] == [{"name": "input", "shape": [None, 60, 1], "dtype": "float32"}]
    assert document["outputs"] == [{"shape": [None, 2, 10], "dtype": "float32"}]
    assert document["problems"] == []
    first = document["layers"][0]
    assert first["path"] == "conv1d"
    assert first["type"] == "Conv1D"
    assert first["at"] == {"line": 2, "column": 11}
    assert first["reused"] is False
    assert first["inputs"] == [[None, 60, 1]]
    assert first["outputs"] == [[None, 21, 7]]
    assert first["weights"] == [
        {"name": "kernel", "shape": [40, 1, 7], "dtype": "float32", "trainable": True},
        {"name": "bias", "shape": [7], "dtype": "float32", "trainable": True},
    ]
    assert (first["params"], first["macs"], first["flops"]) == (287, 5880, 12054)
    assert first["why"]["output"] == [
        {
            "name": "output steps",
            "formula": "steps - kernel_size + 1",
            "worked": "60 - 40 + 1 = 21",
            "value": 21,
        }
    ]
    assert first["why"]["params"] == [
        {
            "name": "params",
            "formula": "(kernel_size*channels + 1)*filters",
            "worked": "(40*1 + 1)*7 = 287",
            "value": 287,
        }
    ]
    assert first["why"]["macs"] == [
        {
            "name": "macs",
            "formula": "output steps*kernel_size*channels*filters",
            "worked": "21*40*1*7 = 5880",
            "value": 5880,
        }
    ]
    assert document["totals"].items() >= {
        "params": 1417, "trainable": 1417, "non_trainable": 0, "bytes": 5668, "macs": 12600,
    }.items()  # fmt: skip
    assert document["totals"]["uncounted"] == []
    assert json.loads(report.to_json()) == document


def test_unknown_sizes_are_formulas(report: sp.Report) -> None:
    document = sp.explain(CONV1D, (None, "L", 1)).to_dict()
    assert document["inputs"][0]["shape"] == [None, "L", 1]
    assert [layer["outputs"][0] for layer in document["layers"]] == [
        [None, "L - 39", 7],
        [None, "L - 54", 10],
        [None, "floor((L - 57)/3) + 1", 10],
    ]
    assert document["totals"]["params"] == 1417
    assert document["totals"]["macs"] == "1400*L - 71400"


def test_why_answers_with_causes(report: sp.Report) -> None:
    answer = sp.why(report, "max_pooling1d", expected=4)
    assert (answer.asked, answer.expected, answer.actual) == ("output", 4, 2)
    assert answer.causes[0].changes[0].value == 1


def test_a_layer_and_a_report_print_themselves(report: sp.Report) -> None:
    assert "(16*7 + 1)*10 = 1130" in repr(report)
    assert "Each of the 10 filters looks at 16 steps" in repr(report["conv1d_1"])
    assert "| conv1d (Conv1D) |" in report.to_markdown()
    assert "过滤器" in report["conv1d_1"].why("zh")


def test_a_nested_layer_is_found_by_path_or_by_its_own_name() -> None:
    nested = sp.explain(
        "inner = Sequential([Input((8,)), Dense(4, name='deep')], name='inner')\n"
        "x = Input((8,))\n"
        "model = Model(x, Dense(2)(inner(x)))\n"
    )
    assert nested["inner.deep"].params == nested["deep"].params == 36


@pytest.mark.parametrize(
    ("name", "says"),
    [("conv1d_2", "did you mean"), ("lstm", "there are conv1d, conv1d_1, max_pooling1d")],
)
def test_a_layer_that_is_not_there(report: sp.Report, name: str, says: str) -> None:
    with pytest.raises(ShapeproofError, match=says):
        report[name]


def test_a_path_and_its_names(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text(
        "def build(n=3):\n    return Sequential([Input((8,)), Dense(n)])\n"
        "small = build()\nlarge = build(30)\n"
    )
    path = str(tmp_path / "net.py")
    totals = [sp.explain(f"{path}{name}").model.totals.params for name in
              ("", ":small", ":build", ":build(5)", ":build(n=7)")]  # fmt: skip
    assert totals == [270, 27, 27, 45, 63]
    assert sp.explain(tmp_path / "net.py").model.totals.params == 270


@pytest.mark.parametrize("wrong", [None, 3, object()])
def test_only_text_and_paths_are_explained(wrong: object) -> None:
    with pytest.raises(ReadError, match="source text or a path"):
        sp.explain(wrong)


def test_one_rule_by_itself() -> None:
    layer = sp.keras.Conv1D(7, kernel_size=40)((None, 60, 1))
    assert layer.outputs == [(None, 21, 7)]
    assert layer.params == 287
    wrapped = sp.keras.Bidirectional(sp.keras.LSTM(4))((None, 5, 3))
    assert wrapped.outputs == [(None, 8)]
    assert sp.keras.Add()((None, 4), (None, 4)).outputs == [(None, 4)]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: sp.keras.Conv1D(7, 40)((None, 30, 1)), "a window of 40 does not fit into 30"),
        (lambda: sp.keras.Conv1D(7), "needs `kernel_size`"),
        (lambda: sp.keras.Conv1D(7, 40, filter=3), "did you mean `filters`"),
        (lambda: sp.keras.Conv1D("7", 40), "must be a whole number"),
        (lambda: sp.keras.Conv1D(7, 40, padding="smae"), "must be one of"),
        (lambda: sp.keras.Dense(64.0), "a division by `/` gives a float"),
    ],
)
def test_a_rule_refuses_in_one_line(call: object, says: str) -> None:
    assert callable(call)
    with pytest.raises(ShapeproofError, match=says) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_layer_without_a_rule_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no rule for 'Conv9D'"):
        _ = sp.keras.Conv9D
    assert "Conv1D" in dir(sp.keras)


def test_a_layer_whose_output_nobody_knows_is_explained_too() -> None:
    layer = sp.keras.Lambda(len)((None, 4))
    assert layer.outputs == []
    assert "nobody can say what comes out" in layer.why()
    assert layer.expect(4).causes == []
    with pytest.raises(ShapeproofError, match="does not tell what one number is made of"):
        layer.cell(0, 0)


def test_what_comes_with_a_call_belongs_to_that_call() -> None:
    report = sp.explain(
        "x = Input((6, 8))\n"
        "attend = MultiHeadAttention(2, 4)\n"
        "y, scores = attend(x, x, return_attention_scores=True)\n"
        "z = attend(y, y)\n"
        "table = ReversibleEmbedding(50, 8)\n"
        "model = Model(x, [scores, table(z, reverse=True), table(Flatten()(z))])\n"
    )
    outputs = {(call.path, call.reused): [x.shape[1:] for x in call.facts.outputs]
               for call in report.model.layers}  # fmt: skip
    assert outputs["multi_head_attention", False] == [(6, 8), (2, 6, 6)]
    assert outputs["multi_head_attention", True] == [(6, 8)]
    embedded = [outputs["reversible_embedding", again] for again in (False, True)]
    assert sorted(map(str, embedded)) == ["[(48, 8)]", "[(6, 50)]"]


def test_a_shared_layer_stands_once_with_all_its_calls() -> None:
    report = sp.explain(
        "a, b = Input((4,)), Input((4,))\n"
        "shared = Dense(3, name='shared')\n"
        "model = Model([a, b], Add(name='sum')([shared(a), shared(b)]))\n"
    )
    shared, joined = report.outline()
    assert [use.reads for use in shared.uses] == [("input_layer",), ("input_layer_1",)]
    assert [str(one) for one in joined.uses[0].reads] == ["shared (call 1)", "shared (call 2)"]
    assert shared.macs == 2 * 4 * 3 == report.model.totals.macs
    assert report.model.totals.params == (4 + 1) * 3


def test_layers_that_are_alike_are_told_apart_by_their_batch() -> None:
    """1 is equal to the batch that nobody states, and yet another batch."""
    report = sp.explain(
        "one, any = Input(batch_shape=(1, 4)), Input((4,))\n"
        "model = Model([one, any], [Dense(3)(one), Dense(3)(any), Dense(3)(any)])\n"
    )
    assert [row.call.facts.outputs[0].shape for row in report.rows] == [(1, 3), (1, 3), (1, 3)]
    assert sorted(str(report[path].outputs[0]) for path in ("dense", "dense_1", "dense_2")) == [
        "(1, 3)",
        "(None, 3)",
        "(None, 3)",
    ]


def test_alike_is_what_has_the_same_arguments_on_the_same_inputs() -> None:
    report = sp.explain(
        "x = i = Input((4,))\n"
        "for more in ({}, {}, {'use_bias': False}, {'activation': 'relu'}):\n"
        "    x = Dense(4, **more)(x)\n"
        "model = Model(i, x)\n"
    )
    assert [row.call.facts.params for row in report.rows] == [20, 20, 16, 20]
    assert [row.call.facts.elementwise for row in report.rows] == [4, 4, 0, 8]
    first, second, *others = (row.call.facts for row in report.rows)
    assert first is second
    assert all(facts is not first for facts in others)
    assert [row.explanation.layer.name for row in report.rows] == [
        *("dense", "dense_1", "dense_2", "dense_3"),
    ]


TIED = """
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(20, 8)
        self.head = nn.Linear(8, 20, bias=False)
        self.head.weight = self.table.weight

    def forward(self, ids):
        return self.head(self.table(ids))
"""


def test_tied_weights_say_whose_they_are_and_count_once() -> None:
    report = sp.explain(TIED, (2, 4))
    table, head = report.to_dict()["layers"]
    assert "same_as" not in table["weights"][0]
    assert head["weights"][0]["same_as"] == "table.weight"
    assert (table["params"], head["params"]) == (160, 160)
    assert report.to_dict()["totals"]["params"] == 160


def test_what_is_keras_own_is_not_asked_of_torch() -> None:
    with pytest.raises(sp.ShapeproofError, match="Keras's alone"):
        sp.explain(TIED, (2, 4)).with_optimizer("adam")


def test_the_numbers_that_torch_calls_layers_by_are_no_numbers_of_an_equation() -> None:
    report = sp.explain(
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.mlp = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))\n"
        "    def forward(self, x):\n"
        "        return self.mlp(x)\n",
        (1, 4),
    )
    params = report["mlp"].params
    assert isinstance(params, int)
    assert params.formula == "layer 0 + layer 2"
    assert "参数量 = 第 0 层 + 第 2 层" in report["mlp"].why("zh")
