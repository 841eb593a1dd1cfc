"""Contractions: two tensors multiplied along one axis of each, and the products added up."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.rules.rule import Shape, need


def contraction(left: Shape, right: Shape, i: int, j: int) -> tuple[Shape, Dim]:
    """The shape and the multiply-accumulates of `left` and `right` along their axes `i` and `j`.

    Every place of what is left of the one meets every place of what is left of the other.

    >>> contraction((2, 5), (5, 3), 1, 0)
    ((2, 3), 30)
    """
    need(
        equal(left[i], right[j]),
        "axes that are multiplied step by step must be as long: {left} and {right} are not",
        left=left[i],
        right=right[j],
    )
    rest = (*left[:i], *left[i + 1 :], *right[:j], *right[j + 1 :])
    return rest, product((*rest, left[i]))
