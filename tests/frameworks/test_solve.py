"""Values that solve finds, carried out in the real frameworks: those and no others."""

from collections.abc import Callable
from typing import Any

import pytest

import shapeproof as sp

torch = pytest.importorskip("torch")
keras = pytest.importorskip("keras")


def torch_net(**conv: int) -> Any:
    nn = torch.nn
    first = nn.Conv2d(4, 8, **{"kernel_size": 3, **conv})
    return nn.Sequential(first, nn.MaxPool2d(2), nn.Flatten())


def keras_net(**conv: Any) -> Any:
    first = keras.layers.Conv1D(6, name="conv", **{"kernel_size": 3, **conv})
    layers = [keras.Input((20, 4)), first, keras.layers.MaxPooling1D(2), keras.layers.Flatten()]
    return keras.Sequential(layers)


def torch_width(**conv: int) -> int:
    return int(torch_net(**conv)(torch.zeros(1, 4, 20, 20)).shape[1])


def keras_width(**conv: Any) -> int:
    return int(keras_net(**conv).output_shape[1])


def those_of(width: Callable[..., int], argument: str, values: range, target: int) -> list[int]:
    """The values with which the framework takes the model and gives this width."""
    found = []
    for value in values:
        try:
            if width(**{argument: value}) == target:
                found.append(value)
        except (RuntimeError, ValueError, ZeroDivisionError):
            continue
    return found


@pytest.mark.parametrize(
    ("argument", "target"),
    [
        ("kernel_size", 8 * 8 * 8),
        ("kernel_size", 8),
        ("stride", 8 * 4),
        ("padding", 8 * 144),
        ("dilation", 8 * 25),
        ("dilation", 8 * 24),
        ("groups", 8 * 81),
    ],
)
def test_torch_takes_those_and_no_others(argument: str, target: int) -> None:
    low = 0 if argument == "padding" else 1
    found = sp.solve(torch_net(), f"0.{argument}", (1, 4, 20, 20), output=(1, target),
                     bounds={f"0.{argument}": (low, 24)})  # fmt: skip
    assert found.complete
    values = [one[f"0.{argument}"] for one in found.solutions]
    assert values == those_of(torch_width, argument, range(low, 25), target)


@pytest.mark.parametrize(
    ("argument", "target"),
    [("kernel_size", 6 * 4), ("strides", 6 * 2), ("dilation_rate", 6 * 6), ("groups", 6 * 9)],
)
def test_keras_takes_those_and_no_others(argument: str, target: int) -> None:
    found = sp.solve(keras_net(), f"conv.{argument}", output=(None, target),
                     bounds={f"conv.{argument}": (1, 24)})  # fmt: skip
    assert found.complete
    values = [one[f"conv.{argument}"] for one in found.solutions]
    assert values == those_of(keras_width, argument, range(1, 25), target)
    assert values


def test_the_nearest_is_nearest_in_torch() -> None:
    found = sp.solve(torch_net(), "0.kernel_size", (1, 4, 20, 20), output=(1, 8 * 50),
                     bounds={"0.kernel_size": (1, 20)})  # fmt: skip
    widths = {size: torch_width(kernel_size=size) for size in range(1, 20)}  # 20 is too wide
    least = min(abs(width - 400) for width in widths.values())
    assert found.total == 0
    assert abs(widths[found.nearest[0]["0.kernel_size"]] - 400) == least
    assert found.nearest[0]["gives"] == {"output": [1, widths[found.nearest[0]["0.kernel_size"]]]}
