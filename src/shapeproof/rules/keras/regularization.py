"""Keras's layers that disturb numbers in training and pass them on as they are in use."""

from __future__ import annotations

from shapeproof.message import say
from shapeproof.rules.arithmetic.axes import DataFormat, channels_apart
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, need

NoiseShape = tuple[int | None, ...]


def dropout(
    x: Tensor, *, rate: float, noise_shape: NoiseShape | None = None, seed: int | None = None
) -> Facts:
    """In training it sets each number to 0 with a chance of {rate} and enlarges the others to make
    up for it; in use it passes on every number as it is.  With `noise_shape`, numbers are dropped
    together along the axes where {noise_shape} has a 1.  It has no weights, and no size changes."""
    need_share("rate", rate)
    need(
        all(size is None or size >= 1 for size in noise_shape or ()),
        "noise_shape has sizes of at least 1, or None, and is {noise_shape}",
        noise_shape=noise_shape,
    )
    return passed_on(x)


def spatial_dropout(
    x: Tensor,
    *,
    rank: int,
    rate: float,
    data_format: DataFormat = "channels_last",
    seed: int | None = None,
) -> Facts:
    """In training it sets each of the {channels} channels to 0 as a whole, with a chance of {rate},
    and enlarges the others to make up for it; in use it passes on every number as it is.  It has
    no weights, and no size changes."""
    need_share("rate", rate)
    channels_apart(x, rank, data_format)
    return passed_on(x)


def alpha_dropout(
    x: Tensor, *, rate: float, noise_shape: NoiseShape | None = None, seed: int | None = None
) -> Facts:
    """In training it sets each number with a chance of {rate} to the negative number at which SELU
    levels off, and stretches and shifts all so that mean and variance stay; in use it passes on
    every number as it is.  With `noise_shape`, numbers are dropped together along the axes where
    {noise_shape} has a 1.  It has no weights, and no size changes."""
    need_share("rate", rate)
    return passed_on(x)


def gaussian_dropout(x: Tensor, *, rate: float, seed: int | None = None) -> Facts:
    """In training it multiplies each number by one drawn around 1, as unsteady as dropping
    {rate} of them would be; in use it passes on every number as it is.  It has no weights, and no
    size changes."""
    need_share("rate", rate)
    return passed_on(x)


def gaussian_noise(x: Tensor, *, stddev: float, seed: int | None = None) -> Facts:
    """In training it adds to each number one drawn around 0 with a standard deviation of {stddev};
    in use it passes on every number as it is.  It has no weights, and no size changes."""
    need_share("stddev", stddev)
    return passed_on(x)


def need_share(argument: str, value: float) -> None:
    """Keras takes from 0 to 1."""
    for holds in (value >= 0, value <= 1):
        need(
            holds,
            "{argument} lies between 0 and 1, and is {value}",
            argument=argument,
            value=value,
        )


def passed_on(x: Tensor) -> Facts:
    """The same numbers; nothing is computed when the model is used."""

    def cell(index: Index) -> Reads:
        return Reads((tuple(map(one, index)),), say("the number itself"))

    return Facts(Tensor(x.shape), cell=cell)


RULES = [
    Rule("Dropout", dropout),
    Rule("SpatialDropout1D", spatial_dropout, {"rank": 1, "data_format": "channels_last"}),
    Rule("SpatialDropout2D", spatial_dropout, {"rank": 2}),
    Rule("SpatialDropout3D", spatial_dropout, {"rank": 3}),
    Rule("AlphaDropout", alpha_dropout),
    Rule("GaussianDropout", gaussian_dropout),
    Rule("GaussianNoise", gaussian_noise),
]
