"""What trains a model, as its config or the live model says: optimizers, told from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.message import say
from shapeproof.model import Compiled, Policy
from shapeproof.read.keras.settings import brief, is_keras
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.keras.optimizers import optimizer
from shapeproof.rules.optimizer import Optimizer, Trained
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, Rule, Weight

SENTENCE = say("These are the variables that it has; what they are for, its author knows.")


def of_config(data: Any, policy: Policy) -> Compiled:
    """`{"optimizer": {"class_name": "Adam", "config": {…}}, "loss": …}`; HDF5 has
    `optimizer_config`.  Where float16 is computed in, Keras scales the loss of any optimizer."""
    if not isinstance(data, Mapping):
        return None
    found = saved(data.get("optimizer", data.get("optimizer_config")))
    return scaled(found) if policy.is_mixed and data.get("auto_scale_loss", True) else found


def scaled(found: Compiled) -> Compiled:
    """The optimizer that Keras puts around another one."""
    if not isinstance(found, Optimizer) or found.name == "LossScaleOptimizer":
        return found
    return optimizer("LossScaleOptimizer", [found])


def saved(data: Any) -> Compiled:
    """An optimizer by its name, or with its settings."""
    match data:
        case None:
            return None
        case str(kind):
            config: Mapping[str, Any] = {}
        case {"class_name": str(kind), "config": dict(config)}:
            module = data.get("module")
            if isinstance(module, str) and not is_keras(module):
                return foreign(kind)
        case _:
            return say("{value} is no optimizer", value=brief(data))
    try:
        return optimizer(kind, (), {str(key): _plain(key, config[key]) for key in config})
    except ArgumentError as error:
        return error.message


def _plain(key: Any, value: Any) -> Any:
    """A setting as a rule takes it."""
    match value:
        case {"class_name": str(kind)}:
            return saved(value) if key == "inner_optimizer" else kind
        case _:
            return value


def live(found: Any, weights: Sequence[Trained]) -> Compiled:
    """The optimizer of a live model; with the variables that it has, should they be others than
    its rule says."""
    kind = type(found).__name__
    made = foreign(kind)
    if is_keras(type(found).__module__):
        made = saved({"class_name": kind, "config": found.get_config()})
    if not getattr(found, "built", False):
        return made
    shapes = [tuple(variable.shape) for variable in found.variables]
    if isinstance(made, Optimizer):
        ours = [slot.shape for slot in made.slots(weights).values()]
        if sorted(map(str, ours)) == sorted(map(str, shapes)):
            return made
    variables = [
        Weight(tuple(one.shape), False, str(getattr(one.dtype, "name", one.dtype)))
        for one in found.variables
    ]
    return stated(kind, variables)


def stated(kind: str, variables: Sequence[Weight]) -> Optimizer:
    """An optimizer that keeps these variables."""
    kept = {f"variables/{i}": one for i, one in enumerate(variables)}

    def states(*weights: Trained) -> Facts:
        return Facts(UNKNOWN, kept)

    states.__doc__ = SENTENCE.template
    return Optimizer(kind, (Layer(Rule(kind, states), {}, kind),))


def foreign(kind: str) -> Compiled:
    return say("{kind} is no optimizer of Keras's own", kind=kind)
