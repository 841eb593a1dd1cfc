"""What is known of labels: the number of classes that they are taken from, and what made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapeproof.read.source.torch.structures import every
from shapeproof.read.source.torch.tensors import TensorHost

REARRANGED = (
    *("view", "reshape", "squeeze", "unsqueeze", "flatten", "getitem", "to", "expand", "permute"),
    *("transpose", "t", "repeat", "ravel", "index_select", "view_as", "reshape_as"),
)
"""What leaves the numbers as they are."""


def carried(name: str, args: list[Any], kwargs: Mapping[str, Any], result: Any) -> Any:
    """The result of a function outside of a model, with where it comes from."""
    if not isinstance(result, TensorHost):
        return result
    source = args[0] if args else None
    if isinstance(source, TensorHost):
        result.made_by = (name, source)
        result.below = below(source) if name in REARRANGED and is_counted(result) else None
    if name == "randint":
        ends = [x for x in args[:2] if type(x) is int]
        high = kwargs.get("high", ends[-1] if ends else None)
        result.below = high if type(high) is int else None
    return result


def is_counted(x: TensorHost) -> bool:
    """Whether it is known how many numbers there are: what a mask leaves may lack some classes."""
    return all(isinstance(size, int) for size in x.shape[:1])


def below(labels: TensorHost) -> int | None:
    """What all labels are less than, where it is known."""
    if labels.tensor.dtype not in ("int64", "uint8"):
        return None
    numbers = whole_numbers(labels)
    return max(numbers) + 1 if numbers else labels.below


def whole_numbers(labels: TensorHost) -> list[int]:
    """The labels themselves, where they are known."""
    return [n for n in every([labels.numbers]) if type(n) is int]
