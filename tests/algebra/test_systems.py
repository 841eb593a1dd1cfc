"""Systems of conditions over boxes of whole numbers: every point tried one by one is the judge."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shapeproof.algebra.boxes import Box, joined
from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Relation, Step
from shapeproof.algebra.inverse import Undecided
from shapeproof.algebra.logic import All, Condition, Some, holds, put, relations
from shapeproof.algebra.systems import System

A, B = Name("a"), Name("b")
BOUNDS = (range(9), range(-2, 5))
NEVER = Relation("=", Literal(0), Literal(1))


def formulas() -> st.SearchStrategy[Expr]:
    """Formulas in a and b; a divisor may come to 0."""
    leaves = st.sampled_from([A, B]) | st.integers(-2, 6).map(Literal)

    def grown(smaller: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.builds(applied, st.sampled_from(list(Op)), smaller, smaller) | st.builds(
            Step, st.just("part"), smaller
        )

    return st.recursive(leaves, grown, max_leaves=5)


def applied(op: Op, left: Expr, right: Expr) -> Expr:
    """The operation; the left side where it divides a number by 0."""
    try:
        return Apply(op, left, right)
    except ZeroDivisionError:
        return left


def comparisons() -> st.SearchStrategy[Relation]:
    symbols = st.sampled_from(["<=", ">=", "=", "divides"])
    return st.builds(Relation, symbols, formulas(), formulas())


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    comparisons(),
    lambda smaller: (
        st.lists(smaller, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(smaller, max_size=3).map(lambda parts: Some(tuple(parts)))
    ),
    max_leaves=4,
)


def at(condition: Condition, a: int, b: int) -> Condition:
    return put(condition, lambda leaf: {A: Literal(a), B: Literal(b)}.get(leaf))  # type: ignore[call-overload]


def is_met(condition: Condition, a: int, b: int) -> bool:
    """Whether the condition holds; one that divides by 0 does not."""
    match condition:
        case All(parts):
            return all(is_met(part, a, b) for part in parts)
        case Some(parts):
            return any(is_met(part, a, b) for part in parts)
        case _:
            try:
                return bool(holds(at(condition, a, b)))
            except ZeroDivisionError:
                return False


def within(boxes: Sequence[Box]) -> list[tuple[int, ...]]:
    return [point for box in boxes for point in itertools.product(*box)]


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(CONDITIONS)
def test_solutions_are_those_found_by_trying_every_point(condition: Condition) -> None:
    found = System(condition, (A, B)).solved(BOUNDS)
    tried = [point for point in itertools.product(*BOUNDS) if is_met(condition, *point)]
    assert found.is_complete
    assert sorted(within(found.boxes)) == tried


def gap(relation: Relation, a: int, b: int) -> int:
    one = next(relations(at(relation, a, b)))
    left, right = one.left.value, one.right.value
    assert left is not None
    assert right is not None
    return {"<=": max(0, left - right), ">=": max(0, right - left), "=": abs(left - right)}[
        relation.symbol
    ]


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    comparisons().filter(lambda one: one.symbol != "divides"),
    comparisons(),
    st.tuples(st.integers(-3, 12), st.integers(-3, 12)),
)
def test_the_nearest_is_that_of_all_points(
    target: Relation, need: Relation, now: tuple[int, int]
) -> None:
    found = System(need, (A, B)).nearest(target, BOUNDS, now, few=4)
    distances = []
    for point in itertools.product(*BOUNDS):
        try:
            apart = sum(abs(x - y) for x, y in zip(point, now))
            if is_met(need, *point):
                distances.append((gap(target, *point), apart))
        except ZeroDivisionError:
            continue
    assert all(is_met(need, *near.point) for near in found)
    told = [(near.distance, sum(abs(x - y) for x, y in zip(near.point, now))) for near in found]
    assert told == sorted(distances)[:4]
    assert all(gap(target, *near.point) == near.distance for near in found)


def test_a_range_is_one_box() -> None:
    target = Relation("=", (A - 3) // 2 + 1, Literal(2))
    assert System(target, (A,)).solved([range(1, 100)]).boxes == [(range(5, 7),)]


def test_a_wide_range_takes_few_looks() -> None:
    target = Relation("=", A * A + 3 * A, Literal(10**12 + 3 * 10**6))
    found = System(target, (A,)).solved([range(1, 10**12)], most=200)
    assert found.is_complete
    assert found.boxes == [(range(10**6, 10**6 + 1),)]


def test_a_search_that_stops_says_so() -> None:
    hard = Relation("=", A * A - B * B, Literal(3))
    found = System(hard, (A, B)).solved([range(1, 1000), range(1, 1000)], most=50)
    assert not found.is_complete
    whole = System(hard, (A, B)).solved([range(1, 1000), range(1, 1000)])
    assert whole.is_complete
    assert whole.boxes == [(range(2, 3), range(1, 2))]


def test_empty_bounds_have_no_points() -> None:
    system = System(All(()), (A,))
    assert system.solved([range(3, 3)]).boxes == []
    assert system.nearest(All(()), [range(3, 3)], [0]) == []


def test_what_is_no_unknown_has_a_value() -> None:
    with pytest.raises(Undecided, match="height"):
        System(Relation("=", A + Name("height"), Literal(3)), (A,))
    known = System(Relation("=", A + Name("height", 1), Literal(3)), (A,))
    assert known.solved([range(9)]).boxes == [(range(2, 3),)]
    meant = System(Relation("=", Name("height", None, A + 1), Literal(3)), (A,))
    assert meant.solved([range(9)]).boxes == [(range(2, 3),)]


def test_boxes_that_touch_are_joined() -> None:
    halves = [(range(2), range(5)), (range(2, 4), range(5)), (range(6, 7), range(5))]
    assert joined(halves) == [(range(4), range(5)), (range(6, 7), range(5))]
