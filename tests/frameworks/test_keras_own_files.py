"""Files of models with classes of somebody's own: no weight is missed, though no rule is there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shapeproof.message import ReadError
from shapeproof.model import Model
from shapeproof.read import Target, read
from shapeproof.report import Report
from tests.sampling import sampled

keras = pytest.importorskip("keras")
pytest.importorskip("pyfive")
layers = keras.layers
pytestmark = pytest.mark.filterwarnings("ignore")


class Block(layers.Layer):
    def __init__(self, width: int, **more: Any) -> None:
        super().__init__(**more)
        self.width = width
        self.attention = layers.MultiHeadAttention(2, width, dropout=0.1)
        self.several = [layers.Dense(width), layers.Dense(width, use_bias=False)]
        self.norm = layers.BatchNormalization()

    def build(self, shape: Any) -> None:
        self.scale = self.add_weight(shape=(shape[-1],), name="scale")
        self.attention.build(shape, shape)
        for layer in (*self.several, self.norm):
            layer.build(shape)
        self.built = True

    def call(self, x: Any) -> Any:
        for layer in self.several:
            x = layer(x)
        return self.norm(x + self.attention(x, x)) * self.scale

    def compute_output_shape(self, shape: Any) -> Any:
        return shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "width": self.width}


class Net(keras.Model):
    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.start = keras.Sequential([layers.Dense(5), layers.Dropout(0.1)], name="start")
        self.blocks = [Block(5, name="first"), Block(5, name="second")]
        self.table = self.add_weight(shape=(2, 2), name="table", trainable=False)

    def call(self, x: Any) -> Any:
        x = self.start(x)
        for block in self.blocks:
            x = block(x)
        return x


def functional() -> Any:
    x = keras.Input((6, 5), name="x")
    y = layers.Dense(2)(Block(5, name="b")(layers.Dropout(0.1)(x)))
    return keras.Model(x, y)


def ending() -> Any:
    x = keras.Input((6, 5), name="x")
    return keras.Model(x, Block(5, name="b")(layers.Dense(5)(x)))


def stacked() -> Any:
    return keras.Sequential([keras.Input((6, 5)), Block(5), Block(5), layers.Dense(3)])


def nested() -> Any:
    """Two layers of one name, one of them in a model that ends with it."""
    x = keras.Input((6, 5), name="x")
    first = keras.Sequential([layers.Dense(5), Block(5, name="b")], name="first")
    z = keras.Input((6, 5))
    second = keras.Model(z, Block(5, name="b")(z), name="second")
    y = Block(7, name="b")(layers.Dense(7)(second(first(x))))
    return keras.Model(x, layers.Dense(2)(y))


def wrapped() -> Any:
    x = keras.Input((3, 6, 5), name="x")
    return keras.Model(x, layers.Flatten()(layers.TimeDistributed(Block(5), name="each")(x)))


def shared() -> Any:
    x, block = keras.Input((6, 5), name="x"), Block(5, name="b")
    return keras.Model(x, block(layers.ReLU()(block(x))))


FORMS = [functional, ending, stacked, nested, wrapped, shared]


def saved(model: Any, path: Path) -> Model:
    model.save(path)
    return read(Target(str(path)))


@pytest.mark.parametrize("make", FORMS)
@pytest.mark.parametrize("suffix", sampled(["keras", "h5"], every=2))
def test_totals_are_exact(make: Callable[[], Any], suffix: str, tmp_path: Path) -> None:
    theirs = make()
    ours = saved(theirs, tmp_path / f"m.{suffix}")
    assert not ours.problems
    assert ours.totals.params == theirs.count_params()
    sizes = sorted(str(weight.shape) for weight in ours.weights)
    assert sizes == sorted(str(tuple(weight.shape)) for weight in theirs.weights)
    kinds = {call.type for call in ours.totals.uncounted}
    assert kinds <= {"Block", "TimeDistributed"} or "not known beyond" in str(ours.notes[0])
    assert ours.totals.uncounted


@pytest.mark.parametrize("make", [functional, stacked, nested, shared])
def test_shapes_around_them_are_those_of_the_config(
    make: Callable[[], Any], tmp_path: Path
) -> None:
    theirs = make()
    ours = saved(theirs, tmp_path / "m.keras")
    assert [x.shape[1:] for x in ours.outputs] == [theirs.output_shape[1:]]
    assert all(call.facts.outputs for call in ours.calls)


def test_each_layer_of_a_name_has_its_own_weights(tmp_path: Path) -> None:
    theirs = nested()
    ours = saved(theirs, tmp_path / "m.keras")
    counts = {call.path: call.facts.params for call in ours.layers if call.type == "Block"}
    inner = theirs.get_layer("first").get_layer("b").count_params()
    assert counts == {
        "first.b": inner,
        "second.b": inner,
        "b": theirs.get_layer("b").count_params(),
    }


@pytest.mark.parametrize("make", [functional, nested])
def test_the_optimizer_keeps_what_the_file_says(make: Callable[[], Any], tmp_path: Path) -> None:
    theirs = make()
    theirs.compile("adam")
    theirs.optimizer.build(theirs.trainable_variables)
    ours = Report(saved(theirs, tmp_path / "m.keras")).with_optimizer().model
    kept = sorted(str(tuple(variable.shape)) for variable in theirs.optimizer.variables)
    assert sorted(str(slot.shape) for slot in ours.slots.values()) == kept


def test_it_is_said_whose_they_are(tmp_path: Path) -> None:
    [note] = saved(functional(), tmp_path / "m.keras").notes
    assert str(note.message).startswith("Block is written by its author")
    plain = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
    assert not saved(plain, tmp_path / "p.keras").notes


def test_a_subclass_has_a_row_for_each_layer_with_weights(tmp_path: Path) -> None:
    net = Net(name="net")
    net(keras.ops.zeros((4, 6, 5)))
    net.compile("adam")
    net.optimizer.build(net.trainable_variables)
    ours = saved(net, tmp_path / "m.keras")
    assert ours.totals.params == net.count_params()
    assert (ours.kind, [x.output.shape for x in ours.inputs]) == ("Net", [(1, 6, 5)])
    assert {"start.dense_1", "blocks.first"} & {call.path for call in ours.layers}
    assert all(not call.facts.outputs for call in ours.layers)
    with pytest.raises(ReadError, match="class of its author's own"):
        read(Target(str(tmp_path / "m.keras")), (keras_tensor(),))


def keras_tensor() -> Any:
    from shapeproof.read import shape

    return shape("None,6,5")


def repacked(path: Path, change: Callable[[bytes], bytes], packed: int = 0) -> None:
    """The same archive with other bytes in the place of the weights."""
    with zipfile.ZipFile(path) as file:
        members = {one.filename: file.read(one) for one in file.infolist()}
    members["model.weights.h5"] = change(members["model.weights.h5"])
    with zipfile.ZipFile(path, "w", packed) as file:
        for name, data in members.items():
            file.writestr(name, data)


@pytest.mark.parametrize(
    "change",
    [lambda data: b"", lambda data: b"\x00" * 500, lambda data: data[:3000], lambda data: data[7:]],
    ids=["nothing", "zeros", "cut off", "moved"],
)
def test_weights_that_are_none_leave_the_rest_as_it_is(
    change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    whole = saved(functional(), tmp_path / "m.keras")
    repacked(tmp_path / "m.keras", change)
    ours = read(Target(str(tmp_path / "m.keras")))
    assert len(ours.layers) == len(whole.layers)
    assert not next(call for call in ours.layers if call.type == "Block").facts.weights
    assert "not known" in str(ours.notes[0].message)


def test_packed_weights_are_left_alone(tmp_path: Path) -> None:
    saved(functional(), tmp_path / "m.keras")
    repacked(tmp_path / "m.keras", lambda data: data, zipfile.ZIP_DEFLATED)
    ours = read(Target(str(tmp_path / "m.keras")))
    assert not next(call for call in ours.layers if call.type == "Block").facts.weights


def test_without_its_reader_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    functional().save(tmp_path / "m.keras")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ours = read(Target(str(tmp_path / "m.keras")))
    assert "pip install 'shapeproof[hdf5]'" in str(ours.notes[0].message)


def test_a_json_alone_knows_no_weights_of_them(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(functional().to_json())
    ours = read(Target(str(tmp_path / "m.json")))
    assert not next(call for call in ours.layers if call.type == "Block").facts.weights
    assert json.loads((tmp_path / "m.json").read_text())["class_name"] == "Functional"
