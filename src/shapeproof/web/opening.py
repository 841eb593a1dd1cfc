"""What the page opens with: the source of a model that was named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from shapeproof.editing.manuscript import unpacked
from shapeproof.message import ReadError, ShapeproofError, say
from shapeproof.read import Target, loaded, read_source, shapes
from shapeproof.read.source.text import cells
from shapeproof.render.writing import shapes as written


class Start(NamedTuple):
    """What stands in the editor first, and beside it."""

    source: str = ""
    name: str = ""
    inputs: tuple[str, ...] = ()
    framework: str = ""


def start(model: str, inputs: Iterable[str], framework: str) -> Start:
    """The source of a file; where it says what `FILE:NAME` names in none of its lines, a last line
    does.

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
        source = _naming(source, target, asked, framework)
    return Start(source, target.file, asked, framework)


def _text(data: bytes, file: str) -> str:
    """The text of a file; of a notebook, that of its code."""
    if file.endswith(".ipynb"):
        return "\n\n".join("\n".join(cell.lines) for cell in cells(data, file, [])) + "\n"
    return unpacked(data, file)[2].removeprefix("\ufeff")


def _naming(source: str, target: Target, inputs: tuple[str, ...], framework: str) -> str:
    """The source, with a last line if need be, of which the model is the one that is named."""

    def layers(text: str, entry: str = "") -> list[tuple[str, str]]:
        read = read_source(text, Target("", entry), shapes(inputs), framework)
        return [(call.path, written(call.facts.outputs)) for call in read.layers]

    meant, name = layers(source, target.entry), f"{source.rstrip()}\n\n\nmodel = {target.entry}"
    for text in (source, f"{name}()\n"):
        with suppress(ShapeproofError):
            if layers(text) == meant:
                return text
    return f"{name}\n"
