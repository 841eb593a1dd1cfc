"""The words a rule may use besides `+ - * //`.  Each works on ints, arrays and formulas."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import gcd, prod
from typing import Any, TypeGuard

from shapeproof.algebra.formula import (
    Apply,
    Condition,
    Dim,
    Expr,
    Formula,
    Op,
    PerExample,
    Relation,
    Step,
    apply,
    in_full,
    lift,
)

PLAIN = frozenset([int])
WHOLE = frozenset([int, PerExample])


def ceil_div(a: Dim, b: Dim) -> Dim:
    """The quotient rounded up."""
    if isinstance(a, Formula) or isinstance(b, Formula):
        return apply(Op.CEIL, a, b)
    return 0 - (0 - a) // b


def maximum(a: Dim, b: Dim) -> Dim:
    """The larger of the two."""
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    return _chosen(Op.MAX, "maximum", a, b)


def minimum(a: Dim, b: Dim) -> Dim:
    """The smaller of the two."""
    if isinstance(a, int) and isinstance(b, int):
        return min(b, a)
    return _chosen(Op.MIN, "minimum", a, b)


def common(a: Dim, b: Dim) -> Dim:
    """The largest number that divides both."""
    if isinstance(a, int) and isinstance(b, int):
        return gcd(a, b)
    if 1 in (a if isinstance(a, int) else 0, b if isinstance(b, int) else 0):
        return 1
    return _chosen(Op.GCD, "gcd", a, b)


def _chosen(op: Op, array_function: str, a: Dim, b: Dim) -> Dim:
    if isinstance(a, Formula) or isinstance(b, Formula):
        return apply(op, a, b)
    array: Any = b if isinstance(a, int) else a
    chosen: Dim = getattr(array.__array_namespace__(), array_function)(a, b)
    return chosen


def divides(divisor: Dim, number: Dim) -> Condition:
    """Whether `number` is a multiple of `divisor`."""
    if isinstance(divisor, Formula) or isinstance(number, Formula):
        relation = Relation("divides", lift(divisor), lift(number))
        return True if relation.holds is None and _is_exact(divisor, number) else relation
    return (number // divisor) * divisor == number


def equal(a: Dim, b: Dim) -> Condition:
    """Whether two sizes are the same (`==` asks whether two formulas are)."""
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    if isinstance(a, Formula) or isinstance(b, Formula):
        if same(a, b):
            return True
        relation = Relation("=", lift(a), lift(b))
        apart = _apart(a, b) if relation.holds is None else None
        return relation if apart is None else apart == 0
    return a == b


def _apart(a: Dim, b: Dim) -> int | None:
    """How far two formulas are apart, where that is the same whatever the unknowns in them are."""
    from shapeproof.algebra.collected import collected

    return collected(in_full(lift(a) - lift(b))).value


def _is_exact(divisor: Dim, number: Dim) -> bool:
    """Whether a formula is a multiple of another, whatever the unknowns in them are."""
    from shapeproof.algebra.collected import quotient

    return quotient(in_full(lift(number)), in_full(lift(divisor))) is not None


def same(a: Dim, b: Dim) -> bool:
    """Whether two formulas say the same, however the quantities in them are called."""
    return a is b or in_full(lift(a)) == in_full(lift(b))


def step(name: str, value: Dim) -> Dim:
    """Let an explanation show `value` on a line of its own."""
    return Step(name, value) if name and isinstance(value, Apply) else value


def are_plain(sizes: tuple[Dim, ...]) -> TypeGuard[tuple[int, ...]]:
    """Whether all are numbers and nothing else."""
    return PLAIN.issuperset(map(type, sizes))


def are_whole(sizes: tuple[Dim, ...]) -> TypeGuard[tuple[int, ...]]:
    """Whether all are numbers, some of them for each example of a batch perhaps."""
    return WHOLE.issuperset(map(type, sizes))


def product(factors: Iterable[Dim]) -> Dim:
    """All factors multiplied together; 1 if there are none."""
    factors = tuple(factors)
    if PLAIN.issuperset(map(type, factors)):
        plain: Dim = prod(factors)
        return plain
    if are_whole(factors):
        return PerExample(prod(map(int, factors)))
    return joined(operator.mul, factors)


def total(terms: Iterable[Dim]) -> Dim:
    """All terms added up as a person would: equal terms counted, shared factors written once.

    >>> from shapeproof.algebra.formula import Name
    >>> from shapeproof.algebra.notation import worked
    >>> k, c, f = Name("k", 40), Name("c", 1), Name("f", 7)
    >>> worked(total([k * c * f, f]))
    '(40*1 + 1)*7 = 287'
    >>> worked(total([k * c, c * f, f]))
    '40*1 + (1 + 1)*7 = 54'
    >>> worked(total([f, f, f]))
    '3*7 = 21'
    """
    terms = tuple(terms)
    if are_plain(terms):
        return sum(terms)
    if not any(isinstance(term, Formula) for term in terms):
        return joined(operator.add, terms)
    factors = [list(_factors(lift(term))) for term in _counted(terms)]
    shared = _shared(factors)
    if not shared and len(factors) > 2 and (pair := _part_and_whole(factors)):
        whole, part = pair
        together = total([product(factors[whole]), product(factors[part])])
        rest = [product(fs) for i, fs in enumerate(factors) if i not in pair]
        return total([*rest[: min(pair)], together, *rest[min(pair) :]])
    return joined(operator.add, [product(fs) for fs in factors]) * product(shared)


def joined(join: Callable[[Any, Any], Any], items: Sequence[Any]) -> Dim:
    """The items, one at least, joined two and two, so that a thousand of them are ten deep."""
    if len(items) == 1:
        one: Dim = items[0]
        return one
    middle = (len(items) + 1) // 2
    both: Dim = join(joined(join, items[:middle]), joined(join, items[middle:]))
    return both


def _counted(terms: Iterable[Dim]) -> list[Dim]:
    """Equal terms put together: `a, b, a` becomes `2*a, b`."""
    counts: dict[Expr, int] = {}
    for term in map(lift, terms):
        counts[term] = counts.get(term, 0) + 1
    return [count * term for term, count in counts.items()]


def _shared(factors: list[list[Expr]]) -> list[Expr]:
    """The factors that every term has, taken out of `factors`."""
    shared: list[Expr] = []
    for factor in factors[0].copy():
        if all(factor in fs for fs in factors):
            shared.append(factor)
            for fs in factors:
                fs.remove(factor)  # once: `units*4*units` keeps its other `units`
    return shared


def _part_and_whole(factors: list[list[Expr]]) -> tuple[int, int] | None:
    """Two terms of which one is a factor of the other: a kernel and its bias."""
    having: dict[Expr, list[int]] = {}
    for i, fs in enumerate(factors):
        for factor in fs:
            having.setdefault(factor, []).append(i)
    for part, few in enumerate(factors):
        if all(map(_is_name, few)):
            for whole in having[few[0]]:
                if whole != part and all(f in factors[whole] for f in few):
                    return whole, part
    return None


def _is_name(factor: Expr) -> bool:
    return not isinstance(factor, Apply) and not isinstance(factor.value, bool)


def _factors(expr: Expr) -> Iterator[Expr]:
    match expr:
        case Apply(Op.MUL, a, b):
            yield from _factors(a)
            yield from _factors(b)
        case _:
            yield expr
