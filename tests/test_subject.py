"""A model read again with something changed says what it would say if it were written so."""

from typing import Any

import pytest

from shapeproof.algebra.formula import Name, in_full, lift, rebuilt
from shapeproof.message import AskError
from shapeproof.subject import subject_of

TORCH = """
import torch.nn as nn
model = nn.Sequential(nn.Conv2d(1, {filters}, {kernel}, bias=False), nn.Flatten(),
                      nn.LazyLinear({units}))
"""
KERAS = """
from keras import Sequential, layers
model = Sequential([layers.Input((12, 12, 1)), layers.Conv2D({filters}, {kernel}, name="c"),
                    layers.MaxPooling2D(2), layers.Flatten(), layers.Dense({units}, name="d")])
"""
CASES = [
    (TORCH, (1, 1, 12, 12), {"filters": "0.out_channels", "kernel": "0.kernel_size",
                             "units": "2.out_features"}),
    (KERAS, (None, 12, 12, 1), {"filters": "c.filters", "kernel": "c.kernel_size",
                                "units": "d.units"}),
]  # fmt: skip
WAS = {"filters": 4, "kernel": 3, "units": 5}


@pytest.mark.parametrize(("source", "shape", "keys"), CASES, ids=["torch", "keras"])
@pytest.mark.parametrize("name", WAS)
def test_a_change_is_as_if_it_were_written(
    source: str, shape: Any, keys: dict[str, str], name: str
) -> None:
    subject = subject_of(source.format(**WAS), shape)
    unknown = Name(name)
    formula = subject.read({keys[name]: unknown}).model.totals.params
    assert subject.value(keys[name]) == WAS[name]
    for value in (1, 2, 7):
        written = subject_of(source.format(**{**WAS, name: value}), shape).model
        changed = subject.read({keys[name]: value}).model
        assert (changed.outputs, changed.totals) == (written.outputs, written.totals)
        put = rebuilt(in_full(lift(formula)), lambda leaf, v=value: lift(v))  # type: ignore[misc]
        assert put.value == written.totals.params


def test_weights_of_a_live_layer_that_is_changed_count_once() -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.Flatten())
    read = subject_of(model, (1, 3, 8, 8)).read({"0.kernel_size": 1}).model
    assert read.totals.params == 3 * 8 + 8


@pytest.mark.parametrize(
    "key",
    [
        *("conv.filters", "c.size", "input.7", "nothing", "other.1", "input.²", "c", "c."),
        *("c.kernel_size[2]", "c.kernel_size[-1]", "c.kernel_size[x]", "c.kernel_size[0]]["),
    ],
)
def test_what_there_is_not_is_one_line(key: str) -> None:
    with pytest.raises(AskError):
        subject_of(KERAS.format(**WAS)).value(key)


def test_a_layer_alone_is_told_what_is_missing() -> None:
    """Its own name is no way out."""
    for source, shape, key in ((KERAS, (None, 12, 12, 1), "c"), (TORCH, (1, 1, 12, 12), "0")):
        with pytest.raises(AskError, match="names nothing here: write LAYER"):
            subject_of(source.format(**WAS), shape).value(key)


def test_a_key_reaches_into_a_layer_inside() -> None:
    text = "model = Sequential([Input((5, 3)), Bidirectional(LSTM(8, name='l'), name='both')])"
    place = subject_of(text).place("both.layer.units")
    assert place is not None
    assert (place[0].rule.name, place[1]) == ("LSTM", "units")
    assert subject_of(text).place("input.1") is None
