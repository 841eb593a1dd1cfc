"""torch's vocabulary: whatever way a source imports it, one name means one thing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from shapeproof.algebra.formula import Formula, Relation
from shapeproof.message import Place, ReadError, closest, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.budget import Limit
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.objects import Native
from shapeproof.read.source.scope import Scope
from shapeproof.read.source.torch import (
    changed,
    data,
    described,
    labels,
    making,
    packages,
    picture_sets,
    pictures,
    tools,
    training,
    values,
    vision,
)
from shapeproof.read.source.torch.comparison import is_loss, is_loss_function
from shapeproof.read.source.torch.containers import Container, Keyed
from shapeproof.read.source.torch.modules import Leaf, Module
from shapeproof.read.source.torch.own import ModuleClass, Net
from shapeproof.read.source.torch.running import Run, Unread
from shapeproof.read.source.torch.structures import every, not_read
from shapeproof.read.source.torch.tensors import (
    CASTS,
    Device,
    Dtype,
    TensorHost,
)
from shapeproof.read.source.values import Raised, Unknown, is_unknown, size_of, written
from shapeproof.read.source.vocabulary import Vocabulary
from shapeproof.read.torch.trace import Traced
from shapeproof.rules import operands
from shapeproof.rules import torch as rules
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.operands import Bound
from shapeproof.rules.rule import Layer, Need, ShapeError, Tensor, Weight, noting
from shapeproof.rules.torch import binding, dtypes
from shapeproof.rules.torch.examples import weights_of

CONTAINERS = {
    "Sequential": Container,
    "ModuleList": Container,
    "ParameterList": Container,
    "ModuleDict": Keyed,
    "ParameterDict": Keyed,
}
DTYPES = {
    **dict.fromkeys(("float", "float32"), "float32"),
    **dict.fromkeys(("half", "float16"), "float16"),
    **dict.fromkeys(("double", "float64"), "float64"),
    **dict.fromkeys(("int", "int32"), "int32"),
    **dict.fromkeys(("long", "int64"), "int64"),
    **dict.fromkeys(("short", "int16"), "int16"),
    **dict.fromkeys(("cfloat", "complex64"), "complex64"),
    **dict.fromkeys(("cdouble", "complex128"), "complex128"),
    **{name: name for name in ("qint8", "quint8", "qint32")},
    **{name: name for name in ("bfloat16", "uint8", "int8", "bool", "uint16", "uint32", "uint64")},
}
"""The dtypes by the names that `torch` has for them."""
FUNCTIONAL = ("torch.nn.functional.", "torch.Tensor.", "torch.")
PACKAGES = (
    *("cuda", "cpu", "xpu", "mps", "fft", "linalg", "special", "nn", "nn.functional"),
    *("utils", "utils.data"),
)
"""What is a package, though a method may have the same name."""
PREFIXED = ("fft", "linalg", "special")
"""Modules whose functions torch's dispatcher calls `fft_rfft`, `linalg_norm`."""


class TorchNames(Vocabulary):
    """torch, as a source may name it; `run` is the call of a model that is being followed."""

    def __init__(self) -> None:
        self.interpreter: Interpreter
        self.run: Run | None = None
        self.nets: list[Net] = []
        self.runs: list[Run] = []
        self.is_endless = False  # whether the call of a model was more than reading allows
        self.told: list[tools.Told] = []  # what tools are asked about
        self.problems: list[tuple[Module | None, Problem]] = []  # of training, and whose they are
        self.compared: set[Any] = set()  # which losses have been looked at, on what
        self.batches: set[Any] = set()  # the sizes of those that loaders give
        self.described: dict[str, Scope] = {}  # what texts of our own define
        self._classes: dict[str, ModuleClass] = {}
        self.layers: dict[Hashable, Layer] = {}  # of modules, by what they are made with
        self._weights: dict[Hashable, Mapping[str, Weight]] = {}

    def attach(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    # What names mean

    def resolve(self, dotted: str) -> Any | None:
        root, _, rest = dotted.partition(".")
        for vocabulary in (tools, data, pictures, picture_sets, described, packages, changed):
            if (known := vocabulary.find(self, dotted)) is not None:
                return known
        if root != "torch":
            return values.around(self, dotted)
        if not rest or rest in PACKAGES:
            return None
        if (found := values.find(self, rest)) is not None:
            return found
        last = rest.rpartition(".")[2]
        if rest.startswith("nn.") and (found := self.module_class(last)) is not None:
            return found
        if rest == f"nn.{last}" and last[:1].isupper():
            return ModuleClass(self, last, partial(self._misspelt, last))
        if "." not in rest and rest in DTYPES:
            return Dtype(DTYPES[rest])
        return self._function(dotted, last) or self._misspelt_function(dotted, last)

    def _misspelt_function(self, dotted: str, name: str) -> Any | None:
        """What stops a model that calls a function of `nn.functional` which torch does not have."""
        if dotted != f"torch.nn.functional.{name}" or name.startswith("_"):
            return None
        public = (known for known in rules.FUNCTION_FAMILY if not known.startswith("_"))
        if not (close := closest(name, public, 0.75)):
            return None

        def refuse(*_: Any, **__: Any) -> Any:
            reason = say("torch.nn.functional has no function {name}; did you mean {close}?",
                         name=name, close=close)  # fmt: skip
            raise LayerError(Problem("name", self.interpreter.here(), name, reason))

        return Native(self.interpreter, dotted, refuse)

    def _function(self, dotted: str, last: str) -> Any | None:
        home = dotted.removesuffix(f".{last}").rpartition(".")[2]
        name = f"{home}_{last}" if home in PREFIXED else last
        name = name if has_rule(name) else name.rstrip("_")
        if not has_rule(name):
            return None
        return Native(self.interpreter, dotted, partial(self._called, name))

    def _called(self, name: str, _: Any, /, *args: Any, **kwargs: Any) -> Any:
        if name in CASTS and args and isinstance(args[0], TensorHost):
            return args[0].cast(CASTS[name], self.interpreter.here())
        return self.function(name, list(args), kwargs, self.interpreter.here())

    def star(self, dotted: str) -> Iterable[str]:
        if dotted in ("torch.nn", "torch.nn.modules"):
            return [*rules.MODULE_FAMILY, *CONTAINERS, "Module", "Parameter"]
        if dotted in ("torch.nn.functional", "torch"):
            return list(dict.fromkeys(name.partition(".")[0] for name in rules.FUNCTION_FAMILY))
        return vision.star(dotted)

    def bare(self, name: str) -> Any | None:
        if name in BARE:
            return self.interpreter.module(BARE[name])
        return tools.bare(self, name)

    def module_class(self, name: str) -> ModuleClass | None:
        """torch's class of this name, always the same one."""
        if name not in self._classes:
            make = self._maker(name)
            if make is None:
                return None
            self._classes[name] = ModuleClass(self, name.rpartition(".")[2], make)
        return self._classes[name]

    def _maker(self, name: str) -> Any:
        if name == "Module":
            return lambda args, kwargs: Module(self, "Module")
        if name in CONTAINERS:
            return partial(self._container, name)
        if name in rules.MODULE_FAMILY:
            return partial(making.leaf, self, name)
        return None

    def _misspelt(self, name: str, *_: Any) -> Module:
        close = IN_KERAS.get(name) or closest(name, [*rules.MODULE_FAMILY, *CONTAINERS])
        reason = say("torch.nn has no module {name}", name=name)
        if close:
            reason = say("torch.nn has no module {name}; did you mean {close}?",
                         name=name, close=close)  # fmt: skip
        raise LayerError(Problem("name", self.interpreter.here(), name, reason))

    def _container(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Container:
        made = CONTAINERS[name](self, name)
        made.kind_of_base = name
        made.fill(*args, **kwargs)
        return made

    # Functions

    def method(
        self, x: TensorHost, name: str, args: list[Any], kwargs: dict[str, Any], at: Place
    ) -> Any:
        """A method of a tensor; one that ends in `_` changes it where it stands."""
        name = OF_TENSORS.get(name, name)
        plain = name.rstrip("_")
        if name.endswith("_") and not has_rule(name):
            done = self.function(plain, [x, *args], kwargs, at) if has_rule(plain) else x
            return x.put(done)
        return self.function(name, [x, *args], kwargs, at)

    def function(self, name: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What a function of torch gives; inside a call that is followed, it is a part of it."""
        if (known := values.computed(self, name, args, kwargs)) is not None:
            return known
        if self.run is not None:
            with self.run.failing(name.partition(".")[0], at):
                need_read(name, args)
                bound = self._bound(name, args, kwargs)
            return self.run.function(bound, at)
        try:
            if is_loss_function(name):
                return training.of_function(self, name, args, kwargs, at)
            return labels.carried(name, args, kwargs, self.asked(name, args, kwargs))
        except (ArgumentError, ShapeError) as error:
            raise Raised("RuntimeError", str(error.message)) from None
        except Unread:
            return self._unread(name, args, at)

    def asked(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What the rule of a function says that it gives, outside of a model.

        Raises `ArgumentError`, `ShapeError`, and `Unread` where that is not known.
        """
        need_read(name, args)
        bound = self._bound(name, args, kwargs)
        return self.hosts(bound.layer(*(x.tensor for x in bound.reads)).output)

    def _bound(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Bound:
        given = [settled("", value) for value in args]
        named = {key: settled(key, value) for key, value in kwargs.items()}
        return binding.bound(name, given, named, is_tensor, constant, operands.settled)

    def _unread(self, name: str, args: Sequence[Any], at: Place) -> Unknown:
        """What a function gives that has no rule."""
        text = f"{name}({', '.join(map(written, args[:3]))})"
        return Unknown(text, at, is_result=True)

    def hosts(self, structure: Any) -> Any:
        """Tensors as values of the source, in the structure that they come in."""
        match structure:
            case Tensor():
                return TensorHost(self, structure)
            case Traced():
                return TensorHost(self, structure.tensor, structure)
            case dict():
                return {key: self.hosts(part) for key, part in structure.items()}
            case _:
                return tuple(self.hosts(part) for part in structure)

    def with_numbers(self, numbers: Any, dtype: str | None = None) -> TensorHost:
        """A tensor of these numbers, in nested lists."""
        x = constant(numbers)
        dtype = dtype or dtypes.WEAK.get(x.dtype or "", x.dtype)
        return TensorHost(self, x._replace(dtype=dtype), numbers=numbers)

    def as_array(self, x: TensorHost) -> Array:
        """`x.numpy()`."""
        array = Array(self.interpreter, x.shape, x.tensor.dtype or "float32", x.numbers)
        array.below = x.below
        return array

    def of_array(self, x: Array, dtype: str | None = None) -> TensorHost:
        """`torch.from_numpy(x)`."""
        tensor = TensorHost(self, Tensor(x.shape, dtype or x.dtype), numbers=x.numbers)
        tensor.below = x.below
        return tensor

    # Modules

    def call(self, module: Module, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What a call of a module gives."""
        if self.run is not None:
            return self.run.call(module, args, kwargs, at)
        unknown = next((x for x in every([args, kwargs]) if is_unknown(x)), None)
        if unknown is not None or not any(map(is_tensor, every([args, kwargs]))):
            return Unknown(f"{module.written()}(…)", at, is_result=True)
        if is_loss(module):
            return training.of_module(self, module, args, kwargs, at)
        return self.follow(module, args, kwargs).result

    def follow(self, module: Module, args: list[Any], kwargs: dict[str, Any]) -> Run:
        """The call of a model from outside, followed to its end; the same call is followed once.

        Raises `LayerError` for what is wrong in it, with the calls up to there in `runs`.
        """
        run = Run(self, module, args, kwargs)
        known = next((one for one in self.runs if one.is_like(run)), None)
        if known is not None:
            if known.error is not None:
                raise known.error
            return known
        self.run = run
        try:
            with noting() as needs:
                run.follow(args, kwargs)
        except LayerError:
            self.runs.append(run)
            raise
        except (Limit, ReadError, RecursionError, MemoryError):
            self.is_endless = True
            raise
        finally:
            self.run = None
        run.is_settled = all(map(is_settled, needs))
        self.runs.append(run)
        return run

    def weights_of(self, layer: Layer) -> Mapping[str, Weight]:
        """What a module keeps; those that are alike are asked once."""
        key = layer.likeness(())
        if key is None or key not in self._weights:
            self._weights[key] = weights_of(layer)
        return self._weights[key]

    def leaf(self, leaf: Leaf, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """A call of a module that has a rule, inside a call that is followed."""
        if self.run is None:
            return self.call(leaf.face, args, kwargs, at)
        return self.run.leaf(leaf, args, kwargs, at)

    def path(self, module: Module) -> str:
        """A module's path in the model that is followed, or what it is called."""
        return (self.run and self.run.paths.get(module)) or module.written()


def is_settled(need: Need) -> bool:
    """Whether sizes are known to agree; that a size is large enough is taken for granted."""
    holds = need.holds
    return not isinstance(holds, Relation) or holds.symbol in ("<=", ">=") or bool(holds.holds)


def has_rule(name: str) -> bool:
    return name in FIRST or name in rules.FUNCTION_FAMILY


FIRST = frozenset(
    name.partition(".")[0] for name, family in rules.FUNCTION_FAMILY.items() if family != "einops"
)
"""The functions of which there is a rule."""
OF_TENSORS = {"unfold": "unfold.Tensor"}
"""Methods that share their name with another function."""
IN_KERAS = {
    "Dense": "Linear",
    "Conv2DTranspose": "ConvTranspose2d",
    "BatchNormalization": "BatchNorm2d",
    "LayerNormalization": "LayerNorm",
    "GlobalAveragePooling2D": "AdaptiveAvgPool2d",
}
"""What stands for modules that people know from Keras."""
BARE = {"torch": "torch", "nn": "torch.nn", "F": "torch.nn.functional"}


def need_read(name: str, args: Sequence[Any]) -> None:
    """A function has a rule, and reads tensors whose shapes are known."""
    if not has_rule(name):
        reason = say("{what} has no rule yet, so what it gives is not known", what=name)
        raise Unread(reason)
    first = args[0] if args else None
    unknown = next((x for x in every([first]) if is_unknown(x)), None)
    reads = name in values.FROM_DATA or operands.tensors(binding.overloads(name)[0])
    if unknown is not None and reads:
        raise Unread(not_read(unknown))


def is_tensor(value: Any) -> bool:
    return isinstance(value, TensorHost)


def constant(value: Any) -> Tensor:
    """A value that stands in the place of a tensor."""
    if isinstance(value, Array):
        return Tensor(tuple(value.shape), value.dtype)
    x = operands.constant(as_tuples(value))
    return x._replace(dtype="int64") if x.shape and x.dtype == "int32" else x


def as_tuples(value: Any) -> Any:
    return tuple(map(as_tuples, value)) if isinstance(value, list | tuple) else value


def settled(name: str, value: Any) -> Any:
    """An argument as rules take it."""
    match value:
        case Dtype():
            return value.name
        case Device():
            return None
        case TensorHost() if name and not value.shape and isinstance(value.numbers, int):
            return value.numbers
        case slice():
            ends = (settled("", end) for end in (value.start, value.stop, value.step))
            return operands.settled(name, slice(*ends))
        case list() | tuple():
            return type(value)(settled(name, one) for one in value)
        case Unknown():
            return size_of(value)
        case Formula() if value.value is not None:
            return value.value
        case _:
            return operands.settled(name, value)
