"""What comparing with Keras has no room for: giant and unknown sizes, and other inputs."""

from __future__ import annotations

import pytest

from shapeproof.read.source.keras.entry import read
from shapeproof.render import keras3
from shapeproof.rules.rule import Tensor, Weight


@pytest.mark.parametrize(
    ("shape", "dtype", "written"),
    [
        ((), "float32", "4.00 B"),
        ((3,), "bool", "0.38 B"),
        ((255,), "float32", "1020.00 B"),
        ((256,), "float32", "1.00 KB"),
        ((1000, 1000), "float16", "1.91 MB"),
        ((30000, 20000), "float32", "2.24 GB"),
        ((10**6, 10**6), "bfloat16", "1.82 TB"),
        ((10**9, 10**6), "int8", "909.49 TB"),
        ((2**50,), "int8", "1.00 PB"),
    ],
)
def test_memory_is_told_in_the_largest_unit_that_it_fills(
    shape: tuple[int, ...], dtype: str, written: str
) -> None:
    assert keras3.memory([Weight(shape, dtype=dtype)]) == written


def test_an_unknown_size_is_none_and_what_depends_on_it_a_formula() -> None:
    model = read(
        "import keras\nfrom keras import layers\n"
        "model = keras.Sequential([keras.Input((n, 8)), layers.Flatten(), layers.Dense(2)])",
        "model.py",
        "",
        (),
    )
    printed = keras3.render(model, width=80)
    assert "(None, None)" in printed
    assert " Total params: 16*n + 2 (64*n + 8 B)\n" in printed


def test_other_inputs_give_other_shapes() -> None:
    source = (
        "import keras\nfrom keras import layers\ni = keras.Input((None, None, 3))\n"
        "model = keras.Model(i, layers.Conv2D(4, 3)(i))"
    )
    other = (Tensor((2, 30, 20, 3)),)
    assert "(2, 28, 18, 4)" in keras3.render(read(source, "model.py", "", other), width=80)
