"""What a reading of the model says of a target: formulas of it, or whether its numbers meet it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from math import inf
from typing import Any, NamedTuple

from shapeproof.algebra.formula import (
    Expr,
    Name,
    PerExample,
    Relation,
    Step,
    leaves,
    lift,
    names_in,
)
from shapeproof.algebra.inverse import Undecided
from shapeproof.algebra.logic import ALWAYS, NEVER, All, Condition, relations
from shapeproof.algebra.systems import System
from shapeproof.message import AskError, ShapeproofError, say
from shapeproof.model import Model, Problem
from shapeproof.quantities import NoQuantity, NoSize, outputs_of, quantity, shape_key, stated
from shapeproof.subject import UNNAMED, Reading, Subject


class Untrusted(Exception):
    """The formulas of a reading do not tell of all values."""


class Tried(NamedTuple):
    """What the model says with these values: whether it is sound and meets the target, how far from
    the target it is, and the numbers that were asked about."""

    values: Mapping[str, Any]
    is_met: bool
    distance: float
    gives: Mapping[str, Any]
    problem: Problem | None = None


class Target:
    """A condition on the numbers of a model in which something is different.

    `problem` is what is wrong with the model whatever the unknowns are.
    """

    def __init__(self, subject: Subject, condition: Condition, free: Container[str]) -> None:
        self.subject, self.condition, self.free = subject, condition, free
        self.problem: Problem | None = None
        self._tried: dict[tuple[tuple[str, Any], ...], Tried] = {}

    def tried(self, values: Mapping[str, Any]) -> Tried:
        """What comes of these values, which is read with the numbers themselves."""
        key = tuple(values.items())
        if key not in self._tried:
            self._tried[key] = self._read(values)
        return self._tried[key]

    def _read(self, values: Mapping[str, Any]) -> Tried:
        try:
            model = self.subject.read(values).model
        except NoQuantity:
            raise
        except (*UNNAMED, ShapeproofError):
            return Tried(values, False, inf, {})
        if model.problems:
            return Tried(values, False, inf, {}, model.problems[0])
        target = self.stated(model, {key: lift(_number(value)) for key, value in values.items()})
        near = system_of(ALWAYS, []).nearest(target, (), ())
        is_met = bool(system_of(target, []).solved(()).boxes)
        distance = near[0].distance if near else inf
        return Tried(values, is_met, distance, self.gives(model))

    def formulas(self, values: Mapping[str, Any]) -> tuple[Condition, Condition]:
        """What must hold for the model to be sound, and the target, in the names among the values.

        Raises `Untrusted` where these formulas do not tell of all numbers.
        """
        names = {key: value for key, value in values.items() if isinstance(value, Name)}
        try:
            reading = self.subject.read(values)
        except UNNAMED:
            raise Untrusted from None
        _need_all(reading, names, self.subject)
        model = reading.model
        if model.problems:
            if model.problems[0].kind != "shape":
                raise Untrusted
            self.problem = model.problems[0]
            return NEVER, ALWAYS
        known = self.subject.model.notes
        if any(note.message.template.startswith("assumed") for note in model.notes
               if note not in known):  # fmt: skip
            raise Untrusted
        needs = dict.fromkeys(relied.need.holds for relied in reading.relies_on)
        about = [one for one in needs if isinstance(one, Relation) and _is_about(one, names)]
        own = {key: lift(_number(value)) for key, value in values.items()}
        return All(tuple(about)), self.stated(model, own)

    def stated(self, model: Model, own: Mapping[str, Expr]) -> Condition:
        """The target with the numbers of a model put in, or its formulas."""

        def number(leaf: Name | Step) -> Expr:
            return own[leaf.name] if leaf.name in own else self._known(model, leaf.name)

        return stated(self.condition, number)

    def gives(self, model: Model) -> dict[str, Any]:
        """The numbers that the target asks about; the output where it asks about none."""
        names = [name for one in relations(self.condition) for name in (*leaves(one.left),
                 *leaves(one.right))]  # fmt: skip
        keys = dict.fromkeys(name.name for name in names if name.name)
        told: dict[str, Any] = {}
        for key in keys or ["output"]:
            if shape := shape_key(key):
                shapes = [[_plain(size) for size in x.shape] for x in outputs_of(model, shape)]
                told[shape] = shapes[0] if len(shapes) == 1 else shapes
            elif key not in self.free:
                told[key] = _plain(self._known(model, key))
        return told

    def _known(self, model: Model, key: str) -> Expr:
        """A number of the model, or an argument or a size of it that is no unknown, by its key."""
        try:
            return lift(quantity(model, key))
        except NoSize:
            raise
        except NoQuantity as error:
            try:
                value = self.subject.value(key)
            except AskError:
                raise error from None
            return lift(_number(value))


def system_of(condition: Condition, names: list[Name]) -> System:
    """The system; raises `AskError` where it hangs on what nobody states."""
    try:
        return System(condition, names)
    except Undecided as error:
        reason = say("the numbers asked for hang on `{name}`, which nobody states; give the input "
                     "in numbers: --input 1,3,224,224", name=str(error))  # fmt: skip
        raise AskError(reason) from None
    except RecursionError:
        raise Untrusted from None


def _need_all(reading: Reading, names: Mapping[str, Name], subject: Subject) -> None:
    """Raises `AskError` where a size of an input was to change and the source makes its own."""
    sizes = [size for call in reading.model.inputs for size in call.output.shape]
    for key, name in names.items():
        if subject.place(key) is None and not any(size is name for size in sizes):
            raise AskError(say("the source makes its own input, so `{key}` cannot be another; say "
                               "what it reads with --input", key=key))  # fmt: skip


def _is_about(relation: Relation, names: Mapping[str, Name]) -> bool:
    about = {*names_in(relation.left), *names_in(relation.right)}
    return not about.isdisjoint(names.values())


def _number(value: Any) -> Any:
    """A value as a number of a condition: a name, a whole number, or a truth value as 0 or 1."""
    if isinstance(value, Name):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, tuple) and len(set(value)) == 1:
        return _number(value[0])
    return 0


def _plain(size: Any) -> Any:
    """A size as JSON has it: None for a batch that nobody states."""
    if isinstance(size, PerExample) and size == 1:
        return None
    return int(size) if isinstance(size, int) else lift(size).value
