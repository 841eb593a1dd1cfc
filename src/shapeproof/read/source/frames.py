"""What a source sees of its own reading: the calls under way, and the modules that it has read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.objects import Record
from shapeproof.read.source.scope import Scope
from shapeproof.read.source.values import Missing, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


class Frame(Value):
    """`inspect.currentframe()`: a call under way, so many calls up from the innermost."""

    def __init__(self, reader: Interpreter, at: int) -> None:
        self.reader, self.at = reader, at

    @property
    def kind(self) -> str:
        return "frame"

    @property
    def scope(self) -> Scope:
        return self.reader.frames[self.at] if self.at >= 0 else self.reader.module_scope

    def attribute(self, name: str, at: Place) -> Any:
        match name:
            case "f_back":
                return Frame(self.reader, self.at - 1) if self.at >= 0 else None
            case "f_locals":
                return dict(self.scope.values)
            case "f_globals":
                return self.scope.globals.values
            case "f_code":
                return Record("code", {"co_name": self.scope.name or "<module>"})
            case "f_lineno":
                return at.line
            case _:
                raise Missing(name)


class Modules(Value):
    """`sys.modules`."""

    def __init__(self, reader: Interpreter) -> None:
        self.reader = reader

    @property
    def kind(self) -> str:
        return "dict"

    def item(self, index: Any, at: Place) -> Any:
        around = self.reader.scope.globals.values
        if index == around.get("__name__", "__main__"):
            return Record(str(index), around)
        return self.reader.module(str(index))

    def contains(self, element: Any, at: Place) -> Any:
        return isinstance(element, str)

    def attribute(self, name: str, at: Place) -> Any:
        raise Missing(name)


def current(reader: Interpreter, depth: Any = 0) -> Frame:
    """`inspect.currentframe()`, and `sys._getframe(depth)`."""
    return Frame(reader, len(reader.frames) - 1 - (depth if isinstance(depth, int) else 0))


def arguments_of(reader: Interpreter, frame: Any) -> tuple[Any, ...]:
    """`inspect.getargvalues(frame)`."""
    if not isinstance(frame, Frame):
        return ([], None, None, {})
    given = frame.scope.arguments or {}
    return (list(given), None, None, dict(frame.scope.values))
