"""Real Keras judges what the grids cannot say: axes of 1 that are dropped, sizes nobody knows.

Where TensorFlow is not installed, Keras's own code tells the shapes with `tables` in its place.
"""

from itertools import product
from typing import Any

import pytest

from shapeproof.algebra.formula import Formula, Name, PerExample
from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer

keras = pytest.importorskip("keras")

MODES = ("one_hot", "multi_hot", "count")
WORDS = ["a", "b", "c", "d"]
CASES: list[tuple[str, dict[str, Any], str]] = [
    *(("CategoryEncoding", {"num_tokens": 5, "output_mode": mode}, "int32") for mode in MODES),
    *(("Discretization", {"num_bins": 5, "output_mode": mode}, "float32") for mode in MODES),
    *(("Hashing", {"num_bins": 5, "output_mode": mode}, "string") for mode in MODES),
    *(
        ("StringLookup", {"vocabulary": given, "output_mode": mode}, "string")
        for given, mode in product((WORDS, None), MODES)
    ),
    *(("IntegerLookup", {"output_mode": mode}, "int64") for mode in MODES),
    *(
        ("TextVectorization", {"vocabulary": given, "output_mode": mode, **more}, "string")
        for given, mode in product((WORDS, None), ("int", *MODES))
        for more in ({}, {"split": None}, {"max_tokens": 9, "pad_to_max_tokens": True})
    ),
]
SHAPES = [(None,), (2,), (None, 1), (2, 1), (None, 3, 1), (None, 4)]


@pytest.mark.parametrize(("name", "arguments", "dtype"), CASES)
def test_keras_agrees_on_axes_of_one_and_on_what_is_unknown(
    name: str, arguments: dict[str, Any], dtype: str
) -> None:
    for shape in SHAPES:
        stated = tuple(PerExample(1) if size is None else size for size in shape)
        sizes = layer(name, **arguments)(Tensor(stated, dtype)).outputs[0].shape
        told = tuple(None if is_unknown(size) else size for size in sizes)
        given = keras.Input(batch_shape=shape, dtype=dtype)
        assert told == getattr(keras.layers, name)(**arguments)(given).shape, shape


def is_unknown(size: object) -> bool:
    return isinstance(size, PerExample | Formula)


def test_two_inputs_that_are_crossed_lose_an_axis_of_one() -> None:
    inputs = [keras.Input((1,), dtype="int64") for _ in range(2)]
    for mode, shape in (("int", (1,)), ("one_hot", (7,))):
        made = keras.layers.HashedCrossing(num_bins=7, output_mode=mode)(inputs)
        ours = layer("HashedCrossing", num_bins=7, output_mode=mode)
        crossed = ours(*(Tensor((PerExample(1), 1), "int64") for _ in inputs))
        assert crossed.outputs[0].shape[1:] == shape == made.shape[1:]


def test_a_size_that_nobody_knows_may_be_an_axis_of_one_only_if_it_is_said() -> None:
    from shapeproof.rules.rule import noting

    with noting() as needs:
        layer("CategoryEncoding", num_tokens=5, output_mode="one_hot")(Tensor((2, Name("steps"))))
    assert [str(need.reason) for need in needs] == [
        "a last axis of 1 is dropped where each number is written apart"
    ]
