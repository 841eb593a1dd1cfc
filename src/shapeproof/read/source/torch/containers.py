"""`nn.Sequential`, `nn.ModuleList` and their like: modules that keep others in order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from shapeproof.message import Place, say
from shapeproof.model import LayerError, Problem
from shapeproof.read.source.objects import Class, Native
from shapeproof.read.source.torch.modules import Module
from shapeproof.read.source.torch.own import ModuleClass
from shapeproof.read.source.torch.tensors import Parameter, TensorHost
from shapeproof.read.source.values import Host, Loaded, Raised, Unknown, is_unknown


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
            if module is None:
                raise Raised("TypeError", "'NoneType' object is not callable")
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
