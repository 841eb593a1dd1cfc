"""Keras's error messages, raised by Keras itself: the numbers in them are those that were chosen
here, and with the way out that is told Keras goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from shapeproof.complaints import explained
from shapeproof.complaints.complaint import Complaint

zeros = np.zeros
pytestmark = pytest.mark.filterwarnings("ignore")


def complaint(call: Callable[[], Any], framework: str = "keras") -> Complaint:
    """What is said of the error that a call raises."""
    with pytest.raises(Exception) as raised:  # noqa: PT011
        call()
    found = explained(f"{type(raised.value).__name__}: {raised.value}")
    assert found, raised.value
    assert found.framework == framework
    return found


def numbers(told: Complaint) -> list[str]:
    return [text for text, _ in told.numbers]


def codes(told: Complaint) -> list[str]:
    """The pieces of code among the ways out."""
    return [code for cure in told.cures for code in re.findall(r"`([^`]+)`", str(cure))]


def run(told: Complaint, begins: str, **names: Any) -> Any:
    """What the first piece of code that begins so gives."""
    code = next(one for one in codes(told) if one.startswith(begins))
    return eval(code, {**vars(layers), "keras": keras, "np": np, "layers": layers, **names})


def value(told: Complaint, argument: str) -> Any:
    """What an argument is to be."""
    code = next(one for one in codes(told) if one.startswith(f"{argument}="))
    return eval(code.partition("=")[2])


def compared(output: tuple[int, ...], target: tuple[int, ...], loss: str) -> None:
    """Hold such outputs against such targets, four of each."""
    keras.losses.get(loss)(zeros((4, *target)), zeros((4, *output)))


@pytest.mark.parametrize(
    ("layer", "shape", "reads"),
    [
        (layers.Conv2D(4, 3), (28, 27), 4),
        (layers.Conv1D(4, 3), (9,), 3),
        (layers.Conv3D(4, 3), (9, 8, 7), 5),
        (layers.LSTM(4), (9,), 3),
        (layers.Bidirectional(layers.GRU(4)), (9,), 3),
        (layers.MaxPooling2D(2), (8, 7), 4),
        (layers.UpSampling2D(2), (8, 7), 4),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_an_axis_that_is_missing(layer: Any, shape: tuple[int, ...], reads: int) -> None:
    told = complaint(lambda: layer(Input(shape)))
    assert numbers(told) == ["0", layer.name, str(reads), str(reads - 1), str((None, *shape))]
    assert layer(run(told, "Reshape")(Input(shape))).shape[0] is None
    layer(run(told, "x[...", x=zeros((2, *shape))))
    if reads == 3:
        assert "return_sequences=True" in codes(told)


def test_one_example_without_its_batch() -> None:
    layer, x = layers.Conv2D(4, 3), zeros((28, 27, 1))
    assert layer(run(complaint(lambda: layer(x)), "x[None]", x=x)).shape == (1, 26, 25, 4)


@pytest.mark.parametrize(("layer", "shape"), [(layers.RepeatVector(3), (4, 5)),
                         (layers.GlobalAveragePooling1D(), (4, 5, 6))])  # fmt: skip
def test_an_axis_too_many(layer: Any, shape: tuple[int, ...]) -> None:
    told = complaint(lambda: layer(Input(shape)))
    assert numbers(told)[3] == str(len(shape) + 1)
    assert run(told, "Flatten")(Input(shape)).shape == (None, np.prod(shape))


@pytest.mark.parametrize(("first", "second"), [((8,), (9,)), ((6,), (2, 3)), ((3,), (3, 4))])
def test_a_dense_layer_for_another_size(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    layer, x = layers.Dense(5), Input(second)
    layer(Input(first))
    told = complaint(lambda: layer(x))
    assert numbers(told) == [layer.name, "-1", str(first[0]), str((None, *second))]
    if first == (6,):
        assert layer(run(told, "Flatten")(x)).shape == (None, 5)
    if first == (3,):
        assert layer(run(told, "Permute")(x)).shape == (None, 4, 5)


def test_a_convolution_for_other_channels() -> None:
    for kind in (layers.Conv2D, layers.Conv2DTranspose, layers.SeparableConv2D):
        layer = kind(4, 3)
        layer(Input((8, 9, 3)))
        told = complaint(lambda layer=layer: layer(Input((8, 9, 1))))
        assert numbers(told) == [layer.name, "-1", "3", "(None, 8, 9, 1)"]
        layer(run(told, "keras.ops.repeat", x=zeros((2, 8, 9, 1))))


@pytest.mark.parametrize(
    ("built", "fed", "cure"),
    [
        ((28, 28), (2, 784), "x.reshape"),
        ((6, 4), (2, 24), "x.reshape"),
        ((6, 5, 3), (6, 5, 3), "x[None]"),
        ((6, 5, 3), (2, 8, 9, 3), "keras.ops.image.resize"),
    ],
)
def test_a_model_for_another_shape(built: tuple[int, ...], fed: tuple[int, ...], cure: str) -> None:
    x = Input(built)
    model, data = Model(x, layers.Rescaling(2.0)(x)), zeros(fed)
    told = complaint(lambda: model(data))
    assert numbers(told)[-2:] == [str((None, *built)), str(fed)]
    assert model(run(told, cure, x=data)).shape[1:] == built
    sequential = Sequential([Input(built), layers.Flatten()])
    if len(built) == 2:
        told = complaint(lambda: sequential.predict(data, verbose=0))
        assert sequential.predict(run(told, cure, x=data), verbose=0).shape == fed


def test_inputs_and_what_is_no_layer() -> None:
    a, b = Input((8,)), Input((8,))
    model = Model([a, b], layers.Concatenate()([a, b]))
    told = complaint(lambda: model(zeros((2, 8))))
    assert numbers(told) == [model.name, "2", "1"]
    both = {"a": zeros((2, 8)), "b": zeros((2, 8))}
    assert run(told, "model(", model=model, **both).shape == (2, 16)
    dense = layers.Dense(3)
    assert numbers(complaint(lambda: dense([a, b]))) == [dense.name, "1", "2"]
    assert numbers(complaint(lambda: Sequential([3]))) == ["int"]
    assert numbers(complaint(lambda: Sequential([keras.ops.relu]))) == ["function"]
    named = [layers.Dense(3, name="same"), layers.Dense(3, name="same")]
    assert numbers(complaint(lambda: Sequential([Input((3,)), *named]))) == ["same"]
    assert numbers(complaint(lambda: Model(a, layers.Dense(2)(b)))) == []


@pytest.mark.parametrize(
    ("kind", "arguments", "wrong", "meant"),
    [
        ("Dense", {"units": 3}, "activations", "activation"),
        ("Conv2D", {"filters": 3, "kernel_size": 2}, "stride", "strides"),
        ("LSTM", {"units": 3}, "return_sequence", "return_sequences"),
    ],
)
def test_an_argument_that_is_not_known(
    kind: str, arguments: dict[str, Any], wrong: str, meant: str
) -> None:
    told = complaint(lambda: getattr(layers, kind)(**arguments, **{wrong: 1}))
    assert numbers(told) == [kind, wrong]
    assert codes(told)[0] == meant


def test_a_shape_as_an_argument() -> None:
    told = complaint(lambda: layers.Dense(3, input_length=5))
    assert codes(told) == ["keras.Input(shape=...)"]


def test_what_is_not_known_while_a_model_is_built() -> None:
    told = complaint(lambda: layers.Dense(3)(layers.Flatten()(Input((None, None, 3)))))
    assert numbers(told) == ["(None, 3)"]
    pool = run(told, "GlobalAveragePooling2D")
    assert layers.Dense(3)(pool(Input((None, None, 3)))).shape == (None, 3)
    complaint(lambda: np.mean(Input((3,))))


@pytest.mark.parametrize(("first", "second"), list(product((4, 5), (7, 8))))
def test_joins(first: int, second: int) -> None:
    a, b = Input((first, 3)), Input((second, 3))
    told = complaint(lambda: layers.Concatenate()([a, b]))
    assert numbers(told) == [str((None, first, 3)), str((None, second, 3))]
    assert run(told, "Concatenate")([a, b]).shape == (None, first + second, 3)
    assert numbers(complaint(lambda: layers.Add()([a, b]))) == [str((first, 3)), str((second, 3))]
    assert numbers(complaint(lambda: a + b)) == [str([None, first, 3]), str([None, second, 3])]
    assert numbers(complaint(lambda: layers.Dot(1)([a, b]))) == [str(first), str(second)]


def test_sums_with_an_axis_of_1() -> None:
    x, y = zeros((2, 4)), zeros((2, 4, 5))
    told = complaint(lambda: keras.ops.add(x, y), "keras")
    assert keras.ops.add(run(told, "a[...", a=x), y).shape == (2, 4, 5)
    told = complaint(lambda: x + y, "numpy")
    assert numbers(told) == ["(2,4)", "(2,4,5)"]


@pytest.mark.parametrize(("rows", "inner", "other"), [(2, 3, 4), (5, 6, 2)])
def test_products(rows: int, inner: int, other: int) -> None:
    told = complaint(lambda: keras.ops.matmul(zeros((rows, inner)), zeros((other, 5))))
    assert numbers(told) == [f"({inner},)", f"({other},)"]
    told = complaint(lambda: keras.ops.matmul(Input((inner,)), Input((other, 5))))
    assert numbers(told) == [f"(None, {inner})", f"(None, {other}, 5)"]


@pytest.mark.parametrize(("size", "window"), [(3, 5), (1, 2), (2, 7)])
def test_a_window_that_does_not_fit(size: int, window: int) -> None:
    for rank in (1, 2, 3):
        shape = (*[size] * rank, 2)
        for kind, arguments in (("Conv", {"filters": 4, "kernel_size": window}),
                                ("MaxPooling", {"pool_size": window})):  # fmt: skip
            make = getattr(layers, f"{kind}{rank}D")
            told = complaint(lambda make=make, given=arguments, at=shape: make(**given)(Input(at)))
            assert re.findall(r"\d+", numbers(told)[0]) == [str(one) for one in shape]
            made = make(**arguments, padding=value(told, "padding"))(Input(shape))
            assert str(made.shape[1:-1]) in str(told.cures[0])


@pytest.mark.parametrize(("shape", "asked"), [((12,), (3, 5)), ((4, 6), (-1, 7)), ((5,), (5, 2))])
def test_a_reshape(shape: tuple[int, ...], asked: tuple[int, ...]) -> None:
    told = complaint(lambda: layers.Reshape(asked)(Input(shape)))
    assert numbers(told) == [str(shape), str(asked)]
    for opened, made in (re.findall(r"`(Reshape.*)` makes it (.*)", str(one))[0]
                         for one in told.cures if "makes it" in str(one)):  # fmt: skip
        assert str(run(told, opened)(Input(shape)).shape) == made
    size = np.prod(shape)
    told = complaint(lambda: zeros(size).reshape(asked), "numpy")
    assert numbers(told) == [str(size), f"({','.join(str(one) for one in asked if one > 0)})"]


def test_shares() -> None:
    told = complaint(lambda: layers.Conv2D(4, 3, groups=3)(Input((8, 8, 3))))
    assert numbers(told) == ["3", "4"]
    told = complaint(lambda: layers.Conv2D(6, 3, groups=3)(Input((8, 8, 4))))
    assert numbers(told) == ["3", "4"]
    for groups in (3, 32):
        told = complaint(lambda n=groups: layers.GroupNormalization(n)(Input((8, 8, 4))))
        assert numbers(told) == [str(groups), "4"]
        layers.GroupNormalization(value(told, "groups"))(Input((8, 8, 4)))


def test_saved_weights(tmp_path: Path) -> None:
    file = tmp_path / "a.weights.h5"
    Sequential([Input((4,)), layers.Dense(3)]).save_weights(file)
    told = complaint(lambda: Sequential([Input((4,)), layers.Dense(5)]).load_weights(file))
    assert numbers(told) == ["(4, 5)", "(4, 3)"]
    dense = layers.Dense(3)
    dense.build((None, 4))
    assert numbers(complaint(lambda: dense.set_weights([zeros((5, 3)), zeros(3)])))[-2:] == [
        "(4, 3)",
        "(5, 3)",
    ]
    assert numbers(complaint(lambda: dense.set_weights([zeros((4, 3))]))) == ["1", "2"]


def test_images_that_are_too_small() -> None:
    def network(shape: Any) -> Any:
        return keras.applications.MobileNetV2(input_shape=shape, weights=None)

    told = complaint(lambda: network((20, 20, 3)))
    assert numbers(told) == ["32", "(20, 20, 3)"]
    assert value(told, "input_shape") == (32, 32, 3)
    assert run(told, "keras.layers.Resizing")(zeros((1, 20, 20, 3))).shape == (1, 32, 32, 3)


@pytest.mark.parametrize(("classes", "other"), [(10, 9), (3, 5)])
def test_targets_of_other_shapes(classes: int, other: int) -> None:
    crossentropy = "categorical_crossentropy"
    told = complaint(lambda: compared((classes,), (other,), crossentropy))
    assert numbers(told) == [str((4, other)), str((4, classes))]
    assert run(told, "Dense").units == other
    compared((other,), (other,), crossentropy)
    for target in ((), (1,)):
        told = complaint(lambda target=target: compared((classes,), target, crossentropy))
        assert numbers(told) == [str((4, *target)), str((4, classes))]
        compared((classes,), target, value(told, "loss"))
        one_hot = run(told, "keras.utils.to_categorical", y=zeros((4, *target)))
        compared((classes,), one_hot.shape[1:], crossentropy)
    told = complaint(lambda: compared((1,), (classes,), "binary_crossentropy"))
    assert run(told, "Dense").units == classes


def test_targets_of_a_sparse_loss() -> None:
    sparse = "sparse_categorical_crossentropy"
    told = complaint(lambda: compared((10,), (10,), sparse))
    compared((10,), (10,), value(told, "loss"))
    told = complaint(lambda: compared((8, 10), (), sparse))
    assert numbers(told) == ["(4,)", "(4, 8, 10)"]
    assert "Flatten()" in codes(told)


def test_data() -> None:
    model = Sequential([Input((3,)), layers.Dense(2)])
    complaint(lambda: model.fit(zeros((4, 3)), zeros((4, 2)), verbose=0))
    model.compile(loss="mse")
    told = complaint(lambda: model.fit(zeros((4, 3)), zeros((5, 2)), verbose=0))
    assert numbers(told) == ["4", "5"]
    told = complaint(lambda: np.array([[1, 2], [3]]), "keras")
    assert run(told, "keras.utils.pad_sequences", x=[[1, 2], [3]]).shape == (2, 2)
