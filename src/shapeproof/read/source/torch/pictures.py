"""torchvision's data sets and transforms: what a picture is by the time that a model reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from shapeproof.message import Place
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Host, Raised, Unknown, Value
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.data import Examples
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


class Label(Unknown):
    """The number of a class, which is less than `below`."""

    __slots__ = ("below",)

    def __init__(self, below: int | None, at: Place) -> None:
        super().__init__("label", at)
        self.below = below


class Picture(Value):
    """A picture that is no tensor yet: its channels, height and width, None where not known."""

    __slots__ = ("channels", "height", "width")

    def __init__(self, channels: Any, height: Any, width: Any) -> None:
        self.channels, self.height, self.width = channels, height, width

    @property
    def kind(self) -> str:
        return "Image"

    def attribute(self, name: str, at: Place) -> Any:
        return Unknown(f"image.{name}", at, is_result=True)

    def as_tensor(self, names: TorchNames, dtype: str) -> Any:
        sizes = (self.channels, self.height, self.width)
        if None in sizes:
            return Unknown("picture", names.interpreter.here(), is_result=True)
        return TensorHost(names, Tensor(sizes, dtype))


class Transform(Host):
    """A transform of torchvision's: called on a picture or a tensor, it gives another."""

    def __init__(self, names: TorchNames, name: str, act: Callable[[Any], Any]) -> None:
        self.names, self.name, self.act = names, name, act

    @property
    def kind(self) -> str:
        return self.name

    def attribute(self, name: str, at: Place) -> Any:
        return Unknown(f"{self.name}.{name}", at, is_result=True)

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        if len(args) != 1 or not isinstance(args[0], Picture | TensorHost):
            return Unknown(f"{self.name}(…)", at, is_result=True)
        return self.act(args[0])


def transformed(names: TorchNames, transform: Any, x: Any) -> Any:
    """What a transform makes of a picture, a tensor or a label; unknown where nobody can tell."""
    reader = names.interpreter
    if transform is None:
        return x
    try:
        return reader.call(transform, [x], {}, reader.here())
    except Raised:
        return Unknown("transformed", reader.here(), is_result=True)


# The transforms


def composed(names: TorchNames, steps: Any = (), *_: Any, **__: Any) -> Callable[[Any], Any]:
    def act(x: Any) -> Any:
        for step in steps if isinstance(steps, list | tuple) else [None]:
            x = lost(names) if step is None else transformed(names, step, x)
        return x

    return act


def lost(names: TorchNames, *_: Any, **__: Any) -> Any:
    return Unknown("transformed", names.interpreter.here(), is_result=True)


def to_tensor(names: TorchNames, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: x.as_tensor(names, "float32") if isinstance(x, Picture) else lost(names)


def to_bytes(names: TorchNames, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: x.as_tensor(names, "uint8") if isinstance(x, Picture) else x


def cast(names: TorchNames, dtype: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    def act(x: Any) -> Any:
        known = isinstance(x, TensorHost) and hasattr(dtype, "name")
        return x.cast(dtype.name, names.interpreter.here()) if known else lost(names)

    return act


def normalized(names: TorchNames, mean: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    """A mean for each channel, or one for all."""

    def act(x: Any) -> Any:
        count = len(mean) if isinstance(mean, list | tuple) else 1
        return x if isinstance(x, TensorHost) and count in (1, x.shape[-3]) else lost(names)

    return act


def sized(names: TorchNames, size: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    """A crop: a number means a square."""
    height, width = size if pair(size) else (size, size)
    return lambda x: with_sides(names, x, height, width)


def resized(names: TorchNames, size: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    """A number means the shorter side; the other keeps its proportion."""

    def act(x: Any) -> Any:
        if pair(size):
            return with_sides(names, x, *size)
        height, width = sides(x)
        if height is not None and height == width:
            return with_sides(names, x, size, size)
        return with_sides(names, x, None, None)

    return act


def padded(names: TorchNames, padding: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    def act(x: Any) -> Any:
        height, width = sides(x)
        if not isinstance(padding, int) or height is None:
            return with_sides(names, x, None, None)
        return with_sides(names, x, height + 2 * padding, width + 2 * padding)

    return act


def grey(names: TorchNames, num_output_channels: Any = 1, *_: Any) -> Callable[[Any], Any]:
    def act(x: Any) -> Any:
        if isinstance(x, Picture):
            return Picture(num_output_channels, x.height, x.width)
        return TensorHost(
            names, x.tensor._replace(shape=(*x.shape[:-3], num_output_channels, *x.shape[-2:]))
        )

    return act


def applied(names: TorchNames, function: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: transformed(names, function, x) if function is not None else lost(names)


def kept(names: TorchNames, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: x


def pair(size: Any) -> bool:
    return isinstance(size, list | tuple) and len(size) == 2


def sides(x: Any) -> tuple[Any, Any]:
    return (x.height, x.width) if isinstance(x, Picture) else (x.shape[-2], x.shape[-1])


def with_sides(names: TorchNames, x: Any, height: Any, width: Any) -> Any:
    """The same of another height and width; what is not a number is not known."""
    height, width = (one if isinstance(one, int) else None for one in (height, width))
    if isinstance(x, Picture):
        return Picture(x.channels, height, width)
    if height is None or width is None:
        return lost(names)
    return TensorHost(names, x.tensor._replace(shape=(*x.shape[:-2], height, width)))


TRANSFORMS: dict[str, Callable[..., Callable[[Any], Any]]] = {
    "Compose": composed,
    "ToTensor": to_tensor,
    **dict.fromkeys(("PILToTensor", "ToImage", "ToImageTensor"), to_bytes),
    **dict.fromkeys(("ToDtype", "ConvertImageDtype"), cast),
    "Normalize": normalized,
    **dict.fromkeys(("CenterCrop", "RandomCrop", "RandomResizedCrop"), sized),
    **dict.fromkeys(("Resize", "Scale"), resized),
    "Pad": padded,
    "Grayscale": grey,
    "Lambda": applied,
    **dict.fromkeys(
        ("RandomHorizontalFlip", "RandomVerticalFlip", "RandomRotation", "ColorJitter",
         "RandomAffine", "RandomErasing", "RandomPerspective", "GaussianBlur", "RandomGrayscale",
         "RandAugment", "AutoAugment", "TrivialAugmentWide", "AugMix", "RandomAdjustSharpness",
         "RandomInvert", "RandomAutocontrast", "RandomEqualize", "RandomPosterize",
         "RandomSolarize", "ElasticTransform"),
        kept,
    ),
}  # fmt: skip


# The data sets


def picture_set(names: TorchNames, name: str, *args: Any, **kwargs: Any) -> Examples:
    """A data set by its name; what comes without a transform to a tensor is still a picture."""
    from shapeproof.read.source.torch.data import Examples

    at, told = names.interpreter.here(), SETS[name]
    given = {**dict(zip(ORDER.get(name, USUAL).split(), args)), **kwargs}
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


USUAL = "root train transform target_transform"
ORDER = {
    "ImageFolder": "root transform target_transform",
    "SVHN": "root split transform target_transform",
    "STL10": "root split folds transform target_transform",
}
"""The arguments of the data sets, in their order."""
PARTS = (True, False, "train", "test")


def find(names: TorchNames, dotted: str) -> Any | None:
    """What a name of torchvision's data means; None if it is not known here."""
    home, _, last = dotted.rpartition(".")
    if home in ("torchvision.transforms", "torchvision.transforms.v2") and last in TRANSFORMS:
        make = TRANSFORMS[last]
        return Native(
            names.interpreter, last, lambda _, *a, **k: Transform(names, last, make(names, *a, **k))
        )
    if home.startswith("torchvision.datasets") and last in SETS:
        return Native(names.interpreter, last, lambda _, *a, **k: picture_set(names, last, *a, **k))
    return None
