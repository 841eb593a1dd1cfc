"""`tf.data`: data sets of which one element is known, by its shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Place
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Native
from shapeproof.read.source.values import Unknown, Value

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter

SAME = (
    *("shuffle", "prefetch", "cache", "repeat", "take", "skip", "filter", "with_options", "shard"),
    *("concatenate", "ignore_errors", "as_numpy_iterator", "snapshot"),
)
"""Methods after which an element is what it was."""
CHANNELS = {"rgb": 3, "grayscale": 1, "rgba": 4}


class Dataset(Value):
    """A data set; a walk along it comes upon one element."""

    __slots__ = ("element", "reader")
    is_sample = True

    def __init__(self, reader: Interpreter, element: Any) -> None:
        self.reader, self.element = reader, element

    @property
    def kind(self) -> str:
        return "Dataset"

    def attribute(self, name: str, at: Place) -> Any:
        method = METHODS.get(name)
        if name == "element_spec":
            return self.element
        if method is None:
            return Unknown(f"dataset.{name}", at, is_result=True)
        return Native(self.reader, name, lambda _, *args, **kwargs: method(self, *args, **kwargs))

    def iterate(self, at: Place) -> Iterable[Any] | None:
        return [self.element]

    def length(self, at: Place) -> Any:
        return Unknown("len(dataset)", at)

    def written(self) -> str:
        return "dataset"


def batched(data: Dataset, *_: Any, **__: Any) -> Dataset:
    return Dataset(data.reader, each(lambda x: x.like((PerExample(1), *x.shape)), data.element))


def unbatched(data: Dataset) -> Dataset:
    return Dataset(data.reader, each(lambda x: x.like(x.shape[1:]), data.element))


def mapped(data: Dataset, function: Any, *_: Any, **__: Any) -> Dataset:
    """What a function makes of an element, whose parts it takes one by one."""
    parts = data.element if isinstance(data.element, tuple) else (data.element,)
    return Dataset(data.reader, data.reader.call(function, list(parts), {}, data.reader.here()))


METHODS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(SAME, lambda data, *_, **__: data),
    **dict.fromkeys(("batch", "padded_batch"), batched),
    "unbatch": unbatched,
    "map": mapped,
    "enumerate": lambda data, *_: Dataset(data.reader, (0, data.element)),
}


def each(function: Callable[[Array], Any], value: Any) -> Any:
    """The same structure, of what the function makes of each array."""
    match value:
        case Array():
            return function(value)
        case dict():
            return {key: each(function, part) for key, part in value.items()}
        case list() | tuple():
            return tuple(each(function, part) for part in value)
        case _:
            return value


def of_slices(reader: Interpreter, tensors: Any, *_: Any, **__: Any) -> Dataset:
    """An element for each place of the first axis; lists of numbers are arrays."""
    if isinstance(tensors, list):
        tensors = arrays.array(reader, tensors)
    return Dataset(reader, each(lambda x: x.like(x.shape[1:]), tensors))


def of_directory(reader: Interpreter, *_: Any, **given: Any) -> Dataset:
    """Batches of images, and the number of the class of each unless they have none."""
    size = arrays.axes_of(given.get("image_size", (256, 256)))
    channels = CHANNELS.get(given.get("color_mode", "rgb"), 3)
    batch = () if given.get("batch_size", 32) is None else (PerExample(1),)
    images = Array(reader, (*batch, *size, channels), "float32")
    if given.get("label_mode", "int") is None:
        return Dataset(reader, images)
    return Dataset(reader, (images, Array(reader, batch, "int32")))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "from_tensor_slices": of_slices,
    "from_tensors": lambda reader, tensors, *_, **__: Dataset(reader, tensors),
    "image_dataset_from_directory": of_directory,
    "TensorShape": lambda reader, sizes=None: sizes,
}


def resolve(reader: Interpreter, dotted: str) -> Native | None:
    """`tf.data.Dataset.from_tensor_slices` and its kin."""
    name = dotted.rpartition(".")[2]
    function = FUNCTIONS.get(name)
    return None if function is None else Native(reader, name, function)
