"""torch's modules as values of a source: with a rule, containers, and own classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.objects import Class, Function, Instance, Native, Record, Stream, bound
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.torch import copying
from shapeproof.read.source.torch.tensors import Buffer, Parameter, TensorHost
from shapeproof.read.source.values import Host, Loaded, Missing, Raised, Unknown, is_unknown
from shapeproof.read.torch.trace import Held
from shapeproof.rules.rule import Layer, Tensor, Weight
from shapeproof.rules.torch.examples import weights_of

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
        self.parametrised: tuple[str, str] = ("", "")
        self._counted: Mapping[str, Weight] | None = None

    @property
    def is_leaf(self) -> bool:
        return True

    @property
    def weights(self) -> Mapping[str, Weight]:
        """What its rule says that it keeps; of a lazy module, once it has been called."""
        if self._counted is None:
            self._counted = weights_of(self.layer)
        return self._counted

    def settle(self, layer: Layer) -> None:
        """Be what a lazy module becomes when it is first called."""
        self.layer, self._counted = layer, None
        self.written_as = layer.rule.name

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
        several = layer.rule.kind(name) == "Sizes" and layer.rule.name.lstrip("Lazy")[:4] == "Conv"
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


class Container(Module):
    """`nn.Sequential`, `nn.ModuleList` and their like for parameters: what it keeps is numbered."""

    @property
    def things(self) -> dict[str, Any]:
        return {**self.children, **self.parameters}

    def fill(self, *given: Any, **_: Any) -> None:
        """What its `__init__` does."""
        if self.kind_of_base == "Sequential":
            parts = given[0] if len(given) == 1 and isinstance(given[0], dict) else given
        else:
            parts = given[0] if given else ()
        if isinstance(parts, dict):
            for name, part in parts.items():
                self.put(str(name), part)
            return
        reader = self.names.interpreter
        spread = reader.iterate(parts, reader.here())
        if spread is None:
            raise LayerError(
                Problem("unsupported", self.at, self.kind, say("what it holds is not known"))
            )
        for part in reader.listed(spread):
            self.put(str(len(self.things)), part)

    kind_of_base = "ModuleList"

    def put(self, name: str, part: Any) -> None:
        if part is None:
            self.children[name] = None
            return
        if isinstance(part, TensorHost) and not isinstance(part, Parameter):
            part = Parameter(self.names, part.tensor)
        if not self.keep_part(name, part):
            what = part.written() if isinstance(part, Host | Unknown | Class) else repr(part)
            if isinstance(part, Loaded):
                reason = part.why
            elif isinstance(part, Class | ModuleClass):
                reason = say("`{layer}` is a class; call it, as in {layer}()", layer=what)
            elif isinstance(part, list | tuple):
                reason = say("{kind} takes modules one by one; put a star before the list, as in "
                             "{kind}(*layers)", kind=self.kind_of_base)  # fmt: skip
            else:
                reason = say("`{what}` is no module, and {kind} takes modules", what=what,
                             kind=self.kind_of_base)  # fmt: skip
            raise LayerError(Problem("argument", self.names.interpreter.here(), self.kind, reason))

    def length(self, at: Place) -> Any:
        return len(self.things)

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return list(self.things.values())

    def item(self, index: Any, at: Place) -> Any:
        things = list(self.things.items())
        if isinstance(index, slice):
            picked = self.names.interpreter.item(things, index, at)
            made = Container(self.names, self.kind)
            made.kind_of_base = self.kind_of_base
            for i, (name, part) in enumerate(picked):
                made.put(name if self.kind_of_base == "Sequential" else str(i), part)
            return made
        if isinstance(index, str):
            return self.attribute(index, at)
        if is_unknown(index):
            return things[0][1] if things else Unknown(f"{self.written()}[…]", at)
        return self.names.interpreter.item(things, index, at)[1]

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        if isinstance(index, int) and index < 0:
            index += len(self.things)
        self.put(str(index), value)

    def delete_item(self, index: Any, at: Place) -> None:
        names = list(self.things)
        gone = self.names.interpreter.item(names, index, at)
        left = [part for name, part in self.things.items() if name not in gone]
        self.children.clear()
        self.parameters.clear()
        for i, part in enumerate(left):
            self.put(str(i), part)

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        if op != "+" or reflected:
            return NotImplemented
        made = Container(self.names, self.kind)
        made.kind_of_base = self.kind_of_base
        for part in (*self.things.values(), *(self.names.interpreter.iterate(other, at) or ())):
            made.put(str(len(made.things)), part)
        return made

    def contains(self, element: Any, at: Place) -> Any:
        return element in self.things.values()

    def attribute(self, name: str, at: Place) -> Any:
        if name in LISTING:
            return Native(self.names.interpreter, name, partial(self._method, LISTING[name]))
        return super().attribute(name, at)

    def run(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.kind_of_base != "Sequential":
            return super().run(args, kwargs, at)
        if len(args) + len(kwargs) != 1:
            reason = say("it reads one input, and is given {n}", n=len(args) + len(kwargs))
            raise LayerError(Problem("argument", at, self.names.path(self.face), reason))
        [x] = (*args, *kwargs.values())
        for module in self.children.values():
            x = self.names.call(module, [x], {}, at)
        return x

    def silence(self) -> Any:
        return say("{kind} keeps modules and cannot be called; call each of them, or keep them in "
                   "an nn.Sequential", kind=self.kind)  # fmt: skip

    def append(self, part: Any) -> Module:
        self.put(str(len(self.things)), part)
        return self.face

    def extend(self, parts: Any) -> Module:
        reader = self.names.interpreter
        for part in reader.listed(reader.iterate(parts, reader.here()) or ()):
            self.append(part)
        return self.face

    def insert(self, index: int, part: Any) -> Module:
        parts = list(self.things.values())
        parts.insert(index, part)
        self.children.clear()
        self.parameters.clear()
        return self.extend(parts)

    def pop(self, index: Any = -1) -> Any:
        at = self.names.interpreter.here()
        found = self.item(index, at)
        self.delete_item(index, at)
        return found


class Keyed(Container):
    """`nn.ModuleDict` and `nn.ParameterDict`."""

    def fill(self, given: Any = (), **_: Any) -> None:
        self.update(given)

    def update(self, given: Any) -> None:
        reader = self.names.interpreter
        for name, part in reader.dict_of(given, reader.here()).items():
            self.put(str(name), part)

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return list(self.things)

    def contains(self, element: Any, at: Place) -> Any:
        return element in self.things

    def item(self, index: Any, at: Place) -> Any:
        if is_unknown(index):
            return next(iter(self.things.values()), Unknown(f"{self.written()}[…]", at))
        if index not in self.things:
            raise Raised("KeyError", repr(index))
        return self.things[index]

    def set_item(self, index: Any, value: Any, at: Place) -> None:
        self.put(str(index), value)

    def delete_item(self, index: Any, at: Place) -> None:
        self.delete_attribute(str(index), at)

    def attribute(self, name: str, at: Place) -> Any:
        if name in KEYED:
            return Native(self.names.interpreter, name, partial(self._method, KEYED[name]))
        return super().attribute(name, at)


class Net(Instance, Module):
    """An instance of a class of the source's own.

    `inner` is what it inherits from a module of torch's own other than `nn.Module` itself.
    """

    def __init__(self, cls: Class, names: TorchNames, base: ModuleClass) -> None:
        Instance.__init__(self, cls)
        Module.begin(self, names, cls.name)
        self.base = base
        self.inner: Module | None = None
        self.is_begun, self.is_done = False, False
        names.nets.append(self)

    @property
    def kind(self) -> str:
        return self.cls.name

    @property
    def is_leaf(self) -> bool:
        return self.inner is not None and self.inner.is_leaf and self._forward_of_source() is None

    def is_made(self, at: Place) -> None:
        self.is_done, self.at = True, at

    def start(self, *args: Any, **kwargs: Any) -> None:
        """What `super().__init__(…)` does."""
        self.is_begun = True
        if self.base.name == "Module" and (args or kwargs):
            raise Raised("TypeError", "Module.__init__() takes no arguments beside self")
        if self.base.name == "Module" or self.inner is not None:
            return
        inner = self.base.make(list(args), kwargs)
        inner.face, inner.written_as = self, self.cls.name
        for kept in ("children", "parameters", "buffers"):
            getattr(inner, kept).update(getattr(self, kept))
            setattr(self, kept, getattr(inner, kept))
        self.inner = inner

    def inherit(self, name: str, at: Place) -> Any:
        """What torch's class gives to this instance.  Raises `Missing`."""
        if name == "__init__":
            return Native(self.names.interpreter, name, lambda _, *a, **k: self.start(*a, **k))
        if name == "__call__":
            return Native(
                self.names.interpreter, name, lambda _, *a, **k: Module.call(self, list(a), k, at)
            )
        if name == "forward" and self.inner is not None:
            return Native(
                self.names.interpreter, name, lambda _, *a, **k: self._of_base(list(a), k, at)
            )
        if name in ("__setattr__", "__getattr__", "__delattr__"):
            return Native(self.names.interpreter, name, partial(self._by_hand, name))
        if name.startswith("__"):
            if name in DUNDERS and self.inner is not None:
                return Native(self.names.interpreter, name, partial(self._special, name))
            raise Missing(name)
        return (Module if self.inner is None else type(self.inner)).attribute(
            self if self.inner is None else self.inner, name, at
        )

    def _by_hand(self, method: str, _: Any, name: Any, value: Any = None) -> Any:
        """`super().__setattr__(name, value)` and its like."""
        at = self.names.interpreter.here()
        if method == "__setattr__":
            self.keep(name, value, at)
            return None
        if method == "__getattr__":
            try:
                return Module.attribute(self, name, at)
            except Missing:
                raise Raised(
                    "AttributeError", f"{self.kind!r} object has no attribute {name!r}"
                ) from None
        return self.delete_attribute(name, at)

    def _special(self, name: str, _: Any, *args: Any) -> Any:
        at = self.names.interpreter.here()
        assert self.inner is not None
        return DUNDERS[name](self.inner, *args, at)

    def receive(self, name: str, value: Any, at: Place) -> bool:
        """Keep what is set, as torch does; True where the value is not a plain attribute."""
        is_part = isinstance(value, Module) or (
            isinstance(value, Parameter) and not value.is_buffer
        )
        if is_part and not self.is_begun:
            reason = say(
                "it sets `{name}` before it calls super().__init__(), which torch wants first",
                name=name,
            )
            raise LayerError(Problem("argument", at, self.kind, reason))
        if name == "training" and isinstance(value, bool):
            self.training = value
            return True
        kept = self.keep_part(name, value)
        if kept:
            self.attributes.pop(name, None)
        return kept

    def delete_attribute(self, name: str, at: Place) -> None:
        if name in self.attributes:
            del self.attributes[name]
        else:
            Module.delete_attribute(self, name, at)

    def _forward_of_source(self) -> Function | None:
        found = self.cls.find("forward")
        return found if isinstance(found, Function) else None

    @property
    def takes(self) -> list[str]:
        """The names of what `forward` takes, without `self`."""
        found = self._forward_of_source()
        return found.parameters[1:] if found else []

    @property
    def needs(self) -> list[str]:
        """What `forward` must be given."""
        found = self._forward_of_source()
        return [*found.required[1:], *found.required_by_name] if found else []

    @property
    def by_name(self) -> list[str]:
        """What `forward` takes by name alone."""
        found = self._forward_of_source()
        return [one.arg for one in found.node.args.kwonlyargs] if found else []

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        found = self.cls.find("__call__")
        if found is not UNBOUND:
            return bound(found, self, at).call(args, kwargs, at)
        return Module.call(self, args, kwargs, at)

    def run(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        found = self.attributes.get("forward", self.cls.find("forward"))
        if found is UNBOUND:
            return self._of_base(args, kwargs, at)
        reader = self.names.interpreter
        function = found if "forward" in self.attributes else bound(found, self, at)
        return reader.call(function, args, kwargs, at)

    def _of_base(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if self.inner is None:
            return Module.run(self, args, kwargs, at)
        return self.inner.run(args, kwargs, at)

    # What a container gives to a class that derives from it

    def _through(self, name: str, *args: Any, at: Place) -> Any:
        if self.inner is None or self.cls.find(name) is not UNBOUND:
            return UNBOUND
        return DUNDERS[name](self.inner, *args, at)

    def item(self, index: Any, at: Place) -> Any:
        found = self._through("__getitem__", index, at=at)
        return Instance.item(self, index, at) if found is UNBOUND else found

    def iterate(self, at: Place) -> Iterable[Any] | None:
        found = self._through("__iter__", at=at)
        return Instance.iterate(self, at) if found is UNBOUND else found

    def length(self, at: Place) -> Any:
        found = self._through("__len__", at=at)
        return Instance.length(self, at) if found is UNBOUND else found

    def truth(self, at: Place) -> bool | None:
        return True if self.cls.find("__bool__") is UNBOUND else Instance.truth(self, at)


class ModuleClass(Host):
    """A class of `torch.nn`, which makes modules, and which own classes derive from."""

    __slots__ = ("make_one", "name", "names")

    def __init__(self, names: TorchNames, name: str, make: Any) -> None:
        self.names, self.name, self.make_one = names, name, make

    @property
    def kind(self) -> str:
        return "type"

    def make(self, args: list[Any], kwargs: dict[str, Any]) -> Module:
        made: Module = self.make_one(args, kwargs)
        return made

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        try:
            made = self.make(args, kwargs)
        except LayerError as error:
            raise LayerError(error.problem._replace(at=at)) from None
        made.at = at
        return made

    def instance(self, cls: Class) -> Instance:
        return Net(cls, self.names, self)

    def member(self, instance: Any, name: str, at: Place) -> Any:
        return instance.inherit(name, at)

    def set_member(self, instance: Any, name: str, value: Any, at: Place) -> bool:
        return bool(instance.receive(name, value, at))

    def has_instance(self, value: Any) -> bool:
        if isinstance(value, Net):
            return self in value.cls.mro or self.name == "Module"
        if self.name == "Module":
            return isinstance(value, Module)
        return isinstance(value, Module) and self.name in (value.kind, *ABOVE.get(value.kind, ()))

    def attribute(self, name: str, at: Place) -> Any:
        if name in ("__name__", "__qualname__"):
            return self.name
        if name == "from_pretrained" and self.name.startswith("Embedding"):
            return Native(self.names.interpreter, name, self._of_numbers)
        return Native(self.names.interpreter, name, partial(self._unbound, name))

    def _of_numbers(
        self, _: Any, embeddings: Any, freeze: Any = True, *args: Any, **kwargs: Any
    ) -> Any:
        """`nn.Embedding.from_pretrained(embeddings)`: as many rows as it is given."""
        if not isinstance(embeddings, TensorHost):
            return Unknown(f"{self.name}.from_pretrained(…)", self.names.interpreter.here())
        made = self.make([*embeddings.shape, *args], kwargs)
        made.kept()["weight"].trainable = freeze is False
        return made

    def _unbound(self, name: str, _: Any, module: Any = None, /, *args: Any, **kwargs: Any) -> Any:
        """`nn.Module.__init__(self)`: a method that is given its object by hand."""
        at = self.names.interpreter.here()
        if not isinstance(module, Module):
            raise Raised("TypeError", f"{self.name}.{name}() needs a module as its first argument")
        found = module.inherit(name, at) if isinstance(module, Net) else module.attribute(name, at)
        return self.names.interpreter.call(found, list(args), kwargs, at)

    def compare(self, op: str, other: Any, at: Place) -> Any:
        if op not in ("==", "!=") or not isinstance(other, ModuleClass):
            return NotImplemented
        return (other.name == self.name) is (op == "==")

    def item(self, index: Any, at: Place) -> Any:
        return self

    def binary(self, op: str, other: Any, reflected: bool, at: Place) -> Any:
        return ((other, self) if reflected else (self, other)) if op == "|" else NotImplemented

    def written(self) -> str:
        return self.name


ABOVE = {
    **{f"BatchNorm{rank}d": ("_BatchNorm", "_NormBase") for rank in (1, 2, 3)},
    **{f"InstanceNorm{rank}d": ("_InstanceNorm", "_NormBase") for rank in (1, 2, 3)},
    **{f"Conv{rank}d": ("_ConvNd",) for rank in (1, 2, 3)},
    **{f"ConvTranspose{rank}d": ("_ConvTransposeNd", "_ConvNd") for rank in (1, 2, 3)},
    **dict.fromkeys(("LSTM", "GRU", "RNN"), ("RNNBase",)),
}
"""The classes that torch's own classes derive from and that people ask for."""
DUNDERS: dict[str, Any] = {
    "__getitem__": lambda inner, index, at: inner.item(index, at),
    "__iter__": lambda inner, at: inner.iterate(at),
    "__len__": lambda inner, at: inner.length(at),
}
FIELDS: dict[str, Any] = {
    "training": lambda module: module.training,
    "_modules": lambda module: module.children,
    "_parameters": lambda module: module.parameters,
    "_buffers": lambda module: module.buffers,
    "__class__": lambda module: (
        module.cls if isinstance(module, Net) else module.names.module_class(module.kind)
    ),
    "__dict__": dict,
}


def registered(module: Module, name: str, tensor: Any = None, *_: Any, **__: Any) -> None:
    """`register_buffer(name, tensor)`."""
    if isinstance(tensor, TensorHost):
        made = Parameter(module.names, tensor.tensor, False, is_buffer=True)
        made.numbers = tensor.numbers
        module.buffers[name] = made
    elif isinstance(module.face, Net):
        module.face.attributes[name] = tensor


def added(module: Module, name: str, part: Any = None) -> None:
    """`add_module(name, module)` and `register_parameter(name, parameter)`."""
    if part is None and isinstance(module.face, Net):
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
    if isinstance(module.face, Net):
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
    *("to", "cuda", "cpu", "float", "half", "double", "bfloat16", "type", "share_memory"),
    *("zero_grad", "load_state_dict", "flatten_parameters", "reset_parameters", "compile"),
    *("register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook"),
    *("register_load_state_dict_post_hook", "_register_load_state_dict_pre_hook", "init_weights"),
    *("set_extra_state", "_reset_parameters", "_init_weights", "xpu", "ipu", "to_empty"),
    *("register_state_dict_pre_hook", "_register_state_dict_hook", "register_backward_hook"),
)
"""Methods that change no shape."""
LISTING: dict[str, Any] = {
    "append": Container.append,
    "extend": Container.extend,
    "insert": Container.insert,
    "pop": Container.pop,
}
KEYED: dict[str, Any] = {
    "keys": lambda module: list(module.things),
    "values": lambda module: list(module.things.values()),
    "items": lambda module: list(module.things.items()),
    "update": Keyed.update,
    "get": lambda module, name, default=None: module.things.get(name, default),
    "clear": lambda module: (module.children.clear(), module.parameters.clear())[0],
}
