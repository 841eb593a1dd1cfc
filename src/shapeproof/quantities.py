"""Numbers of a model by the names that a condition has for them: `params`, `conv1.output[1]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from shapeproof.algebra.formula import Dim, Expr, Name, Relation, Step
from shapeproof.algebra.logic import NEVER, Condition, put
from shapeproof.algebra.notation import size
from shapeproof.message import ShapeproofError, closest, say
from shapeproof.model import Call, Model, added, bytes_of
from shapeproof.rules.rule import Tensor

TOTALS = ("params", "macs", "flops", "bytes")
QUANTITY = re.compile(
    r"(?:(?P<layer>.+)\.)?(?:(?P<total>params|macs|flops|bytes)"
    r"|output(?P<many>s)?(?:\[(?P<first>-?\d+)\])?(?:\[(?P<axis>-?\d+)\])?(?P<rank>\.rank)?)"
)


class NoQuantity(ShapeproofError):
    """A model has no such number."""


class NoSize(NoQuantity):
    """An output has no such axis, or it is not known at all."""


def quantity(model: Model, key: str) -> Dim:
    """The number of a model that a key names: `params`, `output[1]`, `conv1.output[1]`.

    `output.rank` is how many axes there are.  Raises `NoQuantity` where there is none of that name.
    """
    found = QUANTITY.fullmatch(key)
    if found is None:
        raise NoQuantity(
            say("`{key}` is no number of this model; there are {known}, those of a layer, such as "
                "LAYER.output[1], and what is varied", key=key, known=(*TOTALS, "output[1]"))
        )  # fmt: skip
    if found["total"]:
        return _total(model, found["layer"], found["total"])
    outputs = _outputs(model, found["layer"])
    which, axis = (found["first"] or 0, found["axis"]) if found["many"] else (0, found["first"])
    try:
        shape = outputs[int(which)].shape
        return len(shape) if found["rank"] else shape[int(axis)]
    except TypeError:
        raise NoQuantity(say("`{key}` is a shape; name a size of it, such as {key}[1]",
                             key=key)) from None  # fmt: skip
    except IndexError:
        shapes = tuple(str(tuple(map(size, x.shape))).replace("'", "") for x in outputs)
        raise NoSize(say("there is no {key}: the output is {shapes}",
                         key=key, shapes=shapes or "not known")) from None  # fmt: skip


def stated(condition: Condition, number: Callable[[Name | Step], Expr | None]) -> Condition:
    """The condition with its quantities put in; a comparison with a size that there is not, or that
    divides by 0, never holds."""
    if isinstance(condition, Relation):
        try:
            return put(condition, number)
        except (NoSize, ZeroDivisionError):
            return NEVER
    return type(condition)(tuple(stated(part, number) for part in condition.parts))


def is_count(key: str) -> bool:
    """Whether a key names a total, of the model or of a layer, and no size."""
    found = QUANTITY.fullmatch(key)
    return found is not None and found["total"] is not None


def shape_key(key: str) -> str:
    """`conv1.output` for `conv1.output[1]`; empty for what is no size of an output."""
    found = QUANTITY.fullmatch(key)
    if found is None or found["total"]:
        return ""
    return f"{found['layer']}.output" if found["layer"] else "output"


def outputs_of(model: Model, shape: str) -> tuple[Tensor, ...]:
    """The outputs that a key of a shape names: `output`, `conv1.output`."""
    return _outputs(model, shape.rpartition(".")[0])


def _outputs(model: Model, layer: str | None) -> tuple[Tensor, ...]:
    """The outputs of a layer, or of the whole model."""
    return _call(model, layer).facts.outputs if layer else model.outputs


def _total(model: Model, layer: str | None, name: str) -> Dim:
    """A total of the model or of one layer."""
    if not layer:
        total: Dim = getattr(model.totals, name)
        return total
    facts = _call(model, layer).facts
    if name == "bytes":
        return added(one.size * bytes_of(one.dtype) for one in facts.parameters.values())
    count: Dim | None = getattr(facts, name)
    if count is None:
        raise NoQuantity(say("{what} of {layer} are not known", what=name, layer=layer))
    return count


def _call(model: Model, layer: str) -> Call:
    """The first call of a layer, by its path or by a name that ends just one path."""
    calls = model.tree
    found = [call for call in calls if call.path == layer]
    found = found or [call for call in calls if call.path.rpartition(".")[2] == layer]
    if len({call.path for call in found}) != 1:
        close = closest(layer, (call.path for call in calls))
        raise NoQuantity(
            say("there is no layer `{name}`; did you mean `{close}`?", name=layer, close=close)
            if close
            else say("there is no layer `{name}`; there are {paths}",
                     name=layer, paths=tuple(call.path for call in calls[:12]))
        )  # fmt: skip
    return found[0]
