"""Where names are bound: the module, a class body, a call of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.message import Place

UNBOUND = object()


class Binding(NamedTuple):
    """A host value given a name: which, where, and in which function (`""`: in the module)."""

    name: str
    value: Any
    at: Place
    function: str


class Scope:
    """Names with their values, inside the scope that encloses them."""

    __slots__ = ("arguments", "first", "globals", "is_class", "name", "outer", "parent", "values")

    def __init__(self, parent: Scope | None = None, name: str = "", is_class: bool = False) -> None:
        self.parent, self.name, self.is_class = parent, name, is_class
        self.values: dict[str, Any] = {}
        self.globals: Scope = parent.globals if parent else self
        self.outer: dict[str, Scope] | None = None  # names declared global or nonlocal
        self.first: Any = UNBOUND  # a call's first argument, for `super()`
        self.arguments: dict[str, Any] | None = None

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def items(self) -> Iterator[tuple[str, Any]]:
        return iter(self.values.items())

    def find(self, name: str) -> Any:
        """The value that `name` has here; UNBOUND if it has none."""
        if name in self.values:
            return self.values[name]
        if self.outer and name in self.outer:
            return self.outer[name].values.get(name, UNBOUND)
        scope = self.parent
        while scope is not None:
            if not scope.is_class:
                if name in scope.values:
                    return scope.values[name]
                if scope.outer and name in scope.outer:
                    return scope.outer[name].values.get(name, UNBOUND)
            scope = scope.parent
        return UNBOUND

    def home(self, name: str) -> Scope:
        """The scope in which an assignment here binds `name`."""
        return self.outer[name] if self.outer and name in self.outer else self

    def declare_global(self, name: str) -> None:
        self.outer = {**(self.outer or {}), name: self.globals}

    def declare_nonlocal(self, name: str) -> None:
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.values and scope is not self.globals:
                self.outer = {**(self.outer or {}), name: scope.home(name)}
                return
            scope = scope.parent

    def caller(self) -> Scope | None:
        """The nearest call of a method or function around this place."""
        scope: Scope | None = self
        while scope is not None and scope.first is UNBOUND:
            scope = scope.parent
        return scope
