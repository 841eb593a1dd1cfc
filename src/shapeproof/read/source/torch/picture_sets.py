"""torchvision's data sets: how many pictures, how large, and of how many classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.batches import Examples, Label
from shapeproof.read.source.torch.pictures import Picture, transformed
from shapeproof.read.source.values import Unknown

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


class Set(NamedTuple):
    """How many pictures there are for training and for testing, how large they are, and of how
    many classes; None where that is not known."""

    train: int | None
    test: int | None
    picture: tuple[int, int | None, int | None]
    classes: int | None


SETS = {
    **dict.fromkeys(("MNIST", "FashionMNIST", "KMNIST"), Set(60000, 10000, (1, 28, 28), 10)),
    "CIFAR10": Set(50000, 10000, (3, 32, 32), 10),
    "CIFAR100": Set(50000, 10000, (3, 32, 32), 100),
    "SVHN": Set(73257, 26032, (3, 32, 32), 10),
    "STL10": Set(5000, 8000, (3, 96, 96), 10),
    "USPS": Set(7291, 2007, (1, 16, 16), 10),
    "ImageFolder": Set(None, None, (3, None, None), None),
}
USUAL = ("root", "train", "transform", "target_transform")
ORDER = {
    "ImageFolder": ("root", "transform", "target_transform"),
    "SVHN": ("root", "split", "transform", "target_transform"),
    "STL10": ("root", "split", "folds", "transform", "target_transform"),
}
"""The arguments of the data sets, in their order."""
PARTS = (True, False, "train", "test")


def picture_set(names: TorchNames, name: str, *args: Any, **kwargs: Any) -> Examples:
    """A data set by its name; what comes without a transform to a tensor is still a picture."""
    at, told = names.interpreter.here(), SETS[name]
    given = {**dict(zip(ORDER.get(name, USUAL), args)), **kwargs}
    part = given.get("split", given.get("train", True))
    count = told.test if part is False or part == "test" else told.train

    def example() -> Any:
        picture = transformed(names, given.get("transform"), Picture(*told.picture))
        if isinstance(picture, Picture):
            picture = Unknown("picture", at, is_result=True)
        label = transformed(names, given.get("target_transform"), Label(told.classes, at))
        return picture, label

    size = Unknown(f"len({name})", at) if count is None or part not in PARTS else count
    return Examples(names, name, example, size)


def find(names: TorchNames, dotted: str) -> Native | None:
    """What a name of torchvision's data sets means; None if it is not known here."""
    home, _, last = dotted.rpartition(".")
    if not home.startswith("torchvision.datasets") or last not in SETS:
        return None
    return Native(names.interpreter, last, lambda _, *a, **k: picture_set(names, last, *a, **k))
