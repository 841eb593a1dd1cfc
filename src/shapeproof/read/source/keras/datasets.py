"""Keras's data sets and what is done to data before a model: arrays of known shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.algebra.words import product
from shapeproof.read.source import arrays
from shapeproof.read.source.arrays import Array
from shapeproof.read.source.objects import Native
from shapeproof.read.source.values import Unknown, is_unknown, written

if TYPE_CHECKING:
    from shapeproof.read.source.interpret import Interpreter


SETS: dict[str, tuple[int, int, tuple[int, ...], str]] = {
    "mnist": (60000, 10000, (28, 28), "uint8"),
    "fashion_mnist": (60000, 10000, (28, 28), "uint8"),
    "cifar10": (50000, 10000, (32, 32, 3), "uint8"),
    "cifar100": (50000, 10000, (32, 32, 3), "uint8"),
    "boston_housing": (404, 102, (13,), "float64"),
    "california_housing": (16512, 4128, (8,), "float32"),
    "imdb": (25000, 25000, (), "object"),
    "reuters": (8982, 2246, (), "object"),
}
"""Examples for training and testing, the shape of one, and its dtype."""
LABELS = {"cifar10": (1,), "cifar100": (1,)}
CLASSES = {"cifar100": 100, "imdb": 2, "reuters": 46}
WORDS = {"imdb": 88584, "reuters": 30979}
TEXTS = ("imdb", "reuters")  # a row is a list of word numbers


class WordIndex(Unknown):
    """`imdb.get_word_index()`: what is in it is not known, how much is."""

    __slots__ = ("count",)

    def __init__(self, text: str, count: int) -> None:
        super().__init__(text)
        self.count = count

    def length(self, at: Any) -> Any:
        return self.count


def resolve(reader: Interpreter, path: str) -> Any | None:
    """`mnist.load_data`, or another function of a data set; None for a module."""
    module, _, name = path.rpartition(".")
    data = module.rpartition(".")[2]
    if data not in SETS:
        return None
    if name == "load_data":
        return Native(reader, f"{data}.load_data", lambda r, *a, **k: load(r, data, k))
    if name == "get_word_index" and data in WORDS:
        return Native(
            reader, f"{data}.{name}", lambda *_, **__: WordIndex("word_index", WORDS[data])
        )
    return None


def load(reader: Interpreter, data: str, settings: dict[str, Any]) -> Any:
    """`(x_train, y_train), (x_test, y_test)`."""
    first, last, one, dtype = SETS[data]
    train, test = divided(first + last, settings.get("test_split"), (first, last))
    labels = LABELS.get(data, ())
    kind = "float64" if "housing" in data else "int64" if data in TEXTS else "uint8"
    return tuple(
        (Array(reader, (count, *one), dtype), labelled(reader, data, (count, *labels), kind))
        for count in (train, test)
    )


def labelled(reader: Interpreter, data: str, shape: tuple[Any, ...], dtype: str) -> Array:
    """The labels of a data set: numbers of classes, or prices of houses."""
    y = Array(reader, shape, dtype)
    y.below = None if "housing" in data else CLASSES.get(data, 10)
    return y


def divided(count: int, share: Any, usual: tuple[int, int]) -> tuple[Any, Any]:
    """How many examples are for training and for testing, where the source chooses the share."""
    if share is None:
        return usual
    if not isinstance(share, int | float):
        return Unknown("len(x_train)"), Unknown("len(x_test)")
    train = int(count * (1 - share))
    return train, count - train


def pad_sequences(
    reader: Interpreter,
    sequences: Any,
    maxlen: Any = None,
    dtype: Any = "int32",
    *_: Any,
    **__: Any,
) -> Any:
    """A row for each sequence, all of them `maxlen` long, or as long as the longest."""
    count = reader.length(sequences, reader.here())
    if maxlen is None:
        maxlen = Unknown(f"max(map(len, {written(sequences)}))", reader.here(), is_result=True)
    if isinstance(sequences, list) and sequences and not isinstance(maxlen, int):
        lengths = [len(one) for one in sequences if isinstance(one, list | tuple)]
        maxlen = max(lengths) if len(lengths) == len(sequences) else maxlen
    return Array(reader, (count, maxlen), dtype if isinstance(dtype, str) else "int32")


def to_categorical(
    reader: Interpreter, y: Any, num_classes: Any = None, *_: Any, **more: Any
) -> Any:
    """A column for each class."""
    classes = more.get("nb_classes", num_classes)
    if is_unknown(y):
        if classes is None:
            return Unknown(f"to_categorical({written(y)})", reader.here(), is_result=True)
        return Array(reader, (reader.length(y, reader.here()), classes), "float32")
    if classes is None and isinstance(y, Array) and surely_all(y):
        classes = y.below
    if classes is None:
        classes = Unknown("num_classes", reader.here())
    return arrays.one_hot(reader, y, classes)


def surely_all(y: Array) -> bool:
    """Whether there are so many labels that each class is among them."""
    count = product(y.shape)
    return y.below is not None and isinstance(count, int) and count >= MANY * y.below


MANY = 20
"""Labels for each class, so that chance leaves none out."""
PREPARING: dict[str, Callable[..., Any]] = {
    "pad_sequences": pad_sequences,
    "to_categorical": to_categorical,
    "normalize": arrays.same,
}


def preparing(reader: Interpreter, name: str) -> Native | None:
    """A function of `keras.utils` or `keras.preprocessing`."""
    function = PREPARING.get(name)
    return None if function is None else Native(reader, name, function)
