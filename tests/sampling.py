"""Cases of which a sample is tried in the quick tests, and the others in the long ones."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

import pytest

from shapeproof.rules.rule import Layer, ShapeError

QUICK = pytest.mark.parametrize(
    "is_quick", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["telling", "others"]
)
"""A test of the cases that `telling` chooses, and a long one of those that it leaves out."""


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases, but for every so many of them only in the long tests."""
    return [
        case if i % every == 0 else pytest.param(case, marks=pytest.mark.slow)
        for i, case in enumerate(cases)
    ]


def first_of_each(
    cases: Iterable[Any], kind: Callable[[Any], Hashable], every: int = 5
) -> list[Any]:
    """All cases, but those that are not the first of their kind, nor one in every so many, only in
    the long tests."""
    seen: set[Hashable] = set()
    chosen: list[Any] = []
    for i, case in enumerate(cases):
        is_quick = kind(case) not in seen or i % every == 0
        seen.add(kind(case))
        chosen.append(case if is_quick else pytest.param(case, marks=pytest.mark.slow))
    return chosen


def crossed(names: Sequence[str], values: Sequence[Any], every: int) -> list[Any]:
    """Each name with one in every so many values, for the next name from the next value on; in the
    long tests with the others too."""
    cases: list[Any] = []
    for i, name in enumerate(names):
        others = [value for at, value in enumerate(values) if (at - i) % every]
        cases.append(pytest.param(name, values[i % every :: every], id=name))
        cases.append(pytest.param(name, others, id=f"{name}, others", marks=pytest.mark.slow))
    return cases


def telling(cases: Iterable[Any], is_quick: bool, every: int = 12) -> list[Any]:
    """The cases of a grid that show something which none before them shows, with one in every so
    many of the others; or else those that are left."""
    seen: set[Hashable] = set()
    chosen: list[Any] = []
    for i, case in enumerate(cases):
        new = _shown_once(case) - seen
        seen |= new
        if bool(new or i % every == 0) is is_quick:
            chosen.append(case)
    return chosen


_KNOWN: dict[int, tuple[Any, set[Hashable]]] = {}


def _shown_once(case: Any) -> set[Hashable]:
    """The same for a case that several tests go through, asked once; it is kept, as its id is."""
    if id(case) not in _KNOWN:
        _KNOWN[id(case)] = case, set(_shown(case))
    return _KNOWN[id(case)][1]


def _shown(case: Any) -> Iterator[Hashable]:
    """The rule, each setting and each kind of number, the axes that are read, why it refuses."""
    name, tensors = case.layer.rule.name, case.tensors()
    yield name, tuple(len(x.shape) for x in tensors)
    yield from ((name, one) for one in _settings(case.layer))
    try:
        case.layer(*tensors)
    except ShapeError as error:
        yield name, error.message.template


def _settings(layer: Layer) -> Iterator[Hashable]:
    """The arguments of a layer and of those in it, each alone: words as they are, numbers by their
    kind."""
    yield layer.rule.name
    for key, value in layer.arguments.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Layer):
                yield from ((key, inner) for inner in _settings(one))
            else:
                yield key, type(value), one if isinstance(one, bool | str) else type(one)
