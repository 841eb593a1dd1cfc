"""Whether numbers are made of what cells say: slopes and changes, whoever works them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from random import Random
from typing import Protocol

from shapeproof.rules.rule import Facts, Index, Reads, Tensor
from tests.rules.perturbing import within
from tests.test_one_rule import is_open

MOST = 4
"""How many numbers of an output are looked at, beside the first and the last."""
Place = tuple[int | str, Index]
"""A number of an input or of a weight, by its number or its name."""


class Run(Protocol):
    """One call on some numbers."""

    def slopes(self, index: Index) -> set[Place]:
        """The numbers along which an output has a slope."""

    def moved(self, place: Place, wanted: set[Index]) -> set[Index]:
        """Which of the outputs change when one number does, whichever of others it becomes."""


def is_of_numbers(inputs: tuple[Tensor, ...], facts: Facts) -> bool:
    """Whether there are numbers to read and to make."""
    shapes = [x.shape for x in (*inputs, *facts.outputs[:1])]
    return not any(is_open(size) or size == 0 for shape in shapes for size in shape)


def judge(what: str, claims: Mapping[Index, Mapping[Place, bool]], runs: Iterable[Run]) -> bool:
    """Outputs change with nothing but what cells claim; with each claim that is sure they have a
    slope in some run, or at least change.  False where there is no run."""
    left = {(place, index) for index, claim in claims.items()
            for place, is_sure in claim.items() if is_sure}  # fmt: skip
    done: list[Run] = []
    for run in runs:
        done.append(run)
        for index, claim in claims.items():
            found = run.slopes(index)
            beyond = {at for at in found - claim.keys() if run.moved(at, {index})}
            assert not beyond, (what, index, beyond)
            left -= {(place, index) for place in found}
        if not left:
            return True
    unmoved: dict[Place, set[Index]] = defaultdict(set)
    for place, index in left:
        unmoved[place].add(index)
    for place, indices in unmoved.items():
        for run in done:
            if indices:
                indices -= run.moved(place, indices)
        assert not indices or not done, (what, place, indices)
    return bool(done)


def looked_at(sizes: tuple[int, ...]) -> list[Index]:
    """The first place, the last, and some others."""
    places = list(product(*map(range, sizes)))
    return [places[0], places[-1], *Random(0).sample(places, min(MOST, len(places)))]


def claimed(inputs: tuple[Tensor, ...], facts: Facts, reads: Reads) -> Iterator[tuple[Place, bool]]:
    """The numbers that a cell names, and whether each surely matters: weights that meet the zeros
    around an input do not, nor do all of those among which numbers choose."""
    is_inside = True
    for i, (at, x) in enumerate(zip(reads.inputs, inputs, strict=True)):
        if at is not None:
            inside = within(at, x.shape)
            is_inside &= len(inside) == len(list(product(*at)))
            yield from (((i, place), i not in reads.chosen) for place in inside)
    for name, at in reads.weights.items():
        is_sure = is_inside and name not in reads.chosen
        yield from (((name, place), is_sure) for place in within(at, facts.weights[name].shape))
