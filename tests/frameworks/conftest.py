"""Keras with JAX, which compiles as little as it can: weights are born as zeros that NumPy makes,
since their values are never asked for, and JAX would compile a program for each new shape."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
os.environ.setdefault("JAX_TRACEBACK_FILTERING", "off")
keras = pytest.importorskip("keras")


RANDOM = (
    *("VarianceScaling", "RandomUniform", "RandomNormal", "TruncatedNormal", "Orthogonal", "STFT"),
)


@pytest.fixture(autouse=True, scope="session")
def zeros_for_random_numbers() -> None:
    def zeros(self: object, shape: Any, dtype: Any = None, **_: Any) -> Any:
        kind = keras.backend.standardize_dtype(dtype)
        return keras.ops.convert_to_tensor(np.zeros(shape, kind), kind)

    for name in RANDOM:
        getattr(keras.initializers, name).__call__ = zeros
    keras.initializers.Zeros.__call__ = zeros


@pytest.fixture(autouse=True, scope="session")
def tables_for_tensorflow() -> None:
    """Where TensorFlow is not installed, what lookups need of it before they run."""
    if find_spec("tensorflow") is None:
        from tests.frameworks import tables

        tables.put_in_place()
