"""A stand-in for a live model: its modules once more, on the very same parameters.

What runs, runs in the stand-in, so that whatever a `forward` keeps, counts or overwrites is kept,
counted and overwritten there.  It is as at inference.  No number is copied: the parameters are
those of the model, and who runs the stand-in sees to it that none of them is written to.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from types import MethodType
from typing import Any
from weakref import ref

from shapeproof.message import ReadError, say

torch: Any = import_module("torch")
nn: Any = torch.nn
Handle: Any = torch.utils.hooks.RemovableHandle
Lazy: Any = nn.parameter.UninitializedTensorMixin

ALIKE = frozenset((
    type(None), bool, int, float, complex, str, bytes, type(Ellipsis), type, range, slice,
    torch.dtype, torch.device, torch.Size, torch.memory_format,
))  # fmt: skip
"""What cannot be changed, and so needs no copy."""
FOREIGN = frozenset((*sys.stdlib_module_names, "torch", "numpy"))
"""Packages whose objects stay as they are: they hold what no copy can hold, such as locks."""


class StandIn:
    """The copies of everything that a model holds; `tensors` are those that it was found to hold,
    `modules` its modules by the copy of each."""

    def __init__(self, model: Any) -> None:
        self.copies: dict[int, Any] = {}
        self.originals: list[Any] = []
        self.tensors: set[int] = set()
        self.model = self.copy(model)

    def copy(self, value: Any) -> Any:
        kind = type(value)
        if kind in ALIKE:
            return value
        if id(value) in self.copies:
            return self.copies[id(value)]
        if isinstance(value, nn.Module):
            return self._module(value)
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if kind in (dict, OrderedDict, defaultdict):
            return self._dict(value)
        if kind in (list, set, deque):
            return self._collected(value)
        return self._wrapped(value)

    def _known(self, value: Any, copy: Any) -> Any:
        self.copies[id(value)] = copy
        self.originals.append(value)  # an object that is gone leaves its number to another
        return copy

    def _module(self, module: Any) -> Any:
        if isinstance(module, torch.jit.ScriptModule):
            reason = say(
                "{kind} is compiled by TorchScript, and what it does is no Python any more; "
                "explain the module that it was made from",
                kind=getattr(module, "original_name", type(module).__name__),
            )
            raise ReadError(reason)
        copy = self._known(module, object.__new__(type(module)))
        held = copy.__dict__
        for name, value in module.__dict__.items():
            held[name] = value if type(value) in ALIKE else self.copy(value)
        held["training"] = False
        return copy

    def _tensor(self, x: Any) -> Any:
        """The tensor itself, unless it is one that a first call would give a shape."""
        if isinstance(x, Lazy):
            return self._known(x, type(x)(requires_grad=x.requires_grad, device="meta"))
        self.tensors.add(id(x))
        return x

    def _dict(self, value: Any) -> Any:
        copy = type(value)()
        if not value and type(value) is not defaultdict:
            return copy  # most of them are, and nobody is known to share one
        self._known(value, copy)
        if isinstance(value, defaultdict):
            copy.default_factory = value.default_factory
        for key, one in value.items():
            copy[key] = one if type(one) in ALIKE else self.copy(one)
        return copy

    def _collected(self, value: Iterable[Any]) -> Any:
        copy = self._known(value, type(value)())
        add = copy.add if isinstance(copy, set) else copy.append
        for one in value:
            add(self.copy(one))
        return copy

    def _wrapped(self, value: Any) -> Any:
        """What holds something else; a function stays as it is."""
        match value:
            case MethodType():
                return self._known(value, MethodType(value.__func__, self.copy(value.__self__)))
            case partial():
                args, kwargs = self.copy(value.args), self.copy(value.keywords)
                return self._known(value, partial(self.copy(value.func), *args, **kwargs))
            case tuple():
                parts = [self.copy(one) for one in value]
                made = type(value)
                return self._known(value, made(*parts) if made is not tuple else tuple(parts))
            case _ if isinstance(value, Handle):
                return self._handle(value)
            case _ if is_own(value):
                return self._object(value)
            case _:
                return value

    def _handle(self, handle: Any) -> Any:
        """What takes a hook away; that of the stand-in takes away the hook of the stand-in."""
        copy = self._known(handle, object.__new__(type(handle)))
        copy.id = handle.id
        copy.hooks_dict_ref = self._ref(handle.hooks_dict_ref)
        copy.extra_dict_ref = tuple(map(self._ref, handle.extra_dict_ref))
        return copy

    def _ref(self, old: Any) -> Any:
        held = old()
        return old if held is None else ref(self.copy(held))

    def _object(self, value: Any) -> Any:
        try:
            copy = object.__new__(type(value))
        except TypeError:
            return value
        self._known(value, copy)
        for name, one in vars(value).items():
            copy.__dict__[name] = self.copy(one)
        return copy


def is_own(value: Any) -> bool:
    """Whether it is an object of somebody's own class, all of which is in its `__dict__`."""
    kind = type(value)
    return (
        hasattr(value, "__dict__")
        and not callable(getattr(kind, "__del__", None))
        and getattr(kind, "__reduce_ex__", None) is getattr(object, "__reduce_ex__", None)
        and kind.__module__.partition(".")[0] not in FOREIGN
        and not isinstance(value, type)
        and type(value).__flags__ & (1 << 9) != 0  # a class of Python
    )
