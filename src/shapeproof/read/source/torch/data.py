"""`torch.utils.data`: data sets of which one example is known, and the batches made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.words import ceil_div
from shapeproof.message import Place, say
from shapeproof.model import Problem
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Instance, Native
from shapeproof.read.source.torch import pictures
from shapeproof.read.source.torch.pictures import Label
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Host, Raised, Unknown, is_unknown, size_of, written
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


class Examples(Host):
    """A data set: one example stands for all; a walk along it comes upon that one."""

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

    def item(self, index: Any, at: Place) -> Any:
        return self.example()

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return [self.example()]

    def length(self, at: Place) -> Any:
        return self.count


class Loader(Host):
    """A `DataLoader`: a walk along it comes upon its first batch."""

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
        if count is None or batch is None or batch == 0:
            return Unknown(f"len({self.written()})", at)
        return count // batch if self.drop_last else ceil_div(count, batch)


def first_example(names: TorchNames, data: Any, at: Place) -> Any:
    """One example of a data set, an unknown where what it is cannot be told."""
    reader = names.interpreter
    if isinstance(data, Examples):
        return data.example()
    if not isinstance(data, TensorHost | Array | Instance | list):
        return Unknown("example", at, is_result=True)
    try:
        return reader.item(data, 0, at)
    except Raised:  # what it reads is not known here
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
    sizes = (rows.size if isinstance(rows, Unknown) else rows, *shape)
    x = TensorHost(names, Tensor(sizes, dtype))
    x.below = below
    return x


# The functions and classes


def loader(
    names: TorchNames,
    dataset: Any = None,
    batch_size: Any = 1,
    shuffle: Any = None,
    sampler: Any = None,
    batch_sampler: Any = None,
    num_workers: Any = 0,
    collate_fn: Any = None,
    pin_memory: Any = False,
    drop_last: Any = False,
    *_: Any,
    **__: Any,
) -> Any:
    if batch_sampler is not None or collate_fn is not None or size_of(batch_size) is None:
        return Unknown("DataLoader(…)", names.interpreter.here(), is_result=True)
    return Loader(names, dataset, batch_size, drop_last is True)


def of_tensors(names: TorchNames, *tensors: Any) -> Any:
    """`TensorDataset(X, y)`: an example is a row of each."""
    at = names.interpreter.here()
    if not tensors or not all(isinstance(x, TensorHost) and x.shape for x in tensors):
        return Unknown("TensorDataset(…)", at, is_result=True)
    counts = [x.shape[0] for x in tensors]
    for count in counts:
        if isinstance(count, int) and isinstance(counts[0], int) and count != counts[0]:
            reason = say("its tensors must have equally many examples, and have {counts}",
                         counts=tuple(counts))  # fmt: skip
            names.problems.append((None, Problem("data", at, "TensorDataset", reason)))
            return Unknown("TensorDataset(…)", at, is_result=True)

    def example() -> Any:
        return tuple(row_of(names, x) for x in tensors)

    return Examples(names, "TensorDataset", example, counts[0], tensors=tensors)


def row_of(names: TorchNames, x: TensorHost) -> TensorHost:
    row = TensorHost(names, x.tensor._replace(shape=x.shape[1:]))
    row.below = x.below
    return row


def subset(names: TorchNames, dataset: Any, indices: Any = None, *_: Any) -> Examples:
    """Some of the examples."""
    at = names.interpreter.here()
    count = count_of(names, indices, at) if indices is not None else Unknown("len(subset)", at)
    return part_of(names, dataset, count)


def part_of(names: TorchNames, dataset: Any, count: Any) -> Examples:
    def example() -> Any:
        return first_example(names, dataset, names.interpreter.here())

    return Examples(names, "Subset", example, count, dataset=dataset)


def random_split(names: TorchNames, dataset: Any, lengths: Any = None, *_: Any, **__: Any) -> Any:
    at = names.interpreter.here()
    if not isinstance(lengths, list | tuple):
        return Unknown("random_split(…)", at, is_result=True)
    count = count_of(names, dataset, at)
    return [part_of(names, dataset, share(count, length, at)) for length in lengths]


def share(count: Any, length: Any, at: Place) -> Any:
    """How many examples a part has, which is told as a number or as a share of all."""
    if not isinstance(length, float):
        return length
    return int(count * length) if isinstance(count, int) else Unknown("len(subset)", at)


def joined(names: TorchNames, datasets: Any, *_: Any) -> Any:
    at = names.interpreter.here()
    if not isinstance(datasets, list | tuple) or not datasets:
        return Unknown("ConcatDataset(…)", at, is_result=True)
    total: Any = 0
    for one in datasets:
        count = size_of(count_of(names, one, at))
        total = None if count is None or total is None else total + count
    return part_of(names, datasets[0], Unknown("len(dataset)", at) if total is None else total)


def passed_on(names: TorchNames, data: Any = None, *_: Any, **__: Any) -> Any:
    """`tqdm(loader)`: it shows how far one is; one step of `tqdm(range(1000))` stands for all."""
    is_data = isinstance(data, Loader | Examples | list)
    return data if is_data else Unknown("tqdm(…)", names.interpreter.here(), is_result=True)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "DataLoader": loader,
    "TensorDataset": of_tensors,
    "Subset": subset,
    "random_split": random_split,
    "ConcatDataset": joined,
}
HOMES = ("torch.utils.data", "torch.utils.data.dataloader", "torch.utils.data.dataset")
BARS = ("tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "tqdm.std.tqdm", "tqdm.tqdm_notebook")


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name means; None if it is not known here."""
    home, _, last = dotted.rpartition(".")
    function = FUNCTIONS.get(last) if home in HOMES else passed_on if dotted in BARS else None
    if function is None:
        return pictures.find(names, dotted)
    return Native(names.interpreter, last, lambda _, *a, **k: function(names, *a, **k))
