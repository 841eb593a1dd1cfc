"""Channels dealt out to groups: as many to each, and none left over."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides
from shapeproof.rules.rule import need


def need_groups(groups: Dim, channels: Dim) -> None:
    """What is read is dealt out evenly."""
    need(groups >= 1, "there must be at least 1 group, not {groups}", groups=groups)
    need(
        divides(groups, channels),
        "{groups:group|groups} cannot share {channels:input channel|input channels} evenly; "
        "choose a number that divides them",
        groups=groups,
        channels=channels,
    )


def need_groups_of_filters(groups: Dim, filters: Dim) -> None:
    """What is written is dealt out evenly too."""
    need(
        divides(groups, filters),
        "{groups:group|groups} cannot share {filters:filter|filters} evenly; choose a number "
        "that divides them",
        groups=groups,
        filters=filters,
    )
