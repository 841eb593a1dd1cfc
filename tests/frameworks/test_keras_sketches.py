"""What sketches show of attention, steps and gates is what Keras does."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
import pytest

from shapeproof.algebra.formula import PerExample
from shapeproof.explanation import explain
from shapeproof.language import LANGUAGES, translator
from shapeproof.render.sketches import drawn
from shapeproof.render.writing import wide
from shapeproof.rules.rule import Tensor
from tests.grids.grid import layer

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras")

WIDE = 78  # of 80, two are a margin


def lines(
    name: str, shapes: list[tuple[int, ...]], language: str = "en", **given: Any
) -> list[str]:
    made, inputs = layer(name, **given), [Tensor((PerExample(1), *shape)) for shape in shapes]
    facts = made(*inputs)
    assert facts.sketch
    tell = translator(language)
    return list(drawn(facts.sketch(), facts, explain(made, *inputs), tell, WIDE))


DENSE = {"layer": layer("Dense", units=8)}
CASES: list[tuple[str, list[tuple[int, ...]], dict[str, Any]]] = [
    ("MultiHeadAttention", [(10, 64), (12, 32)], {"num_heads": 4, "key_dim": 16}),
    ("MultiHeadAttention", [(4, 6)] * 2, {"num_heads": 1, "key_dim": 3, "value_dim": 5}),
    ("MultiHeadAttention", [(900, 6)] * 2, {"num_heads": 2, "key_dim": 3, "use_gate": True}),
    ("MultiHeadAttention", [(9, 6)] * 2, {"num_heads": 2, "key_dim": 3, "output_shape": (2, 5)}),
    ("GroupQueryAttention", [(7, 8)] * 2,
     {"head_dim": 4, "num_query_heads": 6, "num_key_value_heads": 2}),
    ("Attention", [(7, 8), (3, 8)], {}),
    ("AdditiveAttention", [(7, 8), (56, 8)], {}),
    ("TimeDistributed", [(10, 5)], DENSE),
    ("TimeDistributed", [(3, 5, 5)], DENSE),
    ("GRU", [(10, 5)], {"units": 8}),
    ("LSTM", [(10, 5)], {"units": 8}),
    ("LSTM", [(10, 5)], {"units": 800, "use_bias": False}),
    ("Bidirectional", [(10, 5)], {"layer": layer("GRU", units=80, activation=None)}),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "shapes", "given"), CASES)
def test_a_sketch_is_small(name: str, shapes: Any, given: Any, language: str) -> None:
    shown = lines(name, shapes, language, **given)
    assert 3 <= len(shown) <= 14
    assert all(wide(line) <= WIDE and line == line.rstrip() for line in shown)


@pytest.mark.parametrize(("name", "shapes", "given"), CASES[:5])
def test_an_arrow_leads_from_what_a_kernel_reads_to_what_it_writes(
    name: str, shapes: Any, given: Any
) -> None:
    real = getattr(keras.layers, name)(**given)
    inputs = [keras.Input(shape) for shape in shapes]
    real(*inputs)
    kernels = {w.path.split("/")[-2]: tuple(w.shape) for w in real.weights if "kernel" in w.path}
    arrows = [re.split(r"\s\s+--|-+>\s\s+", line) for line in lines(name, shapes, **given)]
    found = {
        part.strip("- "): tuple(map(int, re.findall(r"\d+", f"{read.partition('  ')[2]} {made}")))
        for read, part, made in (row for row in arrows if len(row) == 3)
    }
    assert found == kernels


@pytest.mark.parametrize("window", [1, 2, 4, 30])
def test_the_keys_that_a_query_reads_are_those_that_keras_lets_it_see(window: int) -> None:
    size, width = 9, 4
    given = {"num_heads": 1, "key_dim": 3, "sliding_window": window}
    x = np.random.default_rng(0).normal(size=(1, size, width)).astype("float32")
    real = keras.layers.MultiHeadAttention(**given)
    _, scores = real(x, x, return_attention_scores=True)
    seen = np.asarray(scores)[0, 0] > 0
    for line in lines("MultiHeadAttention", [(size, width)] * 2, **given):
        if drawn := re.match(r" +(\d+)  ([#·]+)  ", line):
            row, bar = drawn.groups()
            assert [mark == "#" for mark in bar] == seen[int(row)].tolist()


def test_the_two_sums_of_a_gru_are_its_own() -> None:
    """The formulas of the sketch, worked out on Keras's weights, give what Keras gives."""
    draw, units, features = np.random.default_rng(0), 3, 4
    real = keras.layers.GRU(units)
    real.build((1, 1, features))
    kernel, recurrent_kernel, bias = (draw.normal(size=w.shape) for w in real.weights)
    real.set_weights([kernel, recurrent_kernel, bias])
    x, memory = draw.normal(size=(1, features)), draw.normal(size=(1, units))
    sums = [
        np.split(x @ kernel + bias[0], 3, -1),
        np.split(memory @ recurrent_kernel + bias[1], 3, -1),
    ]
    known: dict[str, Any] = {
        "memory": memory, "tanh": np.tanh, "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    }  # fmt: skip
    shown = lines("GRU", [(1, features)], units=units)
    formulas = dict(re.split(r"\s+=\s+", line) for line in shown[2:6])
    for gate, (one, two) in enumerate(zip(*sums)):
        name = ("keep", "reset", "new")[gate]
        text = formulas[name].replace("sum 1", "one").replace("sum 2", "two")
        known[name] = eval(text, known, {"one": one, "two": two})
    theirs = real(x[:, None], initial_state=memory)
    assert np.allclose(eval(formulas["memory"], known), theirs, atol=1e-5)


def gates_worked_out(shown: list[str], sums: list[Any], memory: Any) -> tuple[Any, Any]:
    """The memory and the output, as the formulas of a sketch say."""
    known: dict[str, Any] = {
        "memory": memory, "tanh": np.tanh, "sigmoid": lambda y: 1 / (1 + np.exp(-y)),
    }  # fmt: skip
    formulas = dict(re.split(r"\s+=\s+", line) for line in shown)
    for name, sum_ in zip(("let in", "keep", "new", "put out"), sums):
        text = formulas[name].replace("sum", "sum_")
        known[name.replace(" ", "_")] = eval(text, known, {"sum_": sum_})
    spelled = {name: re.sub(r"(let|put) ", r"\1_", formulas[name]) for name in ("memory", "output")}
    known["memory"] = eval(spelled["memory"], known)
    return known["memory"], eval(spelled["output"], known)


@pytest.mark.parametrize("use_bias", [True, False])
def test_the_four_gates_of_an_lstm_are_its_own(use_bias: bool) -> None:
    draw, units, features = np.random.default_rng(0), 3, 4
    real = keras.layers.LSTM(units, use_bias=use_bias, return_state=True)
    real.build((1, 1, features))
    weights = [draw.normal(size=w.shape) for w in real.weights]
    real.set_weights(weights)
    x, shown, memory = (draw.normal(size=(1, size)) for size in (features, units, units))
    kernel, recurrent_kernel, bias = (*weights, np.zeros(4 * units))[:3]
    sums = np.split(x @ kernel + shown @ recurrent_kernel + bias, 4, -1)
    told = lines("LSTM", [(1, features)], units=units, use_bias=use_bias)[2:8]
    kept, put_out = gates_worked_out(told, sums, memory)
    theirs, _, remembered = real(x[:, None], initial_state=[shown, memory])
    assert np.allclose(kept, remembered, atol=1e-5)
    assert np.allclose(put_out, theirs, atol=1e-5)


def test_the_gates_of_torch_stand_in_the_same_order() -> None:
    torch = pytest.importorskip("torch")
    from shapeproof.rules import torch as rules
    from shapeproof.rules.rule import Layer

    rule, arguments = rules.module("LSTM"), {"input_size": 4, "hidden_size": 3}
    assert rule
    made, real = Layer(rule, arguments), torch.nn.LSTM(**arguments)
    x, shown, memory = torch.randn(1, 1, 4), torch.randn(1, 1, 3), torch.randn(1, 1, 3)
    facts = made(Tensor((1, 1, 4)))
    assert facts.sketch
    told = list(drawn(facts.sketch(), facts, explain(made, Tensor((1, 1, 4))), str, WIDE))[2:8]
    with torch.no_grad():
        read = x[0] @ real.weight_ih_l0.T + real.bias_ih_l0
        sums = (read + shown[0] @ real.weight_hh_l0.T + real.bias_hh_l0).numpy()
        theirs, (_, remembered) = real(x, (shown, memory))
    kept, put_out = gates_worked_out(told, np.split(sums, 4, -1), memory[0].numpy())
    assert np.allclose(kept, remembered[0], atol=1e-5)
    assert np.allclose(put_out, theirs[0], atol=1e-5)


def test_a_gru_of_one_sum_has_no_sketch() -> None:
    for given in ({"reset_after": False}, {"use_bias": False}):
        assert layer("GRU", units=3, **given)(Tensor((1, 4, 5))).sketch is None
