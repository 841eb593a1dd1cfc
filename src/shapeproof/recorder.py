"""Asks the rule of each call, and says which layer it was where the rule refuses."""

from __future__ import annotations

from collections.abc import Hashable

from shapeproof import ways
from shapeproof.algebra.collected import collected
from shapeproof.algebra.formula import Dim, Formula, in_full, is_longer, lift
from shapeproof.message import Place, say
from shapeproof.model import LayerError, Policy, Problem
from shapeproof.rules.rule import Facts, Layer, Shape, ShapeError, Structure, Tensor, noting
from shapeproof.supposition import Relied, supposition

LONGEST = 400
"""The most parts of a size that is a formula."""


class Recorder:
    """Asks the rule of each call, and says which layer it was where the rule refuses.

    Layers that are alike are asked once.
    """

    def __init__(self) -> None:
        self._said: dict[Hashable, Facts] = {}

    def facts(
        self, path: str, layer: Layer, inputs: tuple[Tensor, ...], policy: Policy, at: Place | None
    ) -> Facts:
        """What the layer says on these inputs, with the dtypes of its policy.

        Raises `LayerError` where it cannot take them.
        """
        likeness = layer.likeness(inputs)
        key = None if likeness is None else (likeness, policy)
        if key is None or key not in self._said:
            self._said[key] = self._asked(path, layer, inputs, policy, at)
        return self._said[key]

    def _asked(
        self, path: str, layer: Layer, inputs: tuple[Tensor, ...], policy: Policy, at: Place | None
    ) -> Facts:
        read = tuple(cast(x, policy.compute) for x in inputs[: takes(layer)])
        try:
            facts = _said(path, layer, read)
        except ShapeError as error:
            facts = _as_if_right(Problem("shape", at, path, error.message), layer, read)
        except (ZeroDivisionError, OverflowError):
            reason = say("its arguments leave nothing to compute with")
            facts = _as_if_right(Problem("argument", at, path, reason), layer, read)
        if any(too_long(size) for x in facts.outputs for size in x.shape):
            reason = say(
                "a size of its output is a formula of more than {most} parts; give the input of "
                "the model in numbers: {way}",
                most=LONGEST,
                way=ways.shaped("1,3,224,224"),
            )
            raise LayerError(Problem("unsupported", at, path, reason))
        return facts._replace(
            output=settled(facts.output, policy.compute),
            weights={
                name: weight._replace(
                    shape=in_numbers(weight.shape), dtype=weight.dtype or policy.variable
                )
                for name, weight in facts.weights.items()
            },
        )


def _said(path: str, layer: Layer, read: tuple[Tensor, ...]) -> Facts:
    """What the layer says; what it relies on is noted where something is supposed."""
    if (under := supposition()) is None:
        return layer(*read)
    with noting() as needs:
        facts = layer(*read)
    under.relies_on += [Relied(path, need) for need in needs]
    return facts


def _as_if_right(problem: Problem, layer: Layer, read: tuple[Tensor, ...]) -> Facts:
    """What the layer would say if it took its inputs, where reading is to go on.

    Raises `LayerError` where it is not, or where nobody can tell.
    """
    under = supposition()
    facts = under.mend(problem, layer, read) if under and under.mend else None
    if facts is None:
        raise LayerError(problem)
    return facts


def too_long(size: Dim) -> bool:
    """Whether nobody could read a size, and working with it would take ever longer."""
    return isinstance(size, Formula) and size.value is None and is_longer(lift(size), LONGEST)


def takes(layer: Layer) -> int | None:
    """How many inputs a rule reads; None for any number."""
    code = layer.rule.states.__code__
    if code.co_flags & 0x04:  # it takes `*inputs`
        return None
    return code.co_argcount - len(layer.rule.constants)


def cast(x: Tensor, dtype: str) -> Tensor:
    """A float tensor as a layer that computes in `dtype` reads it; an operation takes any."""
    return x._replace(dtype=dtype) if dtype and (x.dtype is None or "float" in x.dtype) else x


def settled(structure: Structure, dtype: str) -> Structure:
    """The same structure, its sizes without the steps that led to them, its dtypes given."""
    match structure:
        case Tensor():
            return Tensor(in_numbers(structure.shape), structure.dtype or dtype)
        case dict():
            return {key: settled(part, dtype) for key, part in structure.items()}
        case _:
            return tuple(settled(part, dtype) for part in structure)


def in_numbers(shape: Shape) -> Shape:
    """Sizes as numbers, or as formulas in what is not known about the model."""
    if not any(isinstance(size, Formula) for size in shape):
        return shape
    return tuple(
        collected(in_full(lift(size))) if isinstance(size, Formula) else size for size in shape
    )
