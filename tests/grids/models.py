"""Small sound models of Keras and torch, each broken in one argument after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Layers = tuple[tuple[str, dict[str, Any]], ...]


class Plan(NamedTuple):
    """A stack of layers, and the shape that it reads: without the batch in Keras, with it in
    torch."""

    framework: str
    reads: tuple[int, ...]
    layers: Layers

    @property
    def source(self) -> str:
        made = [f"{kind}({_written(arguments)})" for kind, arguments in self.named]
        if self.framework == "keras":
            stack = ", ".join([f"Input({self.reads})", *made])
            return f"from keras import *\nfrom keras.layers import *\nmodel = Sequential([{stack}])"
        stack = ", ".join(f"nn.{one}" for one in made)
        return (
            f"import torch\nfrom torch import nn\nmodel = nn.Sequential({stack})\n"
            f"model(torch.zeros({self.reads}))"
        )

    @property
    def named(self) -> Layers:
        """The layers; those of Keras with the names by which they are asked about."""
        if self.framework == "torch":
            return self.layers
        return tuple(
            (kind, {**arguments, "name": self.path(at)})
            for at, (kind, arguments) in enumerate(self.layers)
        )

    def path(self, at: int) -> str:
        return str(at) if self.framework == "torch" else f"layer_{at}"

    def changed(self, key: str, value: Any) -> Plan:
        """The plan with another value for `PATH.ARGUMENT`, or for a size of the input
        (`input.1`)."""
        path, _, name = key.rpartition(".")
        if path == "input":
            at = int(name) - (self.framework == "keras")
            return self._replace(reads=(*self.reads[:at], value, *self.reads[at + 1 :]))
        layers = [
            (kind, {**arguments, name: value} if self.path(at) == path else arguments)
            for at, (kind, arguments) in enumerate(self.layers)
        ]
        return self._replace(layers=tuple(layers))


class Broken(NamedTuple):
    """A plan in which one argument is another than in the sound one."""

    sound: Plan
    plan: Plan
    at: int
    key: str
    value: Any

    def __str__(self) -> str:
        layers = "-".join(kind for kind, _ in self.sound.layers)
        return f"{self.sound.framework}:{layers}:{self.at}.{self.key}"


def _written(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def keras(reads: tuple[int, ...], *layers: tuple[str, dict[str, Any]]) -> Plan:
    return Plan("keras", reads, layers)


def torch(reads: tuple[int, ...], *layers: tuple[str, dict[str, Any]]) -> Plan:
    return Plan("torch", reads, layers)


def one(kind: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
    return kind, arguments


FEW = [
    keras(
        (60, 4),
        one("Conv1D", filters=6, kernel_size=5, strides=1),
        one("MaxPooling1D", pool_size=2),
        one("Conv1D", filters=9, kernel_size=3, dilation_rate=2),
        one("ReLU"),
    ),
    keras(
        (28, 28, 1),
        one("Conv2D", filters=8, kernel_size=3, padding="same", strides=1),
        one("MaxPooling2D", pool_size=2),
        one("Conv2D", filters=16, kernel_size=3),
        one("MaxPooling2D", pool_size=2),
        one("Dropout", rate=0.2),
        one("Flatten"),
    ),
    torch(
        (1, 1, 28, 28),
        one("Conv2d", in_channels=1, out_channels=6, kernel_size=5, padding=2),
        one("ReLU"),
        one("MaxPool2d", kernel_size=2),
        one("Conv2d", in_channels=6, out_channels=16, kernel_size=5, stride=1),
        one("ReLU"),
        one("MaxPool2d", kernel_size=2),
        one("Flatten"),
    ),
]
MORE = [
    keras(
        (32, 32, 3),
        one("Conv2D", filters=8, kernel_size=5, strides=1),
        one("BatchNormalization"),
        one("ReLU"),
        one("Conv2D", filters=12, kernel_size=3, strides=2),
        one("Conv2D", filters=16, kernel_size=3, strides=1),
        one("AveragePooling2D", pool_size=2),
        one("Flatten"),
    ),
    keras(
        (40, 20),
        one("Conv1D", filters=10, kernel_size=4, strides=2),
        one("UpSampling1D", size=3),
        one("Conv1D", filters=7, kernel_size=2),
        one("Reshape", target_shape=(-1,)),
    ),
    keras(
        (48, 40, 3),
        one("ZeroPadding2D", padding=1),
        one("Conv2D", filters=4, kernel_size=3),
        one("Conv2DTranspose", filters=6, kernel_size=3, strides=2),
        one("Cropping2D", cropping=2),
        one("Conv2D", filters=5, kernel_size=5, strides=2),
    ),
    keras(
        (12,),
        one("Embedding", input_dim=50, output_dim=8),
        one("Conv1D", filters=6, kernel_size=3),
        one("LSTM", units=5, return_sequences=True),
        one("Flatten"),
    ),
    torch(
        (2, 3, 64, 48),
        one("Conv2d", in_channels=3, out_channels=8, kernel_size=7, stride=2, padding=3),
        one("BatchNorm2d", num_features=8),
        one("ReLU"),
        one("MaxPool2d", kernel_size=3, stride=2, padding=1),
        one("Conv2d", in_channels=8, out_channels=12, kernel_size=3, padding=1),
        one("Flatten"),
    ),
    torch(
        (4, 16, 80),
        one("Conv1d", in_channels=16, out_channels=20, kernel_size=5, dilation=2),
        one("MaxPool1d", kernel_size=2),
        one("Conv1d", in_channels=20, out_channels=10, kernel_size=3, stride=2),
        one("ReLU"),
    ),
    torch(
        (2, 8, 7, 7),
        one("ConvTranspose2d", in_channels=8, out_channels=6, kernel_size=4, stride=2, padding=1),
        one("ReLU"),
        one("ConvTranspose2d", in_channels=6, out_channels=3, kernel_size=4, stride=2, padding=1),
        one("Tanh"),
    ),
]
WRONG = {
    **dict.fromkeys(("filters", "output_dim"), lambda was: [2 * was]),
    **dict.fromkeys(("units", "rate"), lambda was: [was + 3] if was >= 1 else []),
    **dict.fromkeys(("kernel_size", "pool_size"), lambda was: [was + 2, was - 1]),
    **dict.fromkeys(("strides", "stride", "dilation", "dilation_rate"), lambda was: [was + 1, 1]),
    **dict.fromkeys(("cropping", "size"), lambda was: [was + 1, was - 1]),
    "padding": lambda was: {"same": ["valid"], "valid": ["same"]}.get(was) or [was + 1, was - 1],
}


def broken(plans: list[Plan]) -> Iterator[Broken]:
    """Each plan with one argument after the other as somebody may get it wrong."""
    for plan in plans:
        for at, (_, arguments) in enumerate(plan.layers):
            for key, was in arguments.items():
                for value in WRONG.get(key, lambda _: [])(was):
                    if value != was:
                        other = plan.changed(f"{plan.path(at)}.{key}", value)
                        yield Broken(plan, other, at, key, was)
