"""What numbers are made of, judged by Keras on JAX: an output that is made of a number has a slope
along it for some random numbers, or at least changes with it, and has a slope along no other."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from math import inf, nan
from typing import Any, NamedTuple

import numpy as np
import pytest

from shapeproof.rules.keras import operations
from shapeproof.rules.rule import Facts, Index, Layer, Tensor
from tests.frameworks import test_keras_layers, test_keras_operations
from tests.frameworks.cells import Place, claimed, is_of_numbers, judge, looked_at
from tests.grids.grid import Case
from tests.sampling import sampled
from tests.test_one_rule import cases_of, facts_of

keras = pytest.importorskip("keras")
jax = pytest.importorskip("jax")
Leaves = dict[int | str, Any]
"""The numbers of inputs and weights."""
PARTS = 72
"""Of so many rules one is judged in the quick tests."""
TRIED = 5
"""The most cases of a rule that are tried until one can be used."""
UNSURE = {
    **dict.fromkeys(("imag", "isreal", "view_as_real"), "of real numbers it is always the same"),
    **dict.fromkeys(("fft", "fft2", "ifft2"), "a wave may be 0 at a place"),
    **dict.fromkeys(("where", "select", "clip"), "one of the inputs may decide alone"),
    **dict.fromkeys(("isin", "digitize", "searchsorted", "in_top_k"), "they count, by steps"),
    **dict.fromkeys(
        ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), "of old frames more is read than of new ones"
    ),
    "isnan": "here every number is one",
}
"""Functions whose numbers need not change with each that they read, and why."""
WRONG = {
    "gaussian_blur": "Keras 3.15 on JAX blurs along the width alone",
    "Normalization": "it copies its weights when it is built",
}
"""What is not judged here, and why."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("part", sampled(range(PARTS), PARTS))
@pytest.mark.parametrize("family", [*test_keras_layers.LAYERS, "operations"])
def test_numbers_are_made_of_what_cells_say(family: str, part: int) -> None:
    for cases in list(told(family).values())[part::PARTS]:
        any(judged(case, facts) for case, facts in cases[:TRIED])


def judged(case: Opened, facts: Facts) -> bool:
    """False where Keras cannot use the layer on numbers at all."""
    claims = {index: dict(smooth(case, facts, index))
              for index in looked_at(facts.outputs[0].shape)}  # fmt: skip
    return judge(str(case), claims, runs(case, facts))


class Opened(NamedTuple):
    """A case of which constants are inputs too, but for numbers of the source."""

    layer: Layer
    inputs: tuple[Tensor, ...]

    @classmethod
    def of(cls, case: Case) -> Opened:
        layer, placed = case.layer, case.layer.rule.placed(case.tensors())
        constants = {i: x for i, x in layer.rule.constants.items() if x is None or is_number(x)}
        rule = layer.rule._replace(constants=constants)
        inputs = (x for i, x in enumerate(placed) if x is not None and i not in constants)
        return cls(layer._replace(rule=rule), tuple(inputs))

    def tensors(self) -> tuple[Tensor, ...]:
        return self.inputs


def is_number(x: Tensor) -> bool:
    return x.shape == () and x.dtype in ("float", "int", "bool")


@cache
def told(family: str) -> dict[str, list[tuple[Opened, Facts]]]:
    """The cases that have a cell, of each rule."""
    found: dict[str, list[tuple[Opened, Facts]]] = defaultdict(list)
    for each in cases_of(family):
        case = Opened.of(each)
        facts = facts_of(case.layer, *case.tensors())
        if facts and facts.cell and is_of_numbers(case.tensors(), facts):
            if case.layer.rule.name in WRONG:
                continue
            found[case.layer.rule.name].append((case, facts))
    return found


def smooth(case: Opened, facts: Facts, index: Index) -> Iterator[tuple[Place, bool]]:
    """What the cell names among the numbers that have slopes."""
    assert facts.cell
    rule = case.layer.rule
    inputs = case.tensors()
    for (name, at), is_sure in claimed(inputs, facts, facts.cell(index)):
        x = facts.weights[name] if isinstance(name, str) else inputs[name]
        if (x.dtype or "float32").startswith("float"):
            yield (name, at), is_sure and rule.name not in UNSURE


def runs(case: Opened, facts: Facts) -> Iterator[CalledOnce]:
    """Calls on random numbers, the last of them on zeros."""
    for least, scale in ((-1, 1.0), (0, 1.0), (-1, 0.2), (-1, 4.0), (0, 0.0)):
        with suppress(*test_keras_layers.REFUSALS):
            yield CalledOnce.of(case, facts, partial(drawn, least, scale))


def drawn(least: float, scale: float, shape: Any) -> Any:
    numbers = np.random.default_rng(0).random(shape) * (1 - least) + least
    return np.asarray(numbers * scale, "float32")


class CalledOnce(NamedTuple):
    """A call of a layer or an operation; it is repeated with another number somewhere."""

    call: Callable[[Leaves], Any]
    leaves: Leaves
    y: Any
    back: Any

    @classmethod
    def of(cls, case: Opened, facts: Facts, draw: Callable[[Any], Any]) -> CalledOnce:
        leaves: Leaves = {}
        others: Leaves = {}
        for i, x in enumerate(case.tensors()):
            if (x.dtype or "float32").startswith("float"):
                leaves[i] = draw(x.shape)
            else:
                others[i] = np.ones(x.shape, {"int": "int32"}.get(x.dtype or "", x.dtype))
        call: Callable[[Leaves], Any]
        name, constants = case.layer.rule.name, case.layer.rule.constants
        if name in operations.FAMILY and name[0].islower():

            def call(leaves: Leaves) -> Any:
                values = others | {i: jax.numpy.asarray(x) for i, x in leaves.items()}
                given = [values[i] for i in range(len(values))]
                for i in sorted(constants):
                    given.insert(i, test_keras_operations.in_keras(constants[i]))
                result = test_keras_operations.result_of(case.layer, given)
                return jax.numpy.asarray(first_of(result))
        else:
            layer = test_keras_layers.built(case.layer)
            asked = inspect.signature(layer.call).parameters
            settings = {"training": False} if "training" in asked else {}

            def of_layer(values: Leaves) -> Any:
                given = [values[i] for i in range(len(case.inputs))]
                return first_of(test_keras_layers.result_of(layer, case.layer, given, **settings))

            of_layer(others | leaves)
            weights = dict(zip(facts.weights, layer.weights))
            own = {name for name, weight in weights.items() if weight.dtype == "float32"}
            for name in own:
                leaves[name] = drawn(0.1 if "variance" in name else -0.5, 1, weights[name].shape)

            def call(leaves: Leaves) -> Any:
                scope = [(weights[name], leaves[name]) for name in own]
                with keras.StatelessScope(scope):
                    return of_layer(others | leaves)

        y, back = jax.vjp(lambda *arrays: call(dict(zip(leaves, arrays))), *leaves.values())
        return cls(call, leaves, y, back)

    def slopes(self, index: Index) -> set[Place]:
        if not np.issubdtype(self.y.dtype, np.floating):
            return set()
        here = jax.numpy.zeros(self.y.shape, self.y.dtype).at[index].set(1)
        return {(name, tuple(map(int, at))) for name, slope in zip(self.leaves, self.back(here))
                for at in np.argwhere(np.nan_to_num(slope))}  # fmt: skip

    def moved(self, place: Place, wanted: set[Index]) -> set[Index]:
        """What is no number shows where a weight meets a zero, such as the memory that a layer
        begins with."""
        name, at = place
        old, found = self.leaves[name][at], set[Index]()
        others = (old + 1e3, old - 1e3, 0, 1, -1, -old, inf, -inf)
        for new in others if isinstance(name, int) else (nan,):
            changed = self.leaves | {name: self.leaves[name].copy()}
            changed[name][at] = new
            y = self.call(changed)
            found |= {index for index in wanted if y[index] != self.y[index]}
            if found == wanted:
                break
        return found


def first_of(result: Any) -> Any:
    while isinstance(result, list | tuple | dict):
        result = next(iter(result.values() if isinstance(result, dict) else result))
    return result
