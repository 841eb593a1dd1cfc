"""Operations as Keras 2 wrote them into its configs."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from shapeproof.model import Call
from shapeproof.read.keras import config


def last(kind: str, settings: dict[str, Any], calls: list[Any]) -> Call:
    """The call of an operation in a functional model of Keras 2, on `a` (8, 4) and `b` (4,)."""
    inputs: list[dict[str, Any]] = [
        {
            "class_name": "InputLayer",
            "name": name,
            "inbound_nodes": [],
            "config": {"batch_input_shape": [None, *sizes], "dtype": "float32", "name": name},
        }
        for name, sizes in (("a", [8, 4]), ("b", [4]))
    ]
    operation = {
        "class_name": kind,
        "name": "it",
        "inbound_nodes": calls,
        "config": {"name": "it", "trainable": True, "dtype": "float32", **settings},
    }
    model = config.read(
        {
            "class_name": "Functional",
            "config": {
                "name": "model",
                "layers": [*inputs, operation],
                "input_layers": [["a", 0, 0], ["b", 0, 0]],
                "output_layers": [["it", 0, 0]],
            },
        }
    )
    assert not model.problems, model.problems
    return model.layers[-1]


def sizes(call: Call) -> list[tuple[int, ...]]:
    return [tuple(map(int, x.shape[1:])) for x in call.facts.outputs]


WHOLE = {"start": None, "stop": None, "step": None}
OTHER = ["b", 0, 0]


@pytest.mark.parametrize(
    ("function", "call", "shapes"),
    [
        ("math.multiply", ["a", 0, 0, {"y": 2.0, "name": None}], [(8, 4)]),
        ("__operators__.add", ["a", 0, 0, {"y": OTHER, "name": None}], [(8, 4)]),
        ("__operators__.rsub", ["a", 0, 0, {"y": 1.0, "name": None}], [(8, 4)]),
        ("math.reduce_mean", ["a", 0, 0, {"axis": [1], "keepdims": True}], [(1, 4)]),
        ("reshape", ["a", 0, 0, {"shape": [-1, 2, 16]}], [(2, 16)]),
        ("nn.relu", ["a", 0, 0, {"name": "r"}], [(8, 4)]),
        ("expand_dims", ["a", 0, 0, {"axis": -1}], [(8, 4, 1)]),
        ("split", ["a", 0, 0, {"num_or_size_splits": 2, "axis": 1}], [(4, 4), (4, 4)]),
        ("linalg.matmul", ["a", 0, 0, {"b": [[1.0], [1.0], [1.0], [1.0]]}], [(8, 1)]),
        ("linalg.matmul", ["a", 0, 0, {"b": ["a", 0, 0], "transpose_b": True}], [(8, 8)]),
        ("linalg.matmul", ["a", 0, 0, {"b": ["a", 0, 0], "transpose_a": True}], [(4, 4)]),
        (
            "compat.v1.gather",
            ["a", 0, 0, {"indices": [0, 1], "axis": 1, "batch_dims": 0}],
            [(2, 4)],
        ),
        ("compat.v1.transpose", ["a", 0, 0, {"perm": [0, 2, 1]}], [(4, 8)]),
        ("cast", ["a", 0, 0, {"dtype": "float16"}], [(8, 4)]),
    ],
)
def test_a_function_of_tensorflow(function: str, call: list[Any], shapes: list[Any]) -> None:
    found = last("TFOpLambda", {"function": function}, [call])
    assert found.type == "TFOpLambda"
    assert sizes(found) == shapes
    assert found.facts.macs is not None


def test_tensors_side_by_side() -> None:
    both = [[["a", 0, 0, {"axis": 1, "name": "c"}], ["a", 0, 0, {"axis": 1, "name": "c"}]]]
    assert sizes(last("TFOpLambda", {"function": "concat"}, both)) == [(16, 4)]


def test_a_part_of_a_tensor() -> None:
    call = ["a", 0, 0, {"slice_spec": [WHOLE, {**WHOLE, "start": 1, "step": 2}, 0]}]
    found = last("SlicingOpLambda", {"function": "__operators__.getitem"}, [call])
    assert sizes(found) == [(4,)]


@pytest.mark.parametrize(
    ("node", "constants", "calls", "shapes"),
    [
        ({"op": "Mul"}, {"1": 2.0}, [[["a", 0, 0, {}]]], [(8, 4)]),
        ({"op": "RealDiv"}, {"0": 1.0}, [[["a", 0, 0, {}]]], [(8, 4)]),
        ({"op": "AddV2"}, {}, [[["a", 0, 0, {}], ["b", 0, 0, {}]]], [(8, 4)]),
        ({"op": "Relu"}, {}, [[["a", 0, 0, {}]]], [(8, 4)]),
        (
            {"op": "Mean", "attr": {"keep_dims": {"b": True}}},
            {"1": [1]},
            [[["a", 0, 0, {}]]],
            [(1, 4)],
        ),
        ({"op": "Reshape"}, {"1": [-1, 32]}, [[["a", 0, 0, {}]]], [(32,)]),
        ({"op": "ConcatV2"}, {"2": 1}, [[["a", 0, 0, {}], ["a", 0, 0, {}]]], [(16, 4)]),
    ],
)
def test_a_node_of_tensorflows_graph(
    node: dict[str, Any], constants: dict[str, Any], calls: list[Any], shapes: list[Any]
) -> None:
    found = last("TensorFlowOpLayer", {"node_def": node, "constants": constants}, calls)
    assert sizes(found) == shapes


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"function": 7},
        {"function": "math.nothing_known"},
        {"function": "__operators__.none"},
        {"function": "reshape"},
        {"function": "__operators__.getitem"},
    ],
)
def test_what_nobody_knows_is_unknown_and_named(settings: dict[str, Any]) -> None:
    found = last("TFOpLambda", settings, [["a", 0, 0, {}]])
    assert found.facts.outputs == ()
    assert found.facts.macs is None


@pytest.mark.parametrize("node", [None, 5, "{", "[]", {}, {"op": 3}, {"op": "Mul", "attr": "x"}])
def test_a_damaged_node_is_unknown_and_named(node: object) -> None:
    found = last("TensorFlowOpLayer", {"node_def": node, "constants": 3}, [[["a", 0, 0, {}]]])
    assert found.facts.macs is None


def modern(kind: str, settings: dict[str, Any], *args: Any) -> Call:
    """The call of an operation in a functional model of Keras 3, on `a` (8, 4)."""
    tensor = {
        "class_name": "__keras_tensor__",
        "config": {"shape": [None, 8, 4], "dtype": "float32", "keras_history": ["a", 0, 0]},
    }
    model = config.read(
        {
            "class_name": "Functional",
            "config": {
                "name": "model",
                "layers": [
                    {
                        "module": "keras.layers",
                        "class_name": "InputLayer",
                        "config": {"batch_shape": [None, 8, 4], "name": "a"},
                        "name": "a",
                        "inbound_nodes": [],
                    },
                    {
                        "module": "keras.src.ops.numpy",
                        "class_name": kind,
                        "config": {"name": "it", **settings},
                        "name": "it",
                        "inbound_nodes": [{"args": [tensor, *args], "kwargs": {}}],
                    },
                ],
                "input_layers": [["a", 0, 0]],
                "output_layers": [["it", 0, 0]],
            },
        }
    )
    return model.layers[-1] if model.layers else model.calls[-1]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Unstack", {"num": 10**12, "axis": 0}),
        ("Split", {"indices_or_sections": 10**12, "axis": 0}),
        ("ArraySplit", {"indices_or_sections": 10**12, "axis": 1}),
        ("ExpandDims", {"axis": list(range(10**5))}),
        ("Tile", {"repeats": [1] * 10**5}),
        ("Rearrange", {"pattern": "(" * 10**5}),
        ("Einsum", {"subscripts": "a" * 10**5}),
        ("Mean", {"axis": {"class_name": "Mean"}}),
        ("Mean", {"axis": "x", "keepdims": 7}),
        ("Reshape", {"newshape": [-1, "a"]}),
        ("Pad", {"pad_width": "abc"}),
        ("Cast", {"dtype": 5}),
        ("Concatenate", {"axis": None}),
    ],
)
def test_nonsense_is_over_at_once(kind: str, settings: dict[str, Any]) -> None:
    start = process_time()
    modern(kind, settings)
    assert process_time() - start < 1
