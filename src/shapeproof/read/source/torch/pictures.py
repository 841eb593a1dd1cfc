"""torchvision's transforms: what a picture is by the time that a model reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from shapeproof.message import Place
from shapeproof.read.source.objects import Native
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.source.values import Host, Raised, Unknown, Value
from shapeproof.rules.rule import Tensor

if TYPE_CHECKING:
    from shapeproof.read.source.torch.names import TorchNames


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
        is_fitting = isinstance(x, TensorHost) and count in (1, sizes_of(x)[0])
        return x if is_fitting else lost(names)

    return act


def cropped(names: TorchNames, size: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    """A number means a square."""
    height, width = size if is_pair(size) else (size, size)
    return lambda x: sized(names, x, sizes_of(x)[0], height, width)


def resized(names: TorchNames, size: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    """A number means the shorter side; the other keeps its proportion."""

    def act(x: Any) -> Any:
        channels, height, width = sizes_of(x)
        if is_pair(size):
            return sized(names, x, channels, *size)
        side = size if height == width else None
        return sized(names, x, channels, side, side)

    return act


def padded(names: TorchNames, padding: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    def act(x: Any) -> Any:
        channels, *sides = sizes_of(x)
        if not isinstance(padding, int) or None in sides:
            return sized(names, x, channels, None, None)
        return sized(names, x, channels, *(side + 2 * padding for side in sides))

    return act


def grey(names: TorchNames, num_output_channels: Any = 1, *_: Any) -> Callable[[Any], Any]:
    return lambda x: sized(names, x, num_output_channels, *sizes_of(x)[1:])


def applied(names: TorchNames, function: Any = None, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: transformed(names, function, x) if function is not None else lost(names)


def kept(names: TorchNames, *_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda x: x


def is_pair(size: Any) -> bool:
    return isinstance(size, list | tuple) and len(size) == 2


def sizes_of(x: Any) -> tuple[Any, ...]:
    """Channels, height and width, each None where it is not known."""
    if isinstance(x, Picture):
        return x.channels, x.height, x.width
    is_picture = isinstance(x, TensorHost) and len(x.shape) >= 3
    return x.shape[-3:] if is_picture else (None, None, None)


def sized(names: TorchNames, x: Any, *sizes: Any) -> Any:
    """The same with other channels, height and width; what is no number is not known."""
    sizes = tuple(size if type(size) is int and size > 0 else None for size in sizes)
    if isinstance(x, Picture):
        return Picture(*sizes)
    if None in sizes or None in sizes_of(x):
        return lost(names)
    return TensorHost(names, x.tensor._replace(shape=(*x.shape[:-3], *sizes)))


TRANSFORMS: dict[str, Callable[..., Callable[[Any], Any]]] = {
    "Compose": composed,
    "ToTensor": to_tensor,
    **dict.fromkeys(("PILToTensor", "ToImage", "ToImageTensor"), to_bytes),
    **dict.fromkeys(("ToDtype", "ConvertImageDtype"), cast),
    "Normalize": normalized,
    **dict.fromkeys(("CenterCrop", "RandomCrop", "RandomResizedCrop"), cropped),
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


def find(names: TorchNames, dotted: str) -> Native | None:
    """What a name of torchvision's transforms means; None if it is not known here."""
    home, _, last = dotted.rpartition(".")
    make = TRANSFORMS.get(last)
    if home not in ("torchvision.transforms", "torchvision.transforms.v2") or make is None:
        return None
    return Native(
        names.interpreter, last, lambda _, *a, **k: Transform(names, last, make(names, *a, **k))
    )
