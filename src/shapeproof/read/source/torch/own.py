"""Modules of the source's own classes, and the classes of torch that they derive from."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.objects import Class, Function, Instance, Native, bound
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.torch.modules import Module
from shapeproof.read.source.torch.tensors import Parameter, TensorHost
from shapeproof.read.source.values import Host, Missing, Raised, Unknown

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


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
