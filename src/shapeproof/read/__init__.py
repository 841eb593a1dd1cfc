"""Readers: from what a person names (a file, a name in it, text) to a `Model`.

A table says which module reads which kind of file; it is imported when one is met.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import IO, Any, NamedTuple

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.message import Message, ReadError, say
from shapeproof.model import Model
from shapeproof.rules.rule import Tensor

KINDS = {".py": "source.entry", ".ipynb": "source.entry", ".txt": "source.entry"}
FILES: dict[str, str] = dict.fromkeys((".json", ".keras", ".h5", ".hdf5"), "keras.files")
"""Files that are no sources: their readers are given them open, and read what they need."""
LIVE = {
    "keras": ("keras.live", "weights"),
    "tf_keras": ("keras.live", "weights"),
    "tensorflow": ("keras.live", "weights"),
    "torch": ("torch.live", "named_modules"),
}
"""The module that reads live models, by the package that their class comes from, and what every
model of that package has."""
DTYPES = (
    *("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex64", "complex128", "string"),
)
"""What an input may be, as in `1,128:int64`."""
Reader = Callable[[str | bytes, str, str, tuple[Tensor, ...], str], Model]
LARGEST = 16 * 1024 * 1024  # bytes of a source


class Target(NamedTuple):
    """What is to be read: a file and, in it, a name or an expression; `-` is standard input."""

    file: str
    entry: str = ""

    @classmethod
    def parse(cls, text: str) -> Target:
        """`FILE`, `FILE:NAME` or `FILE:CALL`."""
        if text == "-" or os.path.exists(text):  # noqa: PTH110  (pathlib costs a tenth of a run)
            return cls(text)
        for suffix in KINDS:
            file, colon, entry = text.partition(f"{suffix}:")
            if colon:
                return cls(file + suffix, entry)
        if text.startswith("-:"):
            return cls("-", text[2:])
        return cls(text)


def read(target: Target, inputs: tuple[Tensor, ...] = (), framework: str = "") -> Model:
    """The model that a file makes; `inputs` are the shapes that it shall read, and `framework` what
    it is written for, where it leaves that open.

    Raises `ReadError` where there is nothing to be read.
    """
    if (data := loaded(target)) is not None:
        return read_source(data, target, inputs, framework)
    suffix = os.path.splitext(target.file)[1]  # noqa: PTH122
    if suffix not in KINDS and suffix not in FILES:
        kinds = ", ".join((*KINDS, *FILES))
        raise ReadError(
            say(
                "there is no reader for this kind of file; there are those for {kinds}", kinds=kinds
            )
        )
    try:
        with open(target.file, "rb") as file:  # noqa: PTH123
            reader = import_module(f"shapeproof.read.{FILES[suffix]}")
            model: Model = reader.read(file, target.file, inputs)
            return model
    except OSError as error:
        raise _unopened(error) from None


def loaded(target: Target) -> bytes | None:
    """The bytes of a source, for those who read it more than once; None for what is no source.

    Raises `ReadError` where it cannot be opened.
    """
    if target.file == "-":
        return _bounded(sys.stdin.buffer)
    if os.path.splitext(target.file)[1] not in KINDS:  # noqa: PTH122
        return None
    try:
        with open(target.file, "rb") as file:  # noqa: PTH123
            return _bounded(file)
    except OSError as error:
        raise _unopened(error) from None


def read_source(
    data: str | bytes, target: Target, inputs: tuple[Tensor, ...] = (), framework: str = ""
) -> Model:
    """The model that a source makes whose text is at hand."""
    suffix = os.path.splitext(target.file)[1] if target.file not in ("", "-") else ".py"  # noqa: PTH122
    return _reader(suffix)(data, target.file, target.entry, inputs, framework)


def is_source(text: str) -> bool:
    """Whether a text is Python source, and not the path of one."""
    return "\n" in text or "(" in text.partition(".py:")[0]


def not_read(model: object) -> ReadError:
    """What to say of an object that is no model."""
    kind = type(model).__name__
    return ReadError(
        say("explain takes a live model, source text or a path, not {kind}", kind=kind)
    )


def read_text(source: str, entry: str = "", inputs: tuple[Tensor, ...] = ()) -> Model:
    """The model that Python text makes."""
    return _reader(".py")(source, "", entry, inputs, "")


def read_live(
    model: object, inputs: Sequence[Any] = (), keywords: Mapping[str, Any] = {}
) -> Model | None:
    """A live model of a framework on these inputs; None for anything else.  It is left as it is."""
    packages = [cls.__module__.partition(".")[0] for cls in type(model).__mro__]
    found = next((LIVE[package] for package in packages if package in LIVE), None)
    if found is None or not hasattr(model, found[1]):
        return None
    live: Model = import_module(f"shapeproof.read.{found[0]}").read(model, inputs, keywords)
    return live


def _reader(suffix: str) -> Reader:
    reader: Reader = import_module(f"shapeproof.read.{KINDS[suffix]}").read
    return reader


def _unopened(error: OSError) -> ReadError:
    why = error.strerror or str(error)
    return ReadError(say("it cannot be opened: {why}", why=Message(why)))


def _bounded(file: IO[bytes]) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(say("it is larger than {most} MB; give the part that makes the model",
                            most=LARGEST // 1024 // 1024))  # fmt: skip
    return data


class Shapes(tuple[Tensor, ...]):
    """What a model is to read, in the order given; `names` are those of inputs that have one."""

    names: tuple[str, ...] = ()

    def ordered(self, names: Sequence[str]) -> tuple[Tensor, ...]:
        """The shapes in the order of these names, those without a name in the places left.

        Raises `ReadError` for a name that is not among them.
        """
        found: dict[str, Tensor] = {}
        for name, x in zip(self.names, self):
            if name and name not in names:
                reason = say("no input is called `{name}`; there are {names}",
                             name=name, names=tuple(names))  # fmt: skip
                raise ReadError(reason)
            found |= {name: x} if name else {}
        left = iter(x for name, x in zip(self.names, self) if not name)
        placed = (found.get(name) or next(left, None) for name in names)
        return (*(x for x in placed if x is not None), *left)


def shapes(texts: Sequence[str]) -> Shapes:
    """Shapes such as `1,3,224,224` or `ids=1,128:int64`; a word is the same unknown in all.

    Raises `ReadError` for anything else.
    """
    letters: dict[str, Name] = {}
    named = [text.partition("=") if "=" in text else ("", "", text) for text in texts]
    made = Shapes(shape(text, letters) for _, _, text in named)
    made.names = tuple(name.strip() for name, _, _ in named)
    return made


def shape(text: str, letters: dict[str, Name] | None = None) -> Tensor:
    """`None,60,1`, `1,3,224,224`, `N,3,H,W` or `1,128:int64`; `()` is a tensor of no axes.

    Raises `ReadError` for anything else.
    """
    sizes, _, dtype = text.partition(":")
    if dtype and dtype not in DTYPES:
        raise ReadError(say("`{dtype}` is no dtype; there are {known}", dtype=dtype, known=DTYPES))
    sizes = sizes.strip().removeprefix("(").removesuffix(")").rstrip(",")
    names: dict[str, Name] = {} if letters is None else letters
    parts = [part.strip() for part in sizes.split(",")] if sizes.strip() else []
    return Tensor(tuple(_size(part, i, names, text) for i, part in enumerate(parts)), dtype or None)


def sizes(given: Sequence[int | str | None]) -> Tensor:
    """`(None, 60, 1)` as a tensor; a word is an unknown."""
    return shape(",".join(map(str, given)))


def _size(part: str, axis: int, names: dict[str, Name], text: str) -> Dim:
    if part == "None":
        return (
            PerExample(1) if axis == 0 else names.setdefault(f"size {axis}", Name(f"size {axis}"))
        )
    if part.isascii() and part.isdigit() and len(part) <= 18:
        return int(part)
    if part.isidentifier():
        return names.setdefault(part, Name(part))
    raise ReadError(
        say("`{text}` is no shape: write sizes with commas, batch first, such as None,60,1",
            text=text)
    )  # fmt: skip
