"""Python text and its syntax tree, from a file, a notebook, or what was pasted."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from shapeproof.message import Note, Place, ReadError, say
from shapeproof.read.source.budget import Limit, deep

MOST_BYTES = 1_000_000
MOST_NOTEBOOK_BYTES = 50_000_000
PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
PROMPTS = (">>> ", "... ", ">>>", "...")


class Cell(NamedTuple):
    """One tree, the lines it was parsed from, and how much was cut off at the left of each.

    One that `is_ours` describes what a framework does, and stands in no file of anybody's.
    """

    tree: ast.Module
    lines: list[str]
    margins: list[int]
    number: int | None
    file: str
    is_ours: bool = False

    def column(self, line: int, offset: int) -> int:
        """The column in characters, from 1, of a byte offset in a line."""
        if not 0 < line <= len(self.lines):
            return offset + 1
        text = self.lines[line - 1]
        if not text.isascii():
            offset = len(text.encode()[:offset].decode(errors="ignore"))
        return offset + self.margins[line - 1] + 1

    def segment(self, node: Any) -> str:
        """The text of a node, where it stands in one to a few lines."""
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
        if not 0 < first <= last <= min(len(self.lines), first + 20):
            return ""
        lines = [line.encode() for line in self.lines[first - 1 : last]]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return " ".join(line.decode(errors="ignore").strip() for line in lines)


def cells(source: str | bytes, file: str, notes: list[Note]) -> list[Cell]:
    """The parts of a source, each parsed; a cell that is no Python is passed over with a note."""
    limit = MOST_NOTEBOOK_BYTES if file.endswith(".ipynb") else MOST_BYTES
    if len(source) > limit:
        raise refused(
            "it is larger than {limit:,} bytes; give the part that builds the model",
            Place(1, 1, None, file),
            limit=limit,
        )
    text = decoded(source, file)
    sources = notebook(text, file)
    if sources is None:
        return [parsed(text, Place(1, 1, None, file))]
    found: list[Cell] = []
    failed: list[ReadError] = []
    for number, cell in sources:
        try:
            found.append(parsed(cell, Place(1, 1, number, file)))
        except ReadError as error:
            failed.append(error)
    if failed and not any(cell.tree.body for cell in found):
        raise failed[0]
    for each in failed:
        notes.append(Note(each.at, say("passed over this cell: {why}", why=each.message)))
    return found


def refused(template: str, at: Place, **values: Any) -> ReadError:
    return ReadError(say(template, **values), at)


def decoded(source: str | bytes, file: str) -> str:
    """The text without its byte order mark, its lines ended by `\\n`."""
    if isinstance(source, bytes):
        source = from_bytes(source)
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in source:
        line = source.count("\n", 0, source.index("\0")) + 1
        raise refused(
            "it has a NUL byte, so it is no text; give Python source", Place(line, 1, None, file)
        )
    return source.encode(errors="replace").decode()


def from_bytes(source: bytes) -> str:
    if source[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return source.decode("utf-16", errors="replace")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        return source.decode("latin-1")


def notebook(text: str, file: str) -> list[tuple[int, str]] | None:
    """The code cells of a notebook with their numbers; None if the text is no notebook."""
    if not (file.endswith(".ipynb") or (text.lstrip()[:1] == "{" and '"cells"' in text)):
        return None
    import json

    at = Place(1, 1, None, file)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError, MemoryError):
        if not file.endswith(".ipynb"):
            return None
        raise refused(
            "it is no notebook, because it is no JSON; save it again from Jupyter", at
        ) from None
    sheets: list[Any] = [document]
    if isinstance(document, dict) and isinstance(document.get("worksheets"), list):
        sheets = document["worksheets"]
    listed: list[Any] = []
    for sheet in sheets:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            listed.extend(sheet["cells"])
    if not listed and not file.endswith(".ipynb"):
        return None
    found = [
        (number, code(cell))
        for number, cell in enumerate(listed, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    if not found:
        raise refused("it is a notebook without code cells; give one that has some", at)
    return found


def code(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    text = source if isinstance(source, str) else ""
    if text.lstrip().startswith("%%") and not text.lstrip().startswith(PYTHON_MAGICS):
        return ""
    return decoded(text.replace("\0", ""), "")


def parsed(text: str, at: Place) -> Cell:
    """The tree of a text: as it stands if it is Python, else as it was before it was pasted."""
    first: SyntaxError | None = None
    if len(text) > MOST_BYTES:
        raise refused("it is larger than {limit:,} bytes; split it", at, limit=MOST_BYTES)
    original = lines = text.split("\n")
    if any(map(is_ipython_prompt, lines)):  # `In [3]: x = 1` is Python too, but not what is meant
        lines = without_prompts(lines)
    for mend in (None, *MENDS):
        mended = mend(lines) if mend else lines
        if mend and mended == lines:
            continue
        lines = mended
        try:
            tree = syntax("\n".join(lines), at)
        except SyntaxError as error:
            first = first or error
            continue
        margins = [max(0, len(a) - len(b)) if a.endswith(b) else 0
                   for a, b in zip(original, lines)]  # fmt: skip
        return Cell(tree, lines, margins, at.cell, at.file)
    assert first is not None
    raise no_python(first, original, at)


def expression(text: str, file: str) -> tuple[ast.expr, Cell]:
    """One expression, such as the call of a `FILE:CALL`."""
    at = Place(1, 1, None, file)
    if len(text) > 10_000:
        raise refused("the expression is too long; name a function of the file instead", at)
    try:
        tree = syntax(text.strip(), at)
    except SyntaxError as error:
        raise refused(
            "`{text}` is no expression ({reason}); write a call such as `ResNet18()`",
            at,
            text=text.strip()[:80],
            reason=error.msg,
        ) from None
    match tree.body:
        case [ast.Expr(value=node)]:
            return node, Cell(tree, [text.strip()], [0], None, file)
        case _:
            raise refused(
                "`{text}` is no expression; write a call such as `ResNet18()`",
                at,
                text=text.strip()[:80],
            )


def syntax(text: str, at: Place) -> ast.Module:
    """Raises SyntaxError; other trouble of the parser is a `ReadError`."""
    try:
        with deep(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except Limit as limit:
        raise ReadError(limit.message, at) from None
    except SyntaxError:
        raise
    except (ValueError, OverflowError, SystemError) as error:
        reason = " ".join(str(error).split())[:100]
        raise refused("it is no Python ({reason}); correct it", at, reason=reason) from None


QUOTES = "“”‘’«»„`´"


def no_python(error: SyntaxError, lines: list[str], at: Place) -> ReadError:
    """A syntax error in one line, with the way out that its cause suggests."""
    line = error.lineno or 1
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    at = at._replace(line=line, column=error.offset or 1)
    curly = next((each for each in text if each in QUOTES), None)
    if curly and ("invalid character" in error.msg or "unterminated" in error.msg):
        return refused(
            "it is no Python, because {quote} is a typographic quote; type straight quotes",
            at,
            quote=curly,
        )
    if "too many nested" in error.msg or "too complex" in error.msg:
        return refused("the code is nested too deeply to be read; split it", at)
    reason = " ".join(error.msg.split())[:120]
    return refused("it is no Python ({reason}); correct this line", at, reason=reason)


def without_magics(lines: list[str]) -> list[str]:
    """Lines for IPython or a shell, such as `%matplotlib inline` and `!pip install`."""
    return [unmagic(line) for line in lines]


def unmagic(line: str) -> str:
    bare = line.lstrip()
    indent = line[: len(line) - len(bare)]
    if bare.startswith(("%", "!", "?")) or (bare.rstrip().endswith("?") and "#" not in bare):
        return indent + "pass" if indent else ""
    name, equals, value = bare.partition("=")
    if equals and value.lstrip().startswith(("!", "%")) and name.strip().isidentifier():
        return f"{indent}{name}= {name.strip()}"
    return line


def without_prompts(lines: list[str]) -> list[str]:
    """What was typed after `>>> ` or `In [3]: `, and not what the shell answered."""
    bare = [line.lstrip() for line in lines]
    if any(line.startswith(">>>") for line in bare):
        return [unprompted(line) if line.startswith(PROMPTS) else "" for line in bare]
    if not any(map(is_ipython_prompt, bare)):
        return lines
    result: list[str] = []
    answering = False
    for line, text in zip(lines, bare):
        if is_ipython_prompt(text):
            answering = False
            result.append(text.partition("]:")[2].removeprefix(" "))
        elif text.startswith("Out["):
            answering = True
            result.append("")
        elif text.startswith("...:"):
            result.append(text.removeprefix("...:").removeprefix(" "))
        else:
            result.append("" if answering else line)
    return result


def is_ipython_prompt(line: str) -> bool:
    """`In [3]: x = 1`."""
    number, bracket, _ = line.removeprefix("In [").partition("]:")
    return line.startswith("In [") and bool(bracket) and number.strip().isdigit()


def unprompted(line: str) -> str:
    for prompt in PROMPTS:
        if line.startswith(prompt):
            return line[len(prompt) :]
    return line


def without_fences(lines: list[str]) -> list[str]:
    """The code between ``` fences, if there are any, and not the prose around it."""
    inside = False
    if not any(line.lstrip().startswith("```") for line in lines):
        return lines
    opened = next(line.strip() for line in lines if line.lstrip().startswith("```"))
    if sum(line.lstrip().startswith("```") for line in lines) == 1 and opened == "```":
        inside = True  # only the end of the fence was pasted along
    result: list[str] = []
    for line in lines:
        if line.lstrip().startswith("```"):
            inside = not inside
            result.append("")
        else:
            result.append(line if inside else "")
    return result


def dedented(lines: list[str]) -> list[str]:
    """Without the indentation that all lines share; the first line may have lost its own."""
    lines = [line.expandtabs(8) if "\t" in line[: indentation(line) + 1] else line
             for line in lines]  # fmt: skip
    filled = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not filled:
        return lines
    shared = min(map(indentation, filled))
    return [line[shared:] if indentation(line) >= shared else line.lstrip() for line in lines]


def indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


SPACES = {ord(c): " " for c in "\u00a0\u2002\u2003\u2009\u202f\u3000"} | {
    ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\u00ad"
}


def plain_spaces(lines: list[str]) -> list[str]:
    """With the spaces of web pages made plain ones."""
    return [line.translate(SPACES) for line in lines]


def python3(lines: list[str]) -> list[str]:
    """Python 2's `print x`, `except E, e` and `exec x` as Python 3 writes them."""
    return [modern(line) for line in lines]


def modern(line: str) -> str:
    bare = line.lstrip()
    indent = line[: len(line) - len(bare)]
    word, _, rest = bare.partition(" ")
    if bare.rstrip() == "print":
        return f"{indent}print()"
    if word in ("print", "exec") and rest and not rest.startswith(("=", "(")):
        return f"{indent}{word}({rest.partition('  #')[0].rstrip().rstrip(',')})"
    if word == "print" and rest.startswith("("):
        return f"{indent}print({rest})"
    if word == "except" and ", " in rest and rest.rstrip().endswith(":"):
        kind, _, name = rest.rstrip().removesuffix(":").rpartition(", ")
        return f"{indent}except {kind} as {name}:" if name.isidentifier() else line
    return line


MENDS: tuple[Callable[[list[str]], list[str]], ...] = (
    plain_spaces,
    without_fences,
    without_prompts,
    without_magics,
    dedented,
    python3,
)
