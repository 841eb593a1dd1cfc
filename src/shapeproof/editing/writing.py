"""A changed source written to a file, after a last look at what was changed."""

from __future__ import annotations

from shapeproof.editing.edit import Edit
from shapeproof.editing.manuscript import Manuscript


def write(manuscript: Manuscript, edit: Edit, to: str) -> None:
    """Write a source with a change in it to a file, which may be its own.

    Raises `EditError` where the change reaches further than it says, or cannot be written.
    """
