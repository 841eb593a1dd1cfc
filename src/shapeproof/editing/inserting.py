"""A layer put before or after another: in a row of layers, or in a line of its own."""

from __future__ import annotations

import ast

from shapeproof.editing.edit import Edit
from shapeproof.editing.manuscript import Manuscript


def inserted_before(manuscript: Manuscript, call: ast.Call, text: str) -> Edit | None:
    """A layer put before another; None where layers do not stand in a row there."""
    return None


def inserted_after(manuscript: Manuscript, call: ast.Call, text: str) -> Edit | None:
    """A layer put after another; None where layers do not stand in a row there."""
    return None
