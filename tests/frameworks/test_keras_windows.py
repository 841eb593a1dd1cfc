"""Keras judges the NumPy functions that judge which numbers a window reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.rules.test_window_cells import CASES, Windowed, function_of
from tests.sampling import first_of_each

keras = pytest.importorskip("keras")


def kind(one: Windowed) -> tuple[str, ...]:
    return one.layer.rule.name, *one.layer.arguments


@pytest.mark.parametrize("windowed", first_of_each(CASES, kind, every=60), ids=str)
def test_keras_computes_the_same_numbers(windowed: Windowed) -> None:
    one, x, weights = windowed
    theirs: Any = getattr(keras.layers, one.rule.name)(**one.arguments)
    theirs.build(x.shape)
    theirs.set_weights(list(weights.values()))
    ours = function_of(one, x.ndim - 2, padding=0)(x, **weights)
    np.testing.assert_allclose(theirs(x.astype("float32")), ours, rtol=1e-3, atol=1e-4)
