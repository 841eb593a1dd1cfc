"""`torch.utils.data`: what its functions and classes make of data sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place, say
from shapeproof.model import Problem
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.batches import (
    Examples,
    Loader,
    count_of,
    first_example,
    of_any_class,
)
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Unknown, size_of

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames

LOADED = (
    *("dataset", "batch_size", "shuffle", "sampler", "batch_sampler", "num_workers"),
    *("collate_fn", "pin_memory", "drop_last"),
)
"""The arguments of a loader, in their order."""


def loader(names: TorchNames, *args: Any, **kwargs: Any) -> Any:
    given = {"batch_size": 1, **dict(zip(LOADED, args)), **kwargs}
    data, batch, sampler = given.get("dataset"), given["batch_size"], given.get("sampler")
    is_size = size_of(batch) is not None and not (isinstance(batch, int) and batch < 1)
    if not is_size or given.get("batch_sampler") or given.get("collate_fn"):
        return Unknown("DataLoader(…)", names.interpreter.here(), is_result=True)
    if sampler is not None:
        data = subset(names, data, sampler)
    return Loader(names, data, batch, given.get("drop_last") is True)


def of_tensors(names: TorchNames, *tensors: Any) -> Any:
    """`TensorDataset(X, y)`: an example is a row of each."""
    at = names.interpreter.here()
    if not tensors or not all(isinstance(x, TensorHost) and x.shape for x in tensors):
        return Unknown("TensorDataset(…)", at, is_result=True)
    counts = tuple(x.shape[0] for x in tensors)
    if len({count for count in counts if isinstance(count, int)}) > 1:
        reason = say("its tensors must have equally many examples, and have {counts}",
                     counts=counts)  # fmt: skip
        names.problems.append((None, Problem("data", at, "TensorDataset", reason)))
        return Unknown("TensorDataset(…)", at, is_result=True)

    def example() -> Any:
        return tuple(row_of(names, x) for x in tensors)

    return Examples(names, "TensorDataset", example, counts[0], tensors=tensors)


def row_of(names: TorchNames, x: TensorHost) -> TensorHost:
    row = TensorHost(names, x.tensor._replace(shape=x.shape[1:]))
    row.below = x.below
    return row


def subset(names: TorchNames, dataset: Any, indices: Any, *_: Any) -> Examples:
    """Some of the examples, and not of all classes unless they are taken in a row."""
    at = names.interpreter.here()

    def example() -> Any:
        one = first_example(names, dataset, at)
        return one if isinstance(indices, range) else of_any_class(one)

    return Examples(names, "Subset", example, count_of(names, indices, at), dataset=dataset)


def part_of(names: TorchNames, dataset: Any, count: Any) -> Examples:
    """So many of the examples, whichever."""
    at = names.interpreter.here()
    return Examples(
        names, "Subset", lambda: first_example(names, dataset, at), count, dataset=dataset
    )


def random_split(names: TorchNames, dataset: Any, lengths: Any, *_: Any, **__: Any) -> Any:
    at = names.interpreter.here()
    if not isinstance(lengths, list | tuple):
        return Unknown("random_split(…)", at, is_result=True)
    count = count_of(names, dataset, at)
    return [part_of(names, dataset, share(count, length, at)) for length in lengths]


def share(count: Any, length: Any, at: Place) -> Any:
    """How many examples a part has, which is told as a number or as a share of all."""
    if isinstance(length, float) and isinstance(count, int) and 0 <= length <= 1:
        return int(count * length)
    return Unknown("len(subset)", at) if size_of(length) is None else length


def joined(names: TorchNames, datasets: Any, *_: Any) -> Any:
    at = names.interpreter.here()
    if not isinstance(datasets, list | tuple) or not datasets:
        return Unknown("ConcatDataset(…)", at, is_result=True)
    counts = [size_of(count_of(names, one, at)) for one in datasets]
    total = Unknown("len(dataset)", at) if None in counts else sum(counts)
    return part_of(names, datasets[0], total)


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


def find(names: TorchNames, dotted: str) -> Native | None:
    """What a name means; None if it is not known here."""
    home, _, last = dotted.rpartition(".")
    function = FUNCTIONS.get(last) if home in HOMES else passed_on if dotted in BARS else None
    if function is None:
        return None
    return Native(names.interpreter, last, lambda _, *a, **k: function(names, *a, **k))
