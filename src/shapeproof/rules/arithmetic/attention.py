"""Attention: each query is matched with each key, and the values are mixed by how well they match.

One head of 16 numbers, 10 queries and 12 keys, on an example of a batch of 1:

>>> matching(1, 10, 12, 16), mixing(1, 10, 12, 16)
(1920, 1920)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step, total
from shapeproof.message import say
from shapeproof.rules.rule import Shape

MIXED = say("values mixed by how their keys match the query")


class Projection(NamedTuple):
    """A dense layer used at each of `places` of an example: what it reads and writes there."""

    places: Dim
    reads: Shape
    writes: Shape

    @property
    def macs(self) -> Dim:
        return product((self.places, *self.reads, *self.writes))

    @property
    def read(self) -> Dim:
        """How many numbers it reads of an example."""
        return product((self.places, *self.reads))

    @property
    def written(self) -> Dim:
        """How many numbers it writes for an example."""
        return product((self.places, *self.writes))


def projecting(parts: Iterable[Projection]) -> Dim:
    """What it costs to make queries, keys and values, and to put the heads together again."""
    return step("projections", total(part.macs for part in parts))


def matching(heads: Dim, queries: Dim, keys: Dim, width: Dim) -> Dim:
    """A product for each number of a query and a key, every query with every key."""
    return step("matching", product((queries, keys, heads, width)))


def mixing(heads: Dim, queries: Dim, keys: Dim, width: Dim) -> Dim:
    """A product for each number of a value, every value for every query."""
    return step("mixing", product((queries, keys, heads, width)))


def shares(heads: Dim, queries: Dim, keys: Dim) -> Dim:
    """A softmax makes shares of 1 of the matches of one query: one operation a match."""
    return product((queries, keys, heads))
