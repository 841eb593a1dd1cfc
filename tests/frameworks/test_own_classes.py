"""Layers and models of people's own classes: real Keras runs the source, and its numbers must be
what is read of it.

A first line `# --input None,28,28,1` gives the shapes to a source that calls its model on nothing.
What a source binds to `output` must have the structure that Keras gave it.  `tf/` holds the same
models in TensorFlow's spelling, whose numbers must be those of their namesakes.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.cli import main
from shapeproof.model import Call, Model
from shapeproof.read import shape as shape_of
from shapeproof.read.source import Interpreter
from shapeproof.read.source.keras.entry import read
from shapeproof.read.source.keras.names import KerasNames
from shapeproof.read.source.keras.tensors import TensorHost
from shapeproof.render import keras3
from shapeproof.rules.rule import Tensor, Weight
from tests.sampling import sampled

keras = pytest.importorskip("keras")
numpy = pytest.importorskip("numpy")

pytestmark = pytest.mark.filterwarnings("ignore")
OWN = Path(__file__).parents[1] / "cases" / "own"
SOURCES = sorted(OWN.glob("*.py"))
TWINS = sorted((OWN / "tf").glob("*.py"))
MASKED = ("masking_layers",)
"""Keras counts the operations that make their masks among the layers."""
WRONG = sorted((OWN / "wrong").glob("*.py"))

REFUSALS = (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError)


class Made:
    """What real Keras made of a source: its names, and what its layers were first called on."""

    def __init__(self, path: Path) -> None:
        keras.config.set_dtype_policy("float32")
        keras.backend.clear_session()
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.calls: dict[int, tuple[Any, Any]] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keras.layers.Layer, "__call__", self._remembering())
            patch.setattr(keras.Model, "fit", fitted)
            patch.setattr(keras.Model, "summary", lambda *_, **__: None)
            data = numpy.zeros((10, 28, 28), "uint8"), numpy.zeros((10,), "uint8")
            patch.setattr(keras.datasets.fashion_mnist, "load_data", lambda: (data, data))
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), self.names)

    def _remembering(self) -> Any:
        """`Layer.__call__`, on tensors without numbers: no operation has to be compiled."""
        called, depth = keras.layers.Layer.__call__, [0]

        def remembering(layer: Any, *args: Any, **kwargs: Any) -> Any:
            if not depth[0]:
                args, kwargs = keras.tree.map_structure(without_numbers, (args, kwargs))
            depth[0] += 1
            try:
                output = called(layer, *args, **kwargs)
            finally:
                depth[0] -= 1
            self.calls.setdefault(id(layer), (layer, output))
            return output

        return remembering

    def model(self, inputs: list[Tensor]) -> tuple[Any, Any]:
        """The model and what it gives; Keras builds what it has not traced when data flow."""
        model = self.names["model"]
        output = self._called(model, inputs)
        if not all(part.built for part in own_parts(model)) and getattr(model, "inputs", None):
            model(keras.tree.map_structure(of_zeros, model.input))
        return model, output

    def _called(self, model: Any, inputs: list[Tensor]) -> Any:
        if id(model) in self.calls:
            return self.calls[id(model)][1]
        if type(model).call is keras.Model.call:
            return ()  # it calls nothing: the models that it keeps stand side by side
        if isinstance(model, keras.Sequential | keras.src.models.Functional):
            return model.outputs
        given = [keras.KerasTensor(as_keras(x.shape)) for x in inputs]
        if not given:
            given = [keras.KerasTensor(shape) for shape in shapes_built(model)]
        return model(*given)


def of_zeros(x: Any) -> Any:
    return keras.ops.zeros([2 if size is None else size for size in x.shape], x.dtype)


made = cache(Made)


def fitted(model: Any, x: Any, *_: Any, **__: Any) -> None:
    model(keras.Input(x.shape[1:]))


def without_numbers(value: Any) -> Any:
    if keras.ops.is_tensor(value) or isinstance(value, numpy.ndarray):
        return keras.KerasTensor(value.shape, keras.backend.standardize_dtype(value.dtype))
    return value


def shapes_built(model: Any) -> list[tuple[Any, ...]]:
    shapes = (model._build_shapes_dict or {"input_shape": model.inputs}).values()
    return [tuple(shape) for shape in shapes]


def as_keras(shape: Any) -> tuple[Any, ...]:
    """A shape of ours as Keras has it: None for the batch."""
    return tuple(None if isinstance(size, PerExample) else size for size in shape)


def inputs_of(path: Path) -> list[Tensor]:
    """The shapes that the first line gives."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    words = shlex.split(first.partition("#")[2]) if first.startswith("# --input") else []
    return [shape_of(word) for word in words if word != "--input"]


def own_parts(layer: Any) -> Iterator[Any]:
    """The layers inside a layer, down to those that are Keras's own."""
    if isinstance(layer, keras.layers.RNN):
        return
    for part in layer._layers:
        if not isinstance(part, keras.layers.InputLayer):
            yield part
        if isinstance(part, keras.Model) or not type(part).__module__.startswith("keras."):
            yield from own_parts(part)


def parts_read(model: Model) -> Iterator[Call]:
    """The calls of layers in a model and in those inside it."""
    for call in model.calls:
        if not call.is_input and call.shown.is_layer:
            yield call
        if call.inside is not None:
            yield from parts_read(call.inside)


def reading(path: Path) -> Model:
    return read(path.read_bytes(), path.name, "", tuple(inputs_of(path)))


@pytest.mark.parametrize("path", sampled(SOURCES, every=6), ids=lambda path: path.stem)
def test_keras_has_the_same_numbers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keras_has, ours = made(path), reading(path)
    model, output = keras_has.model(inputs_of(path))

    assert ours.problems == ()
    assert [as_keras(x.shape) for x in ours.outputs] == [
        tuple(x.shape) for x in keras.tree.flatten(output)
    ]
    totals = ours.totals
    assert totals.params == model.count_params()
    assert totals.trainable == sum(numpy.prod(w.shape, dtype=int) for w in model.trainable_weights)
    assert Counter(weight.shape for weight in ours.weights) == Counter(
        tuple(weight.shape) for weight in model.weights
    )
    theirs = {
        (layer.name, layer.count_params())
        for layer in own_parts(model)
        if id(layer) in keras_has.calls or layer.weights
    }
    assert theirs - {(call.path, call.facts.params) for call in parts_read(ours)} == set()
    if isinstance(model, keras.src.models.Functional) and path.stem not in MASKED:
        monkeypatch.setenv("COLUMNS", "120")
        expected = printed(model)
        assert "?" in expected or keras3.render(ours) == expected


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if "\noutput = " in path.read_text()], ids=lambda p: p.stem
)
def test_what_a_call_gives_has_the_structure_of_keras(path: Path) -> None:
    """Whether a list or a tuple holds tensors is not asked."""
    reader = Interpreter([KerasNames()])
    ours = reader.run(path.read_bytes())["output"]
    assert shapes_in(ours) == shapes_in(made(path).names["output"])


def shapes_in(value: Any) -> Any:
    match value:
        case TensorHost():
            return value.static_shape
        case dict():
            return {key: shapes_in(part) for key, part in value.items()}
        case list() | tuple():
            return [shapes_in(part) for part in value]
        case _:
            return tuple(value.shape)


def printed(model: Any) -> str:
    parts: list[str] = []
    keras.src.utils.summary_utils.print_summary(model, print_fn=parts.append)
    return "".join(parts)


@pytest.mark.parametrize("base", ["Layer", "Model", "Sequential"])
def test_whatever_keras_gives_to_a_class_is_there(base: str) -> None:
    cls = getattr(keras, base)
    own = type("Own", (cls,), {"call": lambda self, x: x})()
    names = [name for name in dir(own) if not name.startswith("_") and hasattr(own, name)]
    source = f"""import keras
class Own(keras.{base}):
    def call(self, x):
        return x
own = Own()
missing = [name for name in {names} if not hasattr(own, name)]
"""
    assert Interpreter([KerasNames()]).run(source)["missing"] == []


@pytest.mark.parametrize("told", [
    "model(keras.Input((6,)))",
    "model.build((None, 6))",
    "model.build(tf.TensorShape([None, 6]))",
    "model.fit(np.zeros((9, 6)), np.zeros((9, 2)))",
    "model.fit(tf.data.Dataset.from_tensor_slices(np.zeros((9, 6))).shuffle(9).batch(3))",
    "for x in tf.data.Dataset.from_tensor_slices(np.zeros((9, 6))).batch(3): model(x)",
    "next(iter(tf.data.Dataset.from_tensors(np.zeros((2, 6))).unbatch().batch(2).map(model)))",
    "model.predict(np.zeros((9, 6)))",
    "model.call(keras.Input((6,)))",
    "model.compute_output_shape((None, 6))",
    "keras.Model(x := keras.Input((6,)), model.call(x)).summary()",
])  # fmt: skip
def test_however_a_model_is_told_what_it_reads(told: str) -> None:
    head = """import keras, numpy as np, tensorflow as tf
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
    def call(self, x, training=False):
        return self.dense(x)
model = Net()
"""
    assert rows(read(head + told, "", "", ())) == rows(read(head, "", "", (shape_of("None,6"),)))


def test_a_model_that_only_an_object_holds_is_found() -> None:
    source = """import keras, numpy as np
class Net(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units)
    def call(self, x):
        return self.dense(x)
class Trainer:
    def __init__(self):
        self.model = Net(units=2)
    def run(self, x):
        self.model.fit(x, np.zeros((9, 2)))
Trainer().run(np.zeros((9, 6)))
"""
    assert rows(read(source, "", "", ())) == [("dense", (None, 2), 14)]


def rows(model: Model) -> list[tuple[Any, ...]]:
    return [(call.path, as_keras(call.output.shape), call.facts.params) for call in model.layers]


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_tensorflows_spelling_has_the_numbers_of_its_namesake(path: Path) -> None:
    """Those of its weights and outputs, which real Keras has confirmed of the other."""
    ours, namesake = reading(path), reading(OWN / path.name)
    assert ours.problems == ()
    assert ours.totals[:3] == namesake.totals[:3]
    assert [as_keras(x.shape) for x in ours.outputs] == [
        as_keras(x.shape) for x in namesake.outputs
    ]
    assert Counter(as_a_row(weight) for weight in ours.weights) == Counter(
        as_a_row(weight) for weight in namesake.weights
    )


def as_a_row(weight: Weight) -> tuple[int, bool]:
    return int(weight.size), weight.trainable


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_what_keras_refuses_is_told_at_the_guilty_layer(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first line names the layer, and an arrow points at the line where it is wrong."""
    source = path.read_text(encoding="utf-8")
    layer = source.partition("\n")[0].removeprefix("# at: ")
    line = source[: source.index("# <-")].count("\n") + 1
    assert main(["show", str(path)]) == 1
    assert f"{path.name}:{line}: {layer}: " in capsys.readouterr().err
    with pytest.raises(REFUSALS):
        Made(path).model([])
