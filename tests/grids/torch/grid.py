"""Cases of torch: a module or a function, its arguments, and the tensors that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from shapeproof.rules import torch
from shapeproof.rules.rule import Layer, Rule, Tensor


class Case(NamedTuple):
    """One module or function with its arguments, reading these tensors."""

    layer: Layer
    inputs: tuple[Tensor, ...]

    def tensors(self) -> tuple[Tensor, ...]:
        return self.inputs

    def at(self, shift: int) -> Case:
        """The same on inputs that are so much larger, but for the first axis."""
        return self._replace(inputs=tuple(larger(x, shift) for x in self.inputs))

    def __str__(self) -> str:
        arguments = ", ".join(f"{key}={value!r}" for key, value in self.layer.arguments.items())
        return f"{self.layer.rule.name}({arguments}) reads {self.inputs}"


def larger(x: Tensor, shift: int) -> Tensor:
    return x._replace(shape=(*x.shape[:1], *(max(size + shift, 1) for size in x.shape[1:])))


def modules(
    names: str,
    *inputs: Any,
    dtype: str = "float32",
    constants: dict[int, Tensor | None] | None = None,
    **choices: list[Any],
) -> list[Case]:
    """Each module with every combination of these arguments, on each of these inputs.

    An input is a shape, a tensor, or a tuple of them for a module that reads several.
    """
    return [case for name in names.split()
            for case in _cases(torch.module(name), name, inputs, dtype, constants or {}, choices)
            ]  # fmt: skip


def functions(
    names: str,
    *inputs: Any,
    dtype: str | list[Any] = "float32",
    constants: dict[int, Tensor | None] | None = None,
    **choices: list[Any],
) -> list[Case]:
    """The same for functions.  `constants` stand in the places of tensors that are no inputs: a
    number of the source (`NUMBER`, `WHOLE`), or None for one that is left out.  A list of dtypes
    is an argument of the function."""
    if isinstance(dtype, list):
        choices, dtype = choices | {"dtype": dtype}, "float32"
    return [case for name in names.split()
            for case in _cases(torch.function(name), name, inputs, dtype, constants or {}, choices)
            ]  # fmt: skip


def also(cases: list[Case], **arguments: Any) -> list[Case]:
    """The same with more arguments, such as a `dtype` of their own."""
    return [
        case._replace(layer=case.layer._replace(arguments={**case.layer.arguments, **arguments}))
        for case in cases
    ]


NUMBER, WHOLE = Tensor((), "float"), Tensor((), "int")


def _cases(
    rule: Rule | None,
    name: str,
    inputs: tuple[Any, ...],
    dtype: str,
    constants: dict[int, Tensor | None],
    choices: dict[str, list[Any]],
) -> Iterator[Case]:
    assert rule, name
    for values in product(*choices.values()):
        layer = Layer(rule._replace(constants=constants), dict(zip(choices, values)))
        for given in inputs:
            yield Case(layer, tensors(given, dtype))


def tensors(given: Any, dtype: str) -> tuple[Tensor, ...]:
    """A shape, a tensor, or a tuple of them, as tensors; none for None.

    >>> tensors((2, 3), "int64"), tensors(((2, 3), Tensor((3,), "bool")), "int64")
    ((Tensor(shape=(2, 3), dtype='int64'),), (Tensor(shape=(2, 3), dtype='int64'), \
Tensor(shape=(3,), dtype='bool')))
    """
    if given is None:
        return ()
    several = bool(given) and isinstance(given[0], tuple) and not isinstance(given, Tensor)
    return tuple(
        one if isinstance(one, Tensor) else Tensor(one, dtype)
        for one in (given if several else (given,))
    )
