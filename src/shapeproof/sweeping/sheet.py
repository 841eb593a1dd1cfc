"""What is worked out of each candidate, as lines for NumPy: plain data that goes to any process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial, reduce
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim, Expr, Name, Relation, Step, lift
from shapeproof.algebra.logic import ALWAYS, All, Condition, Some, holds, put
from shapeproof.algebra.notation import size
from shapeproof.message import Message, say
from shapeproof.model import Model
from shapeproof.quantities import TOTALS, NoQuantity, quantity, stated
from shapeproof.rules.rule import Facts
from shapeproof.subject import Reading
from shapeproof.sweeping.program import AND, OR, Line, Unresolved, Writer

NOTHING_LEFT = say("its arguments leave nothing to compute with")


class Reason(NamedTuple):
    """Why a candidate cannot be: the layer that refuses it, and what it says."""

    layer: str
    message: Message


class Fixed(NamedTuple):
    """A column in which all candidates of a sheet have the same; None where they have nothing."""

    value: Any


class Sheet(NamedTuple):
    """The lines of one reading, and which of them tell what.

    All `guards` hold for a candidate that can be, and `meets` for one that meets the condition.
    `columns` are lines, or what stands fixed.
    """

    lines: tuple[Line, ...]
    guards: tuple[int, ...]
    meets: int
    columns: tuple[int | Fixed, ...]


class Question(NamedTuple):
    """What is asked of every candidate: a condition that it is to meet, and the numbers that this
    takes beside; candidates that have none of that name do not meet it."""

    where: Condition = ALWAYS
    needed: tuple[str, ...] = ()


class Written(NamedTuple):
    """A reading as a sheet: the names of its columns, the reasons behind its guards, and what it
    cannot answer, if there is something."""

    sheet: Sheet
    names: tuple[str, ...]
    reasons: tuple[Reason, ...]
    missing: NoQuantity | None

    def aligned(self, names: Sequence[str]) -> Sheet:
        """The sheet with these columns."""
        own = dict(zip(self.names, self.sheet.columns))
        columns = tuple(own.get(name, Fixed(None)) for name in names)
        return self.sheet._replace(columns=columns)


def written(reading: Reading, changes: Mapping[str, Any], question: Question) -> Written:
    """The sheet of a reading under these changes: those that are names are the unknowns."""
    writer = Writer([value for value in changes.values() if isinstance(value, Name)])
    guards = list(_guards(writer, reading))
    names = (*changes, *_sizes(reading.model), *TOTALS, *question.needed)
    numbers = Numbers(reading.model, changes)
    meets, missing = writer.truth(0), None
    if reading.model.problems:
        names = tuple(changes)
    else:
        try:
            for name in question.needed:
                writer.of(numbers.of(name))
            where = stated(question.where, numbers.put)
            if holds(where) is False:
                _need_all(question.where, numbers)
            meets = _meeting(writer, where)
        except NoQuantity as error:
            missing = error
        except Unresolved as error:
            missing = NoQuantity(_unknown(str(error)))
    names = tuple(dict.fromkeys(names))
    columns = tuple(_column(writer, numbers, name) for name in names)
    sheet = Sheet(tuple(writer.lines), tuple(line for line, _ in guards), meets, columns)
    return Written(sheet, names, tuple(reason for _, reason in guards), missing)


def _need_all(condition: Condition, numbers: Numbers) -> None:
    """Raises `NoQuantity` where a size that there is not is asked about."""
    with suppress(ZeroDivisionError):
        put(condition, numbers.put)


def _sizes(model: Model) -> Iterator[str]:
    """The names of the outputs' sizes; the first axis, the batch, is left out."""
    for i, x in enumerate(model.outputs):
        name = "output" if len(model.outputs) == 1 else f"outputs[{i}]"
        yield from (f"{name}[{axis}]" for axis in range(1, len(x.shape)))


class Numbers:
    """The numbers of a model by name; what is changed in it has the name of its key."""

    def __init__(self, model: Model, changes: Mapping[str, Any]) -> None:
        self.model, self.changes = model, changes

    def of(self, name: str) -> Expr:
        """The number, as a formula.

        Raises `NoQuantity` where there is none of that name.
        """
        value: Dim = self.changes[name] if name in self.changes else quantity(self.model, name)
        try:
            return lift(value)
        except TypeError:
            reason = say("{key} is no number: it is {value}", key=name, value=repr(value))
            raise NoQuantity(reason) from None

    def put(self, leaf: Name | Step) -> Expr | None:
        return self.of(leaf.name)


def _column(writer: Writer, numbers: Numbers, name: str) -> int | Fixed:
    """The line of a number; what is no number, or not known, stands as it is."""
    if name in numbers.changes and not isinstance(numbers.changes[name], Name):
        return Fixed(numbers.changes[name])
    try:
        number = numbers.of(name)
    except NoQuantity:
        return Fixed(None)
    try:
        return writer.of(number)
    except Unresolved:
        return Fixed(size(number))


def _unknown(name: str) -> Message:
    return say("{name} is not known; give the size of the input (--input 1,3,224,224), or vary it",
               name=name)  # fmt: skip


def _guards(writer: Writer, reading: Reading) -> Iterator[tuple[int, Reason]]:
    """The lines that must hold, in the order in which the layers were asked.

    What a layer relies on comes before what it divides by.
    """
    facts = {call.path: call.facts for call in reading.model.layers}
    last = {relied.path: i for i, relied in enumerate(reading.relies_on)}
    for i, (path, need) in enumerate(reading.relies_on):
        yield from _whole(writer, path, partial(writer.relation, need.holds), need.reason)
        if last[path] == i and path in facts:
            yield from _computable(writer, path, facts.pop(path))
    for path, one in facts.items():
        yield from _computable(writer, path, one)
    for problem in reading.model.problems[:1]:
        yield writer.truth(0), Reason(problem.layer, problem.message)


def _computable(writer: Writer, path: str, facts: Facts) -> Iterator[tuple[int, Reason]]:
    """That no number of a layer is divided by 0."""
    sizes = [size for x in facts.outputs for size in x.shape]
    for number in (*sizes, facts.params, 0 if facts.macs is None else facts.macs):
        yield from _whole(writer, path, partial(writer.of, lift(number)))


def _whole(
    writer: Writer, path: str, write: Callable[[], int], reason: Message | None = None
) -> Iterator[tuple[int, Reason]]:
    """That what is written holds, where there is a reason, and that it divides by no 0.

    What is not known is taken to be so.
    """
    before = len(writer.divisors)
    try:
        line = write()
    except Unresolved:
        return
    for divisor in writer.divisors[before:]:
        yield writer.not_zero(divisor), Reason(path, NOTHING_LEFT)
    if reason is not None:
        yield line, Reason(path, reason)


def _meeting(writer: Writer, condition: Condition) -> int:
    """The line that tells where a condition is met; nothing that divides by 0 meets one."""
    before = len(writer.divisors)
    line = _condition(writer, condition)
    for divisor in writer.divisors[before:]:
        line = writer.combined(AND, line, writer.not_zero(divisor))
    return line


def _condition(writer: Writer, condition: Condition) -> int:
    match condition:
        case Relation():
            return writer.relation(condition)
        case All(parts) | Some(parts):
            join, neutral = (AND, 1) if isinstance(condition, All) else (OR, 0)
            lines = [_condition(writer, part) for part in parts]
            return reduce(partial(writer.combined, join), lines, writer.truth(neutral))
