"""A framework of two names, whose hosts remember what was done to them."""

from collections.abc import Iterable
from typing import Any

import pytest

from shapeproof.message import Place, ReadError, ShapeproofError, say
from shapeproof.read.source import Host, Interpreter, Missing, Vocabulary


class Layer(Host):
    def __init__(self, name: str, args: list[Any], kwargs: dict[str, Any], at: Place) -> None:
        self.name, self.args, self.kwargs, self.at = name, args, kwargs, at
        self.added: list[Any] = []

    def attribute(self, name: str, at: Place) -> Any:
        if name == "add":
            return Adder(self)
        if name == "units":
            return self.args[0]
        raise Missing(name)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return Layer(f"{self.name}()", args, kwargs, at)


class Adder(Host):
    def __init__(self, owner: Layer) -> None:
        self.owner = owner

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if args[0] == "bad":
            raise ShapeproofError(say("it does not fit; mend it"), at)
        self.owner.added.append(args[0])
        return None


class Maker(Host):
    def __init__(self, name: str) -> None:
        self.name = name

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return Layer(self.name, args, kwargs, at)


class Applied(Host):
    """Calls the function it is given, as a Lambda layer does."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        return self.reader.call(args[0], args[1:], kwargs, at)


class Toy(Vocabulary):
    def attach(self, interpreter: Interpreter) -> None:
        self.made: dict[str, Host] = {n: Maker(n) for n in ("Dense", "Stack")}
        self.made["apply"] = Applied(interpreter)

    def resolve(self, dotted: str) -> Any | None:
        module, _, name = dotted.rpartition(".")
        return self.made.get(name) if module in ("toy", "toy.layers") else None

    def star(self, dotted: str) -> Iterable[str]:
        return self.made if dotted == "toy.layers" else ()

    def bare(self, name: str) -> Any | None:
        return self.made.get(name)


def read(source: str | bytes, file: str = "toy.py", **options: Any) -> Interpreter:
    reader = Interpreter([Toy()], file=file, **options)
    reader.run(source)
    return reader


def refusal(source: str | bytes, file: str = "toy.py", **options: Any) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(source, file, **options)
    return in_one_line(caught.value)


def in_one_line(error: ReadError) -> ReadError:
    assert "\n" not in str(error)
    return error


def said(reader: Interpreter) -> list[str]:
    return [f"line {n.at.line if n.at else 0}: {n.message}" for n in reader.notes]
