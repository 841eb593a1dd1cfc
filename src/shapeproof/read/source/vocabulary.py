"""What a framework tells the interpreter: which of its dotted names means which value."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


class Vocabulary:
    """The names of one framework.  Each default knows nothing."""

    def attach(self, interpreter: Interpreter) -> None:
        """Told once which interpreter will ask, for hosts that call functions of the source."""

    def resolve(self, dotted: str) -> Any | None:
        """The value of `keras.layers.Conv1D`; None if it is not known here."""
        return None

    def star(self, dotted: str) -> Iterable[str]:
        """The names that `from keras.layers import *` binds."""
        return ()

    def bare(self, name: str) -> Any | None:
        """What a name means that is used with no import at all: `Sequential`, `layers`, `np`."""
        return None


class OnDemand(Vocabulary):
    """A vocabulary that is loaded when it is first asked: `OnDemand("package.module:Class")`."""

    def __init__(self, place: str) -> None:
        self.place = place

    def attach(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    @cached_property
    def loaded(self) -> Vocabulary:
        module, _, name = self.place.partition(":")
        vocabulary: Vocabulary = getattr(import_module(module), name)()
        vocabulary.attach(self.interpreter)
        return vocabulary

    def resolve(self, dotted: str) -> Any | None:
        return self.loaded.resolve(dotted)

    def star(self, dotted: str) -> Iterable[str]:
        return self.loaded.star(dotted)

    def bare(self, name: str) -> Any | None:
        return self.loaded.bare(name)
