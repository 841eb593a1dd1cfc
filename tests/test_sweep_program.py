"""Formulas on arrays come to what they come to number by number, however large the numbers."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from shapeproof.algebra.formula import ARITHMETIC, COMPARISON, Literal, Name, Op, Relation, apply
from shapeproof.sweeping.arrays import LARGEST, Known, run
from shapeproof.sweeping.program import Writer

SMALL = [-3, -1, 0, 1, 2, 6]
LARGE = [-(2**63), -(2**62), -7, 0, 5, 2**31, 2**62, 2**63 - 1, 2**63, 10**30]


def arrays(values: list[int], step: int) -> tuple[Any, Any]:
    """Some of the values along each of two axes."""
    kind = np.int64 if all(abs(value) <= LARGEST for value in values) else object
    array = np.array(values, kind)
    return array[::step].reshape(-1, 1), array.reshape(1, -1)


def ran(write: Any, values: list[int], step: int = 1) -> Known:
    a, b = Name("a"), Name("b")
    writer = Writer([a, b])
    [known] = run(writer.lines, [write(writer, a, b)], arrays(values, step))
    return known


@pytest.mark.parametrize("op", list(Op))
@pytest.mark.parametrize("values", [SMALL, LARGE, [-(2**62), 2**62], [0, 3, 2**62], [0, -1, -4]])
def test_operations_are_exact_and_within_their_bounds(op: Op, values: list[int]) -> None:
    known = ran(lambda writer, a, b: writer.of(apply(op, a, b)), values)
    found = np.broadcast_to(known.array, (len(values), len(values))).tolist()
    for (i, x), (j, y) in product(enumerate(values), repeat=2):
        divided = op in (Op.FLOOR, Op.CEIL)
        expected = ARITHMETIC[op](x, y or 1 if divided else y)
        assert found[i][j] == expected, (op, x, y)
        assert known.least <= expected <= known.most


@pytest.mark.parametrize("symbol", list(COMPARISON))
@pytest.mark.parametrize("values", [SMALL, LARGE, [4], [1, 9]])
def test_comparisons_hold_where_numbers_do(symbol: str, values: list[int]) -> None:
    known = ran(lambda writer, a, b: writer.relation(Relation(symbol, a, b)), values)
    found = np.broadcast_to(known.array, (len(values), len(values))).tolist()
    for (i, x), (j, y) in product(enumerate(values), repeat=2):
        if x or symbol != "divides":
            assert found[i][j] is COMPARISON[symbol](x, y), (symbol, x, y)


def test_what_fits_stays_small_and_what_does_not_is_python_s() -> None:
    fits = ran(lambda writer, a, b: writer.of(a * b), [1, 2**31])
    wraps = ran(lambda writer, a, b: writer.of(a * b), [1, 2**32])
    back = ran(lambda writer, a, b: writer.of(a * b // 2**40), [1, 2**40])
    assert (fits.array.dtype, wraps.array.dtype, back.array.dtype) == ("int64", object, "int64")
    assert wraps.array.max() == 2**64
    assert back.array.max() == 2**40


def test_a_deep_formula_is_no_recursion_and_equal_parts_are_one() -> None:
    def write(writer: Writer, a: Name, b: Name) -> int:
        whole: Any = a
        for _ in range(5000):
            whole = apply(Op.MAX, whole, Literal(3))
        both = writer.of(apply(Op.ADD, a * b, 0 - a * b))
        assert len(writer.lines) == 6
        assert both == 5
        return writer.of(whole)

    assert ran(write, [1, 9]).array.tolist() == [[3], [9]]
