"""Live models that are called on what they do not take: what is told to mend it does."""

import pytest

import shapeproof as sp

pytestmark = pytest.mark.filterwarnings("ignore")


def labels(*asked: object) -> list[str]:
    [finding] = sp.fix(*asked).findings
    return [str(one.label) for one in finding.fixes]


def test_torch() -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten(), torch.nn.Linear(100, 5)
    )
    assert labels(model, (1, 3, 8, 8))[0] == "2.in_features=288"
    model[2] = torch.nn.Linear(288, 5)
    assert model(torch.zeros(1, 3, 8, 8)).shape == (1, 5)
    assert not sp.fix(model, (1, 3, 8, 8))


def test_torch_without_a_batch() -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten(), torch.nn.Linear(288, 5)
    )
    assert labels(model, (3, 8, 8))[0] == "--input 1,3,8,8"
    assert model(torch.zeros(1, 3, 8, 8)).shape == (1, 5)


def test_keras() -> None:
    keras = pytest.importorskip("keras")
    layers = [keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    assert labels(model, (None, 28, 28))[0] == "--input None,28,28,1"
    model.build((None, 28, 28, 1))
    assert model.output_shape == (None, 3)


def test_keras_on_another_input() -> None:
    keras = pytest.importorskip("keras")
    model = keras.Sequential([keras.Input((60, 1)), keras.layers.Conv1D(7, 40, name="c")])
    assert not sp.fix(model)
    assert labels(model, (None, 20, 1))[0] == "c.padding='same'"
    same = keras.Sequential([keras.Input((20, 1)), keras.layers.Conv1D(7, 40, padding="same")])
    assert same.output_shape == (None, 20, 7)
