"""A Keras model is the same in every form: source, config, archive, HDF5, live object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shapeproof
from shapeproof.message import ReadError
from shapeproof.model import Model
from shapeproof.read import Target
from shapeproof.read import read as read_file
from shapeproof.read.keras import config, live
from shapeproof.read.source.keras.entry import read
from shapeproof.render import keras3
from tests.frameworks.test_keras_summaries import SOURCES, made_by_keras
from tests.sampling import sampled

keras = pytest.importorskip("keras")
pytest.importorskip("pyfive")
layers = keras.layers
pytestmark = pytest.mark.filterwarnings("ignore:__array__")  # Keras, when it saves


def seen(model: Model) -> list[Any]:
    """All that is said of each layer in numbers; unknown sizes by their names."""
    return [
        (
            call.path,
            call.type,
            call.reused,
            [repr(x) for x in (*call.inputs, *call.facts.outputs)],
            repr(call.facts.macs),
            repr(call.facts.elementwise),
            [(name, *weight[:2], call.trainable) for name, weight in call.facts.weights.items()],
        )
        for call in model.layers
    ]


@pytest.mark.parametrize("path", sampled(SOURCES, every=6), ids=lambda path: path.stem)
def test_all_forms_of_a_model_say_the_same(path: Path, tmp_path: Path) -> None:
    source = path.read_text()
    theirs = made_by_keras(source)
    ours = read(source, path.name, "", ())
    theirs.save(tmp_path / "m.keras")
    (tmp_path / "m.json").write_text(theirs.to_json())
    forms = {
        "get_config": config.read(theirs.get_config()),
        "json": read_file(Target(str(tmp_path / "m.json"))),
        "keras": read_file(Target(str(tmp_path / "m.keras"))),
        "live": live.read(theirs),
    }
    assert ours.totals.params == theirs.count_params()
    for form, model in forms.items():
        assert seen(model) == seen(ours), form
        assert repr(model.totals[:6]) == repr(ours.totals[:6]), form
        assert model.name == ours.name, form
    assert keras3.render(forms["live"], 100) == keras3.render(ours, 100)


class Block(layers.Layer):
    def __init__(self, width: int, **more: Any) -> None:
        super().__init__(**more)
        self.attention = layers.MultiHeadAttention(2, width)
        self.dense = layers.Dense(width, activation="relu")

    def build(self, shape: Any) -> None:
        self.scale = self.add_weight(shape=(shape[-1],), name="scale")

    def call(self, x: Any) -> Any:
        return self.dense((x + self.attention(x, x)) * self.scale)


class Net(keras.Model):
    def __init__(self) -> None:
        super().__init__(name="net")
        self.start = keras.Sequential([layers.Dense(5)], name="start")
        self.blocks = [Block(8, name="first"), Block(8, name="second")]
        self.end = layers.Dense(3, name="end")
        self.table = self.add_weight(shape=(2, 2), name="table", trainable=False)

    def call(self, x: Any) -> Any:
        for part in (self.start, *self.blocks):
            x = part(x)
        return self.end(x)


def trained() -> Any:
    net = Net()
    net(keras.ops.zeros((4, 6, 5)))
    return net


def test_a_subclass_has_rows_for_its_layers_and_its_own_weights() -> None:
    net = trained()
    report = shapeproof.explain(net)
    assert report.model.totals.params == net.count_params()
    assert report.model.totals.non_trainable == 4
    paths = {call.path for call in report.model.layers}
    assert {"net", "first.first", "second.second", "end"} <= paths
    assert report["end"].params == 8 * 3 + 3
    assert report["end"].macs == 6 * 8 * 3
    uncounted = {call.path for call in report.model.totals.uncounted}
    assert uncounted == {"net", "first.first", "second.second"}


def test_a_subclass_after_fit_has_no_optimizer_in_its_totals() -> None:
    net = trained()
    before = shapeproof.explain(net).model.totals
    net.compile("adam", "mse")
    net.optimizer.build(net.trainable_variables)
    assert shapeproof.explain(net).model.totals[:6] == before[:6]


def test_a_subclass_that_was_never_built_is_refused() -> None:
    class Empty(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.dense = layers.Dense(3)

    with pytest.raises(ReadError, match="has not been built"):
        shapeproof.explain(Empty())


@pytest.mark.filterwarnings("ignore:`build")
def test_a_layer_that_was_never_called_is_named() -> None:
    class Spare(Net):
        def __init__(self) -> None:
            super().__init__()
            self.spare = layers.Dense(2, name="spare")

    net = Spare()
    net(keras.ops.zeros((4, 6, 5)))
    notes = [str(note.message) for note in shapeproof.explain(net).model.notes]
    assert any("spare" in note for note in notes)


def test_layers_of_ones_own_stand_in_a_functional_model_with_their_weights() -> None:
    x = keras.Input((6, 8), name="x")
    y = layers.Lambda(lambda t: t[:, 0], name="first_step")(Block(8, name="block")(x))
    model = keras.Model(x, layers.Dense(2, name="end")(y))
    report = shapeproof.explain(model)
    assert report.model.totals.params == model.count_params()
    assert report["first_step"].outputs == [(None, 8)]
    uncounted = {call.type for call in report.model.totals.uncounted}
    assert uncounted == {"Block", "Lambda"}
    from_config = config.read(json.loads(model.to_json()))
    assert from_config.totals.params == 18
    assert [call.type for call in from_config.totals.uncounted] == ["Block", "Lambda"]


def test_a_layer_by_itself_is_read_too() -> None:
    dense = layers.Dense(3)
    dense.build((None, 4))
    assert shapeproof.explain(dense).model.totals.params == 15


def test_a_stack_that_nothing_was_given_to_reads_the_shape_that_is_given() -> None:
    stack = keras.Sequential([layers.Dense(3), layers.Dense(4)])
    with pytest.raises(ReadError, match="give its input shape"):
        shapeproof.explain(stack)
    assert shapeproof.explain(stack, (None, 7)).model.totals.params == 40
    assert not stack.built


def test_a_live_model_reads_another_shape() -> None:
    model = keras.Sequential([keras.Input((9, 9, 3)), layers.Conv2D(4, 3)])
    assert shapeproof.explain(model, (2, 8, 8, 3)).model.outputs[0].shape == (2, 6, 6, 4)


def state(model: Any) -> Any:
    """Everything about a model, its layers and Keras that reading might change."""
    from keras.src.backend.common import global_state

    names = global_state.get_global_attribute("object_name_uids", {})
    parts = model._flatten_layers()
    return dict(names), [
        (id(part), part.name, part.built, len(part._inbound_nodes), part.trainable,
         [(id(w), w.path, tuple(w.shape)) for w in part.variables], sorted(vars(part)))
        for part in parts
    ]  # fmt: skip


def small() -> Any:
    x = keras.Input((8, 8, 3))
    inner = keras.Sequential([layers.Conv2D(4, 3), layers.BatchNormalization()])
    y = layers.Bidirectional(layers.LSTM(3))(layers.Reshape((-1, 4))(inner(x)))
    return keras.Model(x, [layers.Dense(2)(y), y + y])


@pytest.mark.parametrize("make", [small, trained])
def test_reading_leaves_a_live_model_as_it_is(make: Callable[[], Any]) -> None:
    model = make()
    before = state(model)
    shapeproof.explain(model).to_json()
    assert state(model) == before


def test_an_adapted_layer_has_the_weights_that_it_has() -> None:
    model = keras.Sequential([keras.Input((6,)), layers.Dense(5, name="dense")])
    model.layers[0].enable_lora(2)
    ours = live.read(model)
    assert ours.totals.params == model.count_params() == 6 * 5 + 5 + 2 * (6 + 5)
    assert ours.totals.trainable == 5 + 2 * (6 + 5)


def test_hdf5_has_the_model_or_its_weights(tmp_path: Path) -> None:
    model = small()
    model.save(tmp_path / "m.h5")
    model.save_weights(tmp_path / "m.weights.h5")
    whole = read_file(Target(str(tmp_path / "m.h5")))
    assert seen(whole) == seen(live.read(model))
    weights = read_file(Target(str(tmp_path / "m.weights.h5")))
    assert weights.totals.params == model.count_params()
    assert all(not call.facts.outputs for call in weights.layers)
    assert weights.notes


KERAS2 = {
    "class_name": "Functional",
    "keras_version": "2.4.0",
    "backend": "tensorflow",
    "config": {
        "name": "model",
        "layers": [
            {"class_name": "InputLayer", "name": "a", "inbound_nodes": [],
             "config": {"batch_input_shape": [None, 7, 4], "dtype": "float32", "name": "a"}},
            {"class_name": "LSTM", "name": "lstm", "inbound_nodes": [[["a", 0, 0, {}]]],
             "config": {"name": "lstm", "trainable": True, "units": 3, "return_state": True,
                        "return_sequences": True, "time_major": False, "dtype": "float32"}},
            {"class_name": "LSTM", "name": "after",
             "inbound_nodes": [[["lstm", 0, 0,
                                {"initial_state": [["lstm", 0, 1], ["lstm", 0, 2]]}]]],
             "config": {"name": "after", "trainable": True, "units": 3, "dtype": "float32"}},
            {"class_name": "Sequential", "name": "inner",
             "inbound_nodes": [[["after", 0, 0, {}]], [["inner", 1, 0, {}]]],
             "config": {"name": "inner", "layers": [
                 {"class_name": "Dense", "config": {
                     "name": "dense", "trainable": True, "units": 3, "activation": "relu",
                     "batch_input_shape": [None, 3], "dtype": {
                         "class_name": "Policy", "config": {"name": "mixed_float16"}}}}]}},
            {"class_name": "TFOpLambda", "name": "tf.math.exp",
             "inbound_nodes": [["inner", 2, 0, {"name": None}]],
             "config": {"name": "tf.math.exp", "trainable": True, "function": "math.exp"}},
        ],
        "input_layers": [["a", 0, 0]],
        "output_layers": [["tf.math.exp", 0, 0]],
    },
}  # fmt: skip


def test_configs_of_keras_2_are_read_too() -> None:
    model = config.read(KERAS2)
    assert not model.problems
    counts = {call.path: call.facts.params for call in model.layers if not call.reused}
    assert counts == {"lstm": 96, "after": 84, "inner.dense": 12, "tf.math.exp": 0}
    assert model.layers[-1].type == "TFOpLambda"
    assert model.layers[-1].facts.flops == 3
    assert model.totals.uncounted == ()


def test_what_is_called_on_another_layer_than_there_is_is_told() -> None:
    broken = json.loads(json.dumps(KERAS2).replace('["a", 0, 0, {}]', '["lstm", 0, 0, {}]'))
    with pytest.raises(ReadError, match="lstm reads what lstm never gives"):
        config.read(broken)


def test_a_live_model_of_another_backend_is_read() -> None:
    code = (
        "import keras, shapeproof as sp\n"
        "from keras import layers\n"
        "model = keras.Sequential([keras.Input((9, 9, 1)), layers.Conv2D(3, 2)])\n"
        "assert keras.backend.backend() == 'numpy'\n"
        "assert sp.explain(model).model.totals.params == model.count_params() == 15\n"
    )
    environment = {**os.environ, "KERAS_BACKEND": "numpy"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
