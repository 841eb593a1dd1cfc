"""What torch keeps beside its parameters is shown apart from them, and counted nowhere."""

from shapeproof.explanation import row
from shapeproof.model import Call, Model
from shapeproof.render import document
from shapeproof.render.layer import why
from shapeproof.rules import torch
from shapeproof.rules.rule import Layer, Tensor

BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def call() -> Call:
    rule = torch.module("BatchNorm2d")
    assert rule
    layer, x = Layer(rule, {"num_features": 64}), Tensor((2, 64, 8, 8), "float32")
    return Call("bn", layer, (x,), layer(x))


def test_buffers_are_no_parameters() -> None:
    facts = call().facts
    assert facts.params == 128
    assert tuple(facts.parameters) == ("weight", "bias")
    assert tuple(facts.buffers) == BUFFERS


def test_totals_leave_buffers_out() -> None:
    totals = Model("net", "Sequential", "torch", (call(),)).totals
    assert (totals.params, totals.trainable, totals.non_trainable) == (128, 128, 0)
    assert totals.bytes == 128 * 4


def test_documents_say_which_weights_are_buffers() -> None:
    told = document.layer(row(call()))
    assert told["params"] == 128
    assert [one["name"] for one in told["weights"] if one.get("kind") == "buffer"] == [*BUFFERS]
    assert all("kind" not in one for one in told["weights"][:2])


def test_texts_list_buffers_apart() -> None:
    parameters, _, buffers = why(row(call())).partition("Buffers, which are no parameters")
    assert "weight (64,): 64" in parameters
    assert "= 2*64 = 128" in parameters
    assert "running_mean (64,): 64" in buffers
    assert "num_batches_tracked" not in parameters.partition("Parameters")[2]
