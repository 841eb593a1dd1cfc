"""A sweep of a network of three layers, against loops that ask for each candidate by itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product
from time import perf_counter
from typing import Any

from shapeproof.algebra.formula import PerExample
from shapeproof.rules import keras as vocabulary
from shapeproof.rules.rule import Rule, ShapeError, Tensor
from shapeproof.subject import subject_of
from shapeproof.sweeping.grid import given
from shapeproof.sweeping.outcome import Plan, planned, swept

SOURCE = """
model = Sequential()
model.add(Conv1D(7, kernel_size=40, activation="relu", input_shape=(60, 1)))
model.add(Conv1D(10, kernel_size=16, activation="relu"))
model.add(MaxPooling1D(pool_size=3))
"""
VARY = {
    "conv1d.kernel_size": range(1, 61),
    "conv1d.filters": (4, 8, 16),
    "input.1": range(40, 4097),
    "max_pooling1d.pool_size": (2, 3, 4),
}
WHERE = "params < 1000000 and output[1] >= 4"
CANDIDATES = list(islice(product(*VARY.values()), 0, None, 2003))
"""Some of them, spread over all."""


def plan() -> Plan:
    return planned(subject_of(SOURCE), given(VARY), WHERE)


def rule(name: str) -> Rule:
    found = vocabulary.rule(name)
    assert found is not None
    return found


def by_rules(candidates: list[tuple[Any, ...]]) -> list[tuple[int, int, int]]:
    """Parameters, multiply-accumulates and output length of those that are wanted."""
    convolution, pooling, found = rule("Conv1D"), rule("MaxPooling1D"), []
    for kernel, filters, steps, pool in candidates:
        try:
            first = convolution(Tensor((PerExample(1), steps, 1)), filters=filters,
                                kernel_size=kernel, activation="relu")  # fmt: skip
            second = convolution(first.outputs[0], filters=10, kernel_size=16, activation="relu")
            third = pooling(second.outputs[0], pool_size=pool)
        except ShapeError:
            continue
        params = first.params + second.params
        length = third.outputs[0].shape[1]
        if params < 1_000_000 and length >= 4:
            found.append((int(params), int(first.macs + second.macs), int(length)))
    return found


def by_keras(candidates: list[tuple[Any, ...]]) -> list[tuple[int, int]]:
    """Parameters and output length, from the models that Keras builds."""
    from keras import Input, Sequential, layers

    found = []
    for kernel, filters, steps, pool in candidates:
        try:
            model = Sequential([
                Input((steps, 1)),
                layers.Conv1D(filters, kernel_size=kernel, activation="relu"),
                layers.Conv1D(10, kernel_size=16, activation="relu"),
                layers.MaxPooling1D(pool_size=pool),
            ])  # fmt: skip
        except ValueError:
            continue
        params, length = model.count_params(), model.output_shape[1]
        if params < 1_000_000 and length >= 4:
            found.append((params, length))
    return found


def each(do: Callable[[list[tuple[Any, ...]]], Any], candidates: list[tuple[Any, ...]]) -> float:
    """The seconds that one candidate takes."""
    do(candidates[:2])
    start = perf_counter()
    do(candidates)
    return (perf_counter() - start) / len(candidates)


def swept_each() -> float:
    """The seconds that one candidate of the sweep takes, the reading of the model included."""
    start = perf_counter()
    one = plan()
    swept(one)
    return (perf_counter() - start) / one.points
