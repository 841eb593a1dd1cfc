"""Data sets of which one example is known, and the batches that loaders make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.words import ceil_div
from shapeproof.message import Place
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Instance
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Host, Raised, Unknown, is_unknown, size_of, written
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

HELD = (
    *("data", "targets", "labels", "samples", "imgs", "tensors"),
    *("transform", "target_transform", "transforms"),
)
"""What the examples of a data set are made of."""


class Label(Unknown):
    """The number of a class, which is less than `below`."""

    __slots__ = ("below",)

    def __init__(self, below: int | None, at: Place | None) -> None:
        super().__init__("label", at)
        self.below = below


class Examples(Host):
    """A data set: one example stands for all; a walk along it comes upon that one."""

    is_sample = True

    def __init__(
        self, names: TorchNames, name: str, example: Callable[[], Any], count: Any, **known: Any
    ) -> None:
        self.names, self.name, self.example, self.count = names, name, example, count
        self.known = known

    @property
    def kind(self) -> str:
        return self.name

    def attribute(self, name: str, at: Place) -> Any:
        if name in self.known:
            return self.known[name]
        return Unknown(f"{self.written()}.{name}", at, is_result=True)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        self.known[name] = value
        if name in HELD:
            self.example = lambda: Unknown("example", at, is_result=True)
            self.count = Unknown(f"len({self.written()})", at)

    def item(self, index: Any, at: Place) -> Any:
        return self.example()

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return [self.example()]

    def length(self, at: Place) -> Any:
        return self.count


class Loader(Host):
    """A `DataLoader`: a walk along it comes upon its first batch."""

    is_sample = True

    def __init__(self, names: TorchNames, data: Any, batch: Any, drop_last: bool) -> None:
        self.names, self.data, self.batch, self.drop_last = names, data, batch, drop_last

    @property
    def kind(self) -> str:
        return "DataLoader"

    def attribute(self, name: str, at: Place) -> Any:
        known = {"dataset": self.data, "batch_size": self.batch, "drop_last": self.drop_last}
        return known[name] if name in known else Unknown(f"loader.{name}", at, is_result=True)

    def set_attribute(self, name: str, value: Any, at: Place) -> None:
        return None

    def iterate(self, at: Place) -> Iterable[Any] | None:
        example = first_example(self.names, self.data, at)
        if is_unknown(example):
            return None
        rows = self.rows(at)
        self.names.batches.add(rows)
        return [collated(self.names, example, rows)]

    def rows(self, at: Place) -> Any:
        """How many examples the first batch has."""
        count = count_of(self.names, self.data, at)
        known = isinstance(count, int) and isinstance(self.batch, int)
        return min(count, self.batch) if known and count else self.batch

    def length(self, at: Place) -> Any:
        count, batch = size_of(count_of(self.names, self.data, at)), size_of(self.batch)
        if count is None or batch is None:
            return Unknown(f"len({self.written()})", at)
        return count // batch if self.drop_last else ceil_div(count, batch)


def first_example(names: TorchNames, data: Any, at: Place) -> Any:
    """One example of a data set, an unknown where what it is cannot be told."""
    if isinstance(data, Examples):
        return data.example()
    if isinstance(data, TensorHost | Array | Instance | list):
        try:
            return names.interpreter.item(data, 0, at)
        except Raised:  # what it reads is not known here
            pass
    return Unknown("example", at, is_result=True)


def count_of(names: TorchNames, data: Any, at: Place) -> Any:
    try:
        return names.interpreter.length(data, at)
    except Raised:
        return Unknown("len(dataset)", at)


def collated(names: TorchNames, example: Any, rows: Any) -> Any:
    """What `default_collate` makes of so many examples."""
    match example:
        case TensorHost():
            return batch_of(names, rows, example.shape, example.tensor.dtype, example.below)
        case Array():
            return batch_of(names, rows, example.shape, example.dtype, example.below)
        case Label():
            return batch_of(names, rows, (), "int64", example.below)
        case bool():
            return batch_of(names, rows, (), "bool")
        case int():
            return batch_of(names, rows, (), "int64")
        case float():
            return batch_of(names, rows, (), "float64")
        case dict():
            return {key: collated(names, part, rows) for key, part in example.items()}
        case list() | tuple():
            return [collated(names, part, rows) for part in example]
        case _:
            return Unknown(written(example), names.interpreter.here(), is_result=True)


def batch_of(
    names: TorchNames,
    rows: Any,
    shape: tuple[Any, ...],
    dtype: str | None,
    below: int | None = None,
) -> TensorHost:
    x = TensorHost(names, Tensor((size_of(rows), *shape), dtype))
    x.below = below
    return x


def of_any_class(example: Any) -> Any:
    """The same example, of which it is not known how many classes there are."""
    match example:
        case Label():
            return Label(None, example.at)
        case TensorHost():
            return TensorHost(example.names, example.tensor)
        case dict():
            return {key: of_any_class(part) for key, part in example.items()}
        case list() | tuple():
            return tuple(of_any_class(part) for part in example)
        case _:
            return example
