"""How a source names a thing of a framework, by its imports."""

from __future__ import annotations

from typing import NamedTuple

from shapeproof.editing.edit import Edit, Replacement
from shapeproof.editing.manuscript import Manuscript


class Spelling(NamedTuple):
    """A name as the source writes it, and the import line that it needs (empty: none)."""

    text: str
    imports: tuple[Replacement, ...] = ()


def spelling(manuscript: Manuscript, name: str) -> Spelling:
    """How a source writes `keras.layers.Flatten` or `torch.flatten`."""
    return Spelling(name)


def with_import(edit: Edit, name: Spelling) -> Edit:
    """An edit with the import line that a name in it needs."""
    return edit._replace(replacements=(*edit.replacements, *name.imports))
