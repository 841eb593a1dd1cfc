"""Formulas leave out what nobody would write, and never what changes a number."""

from __future__ import annotations

import numpy as np
import pytest

from shapeproof.algebra.collected import collected
from shapeproof.algebra.formula import Literal, Name, Relation, Step, leaves, lift, names_in
from shapeproof.algebra.inverse import Undecided, bounds, solutions
from shapeproof.algebra.notation import formula, size, worked
from shapeproof.algebra.words import equal, maximum, product, total

N, M = Name("n"), Name("m")


def test_numbers_alone_are_one_number() -> None:
    assert lift(2) + 3 == Literal(5)
    assert lift(7) // 2 == Literal(3)
    assert lift(0) * N == N * 0 == Literal(0)


def test_what_changes_nothing_is_left_out() -> None:
    for unchanged in (N + 0, 0 + N, N - 0, N * 1, 1 * N, N // 1, N * 3 // 3, N - 1 + 1):
        assert unchanged is N
    assert Literal(0) == N - N
    assert formula(0 - N) == "0 - n"
    assert formula(1 // N) == "floor(1/n)"


def test_the_numbers_beside_an_unknown_are_put_together() -> None:
    assert formula(N - 3 + 1) == "n - 2"
    assert formula(N + 3 - 1) == "n + 2"
    assert formula(N + 1 + 1) == "n + 2"
    assert formula(N - 1 - 1) == "n - 2"


def test_the_numbers_beside_a_number_stay_as_the_rule_states_them() -> None:
    assert worked(Name("steps", 60) - 2 + 1) == "60 - 2 + 1 = 59"
    assert worked(Name("steps", 60) + 2 + 1) == "60 + 2 + 1 = 63"


def test_a_division_by_nothing_is_no_number() -> None:
    assert formula(N // 0) == "floor(n/0)"
    with pytest.raises(ZeroDivisionError):
        _ = Name("n", 6) // 0


def test_the_same_formula_is_the_same_size_whatever_it_comes_to() -> None:
    assert equal(N + 1, N + 1) is True
    assert equal(Name("a", 3), Name("b", 3)) is True
    stated = equal(N + 1, M)
    assert isinstance(stated, Relation)
    assert stated.holds is None


def test_an_array_and_a_formula_do_not_mix() -> None:
    with pytest.raises(TypeError):
        _ = np.array([1, 2]) - N


def test_the_names_of_a_formula_are_met_from_left_to_right() -> None:
    part = Step("part", N + 1)
    assert list(leaves(N * 2 + M // part)) == [N, M, part]


def test_like_terms_are_put_together_within_a_maximum_too() -> None:
    nested = 2 * N * lift(maximum(N - M + 2 - (N - M), lift(3)))
    assert size(nested) == "6*n"
    assert size(N * M + M * N) == "2*n*m"
    assert size(lift(maximum(N, M)) + lift(maximum(N, M))) == "2*max(n, m)"
    assert collected(lift(N - N + M - M)) == Literal(0)
    assert size(M - 2 * N) == "m - 2*n"


def test_a_product_or_sum_of_nothing() -> None:
    assert (product([]), total([])) == (1, 0)
    assert product([N]) is total([N]) is N


def test_bounds_of_a_quantity_are_those_of_what_it_stands_for() -> None:
    twice = Name("twice", meaning=2 * N)
    assert bounds(twice + 1, {N: (3, 5)}) == (7, 11)
    assert bounds(Name("known", 4) + N, {N: (3, 5)}) == (7, 9)
    with pytest.raises(Undecided):
        bounds(M + N, {N: (3, 5)})


@pytest.mark.parametrize("divisors", [(0, 3), (-3, 0), (-1, 1), (0, 0)])
def test_where_a_divisor_may_be_nothing_there_are_no_bounds(divisors: tuple[int, int]) -> None:
    with pytest.raises(ZeroDivisionError):
        bounds(N // M, {N: (3, 5), M: divisors})
    assert bounds(N // M, {N: (6, 12), M: (1, 3)}) == (2, 12)
    assert bounds(N // M, {N: (6, 12), M: (-3, -1)}) == (-12, -2)


def test_solutions_that_touch_are_one_range_and_others_are_not() -> None:
    assert solutions(N // 10, N, 1, 0, 29) == [range(10, 20)]
    assert solutions((N - 5) * (N - 5), N, 4, 0, 10) == [range(3, 4), range(7, 8)]
    assert solutions(N - 5, N, 0, 5, 5) == [range(5, 6)]
    assert solutions(N - 5, N, 0, 6, 5) == []


def test_the_names_that_a_formula_hangs_on_come_in_order_and_once() -> None:
    twice = Name("twice", meaning=2 * N)
    inner = Step("inner", lift(M + twice))
    assert list(names_in(lift(N - M * N))) == [N, M]
    assert list(names_in(inner - M)) == [M, twice, N]
    assert list(names_in(Literal(3))) == []


def test_names_that_mean_each_other_many_times_over_are_found_at_once() -> None:
    """Each means the one before twice: written out there would be 2**2000 of the first."""
    name = N
    for depth in range(2000):
        name = Name(f"size {depth}", meaning=name * (name + 1))
    assert len(list(names_in(name))) == 2001
