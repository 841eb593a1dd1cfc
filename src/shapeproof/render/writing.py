"""Pieces of text: sizes, shapes, counts and equations as they are written, lines that fit."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.notation import size, worked
from shapeproof.explanation import Line
from shapeproof.language import Translate
from shapeproof.message import noun, say
from shapeproof.rules.rule import Tensor

COLUMNS = 80


def equation(line: Line, tell: Translate) -> str:
    named = say("{name}: {worked}", name=noun(line.subject), worked=worked(line.formula))
    return named.told(tell)


def term(name: str, tell: Translate) -> str:
    """What a quantity is called: Keras's own words for its arguments, the language's for sizes."""
    return noun(name).told(tell)


def counted(number: Dim) -> str:
    """A count with its thousands apart, or a formula."""
    return f"{int(number):,}" if isinstance(number, int) else size(number)


def titled(path: str, kind: str) -> str:
    """`conv1 (Conv2d)`; a function goes by its own name, and needs no other."""
    return path if path.rpartition(".")[2] == kind else f"{path} ({kind})"


def memory(number: Dim) -> str:
    """Bytes as Keras writes them: `5.54 KB`."""
    if not isinstance(number, int):
        return f"{size(number)} B"
    units = ("B", "KB", "MB", "GB", "TB")
    power = min(max(number.bit_length() - 1, 0) // 10, len(units) - 1)
    try:
        return f"{number / 1024**power:.2f} {units[power]}"
    except OverflowError:  # too large for a float
        return f"{number // 1024**power} {units[power]}"


def shapes(tensors: tuple[Tensor, ...]) -> str:
    return ", ".join(map(shape, tensors))


def shape(x: Tensor) -> str:
    return numbers(x.shape)


def numbers(sizes: tuple[Dim, ...]) -> str:
    """A shape as Python writes a tuple."""
    inside = ", ".join(map(size, sizes))
    return f"({inside},)" if len(sizes) == 1 else f"({inside})"


def wide(text: str) -> int:
    """The columns that a text takes; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def fitting(text: str, width: int) -> int:
    """How many characters of a text fit into so many columns; one at least."""
    return next((i for i in range(1, len(text)) if wide(text[: i + 1]) > width), len(text))


def wrapped(text: str, width: int, indent: str = "", is_product: bool = False) -> Iterator[str]:
    """The text in lines of at most so many columns; Chinese may break after any character, and a
    product that fits into no line after any factor."""
    if wide(text) <= width:
        yield text.rstrip()
        return
    line = ""
    for word in _factors(text, width - wide(indent)) if is_product else _words(text):
        if line and wide(line) + wide(word.rstrip()) > width:
            yield line.rstrip()
            line = indent + word.lstrip()
        else:
            line += word
    if line:
        yield line.rstrip()


def _factors(text: str, width: int) -> Iterator[str]:
    """The words; a product that fits into no line, factor by factor."""
    for word in _words(text):
        if wide(word) <= width or "*" not in word:
            yield word
            continue
        *factors, last = word.split("*")
        yield from (f"{factor}*" for factor in factors)
        yield last


OPENING, CLOSING = "（“《([", "）”》，。：；、？！…)],.:;"  # stay with what follows, what precedes


def _words(text: str) -> Iterator[str]:
    """What no line may break: words, and Chinese characters with the signs that belong to them."""
    word = ""
    for character in text:
        may_break = word.endswith(" ") or 2 in (wide(word[-1:]), wide(character))
        if word and may_break and character not in CLOSING + " " and word[-1] not in OPENING:
            yield word
            word = ""
        word += character
    if word:
        yield word
