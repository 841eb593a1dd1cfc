"""What the page opens with: the source of a model that was named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shapeproof.editing.manuscript import unpacked
from shapeproof.message import ReadError, ShapeproofError, say
from shapeproof.read import Target, loaded, read_source, shapes
from shapeproof.read.source.text import cells


class Start(NamedTuple):
    """What stands in the editor first, and beside it."""

    source: str = ""
    name: str = ""
    inputs: tuple[str, ...] = ()
    framework: str = ""


def start(model: str, inputs: Iterable[str], framework: str) -> Start:
    """The source of a file; what `FILE:NAME` names in it is made a model at its end.

    Raises `ReadError` where there is no source.
    """
    target = Target.parse(model)
    if (data := loaded(target)) is None:
        raise ReadError(say("the page takes Python source, which this is not; `shapeproof show` "
                            "reads it"))  # fmt: skip
    source = _text(data, target.file)
    asked = tuple(inputs)
    shapes(asked)  # refused here, and not on the page
    if target.entry:
        source = _with_entry(source, target.entry, asked, framework)
    return Start(source, target.file, asked, framework)


def _text(data: bytes, file: str) -> str:
    """The text of a file; of a notebook, that of its code."""
    if file.endswith(".ipynb"):
        return "\n\n".join("\n".join(cell.lines) for cell in cells(data, file, [])) + "\n"
    return unpacked(data, file)[2].removeprefix("\ufeff")


def _with_entry(source: str, entry: str, inputs: tuple[str, ...], framework: str) -> str:
    """The source with a last line that makes a model of a name, or of a class that is named."""
    written = [f"{source.rstrip()}\n\n\nmodel = {entry}{call}\n" for call in ("", "()")]
    return next((one for one in written if _is_model(one, inputs, framework)), written[0])


def _is_model(source: str, inputs: tuple[str, ...], framework: str) -> bool:
    try:
        return bool(read_source(source, Target(""), shapes(inputs), framework).calls)
    except ShapeproofError:
        return False
