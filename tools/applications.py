"""Writes down what Keras's ready-made models are, for the tests: facts a line, and configs.

KERAS_BACKEND=jax .venv/bin/python tools/applications.py
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "tests" / "cases"
FACTS, CONFIGS = CASES / "applications.txt", CASES / "applications.json.xz"


def published() -> Iterator[str]:
    """The names of all ready-made models."""
    import keras

    for name, value in sorted(vars(keras.applications).items()):
        if name[:1].isupper() and callable(value):
            yield name


def fresh(name: str) -> Any:
    """The model as Keras makes it first."""
    import keras

    keras.backend.clear_session()
    return getattr(keras.applications, name)(weights=None)


def facts(model: Any) -> str:
    """Parameters, those that learn, the output shape, and how many layers."""
    trainable = sum(prod(weight.shape) for weight in model.trainable_weights)
    return f"{model.count_params()} {trainable} {model.output_shape} {len(model.layers)}"


def main() -> None:
    lines, configs = [], {}
    for name in published():
        model = fresh(name)
        lines.append(f"{name} {facts(model)}\n")
        configs[name] = json.loads(model.to_json())
    FACTS.write_text("".join(lines))
    packed = json.dumps(configs, separators=(",", ":")).encode()
    CONFIGS.write_bytes(lzma.compress(packed, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main()
