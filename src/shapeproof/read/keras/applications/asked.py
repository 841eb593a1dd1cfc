"""What may be asked of a ready-made model, and what Keras refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.message import Message, closest, say
from shapeproof.read.keras.nodes import KerasTensor
from shapeproof.rules.arguments import ArgumentError

IMAGENET = "imagenet"
CLASSES = 1000
"""The classes that the weights learnt from ImageNet tell apart."""
UNNAMED = ""


class Asked(NamedTuple):
    """The arguments of a ready-made model, under Keras's names.

    `input_shape` is without the batch, and has None for what is left open.
    """

    include_top: bool = True
    weights: str | None = IMAGENET
    input_tensor: KerasTensor | None = None
    input_shape: tuple[Any, ...] | None = None
    pooling: str | None = None
    classes: Dim = CLASSES
    classifier_activation: Any = "softmax"
    name: str | None = UNNAMED
    alpha: float = 1.0
    depth_multiplier: Dim = 1
    dropout: float = 0.001
    dropout_rate: float = 0.2
    drop_connect_rate: float = 0.2
    minimalistic: bool = False
    include_preprocessing: bool = True

    @property
    def is_learnt(self) -> bool:
        """Whether it gets the weights that Keras has for it."""
        return self.weights == IMAGENET


def need_possible(asked: Asked, alphas: Sequence[float]) -> None:
    """Raises `ArgumentError` where there are no such weights; `alphas` are those taught with."""
    weights, top, classes = asked.weights, asked.classifier_activation, asked.classes
    if weights is not None and _is_misspelt(weights):
        _refuse(
            say(
                "`weights` must be None, 'imagenet' or the path of a file, not {weights}",
                weights=repr(weights),
            )
        )
    if asked.include_top and weights is not None and isinstance(top, str) and top != "softmax":
        _refuse(
            say(
                "with weights that it has learnt, `classifier_activation` must be 'softmax' or "
                "None, not {activation}",
                activation=repr(top),
            )
        )
    if not asked.is_learnt:
        return
    if asked.include_top and isinstance(classes, int) and classes != CLASSES:
        _refuse(
            say(
                "with weights='imagenet' and include_top=True it tells {known} classes apart, not "
                "{classes}; give include_top=False and a layer of your own, or weights=None",
                known=CLASSES,
                classes=classes,
            )
        )
    if asked.alpha not in alphas:
        _refuse(
            say(
                "with weights='imagenet', `alpha` must be one of {alphas}, not {alpha}",
                alphas=alphas,
                alpha=asked.alpha,
            )
        )
    if asked.depth_multiplier != 1:
        _refuse(say("with weights='imagenet', `depth_multiplier` must be 1"))


def _is_misspelt(weights: str) -> bool:
    """Whether they are nearly those from ImageNet; anything else is the path of a file."""
    is_near = "." not in weights and bool(closest(weights.lower(), [IMAGENET], 0.8))
    return is_near and weights != IMAGENET


def shape_read(asked: Asked, usual: int, least: int) -> tuple[Any, ...]:
    """The shape that a model reads, without the batch, None for what is left open.

    Raises `ArgumentError` where it cannot read what it is asked to.
    """
    shape, whole = asked.input_shape, (usual, usual, 3)
    if asked.is_learnt and asked.include_top:
        if shape is not None and (len(shape) != 3 or any(map(_is_other, shape, whole))):
            _refuse(
                say(
                    "with weights='imagenet' and include_top=True it reads ({usual}), not "
                    "({shape}); give include_top=False, or weights=None",
                    usual=whole,
                    shape=_written(shape),
                )
            )
        return whole
    if not shape:
        return whole if asked.include_top else (None, None, 3)
    need_images(asked, shape, least)
    if asked.include_top and None in shape:
        _refuse(
            say(
                "with include_top=True it must be told the size of its images, such as "
                "input_shape=({usual}), not ({shape})",
                usual=whole,
                shape=_written(shape),
            )
        )
    return (*shape[:2], 3) if asked.is_learnt else shape


def need_images(asked: Asked, shape: tuple[Any, ...], least: int) -> None:
    """Raises `ArgumentError` for images that are too small, or not in colour."""
    if len(shape) != 3:
        _refuse(
            say(
                "`input_shape` is the height, width and channels of an image, not ({shape})",
                shape=_written(shape),
            )
        )
    need_colour(asked, shape[-1])
    if any(isinstance(size, int) and size < least for size in shape[:2]):
        _refuse(
            say(
                "its images must be at least {least} high and {least} wide, not ({shape})",
                least=least,
                shape=_written(shape),
            )
        )


def need_agreement(asked: Asked) -> None:
    """Raises `ArgumentError` where the tensor to be read has another width than is stated."""
    if asked.input_tensor is None or asked.input_shape is None:
        return
    stated, width = asked.input_shape[1:2], asked.input_tensor.tensor.shape[2:3]
    if all(isinstance(one, int) for one in (*stated, *width)) and stated != width:
        _refuse(
            say(
                "`input_tensor` is {width} wide, and `input_shape` says ({shape})",
                width=width,
                shape=_written(asked.input_shape),
            )
        )


def need_colour(asked: Asked, channels: Any) -> None:
    """Raises `ArgumentError` for channels that the learnt weights are not for."""
    if asked.is_learnt and _is_other(channels, 3):
        _refuse(
            say(
                "with weights='imagenet' it reads images of 3 channels, not {channels}; give "
                "weights=None, or make 3 channels of them",
                channels=channels,
            )
        )


def _is_other(size: Any, expected: int) -> bool:
    """Whether a size is stated, and not the expected one."""
    return size is None or (isinstance(size, int) and size != expected)


def _written(shape: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple("None" if size is None else size for size in shape)


def _refuse(why: Message) -> None:
    raise ArgumentError(why)
