"""torch's modules as values of a source: what each keeps, and those that have a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.objects import Instance, Native, Record, Stream
from shapeproof.read.source.torch import copying
from shapeproof.read.source.torch.tensors import Buffer, Parameter, TensorHost
from shapeproof.read.source.values import Host, Missing, Raised
from shapeproof.read.torch.trace import Held
from shapeproof.rules.rule import Layer, Tensor, Weight

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


class Module(Host):
    """Anything that torch counts as a module: what it keeps, by name, in order.

    `face` is itself, or the object of the source's own class that it stands behind.
    """

    def __init__(self, names: TorchNames, kind: str) -> None:
        self.begin(names, kind)

    def begin(self, names: TorchNames, kind: str) -> None:
        self.names, self.written_as = names, kind
        self.children: dict[str, Any] = {}  # None where a list keeps nothing in a place
        self.parameters: dict[str, Parameter] = {}
        self.buffers: dict[str, Parameter] = {}
        self.training = False
        self.face: Module = self
        self.at: Place | None = names.interpreter.here()

    @property
    def kind(self) -> str:
        return self.written_as

    def written(self) -> str:
        return self.kind

    # The tree

    def tree(self, path: str = "") -> Iterator[tuple[str, Module]]:
        """Every module below and its path, each once, as `named_modules` has them."""
        seen: set[Module] = set()
        waiting = [(path, self)]
        while waiting:
            path, module = waiting.pop()
            if module in seen:
                continue
            seen.add(module)
            yield path, module
            below = [
                (f"{path}.{name}".lstrip("."), child)
                for name, child in module.children.items()
                if child is not None
            ]
            waiting.extend(reversed(below))

    def kept(self) -> Mapping[str, Parameter]:
        """Its own parameters and buffers, by name."""
        return {**self.parameters, **self.buffers}

    def every_parameter(self) -> list[tuple[str, Parameter]]:
        """Those of all modules below, each once, as `named_parameters` has them."""
        found: dict[Parameter, str] = {}
        for path, module in self.tree():
            for name, parameter in module.kept().items():
                if not parameter.is_buffer:
                    found.setdefault(parameter, f"{path}.{name}".lstrip("."))
        return [(path, parameter) for parameter, path in found.items()]

    # Attributes

    def attribute(self, name: str, at: Place) -> Any:
        if name in self.children:
            return self.children[name]
        if name in self.parameters:
            return self.parameters[name]
        if name in self.buffers:
            return self.buffers[name]
        if name in FIELDS:
            return FIELDS[name](self)
        if name in METHODS:
            return Native(self.names.interpreter, name, partial(self._method, METHODS[name]))
        if name in STREAMS:
            return Native(self.names.interpreter, name, partial(self._stream, STREAMS[name]))
        if name in QUIET:
            return Native(self.names.interpreter, name, lambda *_, **__: self.face)
        if name == "forward":
            return Native(self.names.interpreter, name, self._forward)
        raise Missing(name)

    def _method(self, method: Any, _: Any, /, *args: Any, **kwargs: Any) -> Any:
        return method(self, *args, **kwargs)

    def _stream(self, method: Any, _: Any, /, *args: Any, **kwargs: Any) -> Stream:
        """What a generator of torch gives, one after the other."""
        return Stream(method(self, *args, **kwargs))

    def _forward(self, _: Any, /, *args: Any, **kwargs: Any) -> Any:
        return self.run(list(args), kwargs, self.names.interpreter.here())

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.keep_part(name, value)

    def delete_attribute(self, name: str, at: Place) -> None:
        for kept in (self.children, self.parameters, self.buffers):
            if kept.pop(name, None) is not None:
                return
        raise Missing(name)

    def keep_part(self, name: str, value: Any) -> bool:
        """Register what is set, as torch does; False for what is no module and no parameter."""
        if isinstance(value, Module):
            self.parameters.pop(name, None)
            self.children[name] = value.face
        elif isinstance(value, Parameter) and not value.is_buffer:
            self.children.pop(name, None)
            self.parameters[name] = value
        elif isinstance(value, Buffer):
            self.buffers[name] = value
        elif name in self.buffers and isinstance(value, TensorHost):
            self.buffers[name] = Parameter(self.names, value.tensor, False, is_buffer=True)
        else:
            for kept in (self.children, self.parameters, self.buffers):
                kept.pop(name, None)
            return False
        return True

    def copied_deeply(self, made: dict[int, Any], deep: copying.Deep) -> Any:
        return copying.module(self, made, deep)

    def copied_plainly(self) -> Any:
        return copying.shallow(self)

    # Calling

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.names.call(self.face, args, kwargs, at)

    def run(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        """What `forward` does, inside a call."""
        raise LayerError(Problem("code", at, self.names.path(self.face), self.silence()))

    def silence(self) -> Any:
        return say("{kind} has no method `forward`, so what it gives is not known", kind=self.kind)

    @property
    def is_leaf(self) -> bool:
        """Whether a rule says what it does, and nothing inside it is told."""
        return False

    def iterate(self, at: Place) -> Iterable[Any] | None:
        raise Raised("TypeError", f"{self.kind!r} object is not iterable")


class Leaf(Module):
    """A module of torch's own that has a rule."""

    def __init__(self, names: TorchNames, kind: str, layer: Layer) -> None:
        super().__init__(names, kind)
        self.layer = layer
        self._counted: Mapping[str, Weight] | None = None

    @property
    def is_leaf(self) -> bool:
        return True

    @property
    def weights(self) -> Mapping[str, Weight]:
        """What its rule says that it keeps; of a lazy module, once it has been called."""
        if self._counted is None:
            self._counted = self.names.weights_of(self.layer)
        return self._counted

    def settle(self, layer: Layer) -> None:
        """Be what a lazy module becomes when it is first called."""
        self.layer, self._counted = layer, None
        self.written_as = layer.rule.name

    def suppose(self, layer: Layer) -> None:
        """Be this layer instead; parameters that somebody has already stay the same ones."""
        if layer is self.layer:
            return
        self.layer, self._counted = layer, None
        for name, parameter in super().kept().items():
            if name in self.weights:
                shape = self.weights[name].shape
                parameter.tensor = parameter.tensor._replace(shape=shape)

    def kept(self) -> Mapping[str, Parameter]:
        """Its weights as parameters, made when somebody asks for them."""
        for name, weight in self.weights.items():
            home = self.buffers if weight.kind == "buffer" else self.parameters
            if name not in home:
                x = Tensor(weight.shape, weight.dtype or "float32")
                home[name] = Parameter(self.names, x, weight.trainable, weight.kind == "buffer")
        return super().kept()

    def attribute(self, name: str, at: Place) -> Any:
        layer = self.layer
        if name in self.weights or name in self.parameters:
            return self.kept()[name]
        if name in layer.arguments or name in layer.rule.defaults or name in layer.rule.fixed:
            if name == "bias":
                return None
            return self._argument(name)
        if name == "normalized_shape":
            raise Missing(name)
        return super().attribute(name, at)

    def _argument(self, name: str) -> Any:
        """An argument as torch keeps it: sizes one an axis."""
        layer, rank = self.layer, self.layer.rule.fixed.get("rank")
        known = {**layer.rule.defaults, **layer.rule.fixed, **layer.arguments}
        value = known[name]
        is_convolution = layer.rule.name.removeprefix("Lazy").startswith("Conv")
        several = is_convolution and layer.rule.kind(name) == "Sizes"
        if several and isinstance(rank, int) and not isinstance(value, tuple | str):
            return (value,) * rank
        if name == "normalized_shape" and not isinstance(value, tuple):
            return (value,)
        return value

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        if self.keep_part(name, value):
            return
        if name == "bias" and value is None:
            self.settle(self.layer._replace(arguments={**self.layer.arguments, "bias": False}))
        elif name in self.layer.arguments or name in self.layer.rule.defaults:
            self.settle(self.layer._replace(arguments={**self.layer.arguments, name: value}))

    def run(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.names.leaf(self, args, kwargs, at)

    def held(self, path: str) -> dict[str, Held]:
        """Its weights as the trace has them."""
        kept = self.kept()
        return {
            name: Held(f"{path}.{name}", kept.get(name, (self.face, name)),
                       kept[name].weight if name in kept else weight)
            for name, weight in self.weights.items()
        }  # fmt: skip


FIELDS: dict[str, Any] = {
    "training": lambda module: module.training,
    "_modules": lambda module: module.children,
    "_parameters": lambda module: module.parameters,
    "_buffers": lambda module: module.buffers,
    "__class__": lambda module: (
        module.cls if isinstance(module, Instance) else module.names.module_class(module.kind)
    ),
    "__dict__": dict,
}


def registered(module: Module, name: str, tensor: Any = None, *_: Any, **__: Any) -> None:
    """`register_buffer(name, tensor)`."""
    if isinstance(tensor, TensorHost):
        made = Parameter(module.names, tensor.tensor, False, is_buffer=True)
        made.numbers = tensor.numbers
        module.buffers[name] = made
    elif isinstance(module.face, Instance):
        module.face.attributes[name] = tensor


def added(module: Module, name: str, part: Any = None) -> None:
    """`add_module(name, module)` and `register_parameter(name, parameter)`."""
    if part is None and isinstance(module.face, Instance):
        module.face.attributes[name] = None
    elif part is not None:
        module.face.set_attribute(name, part, module.names.interpreter.here())


def switched(module: Module, mode: Any = True) -> Module:
    for _, part in module.face.tree():
        part.training = mode is not False
    return module.face


def applied(module: Module, function: Any) -> Module:
    """`apply(function)`: on every module, the innermost first."""
    reader = module.names.interpreter
    for _, part in reversed(list(module.face.tree())):
        reader.call(function, [part], {}, reader.here())
    return module.face


def learning(module: Module, requires_grad: Any = True) -> Module:
    for _, parameter in module.face.every_parameter():
        parameter.trainable = requires_grad is not False
    return module.face


def listed_parameters(module: Module, recurse: Any = True, *_: Any, **__: Any) -> list[Parameter]:
    if recurse is False:
        own = module.kept().items()
        return [one for name, one in own if not one.is_buffer and "." not in name]
    return [parameter for _, parameter in module.face.every_parameter()]


def inner_module(module: Module, target: str) -> Any:
    """`get_submodule("layer1.0")`."""
    found: Any = module.face
    reader = module.names.interpreter
    for name in filter(None, target.split(".")):
        found = reader.attribute(found, name, reader.here())
    return found


def hyperparameters(module: Module, *names: Any, ignore: Any = (), **_: Any) -> None:
    """`self.save_hyperparameters()` of Lightning: what `__init__` was given becomes `hparams`."""
    given = module.names.interpreter.scope.arguments or {}
    kept = {k: v for k, v in given.items() if v is not module.face and k not in ignore}
    if isinstance(module.face, Instance):
        module.face.attributes["hparams"] = Record("hparams", kept)


METHODS: dict[str, Any] = {
    "save_hyperparameters": hyperparameters,
    "register_buffer": registered,
    "register_parameter": added,
    "add_module": added,
    "register_module": added,
    "train": switched,
    "eval": lambda module: switched(module, False),
    "apply": applied,
    "requires_grad_": learning,
    "state_dict": lambda module, *_, **__: dict(module.face.every_parameter()),
    "get_submodule": inner_module,
    "get_parameter": inner_module,
    "_get_name": lambda module: module.kind,
    "extra_repr": lambda module: "",
}
STREAMS: dict[str, Any] = {
    "parameters": listed_parameters,
    "named_parameters": lambda module, *_, **__: module.face.every_parameter(),
    "buffers": lambda module, *_, **__: [
        one for _, part in module.face.tree() for one in part.kept().values() if one.is_buffer
    ],
    "children": lambda module: list(filter(None, module.face.children.values())),
    "named_children": lambda module: [
        (name, part) for name, part in module.face.children.items() if part is not None
    ],
    "modules": lambda module: [part for _, part in module.face.tree()],
    "named_modules": lambda module, *_, **__: list(module.face.tree()),
}
"""Methods that are generators."""
QUIET = (
    *("to", "cuda", "cpu", "float", "half", "double", "bfloat16", "type", "share_memory", "save"),
    *("zero_grad", "load_state_dict", "flatten_parameters", "reset_parameters", "compile"),
    *("register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook"),
    *("register_load_state_dict_post_hook", "_register_load_state_dict_pre_hook", "init_weights"),
    *("set_extra_state", "_reset_parameters", "_init_weights", "xpu", "ipu", "to_empty"),
    *("register_state_dict_pre_hook", "_register_state_dict_hook", "register_backward_hook"),
)
"""Methods that change no shape."""
