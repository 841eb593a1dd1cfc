"""Which arguments of a call a layer reads, and in which order its rule has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapeproof.rules.rule import Layer

FIRST = ("inputs", "x", "sequences", "sequence", "input")
"""What layers call the first of the tensors that they read."""
SEVERAL = 0x04  # the flag of a function that takes `*inputs`
Found = Callable[[Any], list[Any]]


def reads(layer: Layer | None, args: Sequence[Any], kwargs: Mapping[str, Any], found: Found) -> Any:
    """The tensors of a call, as a rule reads them; `found` are those in one argument.

    Of a layer without a rule every tensor counts.  Masks change no number.
    """
    if layer is None:
        return [x for part in (*args, *kwargs.values()) for x in found(part)]
    code = layer.rule.states.__code__
    several = bool(code.co_flags & SEVERAL)
    names = list(code.co_varnames[: code.co_argcount])
    if several:
        names.append(code.co_varnames[code.co_argcount + code.co_kwonlyargcount])
    given = {key: value for key, value in kwargs.items() if key in FIRST or key in names}
    order = {**dict.fromkeys(FIRST, 0), **{name: i for i, name in enumerate(names)}}
    by_name = [given[key] for key in sorted(given, key=lambda key: order[key])]
    tensors = [x for part in (*args[: len(names)], *by_name) for x in found(part)]
    return tensors if several else tensors[: code.co_argcount]


def told(layer: Layer, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """What a layer is told when it is called: `return_attention_scores=True`."""
    return {
        key: kwargs[key]
        for key in layer.rule.later.split()
        if isinstance(kwargs.get(key), bool | int | str)
    }
