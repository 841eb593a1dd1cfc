"""A sweep as text and as data: the best candidates, how many there are, why others cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapeproof.language import Translate
from shapeproof.message import say
from shapeproof.render.writing import COLUMNS, wide, wrapped

if TYPE_CHECKING:
    from shapeproof.sweeping.outcome import Outcome

INDENT = "  "


def text(sweep: Outcome, tell: Translate = str, columns: int = COLUMNS) -> str:
    """The best in a table of the numbers that there is room for, or in lines, then the counts."""
    names = _fitting(sweep, max(columns, COLUMNS // 2))
    lines = list(_table(sweep, names) if names else _list(sweep, columns))
    lines += [""] if lines else []
    if names and (left := tuple(name for name in sweep.names if name not in names)):
        told = say("Left out here for want of room: {names}; --format csv has them", names=left)
        lines += [*wrapped(told.told(tell), columns, INDENT), ""]
    for line in (*_counts(sweep, tell), *_dropped(sweep, tell)):
        lines += wrapped(line, columns, INDENT)
    return "\n".join(line.rstrip() for line in lines)


def _fitting(sweep: Outcome, columns: int) -> list[str]:
    """The names of a table that is no wider than this: all, or those that somebody has asked about
    with as many of the others as there is room for; none where even these are too wide."""
    plan = sweep.plan
    asked = {*(axis.key for axis in plan.axes), *plan.asked}
    names = list(sweep.names)
    others = [name for name in names if name not in asked and name not in plan.where]
    while max(map(wide, _table(sweep, names)), default=0) > columns:
        if not others:
            return []
        names.remove(others.pop())
    return names


def _table(sweep: Outcome, names: list[str]) -> Iterator[str]:
    """A row a candidate under the names of its numbers; a long name breaks behind its dots."""
    if not len(sweep.best):
        return
    heads = [name.replace(".", ".\n").split("\n") for name in names]
    height = max(map(len, heads))
    heads = [[""] * (height - len(head)) + head for head in heads]
    rows = [list(row) for row in zip(*heads)]
    rows += [[_written(row[name]) for name in names] for row in sweep.best]
    widths = [max(map(wide, column)) for column in zip(*rows)]
    for i, row in enumerate(rows):
        if i == height:
            yield "-" * (sum(widths) + 2 * len(widths) - 2)
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths))


def _list(sweep: Outcome, columns: int) -> Iterator[str]:
    """A candidate a line."""
    for row in sweep.best:
        told = ", ".join(f"{name}={_written(row[name])}" for name in sweep.names)
        yield from wrapped(told, columns, INDENT)


def _written(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int) else str(value)


def _counts(sweep: Outcome, tell: Translate) -> Iterator[str]:
    counts = {"points": f"{sweep.points:,}", "valid": f"{sweep.valid:,}", "met": f"{sweep.met:,}"}
    if not sweep.is_whole:
        yield say("Interrupted: {done} of {points} candidates were looked at",
                  done=f"{sweep.done:,}", points=counts["points"]).told(tell)  # fmt: skip
    if sweep.plan.where:
        told = say("{points} candidates, {valid} of them valid; {met} meet {where}",
                   where=sweep.plan.where, **counts)  # fmt: skip
    else:
        told = say("{points} candidates, {valid} of them valid", **counts)
    yield told.told(tell)
    if sweep.front is not None:
        told = say("{n:candidate is|candidates are} bettered by no other in all of {names}",
                   n=sweep.front, names=sweep.objectives)  # fmt: skip
        yield told.told(tell)
    known = sweep.met if sweep.front is None else sweep.front
    if 0 < len(sweep.best) < known:
        yield say("Shown: the first {n} by {names}", n=len(sweep.best), names=sweep.orders).told(
            tell
        )


def _dropped(sweep: Outcome, tell: Translate) -> Iterator[str]:
    if sweep.dropped:
        yield ""
        yield tell("Candidates that cannot be, by the first layer that refuses them:")
    for layer, reason, count in sweep.dropped:
        told = reason.told(tell)
        yield f"{INDENT}{count:,}  {layer}: {told}" if layer else f"{INDENT}{count:,}  {told}"


def document(sweep: Outcome, tell: Translate = str) -> dict[str, Any]:
    """The JSON document."""
    return {
        "points": sweep.points,
        **({} if sweep.is_whole else {"done": sweep.done}),
        "valid": sweep.valid,
        "met": sweep.met,
        **({} if sweep.front is None else {"front": sweep.front}),
        "dropped": [
            {"layer": layer, "reason": reason.told(tell), "count": count}
            for layer, reason, count in sweep.dropped
        ],
        "best": sweep.best,
    }
