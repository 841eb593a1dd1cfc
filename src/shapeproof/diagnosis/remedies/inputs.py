"""The shape that a model reads, written otherwise where the source says it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeproof.diagnosis.failures import Broken
from shapeproof.editing import Edit, Manuscript, argument, combined, replaced
from shapeproof.editing.finding import calls, last_name
from shapeproof.repairs.forms import Axes
from shapeproof.rules.rule import Shape, Tensor

MAKING = ("randn", "rand", "zeros", "ones", "empty")
"""What torch makes a tensor of a shape with."""
STATED = {"shape": 1, "input_shape": 1, "batch_shape": 0, "batch_input_shape": 0}
"""The arguments that give an input of Keras its shape, and the axis that each begins with."""


def edits(manuscript: Manuscript, found: Broken, inputs: tuple[Tensor, ...]) -> Iterator[Edit]:
    """The tensors that a source calls its model on, made in these shapes."""
    each: list[Edit] = []
    for call, x in zip(found.model.inputs, inputs):
        node = next(_made_as(manuscript, call.output.shape), None)
        sizes = ", ".join(map(str, x.shape))
        if node is None:
            return
        function = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        edit = replaced(manuscript, node, f"{function}({sizes})")
        each += [edit] if edit else []
    whole = combined(*each) if each else None
    yield from [whole] if whole else []


def _made_as(manuscript: Manuscript, shape: Shape) -> Iterator[ast.expr]:
    """Where a tensor of this shape is made: a tuple of its sizes, or the call that has them."""
    for call in calls(manuscript):
        if last_name(call.func) in MAKING and not call.keywords:
            listed = call.args[0] if len(call.args) == 1 else None
            is_listed = isinstance(listed, ast.Tuple | ast.List)
            sizes = listed.elts if isinstance(listed, ast.Tuple | ast.List) else call.args
            if tuple(one.value for one in sizes if isinstance(one, ast.Constant)) == shape:
                yield listed if listed is not None and is_listed else call


def resized(manuscript: Manuscript, made: ast.Call, axis: int, value: int) -> Iterator[Edit]:
    """Another size in the shape that a model of Keras is given."""
    for node, first in _stated(made):
        if 0 <= axis - first < len(node.elts):
            edit = replaced(manuscript, node.elts[axis - first], str(value))
            yield from [edit] if edit else []


def reformed(manuscript: Manuscript, made: ast.Call, axes: Axes, rank: int) -> Iterator[Edit]:
    """Another form of that shape: axes put in, left out or moved."""
    for node, first in _stated(made):
        if first == 1 and len(node.elts) == rank - 1:
            sizes = [ast.unparse(one) for one in node.elts]
            moved = ["1" if axis == -1 else sizes[axis - 1] for axis in axes[1:]
                     if isinstance(axis, int)]  # fmt: skip
            inside = ", ".join(moved) + ("," if len(moved) == 1 else "")
            edit = replaced(manuscript, node, f"({inside})")
            yield from [edit] if edit else []


def _stated(made: ast.Call) -> Iterator[tuple[ast.Tuple | ast.List, int]]:
    """The shape that an input is made with, and the axis that its first element is."""
    for name, first in STATED.items():
        node = argument(made, name, ("shape",))
        if isinstance(node, ast.Tuple | ast.List):
            yield node, first
