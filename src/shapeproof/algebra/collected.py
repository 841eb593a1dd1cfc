"""Like terms put together: `64*n + n + 7 - 3` is `65*n + 4`.

>>> from shapeproof.algebra.formula import lift
>>> from shapeproof.algebra.notation import formula
>>> n, m = Name("n"), Name("m")
>>> formula(collected(lift(64 * n + n * (m + 1) + 7 - 3)))
'n*m + 65*n + 4'
>>> formula(collected(lift((784 * n + 28 * n * m) // (n * 28))))
'm + 28'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from shapeproof.algebra.formula import Apply, Expr, Literal, Name, Op, Step, apply

Term = tuple[Expr, ...]
MOST = 200
"""Terms beyond which a sum stays as it is written."""


def collected(expr: Expr) -> Expr:
    """The same formula as a sum of products, each product of unknowns once.

    What is no sum or product (a rounded quotient, a maximum) is taken as it stands, its own parts
    collected.
    """
    terms = _terms(expr)
    return expr if len(terms) > MOST else _sum(terms)


def _sum(terms: dict[Term, int]) -> Expr:
    """The terms, those of most factors first; one that is taken away is never the first.

    >>> from shapeproof.algebra.formula import lift
    >>> from shapeproof.algebra.notation import formula
    >>> formula(collected(lift(61 - Name("k") - 3)))
    '58 - k'
    """
    ordered = sorted(terms.items(), key=lambda term: -len(term[0]))
    first = next((one for one in ordered if one[1] > 0), None)
    if first is not None and ordered[0][1] < 0:
        ordered.remove(first)
        ordered.insert(0, first)
    result: Expr = Literal(0)
    for factors, count in ordered:
        if count > 0:
            result = result + _product(count, factors)
        elif count < 0:
            result = result - _product(-count, factors)
    return result


def quotient(number: Expr, divisor: Expr) -> Expr | None:
    """What a formula comes to when it is divided by another, where nothing is left over.

    >>> from shapeproof.algebra.formula import lift
    >>> n = Name("n")
    >>> quotient(lift(12 * n), lift(4 * n))
    Literal(3)
    """
    if number == divisor:
        return Literal(1)
    exact = _divided(_terms(number), _terms(divisor))
    return None if exact is None else _sum(exact)


def _product(count: int, factors: Term) -> Expr:
    result: Expr = Literal(count)
    for factor in factors:
        result = result * factor
    return result


@lru_cache(maxsize=4096)
def _terms(expr: Expr) -> dict[Term, int]:
    """The products of the sum, and how often each is in it."""
    match expr:
        case Literal(value):
            return {(): value} if value else {}
        case Step(_, body):
            return _terms(body)
        case Name():
            return {(expr,): 1}
        case Apply(Op.ADD | Op.SUB as op, left, right):
            sign = 1 if op is Op.ADD else -1
            others = ((factors, sign * count) for factors, count in _terms(right).items())
            return _drawn_in(_summed((*_terms(left).items(), *others)))
        case Apply(Op.MUL, left, right):
            return _summed(_multiplied(_terms(left), _terms(right)))
        case Apply(Op.FLOOR | Op.CEIL as op, left, right):
            above, below = _terms(left), _terms(right)
            if (exact := _divided(above, below)) is not None:
                return exact
            if op is Op.FLOOR and below.keys() == {()} and below[()] > 0 and len(above) <= MOST:
                return _in_one(above, below[()])
            return _terms_of_atom(apply(op, collected(left), collected(right)))
        case Apply(Op.GCD, _, Literal(1)) | Apply(Op.GCD, Literal(1), _):
            return {(): 1}
        case Apply(op, left, right):
            return _terms_of_atom(apply(op, collected(left), collected(right)))


def _drawn_in(terms: dict[Term, int]) -> dict[Term, int]:
    """A quotient that is rounded down and a number behind it, as one quotient, where what is added
    inside is no more than rounding can tell.

    >>> from shapeproof.algebra.formula import lift
    >>> from shapeproof.algebra.notation import formula
    >>> n = Name("n")
    >>> formula(collected(lift((n - 2) // 2 + 1)))
    'floor(n/2)'
    >>> formula(collected(lift(((n - 1) // 2) // 2 + 1)))
    'floor((n + 3)/4)'
    """
    if len(terms) != 2 or not (beside := terms.get(())):
        return terms
    [term] = filter(None, terms)
    match term:
        case (Apply(Op.FLOOR, numerator, Literal(by)),) if terms[term] == 1:
            above = _summed([*_terms(numerator).items(), ((), beside * by)])
            return _in_one(above, by) if 0 <= above.get((), 0) < by else terms
        case _:
            return terms


def _in_one(above: dict[Term, int], by: int) -> dict[Term, int]:
    """A sum divided by a number and rounded down; a quotient by itself is divided further."""
    quotients = [term for term in above if term]
    match quotients:
        case [(Apply(Op.FLOOR, numerator, Literal(inner)),)] if above[quotients[0]] == 1:
            added = ((), above.get((), 0) * inner)
            return _in_one(_summed([*_terms(numerator).items(), added]), by * inner)
        case _:
            return _terms_of_atom(apply(Op.FLOOR, _sum(above), Literal(by)))


def _divided(above: dict[Term, int], below: dict[Term, int]) -> dict[Term, int] | None:
    """The quotient of a sum and one product, where that divides every term."""
    if len(below) != 1:
        return None
    [(divisor, count)] = below.items()
    result: dict[Term, int] = {}
    for factors, n in above.items():
        left = list(factors)
        for factor in divisor:
            if factor not in left:
                return None
            left.remove(factor)
        if count == 0 or n % count:
            return None
        result[tuple(left)] = n // count
    return _summed(result.items())


def _terms_of_atom(expr: Expr) -> dict[Term, int]:
    """A rounded quotient or a maximum is one factor, unless it has come to something simpler."""
    rounded = isinstance(expr, Apply) and expr.op not in (Op.ADD, Op.SUB, Op.MUL)
    return {(expr,): 1} if rounded else _terms(expr)


def _multiplied(left: dict[Term, int], right: dict[Term, int]) -> Iterator[tuple[Term, int]]:
    for some, n in left.items():
        for others, m in right.items():
            yield (*some, *others), n * m


def _summed(terms: Iterable[tuple[Term, int]]) -> dict[Term, int]:
    """The counts of equal products put together, whatever order their factors stand in."""
    sums: dict[Term, int] = {}
    known: dict[frozenset[tuple[Expr, int]], Term] = {}
    for factors, count in terms:
        bag = frozenset((factor, factors.count(factor)) for factor in factors)
        factors = known.setdefault(bag, factors)
        sums[factors] = sums.get(factors, 0) + count
    return {factors: count for factors, count in sums.items() if count}
