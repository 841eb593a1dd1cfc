"""Contractions: tensors multiplied along axes that they share, and the products added up.

>>> einsum("bij,bjk->bik", (8, 2, 5), (8, 5, 3))
((8, 2, 3), 240)
>>> einsum("...j,jk->...k", (8, 2, 5), (5, 3))
((8, 2, 3), 240)
>>> two_by_two("ab,bc,cd->ad", (2, 3), (3, 4), (4, 5))
((2, 5), 64, 0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product, total
from shapeproof.rules.arithmetic.broadcasting import together
from shapeproof.rules.arithmetic.products import of_products, one
from shapeproof.rules.rule import Index, Reads, Shape, need


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


class Equation(NamedTuple):
    """The letter of each axis of each input and of the output.

    Axes that an equation writes as `...` are called `...1`, `...2`, the last of them `...1`.
    """

    inputs: tuple[tuple[str, ...], ...]
    output: tuple[str, ...]


def lettered(equation: str, ranks: Sequence[int | None]) -> Equation:
    """An equation's letters, for inputs of so many axes; None where there is no `...`.

    An equation without `->` keeps every letter that it has once, in the alphabet's order.

    >>> lettered("...j,jk->...k", (3, None))
    Equation(inputs=(('...2', '...1', 'j'), ('j', 'k')), output=('...2', '...1', 'k'))
    """
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    need(
        len(terms) == len(ranks),
        "the equation '{equation}' is for {terms:input|inputs}, not for {given}",
        equation=equation,
        terms=len(terms),
        given=len(ranks),
    )
    inputs = tuple(_letters(equation, term, rank) for term, rank in zip(terms, ranks))
    found = [letter for letters in inputs for letter in letters]
    dots = max((tuple(x for x in own if x[0] == ".") for own in inputs), key=len)
    if arrow:
        before, ellipsis, after = right.partition("...")
        output = (*before, *(dots if ellipsis else ()), *after)
    else:
        output = (*dots, *sorted(x for x in set(found) if found.count(x) == 1 and x[0] != "."))
    need(
        all(letter in found for letter in output),
        "the equation '{equation}' writes a letter that no input has",
        equation=equation,
    )
    return Equation(inputs, output)


def _letters(equation: str, term: str, rank: int | None) -> tuple[str, ...]:
    before, ellipsis, after = term.partition("...")
    need(
        all(x.isascii() and x.isalpha() for x in before + after),
        "'{equation}' is no equation such as 'ab,bc->ac' or '...b,bc->...c'",
        equation=equation,
    )
    more = 0 if rank is None else rank - len(before) - len(after)
    need(
        more >= 0 if ellipsis else more == 0,
        "the equation '{equation}' has {letters:axis|axes} where the input has {rank}",
        equation=equation,
        letters=len(before) + len(after),
        rank=rank,
    )
    return (*before, *(f"...{i}" for i in range(more, 0, -1)), *after)


def einsum(equation: str, *shapes: Shape) -> tuple[Shape, Dim]:
    """The output's sizes, and the multiply-accumulates: a product for each way in which all letters
    can be given places."""
    letters = lettered(equation, [len(shape) for shape in shapes])
    sizes: dict[str, Dim] = {}
    for own, shape in zip(letters.inputs, shapes):
        for letter, size in zip(own, shape):
            _need_one_size(equation, letter, sizes.setdefault(letter, size), size)
    return tuple(sizes[letter] for letter in letters.output), product(sizes.values())


def two_by_two(equation: str, *shapes: Shape) -> tuple[Shape, Dim, Dim]:
    """The output's sizes, the multiply-accumulates and the other operations, where inputs are put
    together from left to right, and a size of 1 is stretched.

    A letter that nothing to come has is summed up: before two inputs are multiplied where only one
    has it, else with their products.
    """
    letters = lettered(equation, [len(shape) for shape in shapes])
    sizes = _stretched(equation, letters, shapes)

    def places(of: Iterable[str]) -> Dim:
        return product(sizes[letter] for letter in of)

    first, *others = (tuple(dict.fromkeys(own)) for own in letters.inputs)
    products: list[Dim] = []
    work: list[Dim] = []
    for i, other in enumerate(others, start=1):
        wanted = {*letters.output, *(x for own in letters.inputs[i + 1 :] for x in own)}
        for own, its in ((first, other), (other, first)):
            if not wanted.issuperset(set(own) - set(its)):
                work.append(places(own))
        both = [
            x for x in dict.fromkeys(first + other) if x in wanted or (x in first and x in other)
        ]
        first = tuple(x for x in both if x in wanted)
        (work if len(first) == len(both) else products).append(places(both))
    if len(first) > len(letters.output):
        work.append(places(first))
    out = tuple(sizes[letter] for letter in letters.output)
    return out, total(products) if products else 0, total(work) if work else 0


def reading(equation: str, *shapes: Shape) -> Callable[[Index], Reads] | None:
    """What one number of the output is made of: in each input the place of each letter that the
    output has, and all places of each other letter; None where such a one is there twice, so that
    only a diagonal is read."""
    letters = lettered(equation, [len(shape) for shape in shapes])
    gone = [x for own in letters.inputs for x in own if x not in letters.output]
    if any(own.count(letter) > 1 for own in letters.inputs for letter in gone):
        return None

    def cell(index: Index) -> Reads:
        at = {letter: one(place) for letter, place in zip(letters.output, index)}
        both = list(zip(letters.inputs, shapes))
        longest = {letter: max(int(size) for own, shape in both
                               for x, size in zip(own, shape) if x == letter)
                   for letter in gone}  # fmt: skip
        read = tuple(within(at, own, shape) for own, shape in both)
        return Reads(read, of_products(int(product(longest.values())), False))

    return cell


def within(
    at: Mapping[str, range], letters: Iterable[str], sizes: Iterable[Dim]
) -> tuple[range, ...]:
    """Where `at` says, and everywhere along letters that it has not."""
    return tuple(
        range(int(size)) if letter not in at else at[letter] if int(size) > 1 else one(0)
        for letter, size in zip(letters, sizes)
    )


def _stretched(equation: str, letters: Equation, shapes: Sequence[Shape]) -> dict[str, Dim]:
    """The size of each letter: the same wherever one input has it, and stretched among several."""
    sizes: dict[str, Dim] = {}
    for own, shape in zip(letters.inputs, shapes):
        read: dict[str, Dim] = {}
        for letter, size in zip(own, shape):
            _need_one_size(equation, letter, read.setdefault(letter, size), size)
        for letter, size in read.items():
            sizes[letter] = together(sizes[letter], size) if letter in sizes else size
    return sizes


def _need_one_size(equation: str, letter: str, first: Dim, other: Dim) -> None:
    need(
        equal(first, other),
        "axis '{letter}' of '{equation}' cannot be both {first} and {other} long",
        letter=letter,
        equation=equation,
        first=first,
        other=other,
    )
