"""Operations of a functional model as its config has them: Keras 3's, and what Keras 2 wrote.

Keras 3 keeps the arguments that are no tensors in the operation's own config and the rest in its
call.  Keras 2 wrapped a function of TensorFlow's, `TFOpLambda` with all of its arguments in the
call; before, `TensorFlowOpLayer` with a node of TensorFlow's graph.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapeproof.read.keras.settings import Saved
from shapeproof.read.keras.spellings import Call, in_kerass_words
from shapeproof.rules import keras as rules
from shapeproof.rules import operands
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.keras import operations
from shapeproof.rules.keras.operations import binding
from shapeproof.rules.operands import Bound
from shapeproof.rules.rule import Layer, Tensor

WRAPPED = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")
"""The classes that Keras 2 had for operations."""
ACTIVATIONS = {"ReLU": "ReLU", "Mish": "Activation"}
"""The layers that compute what operations of `keras.activations` do."""
OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "true_divide",
    "floordiv": "floor_divide",
    "mod": "mod",
    "pow": "power",
    "neg": "negative",
    "abs": "abs",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "eq": "equal",
    "ne": "not_equal",
}
"""What operators are called in `__operators__.add`; `__operators__.radd` is the same."""
NODES = {
    "AddV2": "add",
    "Sub": "subtract",
    "Mul": "multiply",
    "RealDiv": "true_divide",
    "FloorDiv": "floor_divide",
    "FloorMod": "mod",
    "Neg": "negative",
    "Pow": "power",
    "BatchMatMulV2": "matmul",
    "ConcatV2": "concatenate",
    "GatherV2": "take",
    "PadV2": "pad",
}
"""What the nodes of TensorFlow's graph compute, where their names do not say it."""


def bound(
    saved: Saved, args: Sequence[Any], kwargs: Mapping[str, Any], is_read: Callable[[Any], bool]
) -> Bound | None:
    """The operation that a call of a config means; None where no rule says.

    `is_read` tells the model's tensors from what else stands in the call.
    """
    name = saved.name or saved.kind
    if saved.kind in ACTIVATIONS:
        return Bound(_activation(saved, name), [one for one in args if is_read(one)])
    try:
        call = _call(saved, [_plain(one) for one in args], _named(kwargs))
        if call is None:
            return None
        found = binding.bound(*call, is_read, constant)
    except (ArgumentError, AttributeError, LookupError, TypeError, ValueError):
        return None
    rule = found.layer.rule._replace(name=saved.kind)
    return found._replace(layer=Layer(rule, found.layer.arguments, name))


def _activation(saved: Saved, name: str) -> Layer:
    """A function of `keras.activations` that is an operation of its own."""
    rule = rules.rule(ACTIVATIONS[saved.kind])
    assert rule
    own = {key: value for key, value in saved.config.items() if key in rule.parameters}
    settings = own if saved.kind == "ReLU" else {"activation": saved.kind.lower()}
    return Layer(rule._replace(name=saved.kind), settings, name)


def _named(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in kwargs.items() if key != "name"}


def _call(saved: Saved, args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    """A call in Keras 3's words."""
    config = saved.config
    match saved.kind:
        case "SlicingOpLambda":
            return _item(args, kwargs)
        case "TFOpLambda":
            function = str(config.get("function", ""))
            if function.startswith("__operators__."):
                return _operator(function.rpartition(".")[2], args, kwargs)
            return in_kerass_words(f"tensorflow.{function}", args, kwargs)
        case "TensorFlowOpLayer":
            return _node(config, args)
        case _:
            rule = operations.rule(operations.functions().get(saved.kind, ""))
            own = {key: _plain(value) for key, value in config.items() if key != "name"}
            return _of(rule, args, {**own, **kwargs})


def _of(rule: Any, args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    return None if rule is None else Call(rule, args, kwargs)


def _item(args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    """`x[key]`, whose key a config has by its name and a live model beside the tensor."""
    x, *beside = args
    key = beside[0] if beside else kwargs["slice_spec"]
    return _of(operations.rule("get_item"), [x], {"key": key})


def _operator(name: str, args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    if name == "getitem":
        return _item(args, kwargs)
    pair = [*args, *(kwargs[key] for key in ("x", "y") if key in kwargs)]
    function = OPERATORS.get(name)
    if function is None and name.startswith("r"):
        function, pair = OPERATORS.get(name[1:]), pair[::-1]
    return _of(operations.rule(function or ""), pair, {})


def _node(config: Mapping[str, Any], args: list[Any]) -> Call | None:
    """A node of TensorFlow's graph, its constants by their places among the inputs."""
    node: Any = config.get("node_def")
    constants: Mapping[str, Any] = config.get("constants") or {}
    node = json.loads(node) if isinstance(node, str) else node
    kind = node["op"]
    given = [x for one in args for x in (one if isinstance(one, list | tuple) else [one])]
    for place in sorted(map(int, constants)):
        given.insert(place, _plain(constants[str(place)]))
    if kind == "ConcatV2":
        given = [given[:-1], given[-1]]
    more = {"keepdims": True} if _flag(node, "keep_dims") else {}
    function = NODES.get(kind) or _snake(kind)
    return _of(operations.rule(function), given, more)


def _flag(node: Mapping[str, Any], name: str) -> bool:
    attribute = (node.get("attr") or {}).get(name)
    return isinstance(attribute, dict) and attribute.get("b") is True


def _snake(name: str) -> str:
    from shapeproof.read.keras.graph import snake_case

    return snake_case(name)


def _plain(value: Any) -> Any:
    """What a config writes as an object, as the value that it stands for."""
    match value:
        case {"class_name": "__slice__", "config": {**ends}}:
            return slice(*(ends.get(end) for end in ("start", "stop", "step")))
        case {"start": _, "stop": _, "step": _}:
            return slice(value["start"], value["stop"], value["step"])
        case {"class_name": "__ellipsis__"}:
            return ...
        case {"class_name": "__numpy__" | "__tensor__", "config": {"value": one, **rest}}:
            array, dtype = constant(one), rest.get("dtype")
            return Tensor(array.shape, dtype if isinstance(dtype, str) else array.dtype)
        case {"class_name": _, "config": {"name": str(dtype)}}:
            return dtype
        case Tensor():
            return value
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def constant(value: Any) -> Tensor:
    """A constant of a config, or of a live model: an array has a shape and a dtype."""
    shape = getattr(value, "shape", None)
    if shape is None or isinstance(value, Tensor):
        return operands.constant(value)
    sizes = tuple(int(size) for size in shape)
    dtype = getattr(value, "dtype", None)
    return Tensor(sizes, str(getattr(dtype, "name", dtype)))
