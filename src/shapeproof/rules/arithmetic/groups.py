"""Channels dealt out to groups: as many to each, and none left over."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import divides
from shapeproof.rules.rule import need


def need_groups(groups: Dim, channels: Dim) -> None:
    """What a layer with filters reads is dealt out evenly."""
    need_one(groups)
    need(
        divides(groups, channels),
        "{groups:group|groups} cannot share {channels:input channel|input channels} evenly; "
        "choose a number that divides them",
        groups=groups,
        channels=channels,
    )


def need_groups_of_filters(groups: Dim, filters: Dim) -> None:
    """Its filters are dealt out evenly too."""
    need(
        divides(groups, filters),
        "{groups:group|groups} cannot share {filters:filter|filters} evenly; choose a number "
        "that divides them",
        groups=groups,
        filters=filters,
    )


def need_groups_of_channels(groups: Dim, channels: Dim) -> None:
    """What comes out with the channels that it went in with is dealt out evenly."""
    need_one(groups)
    need(
        divides(groups, channels),
        "{groups:group|groups} cannot share {channels:channel|channels} evenly; choose a number "
        "that divides them",
        groups=groups,
        channels=channels,
    )


def need_one(groups: Dim) -> None:
    need(groups >= 1, "there must be at least 1 group, not {groups}", groups=groups)
