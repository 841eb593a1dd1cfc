"""The values that give the numbers asked for, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shapeproof.language import Translate
from shapeproof.message import Message, say
from shapeproof.render.writing import COLUMNS, wrapped
from shapeproof.solving.questions import Tried
from shapeproof.solving.solution import SHOWN, Solution
from shapeproof.solving.unknowns import Unknown

Json = dict[str, Any]
ROWS = 20


def told(found: Solution, tell: Translate, columns: int = COLUMNS) -> str:
    """What was asked, what gives it, and whether that is all."""
    lines = [_question(found).told(tell), ""]
    lines += [f"  {line}" for line in _values(found, tell)]
    lines += ["", *(one.told(tell) for one in _verdict(found))]
    folded = (piece for line in lines for piece in _folded(line, columns))
    return "\n".join(folded).replace("\n\n\n", "\n\n")


def _folded(line: str, columns: int) -> Iterator[str]:
    return wrapped(line, columns, "    " if line.startswith(" ") else "")


def document(found: Solution) -> Json:
    """The JSON document."""
    is_spread = any(isinstance(one, range) and len(one) > 1 for row in found.ranges
                    for one in row.values())  # fmt: skip
    ranges = {"ranges": list(map(_ends, found.ranges))}
    return {
        "unknowns": [one.key for one in found.unknowns],
        "target": found.target,
        "bounds": {one.key: _bounds(one) for one in found.unknowns},
        "solutions": [dict(values) for values in found.solutions],
        **(ranges if is_spread or found.total > SHOWN else {}),
        "total": found.total,
        "complete": found.is_complete,
        "nearest": [{**one.values, "gives": one.gives} for one in found.nearest],
        **({"readings": found.readings} if found.readings else {}),
    }


def _bounds(one: Unknown) -> list[Any]:
    return [one.values[0], one.values[-1]] if one.is_number else list(one.values)


def _ends(values: Mapping[str, Any]) -> Json:
    return {key: [value[0], value[-1]] if isinstance(value, range) else value
            for key, value in values.items()}  # fmt: skip


def _question(found: Solution) -> Message:
    bounds = [_within(one) for one in found.unknowns]
    if not found.target:
        return say("where the model is sound, with {bounds}", bounds=bounds)
    return say("{target}, with {bounds}", target=found.target, bounds=bounds)


def _within(one: Unknown) -> Message:
    if one.is_number:
        low, high = str(one.values[0]), str(one.values[-1])
        return say("{key} from {low} to {high}", key=one.key, low=low, high=high)
    return say("{key} one of {choices}", key=one.key, choices=tuple(map(repr, one.values)))


def _values(found: Solution, tell: Translate) -> Iterator[str]:
    """A line for each solution; for each range of them, where there are many."""
    if found.total <= SHOWN:
        for one in found.met:
            yield f"{_assigned(one.values)}   {_given(one, tell)}".rstrip()
        return
    for values in found.ranges[:ROWS]:
        yield _assigned(values)
    if len(found.ranges) > ROWS:
        more = say("and {n:more range|more ranges}", n=len(found.ranges) - ROWS)
        yield more.told(tell)


def _assigned(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={_value(value)}" for key, value in values.items())


def _value(value: Any) -> str:
    if isinstance(value, range):
        return str(value[0]) if len(value) == 1 else f"{value[0]}…{value[-1]}"
    return repr(value)


def _given(one: Tried, tell: Translate) -> str:
    """The numbers that come of it."""
    said = (
        say("{name} {value}", name=name, value=_written(value)) for name, value in one.gives.items()
    )
    return tell(", ").join(part.told(tell) for part in said)


def _written(value: Any) -> str:
    """A shape as Python writes a tuple; a number as it is."""
    if not isinstance(value, list):
        return str(value)
    inside = ", ".join(map(_written, value))
    return f"({inside},)" if len(value) == 1 else f"({inside})"


def _verdict(found: Solution) -> Iterator[Message]:
    """Whether that is all, how that is known, and what is nearest."""
    if found.readings:
        yield say("Its formulas do not tell, so the model was read with {n:one value|each of # "
                  "values}.", n=found.readings)  # fmt: skip
    if not found.is_complete:
        yield say("The search stopped before the end of the bounds: there may be more; give "
                  "narrower ones with --bounds KEY=LOW:HIGH.")  # fmt: skip
    elif found.total:
        yield say("There are {n:no other values|# such values} within the bounds.", n=found.total)
    else:
        yield say("There is no such value within the bounds.")
    if not found.total:
        for one in found.nearest[:1]:
            yield say("The nearest: with {values}, {gives}.", values=_assigned(one.values),
                      gives=[_stated(*given) for given in one.gives.items()])  # fmt: skip
    if found.problem is not None:
        yield say("The model is not sound: {layer}: {why}.", layer=found.problem.layer,
                  why=found.problem.message)  # fmt: skip


def _stated(name: str, value: Any) -> Message:
    if name == "output":
        return say("the output is {shape}", shape=_written(value))
    return say("{name} is {value}", name=name, value=_written(value))
