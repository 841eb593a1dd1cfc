"""Keras with JAX, its weights born as zeros: their values are never asked for, and random ones
take most of a second for each new shape."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

import pytest

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
keras = pytest.importorskip("keras")


@pytest.fixture(autouse=True, scope="session")
def zeros_for_random_numbers() -> None:
    def zeros(self: object, shape: Any, dtype: Any = None, **_: Any) -> Any:
        return keras.ops.zeros(shape, dtype)

    for name in ("VarianceScaling", "RandomUniform", "RandomNormal", "TruncatedNormal", "STFT"):
        getattr(keras.initializers, name).__call__ = zeros
    keras.initializers.Orthogonal.__call__ = zeros


@pytest.fixture(autouse=True, scope="session")
def tables_for_tensorflow() -> None:
    """Where TensorFlow is not installed, what lookups need of it before they run."""
    if find_spec("tensorflow") is None:
        from tests.frameworks import tables

        tables.put_in_place()
