"""An argument of a call set to a value: where it stands, or where its value comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapeproof.editing import brackets
from shapeproof.editing.definitions import definitions_of
from shapeproof.editing.edit import Change, Edit, made
from shapeproof.editing.finding import argument, is_starred
from shapeproof.editing.manuscript import Manuscript
from shapeproof.editing.replacing import replaced


def with_argument(
    manuscript: Manuscript,
    call: ast.Call,
    name: str,
    value: int | str,
    positions: Sequence[str] = (),
) -> Edit | None:
    """A call with an argument set to a value, which is a number or source text.

    `name` is the argument's, or an element of it such as `kernel_size[0]`; `positions` are the
    names of all that may be given by position, in order.  An argument that is not given is added
    by its name.  None where `*args` or `**kwargs` may give it.
    """
    name, index = _parts(name)
    given = argument(call, name, positions)
    if given is not None:
        part = _element(given, index)
        return None if part is None else replaced(manuscript, part, str(value))
    if index is not None or not _takes_keyword(call, name, positions):
        return None
    sheet, text = manuscript.sheet(call), f"{name}={value}"
    rest = sorted((*call.args, *call.keywords), key=sheet.end)
    if rest:
        changes = brackets.appended(sheet, call, sheet.start(rest[-1]), rest[-1], text)
    else:
        inside = brackets.opening(sheet, call)
        changes = [Change(inside, inside, text)]
    return made(manuscript, call, changes)


def alternatives(
    manuscript: Manuscript,
    call: ast.Call,
    name: str,
    value: int | str,
    positions: Sequence[str] = (),
) -> list[Edit]:
    """The ways to give an argument a value, the likeliest first.

    Where the argument is a variable whose value stands at one place of the source, that place is
    the first, and the call itself the second.
    """
    return [edit for edit in _alternatives(manuscript, call, name, value, positions) if edit]


def _alternatives(
    manuscript: Manuscript,
    call: ast.Call,
    name: str,
    value: int | str,
    positions: Sequence[str],
) -> Iterator[Edit | None]:
    bare, index = _parts(name)
    given = argument(call, bare, positions)
    if given is not None:
        part = _element(given, index)
        literal = _element(_literal(manuscript, given if part is None else part),
                           index if part is None else None)  # fmt: skip
        if literal is not None and literal is not part:
            yield replaced(manuscript, literal, str(value))
    yield with_argument(manuscript, call, name, value, positions)


def _literal(manuscript: Manuscript, expression: ast.expr) -> ast.expr | None:
    """The one place where the value of an expression is written."""
    definitions = definitions_of(manuscript, expression)
    return definitions[0] if len(definitions) == 1 else None


def _takes_keyword(call: ast.Call, name: str, positions: Sequence[str]) -> bool:
    is_spread = any(keyword.arg is None for keyword in call.keywords)
    hides = name in positions and any(map(is_starred, call.args))
    return not is_spread and not hides and not any(map(_is_generator, call.args))


def _is_generator(node: ast.expr) -> bool:
    return isinstance(node, ast.GeneratorExp)


def _parts(name: str) -> tuple[str, int | None]:
    """`kernel_size[0]` as `kernel_size` and 0."""
    bare, bracket, index = name.partition("[")
    return bare, int(index.rstrip("]")) if bracket else None


def _element(node: ast.expr | None, index: int | None) -> ast.expr | None:
    """An element of a tuple or list that is written out; without an index, the whole."""
    match node:
        case _ if index is None:
            return node
        case ast.Tuple(elts=elements) | ast.List(elts=elements) if index < len(elements):
            return None if any(map(is_starred, elements)) else elements[index]
        case _:
            return None
