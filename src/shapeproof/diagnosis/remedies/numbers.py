"""Numbers that are given to the modules in which a layer fails, where nothing else is known to mend
it: one after the other set to a number that the failure tells of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.remedies.places import is_of
from shapeproof.editing import Edit, Manuscript, replaced
from shapeproof.message import Place
from shapeproof.repairs import repairs, resized


def edits(manuscript: Manuscript, found: Broken, failure: Failure) -> Iterator[Edit]:
    """The whole numbers in the calls that make the layer and the modules around it, set so."""
    values = told_of(failure)
    places = [place for place in _places(found, failure) if is_of(manuscript, place)]
    for place in dict.fromkeys(place._replace(file=manuscript.file) for place in places):
        for node in _numbers_at(manuscript, place):
            changed = (replaced(manuscript, node, str(one)) for one in values if one != node.value)
            yield from (edit for edit in changed if edit)


def _numbers_at(manuscript: Manuscript, place: Place) -> list[ast.Constant]:
    """The whole numbers in a call, or in the statement of one, that begins at a place."""
    here = (
        node
        for sheet in manuscript.sheets
        for node in ast.walk(sheet.cell.tree)
        if isinstance(node, ast.Call | ast.Assign | ast.Expr) and sheet.place(node) == place
    )
    parts = (part for node in here for part in ast.walk(node))
    found = (one for one in parts if isinstance(one, ast.Constant) and type(one.value) is int)
    return list(dict.fromkeys(found))


def told_of(failure: Failure) -> list[int]:
    """The numbers that a failure tells of: what would do, what is read, what is said."""
    found: list[Any] = []
    if failure.layer is not None:
        found += [one.value for one in repairs(failure.layer, failure.inputs)]
        found += [one.value for one in resized(failure.layer, failure.inputs)]
    found += [int(one) for one in re.findall(r"\b\d{1,9}\b", str(failure.problem.message))]
    found += [size for x in failure.inputs for size in x.shape[1:] if type(size) is int]
    return list(dict.fromkeys(one for one in found if type(one) is int and one > 0))


def _places(found: Broken, failure: Failure) -> list[Place]:
    """Where the layer and the modules around it are made, the innermost first."""
    made = {call.path: call.at for call in found.model.tree}
    path, places = failure.problem.layer, [failure.problem.at]
    while path:
        places.append(made.get(path))
        path = path.rpartition(".")[0]
    return [place for place in places if place is not None]
