"""Keras's optimizers as values of a source: unknown but for what they keep beside the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.message import Place, say
from shapeproof.model import Compiled
from shapeproof.read.source.keras.unread import OPTIMIZERS
from shapeproof.read.source.objects import Function, Instance
from shapeproof.read.source.values import Named, Unknown, arguments, shortened, written
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.optimizer import Optimizer

ROOTS = ("keras", "tf_keras", "tensorflow", "tf")
SMALL = frozenset(map(str.lower, OPTIMIZERS))
"""Keras 1 had them as functions too: `keras.optimizers.adam()`."""


class MadeOptimizer(Unknown):
    """An optimizer that a source makes."""

    __slots__ = ("made",)

    def __init__(self, text: str, at: Place, made: Compiled) -> None:
        super().__init__(text, at, is_result=True)
        self.made = made


class Schedule(Unknown):
    """A learning rate that changes from step to step."""

    __slots__ = ("name",)

    def __init__(self, name: str, at: Place) -> None:
        super().__init__(f"{name}(…)", at, is_result=True)
        self.name = name


class OptimizerClass(Named):
    """`keras.optimizers.Adam`, or a schedule: called, it makes one."""

    __slots__ = ()

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        name = self.dotted.rpartition(".")[2]
        if ".schedules." in self.dotted:
            return Schedule(name, at)
        text = shortened(f"{name}({arguments(args, kwargs)})")
        return MadeOptimizer(text, at, made(name, tuple(args), kwargs))


def resolve(dotted: str, find: Any) -> OptimizerClass | None:
    """`keras.optimizers.Adam`, `tf.keras.optimizers.schedules.CosineDecay`."""
    module, _, last = dotted.rpartition(".")
    root, *inner = module.split(".")
    if root not in ROOTS or not {"optimizers", "mixed_precision"}.intersection(inner):
        return None
    is_schedule = "schedules" in inner and last != "LearningRateSchedule"
    return OptimizerClass(dotted, find) if is_schedule or last.lower() in SMALL else None


def made(name: str, args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] = {}) -> Compiled:
    """The optimizer of a call, or why it is not known."""
    from shapeproof.rules.keras.optimizers import optimizer

    try:
        return optimizer(name, list(map(_plain, args)), {k: _plain(v) for k, v in kwargs.items()})
    except ArgumentError as error:
        return error.message


def _plain(value: Any) -> Any:
    """A value as a rule takes it: of a schedule its name, of an optimizer what it keeps."""
    match value:
        case Schedule():
            return value.name
        case MadeOptimizer():
            return value.made
        case Instance() | Function():
            return value.kind
        case list():
            return tuple(map(_plain, value))
        case _:
            return value


def compiled(value: Any, is_scaled: bool) -> Compiled:
    """What `model.compile(value)` trains the model with.

    Where float16 is computed in, Keras scales the loss of any optimizer.
    """
    match value:
        case str():
            found = made(value)
        case MadeOptimizer():
            found = value.made
        case Instance():
            found = say("{kind} is no optimizer of Keras's own", kind=value.kind)
        case None:
            return None
        case _:
            found = say("which optimizer `{what}` is is not known", what=written(value))
    if is_scaled and isinstance(found, Optimizer) and found.name != "LossScaleOptimizer":
        return made("LossScaleOptimizer", (found,))
    return found
