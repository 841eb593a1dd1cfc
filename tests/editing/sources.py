"""Sources of a few lines, and the nodes in them that tests speak of."""

import ast

from shapeproof.editing import Edit, Manuscript
from shapeproof.editing.finding import calls, last_name, nodes
from shapeproof.editing.trees import is_elsewhere_alike

LINEAR = ("in_features", "out_features", "bias")


def call(manuscript: Manuscript, name: str) -> ast.Call:
    """The first call of a name."""
    return next(one for one in calls(manuscript) if last_name(one.func) == name)


def node(manuscript: Manuscript, code: str) -> ast.expr:
    """The first expression that is written so, spaces apart."""
    return next(one for one in nodes(manuscript)
                if isinstance(one, ast.expr) and ast.unparse(one) == code)  # fmt: skip


def changed(manuscript: Manuscript, edit: Edit | None) -> str | bytes | None:
    """The source with the edit in it, which changes the tree nowhere else."""
    if edit is None:
        return None
    assert is_elsewhere_alike(manuscript, edit), edit
    return edit.applied(manuscript)
