"""What a framework tells the interpreter: which of its dotted names means which value."""

from __future__ import annotations

from collections.abc import Iterable
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
