"""Where the value of a variable is written: the literals that it may come from."""

from __future__ import annotations

import ast

from shapeproof.editing.manuscript import Manuscript


def definitions_of(manuscript: Manuscript, expression: ast.expr) -> tuple[ast.expr, ...]:
    """The literals that an expression may have for its value; empty where something else may be."""
    return (expression,) if isinstance(expression, ast.Constant) else ()
