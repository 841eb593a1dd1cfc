"""Names that are spelt otherwise: the frameworks stop at them, and the fix is the name itself."""

import pytest

from shapeproof.fixer import fix

TORCH = """
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import Linear

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, kernel_size=3, padding_mode="zeros")
        self.more = nn.Conv2d(8, 8, kernel_size=3)
        self.norm = nn.BatchNorm2d(8)
        self.head = Linear(8, 10)
    def forward(self, x):
        x = F.relu(self.norm(self.more(self.conv(x))))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))

Net()(torch.zeros(1, 3, 32, 32))
"""
KERAS = """
import keras
from keras import layers
from keras.layers import Dense
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, kernel_size=3, padding="same", activation="relu"),
    layers.Conv2D(8, kernel_size=3),
    layers.GlobalAveragePooling2D(),
    Dense(10, activation="softmax"),
])
"""
IN_TORCH = (
    *(("Conv2d", "Conv2D"), ("BatchNorm2d", "BatchNorm2D"), ("kernel_size", "kernal_size")),
    *(("relu", "rleu"), ("adaptive_avg_pool2d", "adaptive_average_pool2d"), ('"zeros"', '"zero"')),
)
IN_KERAS = (
    *(("Conv2D", "Conv2d"), ("GlobalAveragePooling2D", "GlobalAveragPooling2D")),
    *(("kernel_size", "kernal_size"), ('"same"', '"smae"'), ('"relu"', '"rleu"')),
    *(("activation", "activaton"), ('"softmax"', '"softmx"')),
)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("source", "name", "written"),
    [*((TORCH, *one) for one in IN_TORCH), *((KERAS, *one) for one in IN_KERAS)],
)
def test_what_is_meant_is_put_in_its_place(source: str, name: str, written: str) -> None:
    pytest.importorskip("torch" if source is TORCH else "keras")
    broken = source.replace(name, written)
    with pytest.raises((AttributeError, TypeError, ValueError)):
        exec(compile(broken, "m.py", "exec"), {"__name__": "m"})
    found = fix(broken)
    assert found.findings
    assert found.mended() == source


def test_names_that_are_close_to_nothing_are_left_alone() -> None:
    found = fix(TORCH.replace("nn.BatchNorm2d", "nn.Whatever"))
    assert [one.fixes for one in found.findings] == [()]
    assert found.mended() is None
