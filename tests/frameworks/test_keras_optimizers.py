"""What an optimizer keeps is what Keras's own creates when it is built."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

import shapeproof
from shapeproof.message import Message, ShapeproofError
from shapeproof.model import Policy
from shapeproof.read import Target, read_text
from shapeproof.read import read as read_file
from shapeproof.read.keras import training
from shapeproof.read.source.keras.unread import OPTIMIZERS as NAMES
from shapeproof.render import keras3
from shapeproof.report import Report
from shapeproof.rules.keras.optimizers import POSITIONAL, RULES, named
from shapeproof.rules.optimizer import Slots
from tests.frameworks.test_keras_summaries import printed
from tests.sampling import sampled

keras = pytest.importorskip("keras")
layers, optimizers = keras.layers, keras.optimizers
pytestmark = pytest.mark.filterwarnings("ignore:__array__")  # Keras, when it saves

NO_OPTIMIZERS = ("Optimizer", "OptimizerMap", "LegacyOptimizerWarning")
CALLS = (
    *("SGD()", "SGD(momentum=0.9)", "SGD(0.1, 0.9)", "SGD(0.1, 0.9, True)"),
    *("RMSprop()", "RMSprop(momentum=0.9)", "RMSprop(0.1, 0.9, 0.0, 1e-7, True)"),
    *("RMSprop(momentum=0.5, centered=True)", "RMSprop(0.1, 0.9, 0.5)"),
    *("Adam()", "Adam(1e-3, amsgrad=True)", "Adam(1e-3, 0.9, 0.999, 1e-7, True)", "Adam(0.1)"),
    *("AdamW()", "AdamW(amsgrad=True)", "AdamW(1e-3, 4e-3, 0.9, 0.999, 1e-7, True)"),
    *("Nadam()", "Adamax()", "Adagrad()", "Adadelta()", "Ftrl()", "Lion()", "Lamb()"),
    *("Adafactor()", "Muon()", "Muon(exclude_embeddings=False)", "ScheduleFreeAdamW()"),
    *("Muon(exclude_layers=['dense'])", "Muon(exclude_layers=['Dense', 'last/bias'])"),
    *("Adam(use_ema=True)", "SGD(gradient_accumulation_steps=4)", "Lion(weight_decay=0.1)"),
    *("Adafactor(use_ema=True, gradient_accumulation_steps=2)", "SGD(clipnorm=1.0)"),
)


def dense() -> Any:
    return keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, use_bias=False)])


def mixed() -> Any:
    x = keras.Input((9, 8))
    y = layers.BatchNormalization()(layers.Conv1D(5, 3)(x))
    frozen = layers.Dense(4, trainable=False)
    y = layers.LSTM(3)(layers.PReLU()(frozen(y)))
    return keras.Model(x, layers.Dense(2, name="last")(layers.Attention(use_scale=True)([y, y])))


def texts() -> Any:
    inner = keras.Sequential([layers.Embedding(11, 6), layers.LayerNormalization()], name="inner")
    x = keras.Input((7,))
    shared = layers.Dense(6)
    return keras.Model(x, shared(shared(inner(x))))


def half() -> Any:
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(3, dtype="float16")(layers.Dense(2, dtype="bfloat16")(x)))


def frozen() -> Any:
    model = dense()
    model.trainable = False
    return model


def variables(optimizer: Any) -> list[str]:
    return sorted(f"{tuple(v.shape)} {v.dtype}" for v in optimizer.variables)


def ours(slots: Slots) -> list[str]:
    return sorted(f"{slot.shape} {slot.dtype}" for slot in slots.values())


@pytest.fixture(params=[dense, mixed, texts, half, frozen], scope="module")
def model(request: pytest.FixtureRequest) -> Any:
    keras.utils.clear_session()
    return request.param()


@pytest.mark.parametrize("call", sampled(CALLS, every=2))
def test_variables_are_those_that_keras_creates(call: str, model: Any) -> None:
    theirs = eval(call, vars(optimizers))
    theirs.build(model.trainable_variables)
    report = shapeproof.explain(model).with_optimizer(call)
    assert ours(report.model.slots) == variables(theirs)
    told = report.to_dict()["optimizer"]
    count = sum(int(keras.ops.size(variable)) for variable in theirs.variables)
    assert told["params"] == count == sum(told["kinds"].values())
    assert told["why"][0]["worked"].endswith(str(count))
    assert told["bytes"] == sum(v.value.nbytes for v in theirs.variables)


def test_the_equation_is_in_how_many_numbers_are_trained(model: Any) -> None:
    trained = sum(int(keras.ops.size(weight)) for weight in model.trainable_weights)
    told = shapeproof.explain(model).with_optimizer("adam").to_dict()["optimizer"]["why"][0]
    assert told["formula"] == ("2*trainable params + 2" if trained else "2")
    assert told["value"] == 2 * trained + 2


@pytest.mark.parametrize("call", sampled(CALLS, every=2))
def test_a_live_optimizer_is_the_same_before_and_after_it_is_built(call: str) -> None:
    model = dense()
    model.compile(eval(call, vars(optimizers)))
    before = shapeproof.explain(model).with_optimizer().model.slots
    model.optimizer.build(model.trainable_variables)
    after = shapeproof.explain(model).with_optimizer().model.slots
    assert ours(before) == ours(after) == variables(model.optimizer)
    assert before.keys() == after.keys()


def test_every_public_optimizer_has_a_rule_or_a_reason() -> None:
    classes = {
        name
        for name, value in vars(optimizers).items()
        if inspect.isclass(value) and name not in NO_OPTIMIZERS
    }
    assert classes == set(NAMES) == {rule.name for rule in RULES} | {"MultiOptimizer"}
    with pytest.raises(ShapeproofError, match="by its path"):
        named("MultiOptimizer")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.name))
def test_arguments_are_keras_own_in_its_order(rule: Any) -> None:
    signature = inspect.signature(getattr(optimizers, rule.name)).parameters
    order = POSITIONAL.get(rule.name, "learning_rate").split()
    assert order == list(signature)[: len(order)]
    assert set(rule.parameters) <= set(signature)
    defaults = {name: parameter.default for name, parameter in signature.items()}
    for name, default in rule.defaults.items():
        assert default == (defaults[name] if defaults[name] is not None else default), name


HEAD = """
import tensorflow as tf
from tensorflow import keras
from keras import layers, optimizers
from keras.optimizers import Adam, schedules
model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, use_bias=False)])
"""


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("model.compile('adam', 'mse')", "Adam()"),
        ("model.compile(optimizer='RMSProp')", "RMSprop()"),
        ("model.compile()", "RMSprop()"),
        ("model.compile(optimizer=Adam(1e-3, amsgrad=True))", "Adam(amsgrad=True)"),
        ("o = tf.optimizers.SGD(momentum=.9)\nmodel.compile(loss='mse', optimizer=o)",
         "SGD(momentum=0.9)"),
        ("model.compile(tf.keras.optimizers.legacy.Adagrad(lr=0.1, decay=1e-4))", "Adagrad()"),
        ("s = schedules.CosineDecay(0.1, 9)\nmodel.compile(Adam(learning_rate=s))",
         "Adam(schedules.CosineDecay(0.1, 9))"),
        ("model.compile(Adam(lambda: 0.1))", "Adam(lambda: 0.1)"),
        ("model.compile(Adam(args.rate))", "Adam()"),
        ("model.compile(optimizers.LossScaleOptimizer(Adam()))", "LossScaleOptimizer(Adam())"),
        ("keras.mixed_precision.set_global_policy('mixed_float16')\nmodel.compile('sgd')",
         "LossScaleOptimizer(SGD())"),
        ("from keras.optimizers import *\nmodel.compile(Ftrl())", "Ftrl()"),
        ("model.compile('sgd')\nmodel.compile('adam')", "Adam()"),
    ],
)  # fmt: skip
def test_a_source_says_what_it_compiles_with(line: str, call: str) -> None:
    theirs = eval(call, vars(optimizers))
    theirs.build(dense().trainable_variables)
    report = Report(read_text(HEAD + line)).with_optimizer()
    assert ours(report.model.slots) == variables(theirs)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "name it: --optimizer adam"),
        ("model.compile(optimizer=which)", "which optimizer `which` is"),
        ("model.compile(torch.optim.Adam())", "which optimizer `torch.optim.Adam"),
        ("model.compile(Adam(amsgrad=flag))", "which `amsgrad` Adam has"),
        ("model.compile('adm')", "did you mean adam"),
        ("model.compile(Adam(gradient_accumulation_steps=1))", "must be at least 2, not 1"),
        ("model.compile(optimizers.Muon(exclude_layers=['a.*']))", "the pattern 'a.*'"),
        ("class Mine(optimizers.Optimizer): pass\nmodel.compile(Mine())", "Mine is no optimizer"),
    ],
)
def test_what_is_not_known_is_told(line: str, why: str) -> None:
    report = Report(read_text(HEAD + line))
    assert not report.model.notes
    with pytest.raises(ShapeproofError) as refused:
        report.with_optimizer()
    assert why in str(refused.value)


@pytest.mark.parametrize("call", ["Adam(amsgrad=True)", "LossScaleOptimizer(Lion())",
                                  "SGD(schedules.CosineDecay(0.1, 9))"])  # fmt: skip
@pytest.mark.parametrize("suffix", ["keras", "h5", "json"])
def test_files_say_what_they_were_compiled_with(call: str, suffix: str, tmp_path: Path) -> None:
    model = mixed() if suffix == "h5" else dense()
    model.compile(eval(call, vars(optimizers)), loss="mse")
    model.optimizer.build(model.trainable_variables)
    file = tmp_path / f"m.{suffix}"
    if suffix == "json":
        file.write_text(model.to_json())
    else:
        model.save(file)
    report = Report(read_file(Target(str(file)))).with_optimizer()
    assert ours(report.model.slots) == variables(model.optimizer)


class Mine(optimizers.Optimizer):  # type: ignore[misc, name-defined]
    def __init__(self) -> None:
        super().__init__(0.1)

    def build(self, weights: Any) -> None:
        super().build(weights)
        self.add_variable((3, 2), name="memory")


def test_an_optimizer_of_ones_own_has_the_variables_that_it_has(tmp_path: Path) -> None:
    model = dense()
    model.compile(Mine())
    assert isinstance(shapeproof.explain(model).model.compiled, Message)
    model.optimizer.build(model.trainable_variables)
    report = shapeproof.explain(model).with_optimizer()
    assert ours(report.model.slots) == variables(model.optimizer)
    assert report.to_dict()["optimizer"]["params"] == 1 + 1 + 3 * 2
    model.save(tmp_path / "m.keras")
    saved = Report(read_file(Target(str(tmp_path / "m.keras")))).with_optimizer()
    assert ours(saved.model.slots) == variables(model.optimizer)
    model.save(tmp_path / "m.h5")
    assert isinstance(read_file(Target(str(tmp_path / "m.h5"))).compiled, Message)


@pytest.mark.parametrize("make", [dense, mixed])
def test_keras_summary_has_the_optimizer_where_it_is_asked_for(make: Any) -> None:
    model = make()
    plain = printed(model)
    model.compile("adamw")
    model.optimizer.build(model.trainable_variables)
    report = shapeproof.explain(model)
    assert keras3.render(report.model) == plain
    assert keras3.render(report.with_optimizer().model) == printed(model)


def test_totals_never_include_the_optimizer() -> None:
    model = dense()
    model.compile("adam")
    report = shapeproof.explain(model)
    assert report.with_optimizer().model.totals == report.model.totals
    assert "optimizer" not in report.to_dict()


def test_sizes_that_are_not_known_stay_formulas() -> None:
    source = "from keras import *\nmodel = Sequential([Input((4,)), layers.Dense(n)])"
    told = Report(read_text(source)).with_optimizer("adam").to_dict()["optimizer"]
    assert (told["params"], told["kinds"]["momentum"]) == ("10*n + 2", "5*n")


@pytest.mark.parametrize("text", ["adam(", "Adam(amsgrad=x)", "Adam(*y)", "", "Adam(9", "A" * 9999])
def test_what_is_typed_amiss_is_refused(text: str) -> None:
    with pytest.raises(ShapeproofError):
        named(text)


def test_hostile_settings_are_refused() -> None:
    for value in ([1], {}, "x", 1e999, 10**30, {"class_name": 3}):
        config = {"class_name": "SGD", "config": {"momentum": value, "use_ema": value}}
        for given in (config, {**config, "class_name": value}, value):
            found = training.of_config({"optimizer": given}, Policy())
            assert isinstance(found, Message) or (found and found.slots(()))
