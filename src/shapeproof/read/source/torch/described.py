"""Modules that are described by a text in Python, read by the same interpreter as any source.

What goes wrong in such a text is the mistake of whoever called it, and is shown there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.read.source import text
from shapeproof.read.source.scope import UNBOUND, Scope
from shapeproof.read.source.torch import composed, small

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

HOMES = {**composed.HOMES, **small.HOMES}
"""The text that says what a package has, by the packages that have it under the same names."""


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name means that a text describes."""
    home, _, name = dotted.rpartition(".")
    home, described = next(
        ((one, HOMES[one]) for one in (home, *outer(home)) if one in HOMES), ("", "")
    )
    if not defines(described, name):
        return None
    value = scope_of(names, described).find(name)
    return None if value is UNBOUND else value


def defines(described: str, name: str) -> bool:
    """Whether a text has this name, before anybody reads it."""
    return any(f"\n{word}{name}{sign}" in described for word, sign in FORMS)


FORMS = (("class ", "("), ("class ", ":"), ("def ", "("), ("", " = "))


def outer(home: str) -> list[str]:
    """The packages around a module: `timm.models.layers.drop` is in `timm.models.layers`."""
    parts = home.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def scope_of(names: TorchNames, described: str) -> Scope:
    """What a text defines; it is read when one of its names is first asked for."""
    if described not in names.described:
        reader = names.interpreter
        scope = names.described[described] = Scope()
        cells = text.cells(described, "", [])
        before = len(reader.bindings)
        reader.elsewhere([cell._replace(is_ours=True) for cell in cells], scope)
        del reader.bindings[before:]
    return names.described[described]
