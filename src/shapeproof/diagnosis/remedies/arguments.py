"""Arguments of layers and functions set to other values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapeproof.algebra.words import product
from shapeproof.diagnosis.candidates import Changes
from shapeproof.diagnosis.failures import Broken
from shapeproof.diagnosis.remedies.inputs import resized
from shapeproof.diagnosis.remedies.places import is_of, made_at
from shapeproof.editing import Edit, Manuscript, alternatives, argument, combined, replaced
from shapeproof.model import Call

PRODUCT = re.compile(r"\d+(\s*\*\s*\d+)+")


def edits(manuscript: Manuscript, found: Broken, changes: Changes) -> Iterator[Edit]:
    """The ways to write these values; those of several keys as one edit."""
    ways = [list(_edits(manuscript, found, key, value)) for key, value in changes]
    if not all(ways):
        return
    if len(ways) == 1:
        yield from ways[0]
    elif (both := combined(*(way[0] for way in ways))) is not None:
        yield both


def written(value: Any) -> int | str:
    """A value as source text; a number as it is."""
    return value if type(value) is int else f'"{value}"' if isinstance(value, str) else repr(value)


def _edits(manuscript: Manuscript, found: Broken, key: str, value: Any) -> Iterator[Edit]:
    path, _, name = key.rpartition(".")
    call = next((node.call for node in found.passage.nodes if node.path == path), None)
    if call is None or not is_of(manuscript, call.at):
        return
    made = made_at(manuscript, call)
    if call.is_input:
        yield from resized(manuscript, made, int(name), value)
    elif name.endswith("]") and not call.shown.is_layer:
        yield from _of_sizes(manuscript, found, made, call, name, value)
    else:
        positions = call.layer.rule.parameters
        node = argument(made, name, positions)
        if node and (again := _in_factors(manuscript, found, node, call, value)) is not None:
            yield again
            return
        yield from alternatives(manuscript, made, name, written(value), positions)


def _in_factors(
    manuscript: Manuscript, found: Broken, node: ast.expr, call: Call, value: Any
) -> Edit | None:
    """A size that is written as a product of sizes, as in `16*5*5`, written so again: as the sizes
    that are put together in the call, or before it."""
    text = manuscript.sheet(node).written(node)
    if not PRODUCT.fullmatch(text):
        return None
    for one in found.passage.nodes:
        factors = one.call.inputs[0].shape[1:] if one.reads else ()
        gives = [size for x in one.call.facts.outputs for size in x.shape[1:]]
        is_alike = len(factors) == text.count("*") + 1 and (one.call is call or value in gives)
        if is_alike and product(factors) == value:
            signs = [*re.split(r"\d+", text)[1:-1], ""]
            again = "".join(f"{size}{sign}" for size, sign in zip(factors, signs))
            return replaced(manuscript, node, again)
    return None


def _of_sizes(
    manuscript: Manuscript, found: Broken, made: ast.Call, call: Call, name: str, value: Any
) -> Iterator[Edit]:
    """One of the sizes or axes that a function is given, in a tuple or one by one; what is computed
    from a tensor is right by itself."""
    bare, _, place = name.rstrip("]").partition("[")
    plain = [one for one in made.args if not isinstance(one, ast.Starred)]
    given = [argument(made, bare, ()), *plain]
    listed = [one.elts for one in given if isinstance(one, ast.Tuple | ast.List)]
    elements = listed[0] if listed else plain
    if int(place) < len(elements) and not _is_computed(elements[int(place)]):
        node = elements[int(place)]
        edit = _in_factors(manuscript, found, node, call, value)
        edit = edit or replaced(manuscript, node, str(value))
        yield from [edit] if edit else []


def _is_computed(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call | ast.Subscript) for part in ast.walk(node))
