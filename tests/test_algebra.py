"""Sums factored as a person would, like terms collected, formulas run backwards."""

from __future__ import annotations

from itertools import product as every

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.algebra.collected import collected
from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Step, lift, rebuilt
from shapeproof.algebra.inverse import Undecided, bounds, solutions
from shapeproof.algebra.notation import worked
from shapeproof.algebra.words import ceil_div, divides, equal, maximum, minimum, product, total

A, B, C = Name("a"), Name("b"), Name("c")


def formulas(depth: int = 3) -> st.SearchStrategy[Expr]:
    """Formulas in a, b and c; divisors are small numbers."""
    leaves = st.sampled_from([A, B, C]) | st.integers(-3, 9).map(Literal)

    def grown(smaller: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        sums = st.builds(
            Apply,
            st.sampled_from([Op.ADD, Op.SUB, Op.MUL, Op.MAX, Op.MIN, Op.GCD]),
            smaller,
            smaller,
        )
        parts = st.builds(
            Apply, st.sampled_from([Op.FLOOR, Op.CEIL]), smaller, st.integers(1, 4).map(Literal)
        )
        return sums | parts | st.builds(Step, st.just("part"), smaller)

    return st.recursive(leaves, grown, max_leaves=2**depth)


def at(expr: Expr, a: int, b: int, c: int) -> int:
    """The formula's number with these put in for its names."""
    values = {A: Literal(a), B: Literal(b), C: Literal(c)}

    def put(leaf: Name | Step) -> Expr | None:
        return values[leaf] if isinstance(leaf, Name) else rebuilt(leaf.body, put)

    number = rebuilt(expr, put).value
    assert number is not None
    return number


@settings(max_examples=60, deadline=None)
@given(formulas(), st.integers(-9, 99), st.integers(0, 9), st.integers(1, 5))
def test_collecting_like_terms_changes_no_number(expr: Expr, a: int, b: int, c: int) -> None:
    assert at(collected(expr), a, b, c) == at(expr, a, b, c)


@settings(max_examples=60, deadline=None)
@given(formulas(2), st.integers(0, 8), st.integers(0, 8), st.integers(-40, 40))
def test_solving_agrees_with_trying_every_value(expr: Expr, b: int, c: int, target: int) -> None:
    known = rebuilt(expr, lambda leaf: {B: Literal(b), C: Literal(c)}.get(leaf))  # type: ignore[arg-type]
    tried = [a for a in range(30) if at(known, a, b, c) == target]
    solved = [a for values in solutions(known, A, target, 0, 29) for a in values]
    assert solved == tried


@settings(max_examples=60, deadline=None)
@given(
    formulas(2), st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 5)), min_size=3, max_size=3)
)
def test_no_value_lies_outside_the_bounds(expr: Expr, boxes: list[tuple[int, int]]) -> None:
    ranges = [(low, low + width) for low, width in boxes]
    least, most = bounds(expr, dict(zip((A, B, C), ranges)))
    for corner in every(*ranges):
        assert least <= at(expr, *corner) <= most


def test_an_unknown_may_occur_more_than_once() -> None:
    units = Name("units")
    lstm = (1 + units + 1) * 4 * units
    assert solutions(lift(lstm), units, 16896, 1, 10**12) == [range(64, 65)]
    assert solutions(lift(lstm), units, 16897, 1, 10**12) == []


def test_solving_gives_up_rather_than_run_for_ever() -> None:
    n = Name("n")
    turning = lift(n * 3 // 2 - n - n // 2)
    with pytest.raises(Undecided):
        solutions(turning, n, 0, 0, 10**9)


def names(**values: int) -> list[Name]:
    return [Name(name, value) for name, value in values.items()]


def test_a_bias_stands_within_the_bracket_of_its_kernel() -> None:
    k, c, f = names(k=3, c=4, f=5)
    assert worked(total([k * k * c * f, f])) == "(3*3*4 + 1)*5 = 185"


def test_equal_parts_are_counted() -> None:
    a, b = names(a=6, b=2)
    assert worked(total([a * b, a * b])) == "2*6*2 = 24"
    assert worked(total([a, a, a, a])) == "4*6 = 24"


def test_a_kernel_and_its_bias_come_together_beside_another_kernel() -> None:
    k, c, f = names(k=9, c=32, f=64)
    assert worked(total([k * c, c * f, f])) == "9*32 + (32 + 1)*64 = 2400"


def test_gates_see_features_memory_and_a_bias() -> None:
    f, u, g = names(f=1, u=64, g=4)
    gates = g * u
    assert worked(total([f * gates, u * gates, gates])) == "(1 + 64 + 1)*4*64 = 16896"


@given(st.lists(st.integers(0, 50), max_size=6))
def test_a_total_is_the_sum_whatever_it_is_made_of(numbers: list[int]) -> None:
    assert total(numbers) == sum(numbers)
    assert lift(total(Name(f"n{i}", n) for i, n in enumerate(numbers))).value == sum(numbers)
    assert lift(product(Name(f"n{i}", n) for i, n in enumerate(numbers))).value == int(
        np.prod(np.array(numbers or [1], dtype=object))
    )


def test_thousands_of_terms_do_not_recurse() -> None:
    terms = [Name(f"n{i}", i) for i in range(5000)]
    assert lift(total(terms)).value == sum(range(5000))
    assert worked(total(terms)).endswith(f"= {sum(range(5000))}")


@pytest.mark.parametrize(("a", "b"), list(every([*range(-7, 0), *range(1, 8)], [1, 2, 3])))
def test_words_mean_the_same_for_numbers_arrays_and_formulas(a: int, b: int) -> None:
    x, y = Name("x", a), Name("y", b)
    array = np.array([a])
    for word in (ceil_div, maximum, minimum):
        assert lift(word(x, y)).value == word(a, b) == word(array, b)[0]
    for relation in (divides, equal):
        stated = relation(x, y)
        holds = stated if isinstance(stated, bool) else stated.holds
        assert holds == relation(a, b) == relation(array, b)[0]


def test_two_quantities_of_one_name_are_two() -> None:
    assert worked(total([Name("size", 512), Name("size", 3)])) == "512 + 3 = 515"


def test_a_formula_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="cannot branch"):
        bool(A + 1)
    with pytest.raises(TypeError, match="cannot count"):
        range(A + 1)  # type: ignore[arg-type]
