"""Command-line options: what `parser.parse_args()` gives when no option is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.objects import Native, Record
from shapeproof.read.source.scope import UNBOUND
from shapeproof.read.source.values import Missing, Unknown, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

ACTIONS: dict[str, Any] = {
    "store_true": False,
    "store_false": True,
    "count": None,
    "append": None,
    "store_const": None,
}


def parser(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
    return Parser(reader)


def namespace(reader: Interpreter, *args: Any, **kwargs: Any) -> Any:
    return Record("namespace", kwargs)


class Parser(Value):
    """An `ArgumentParser`: the options it was told of, with their defaults."""

    __slots__ = ("defaults", "reader")

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader
        self.defaults: dict[str, Any] = {}

    @property
    def kind(self) -> str:
        return "ArgumentParser"

    def attribute(self, name: str, at: Place) -> Any:
        method = METHODS.get(name)
        if method is None:
            return Native(self.reader, name, lambda *args, **kwargs: None)
        if name.startswith("__"):
            raise Missing(name)
        return Native(self.reader, name, lambda _, *a, **k: method(self, *a, **k))

    def add(self, *flags: Any, **given: Any) -> None:
        names = [flag for flag in flags if isinstance(flag, str)]
        name = given.get("dest") or next((f for f in names if f.startswith("--")), None)
        name = (name or (names[0] if names else "")).lstrip("-").replace("-", "_")
        if "default" in given:
            self.defaults[name] = self.typed(given["default"], given.get("type"))
        elif given.get("action") in ACTIONS:
            self.defaults[name] = ACTIONS[given["action"]]
        elif names and names[0].startswith("-") and not given.get("required"):
            self.defaults[name] = None
        else:
            self.defaults[name] = UNBOUND

    def typed(self, default: Any, kind: Any) -> Any:
        """A default that is text is read as a typed option would be."""
        if isinstance(default, str) and isinstance(kind, Value):
            return self.reader.call(kind, [default], {}, self.reader.here())
        return default

    def parse(self, *args: Any, **kwargs: Any) -> Record:
        at = self.reader.here()
        known = {k: v for k, v in self.defaults.items() if v is not UNBOUND}
        return Record("Namespace", known, Unknown("args", at))

    def parse_known(self, *args: Any, **kwargs: Any) -> Any:
        return self.parse(), []

    def itself(self, *args: Any, **kwargs: Any) -> Parser:
        return self

    def set_defaults(self, **defaults: Any) -> None:
        self.defaults.update(defaults)


METHODS: dict[str, Any] = {
    "add_argument": Parser.add,
    "parse_args": Parser.parse,
    "parse_known_args": Parser.parse_known,
    "add_argument_group": Parser.itself,
    "add_mutually_exclusive_group": Parser.itself,
    "set_defaults": Parser.set_defaults,
}
