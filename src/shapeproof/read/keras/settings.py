"""A layer's settings, as Keras writes them into a config, as its rule takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.message import ReadError, say
from shapeproof.model import Policy
from shapeproof.rules import keras as rules
from shapeproof.rules.arguments import ArgumentError, bind, checked, choices_of
from shapeproof.rules.arithmetic.axes import SPATIAL
from shapeproof.rules.keras import legacy
from shapeproof.rules.rule import Layer, Rule, Shape, Tensor

Config = Mapping[str, Any]
LARGEST = 2**63
"""No size of a tensor is larger; what is comes from a damaged file."""
FRAMEWORKS = ("keras", "tf_keras", "tensorflow", "builtins")
"""The modules whose classes are Keras's own."""


class Saved(NamedTuple):
    """One object of a config: its class, whether that is Keras's own, and its settings."""

    kind: str
    is_own: bool
    is_layer: bool
    config: Config
    build: Config

    @classmethod
    def of(cls, data: Any) -> Saved:
        """`{"module": "keras.layers", "class_name": "Dense", "config": {…}}`.

        Raises `ReadError` for anything else.
        """
        if not (isinstance(data, dict) and isinstance(data.get("class_name"), str)):
            raise ReadError(say("it is no config of a Keras model: a layer has no `class_name`"))
        config, module = data.get("config"), data.get("module")
        if isinstance(config, list):  # Keras 1 and early 2: a Sequential model's layers
            config = {"layers": config}
        if not isinstance(config, dict):
            config = {}
        package, _, kind = data["class_name"].rpartition(">")
        build = data.get("build_config")
        return cls(
            kind,
            is_keras(module) if isinstance(module, str) else not package,
            "trainable" in config or not _is_function(module, config),
            {**config, "name": data["name"]} if isinstance(data.get("name"), str) else config,
            build if isinstance(build, dict) else {},
        )

    @property
    def name(self) -> str | None:
        """The object's name; what cannot be printed comes from a damaged file."""
        name = self.config.get("name")
        if name is None:
            return None
        if not (isinstance(name, str) and name.isprintable() and 0 < len(name) <= 1000):
            raise ReadError(say("the name of a {kind} in it is no name", kind=repr(self.kind)))
        return name


def is_keras(module: str) -> bool:
    return module.partition(".")[0] in FRAMEWORKS


def _is_function(module: Any, config: Config) -> bool:
    """Whether it is an operation such as `keras.ops.add`, and no layer."""
    if isinstance(module, str):
        return ".ops." in module or module.startswith("keras.src.activations")
    return set(config) == {"name"}


class Sizes:
    """Shapes of a config; each size that is left open gets a name that no other size has."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def shape(self, sizes: Any, owner: str) -> Shape:
        """`[null, 28, 28, 1]`, batch first."""
        if not isinstance(sizes, list | tuple) or len(sizes) > 64:
            raise ReadError(say("{layer}: {value} is no shape", layer=owner, value=brief(sizes)))
        names = SPATIAL.get(len(sizes) - 2, ("steps",) * (len(sizes) - 1))
        return tuple(
            self._size(one, owner, names[i - 1] if 0 < i <= len(names) else f"size {i}", i)
            for i, one in enumerate(sizes)
        )

    def _size(self, size: Any, owner: str, name: str, axis: int) -> Dim:
        if size is None:
            return PerExample(1) if axis == 0 else self.unsized(name)
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size < LARGEST:
            reason = say("{layer}: {value} is no size of a shape", layer=owner, value=brief(size))
            raise ReadError(reason)
        return size

    def unsized(self, name: str) -> Name:
        number = self._used.get(name, 0) + 1
        self._used[name] = number
        return Name(name if number == 1 else f"{name}_{number}")

    def tensors(self, shapes: Any, owner: str, dtype: str | None = None) -> Any:
        """One tensor for a shape, a structure of them for a structure of shapes."""
        if isinstance(shapes, dict):
            return {key: self.tensors(part, owner, dtype) for key, part in shapes.items()}
        if isinstance(shapes, list | tuple) and any(isinstance(x, list | tuple) for x in shapes):
            return tuple(self.tensors(part, owner, dtype) for part in shapes)
        return Tensor(self.shape(shapes, owner), dtype)


def brief(value: Any) -> str:
    """A value as it stands in a file, no longer than a person cares to read."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def policy(dtype: Any) -> Policy:
    """The dtypes of a layer, and how its weights are quantized.

    >>> policy("mixed_float16").variable
    'float32'
    >>> policy({"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}).quantization
    'int8'
    """
    if not isinstance(dtype, dict):
        return Policy.named(dtype) if isinstance(dtype, str) else Policy()
    config = dtype.get("config")
    config = config if isinstance(config, dict) else {}
    if "default_policy" in config:
        return policy(config["default_policy"])
    plain, mode = policy(config.get("source_name") or config.get("name")), config.get("mode")
    return plain._replace(quantization=mode) if isinstance(mode, str) else plain


class NoRuleError(Exception):
    """A layer that a layer is wrapped around has no rule."""


def layer(saved: Saved, inner: Callable[[Saved], Layer | None]) -> Layer | None:
    """The layer of these settings; None where it has no rule.

    `inner` makes what it is wrapped around.  Raises `ArgumentError` for settings that no layer of
    its kind has.
    """
    kind = legacy.current(saved.kind)
    rule = rules.rule(kind) if saved.is_own else None
    if rule is None:
        return None
    known = rule.parameters
    given = legacy.modern(kind, saved.config, known)
    try:
        values = {
            key: _setting(rule, key, value, inner)
            for key, value in given.items()
            if key in known and not _is_left(rule, key, value)
        }
    except NoRuleError:
        return None
    chosen = {key: value for key, value in values.items() if not _is_default(rule, key, value)}
    return checked(rule, bind(rule, (), chosen))._replace(name=saved.name or kind)


def _is_left(rule: Rule, key: str, value: Any) -> bool:
    """Whether a value tells nothing that a rule asks for."""
    if key not in rule.defaults:
        return False
    if value is None:
        return key == "data_format" or rule.is_quantity(key)
    return isinstance(value, dict) and rule.kind(key) == "object"


def _setting(rule: Rule, key: str, value: Any, inner: Callable[[Saved], Layer | None]) -> Any:
    kind = rule.kind(key)
    if kind == "Activation" or (rule.name, key) == ("Activation", "activation"):
        return _layer_of(value, inner) or activation(value)
    if is_object(value) and kind not in ("object", "Any"):
        return _inner(value, inner)
    match value:
        case list() | tuple() if kind == "Dim" and len(value) != 1:
            reason = say(
                "`{name}` must be a whole number, not {value}", name=key, value=brief(value)
            )
            raise ArgumentError(reason)
        case list() | tuple():
            return _listed(kind, [_setting(rule, key, one, inner) for one in value])
        case str() if choices_of(rule, key):
            return value.lower()
        case int() if kind == "bool" and value in (0, 1):
            return bool(value)
        case _:
            return value


def _listed(kind: str, values: Sequence[Any]) -> Any:
    """A list by itself; what may be one number is one where it is a list of one."""
    alone = len(values) == 1 and kind in ("Sizes", "Dim", "int", "Axes")
    return values[0] if alone else tuple(values)


def _is_default(rule: Rule, key: str, value: Any) -> bool:
    """Whether a config says no more than that the author left a setting alone."""
    if key not in rule.defaults:
        return False
    default = rule.defaults[key]
    if rule.kind(key) == "Sizes" and isinstance(value, tuple):
        return all(one == default for one in value)
    return type(value) is type(default) and bool(value == default)


def is_object(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("class_name"), str)


def _layer_of(value: Any, inner: Callable[[Saved], Layer | None]) -> Layer | None:
    """The layer that an activation is, if it is one of Keras's."""
    is_layer = is_object(value) and rules.rule(value["class_name"]) is not None
    return inner(Saved.of(value)) if is_layer else None


def _inner(value: Any, inner: Callable[[Saved], Layer | None]) -> Layer:
    made = inner(Saved.of(value))
    if made is None:
        raise NoRuleError
    return made


def activation(value: Any) -> Any:
    """The name of an activation, however a config has it.

    >>> activation({"class_name": "function", "config": "gelu", "module": "builtins"})
    'gelu'
    """
    if not is_object(value):
        return value
    config, kind = value.get("config"), value["class_name"]
    if isinstance(config, str):
        return config
    from shapeproof.rules.arithmetic.functions import IN_HALVES, OF_AN_AXIS, OF_ONE

    plain = kind.lower()
    return plain if plain in (*OF_ONE, *OF_AN_AXIS, IN_HALVES) else value
