"""torch's dropouts, which disturb numbers in training and pass them on as they are in use.

A module knows whether it is trained; a function drops unless it is told that it is not.
"""

from __future__ import annotations

from shapeproof.rules.arithmetic.moving import copied
from shapeproof.rules.arithmetic.reading import need_rank
from shapeproof.rules.rule import Facts, Rule, Tensor, called, need
from shapeproof.rules.torch.dtypes import kind, same


def dropout(input: Tensor, *, p: float = 0.5) -> Facts:
    """In training it sets each number to 0 with a chance of {p} and enlarges the others to make up
    for it; in use it passes on every number as it is.  It has no weights, and no size changes."""
    return passed_on(input, p)


def dropout_of(input: Tensor, *, p: float = 0.5, training: bool = True) -> Facts:
    """Sets each number to 0 with a chance of {p} and enlarges the others to make up for it.  Unless
    `training` is given, it does so in use too, whatever model.eval() says; give it
    training=self.training.  With `training`, it does so only where that is True, and else passes on
    every number as it is."""
    return dropped(input, p, training)


def channel_dropout(input: Tensor, *, rank: int, p: float = 0.5) -> Facts:
    """In training it sets each of the {channels} channels to 0 as a whole, with a chance of {p},
    and enlarges the others to make up for it; in use it passes on every number as it is.  It has no
    weights, and no size changes."""
    need_channels(input, rank)
    return passed_on(input, p)


def channel_dropout_of(input: Tensor, *, rank: int, p: float = 0.5, training: bool = True) -> Facts:
    """Sets each of the {channels} channels to 0 as a whole, with a chance of {p}, and enlarges the
    others to make up for it.  Unless `training` is given, it does so in use too, whatever
    model.eval() says; give it training=self.training.  With `training`, it does so only where that
    is True, and else passes on every number as it is."""
    need_channels(input, rank)
    if training:
        need_rank(input, 2 if rank == 2 else 1)
    return dropped(input, p, training)


def alpha_dropout(input: Tensor, *, p: float = 0.5) -> Facts:
    """In training it sets each number with a chance of {p} to the negative number at which SELU
    levels off, and stretches and shifts all so that mean and variance stay; in use it passes on
    every number as it is.  It has no weights, and no size changes."""
    return passed_on(input, p)


def alpha_dropout_of(input: Tensor, *, p: float = 0.5, training: bool = False) -> Facts:
    """Unless `training` is given, it passes on every number as it is.  With `training`, it sets
    each number with a chance of {p} to the negative number at which SELU levels off, and stretches
    and shifts all so that mean and variance stay."""
    return dropped(input, p, training)


def channel_alpha_dropout(input: Tensor, *, p: float = 0.5) -> Facts:
    """In training it sets each channel as a whole, with a chance of {p}, to the negative number at
    which SELU levels off, and stretches and shifts all so that mean and variance stay; in use it
    passes on every number as it is.  It has no weights, and no size changes."""
    return passed_on(input, p)


def channel_alpha_dropout_of(input: Tensor, *, p: float = 0.5, training: bool = False) -> Facts:
    """Unless `training` is given, it passes on every number as it is.  With `training`, it sets
    each channel as a whole, with a chance of {p}, to the negative number at which SELU levels off,
    and stretches and shifts all so that mean and variance stay."""
    if training:
        need_rank(input, 2)
    return dropped(input, p, training)


def need_channels(x: Tensor, rank: int) -> None:
    """Which axis torch takes for the channels: of a line and a volume the one behind the batch or
    the first, of an image always the second, so that one without a batch is dropped by its rows."""
    axes = len(x.shape)
    need(
        rank > 1 or axes in (2, 3),
        "it reads channels and steps, with a batch before them or without, and the input has "
        "{rank:axis|axes}",
        rank=axes,
    )
    along = 1 if rank == 2 or axes == rank + 2 else 0
    called((*x.shape, 1, 1)[along], "channels")


def dropped(x: Tensor, p: float, training: bool) -> Facts:
    need(
        not training or kind(x.dtype) >= 2,
        "dropping enlarges the other numbers, which makes them floats, and the input is {dtype}; "
        "put .float() behind it",
        dtype=same(x),
    )
    return passed_on(x, p)


def passed_on(x: Tensor, p: float) -> Facts:
    """The same numbers; nothing is computed when the model is used."""
    need(0 <= p <= 1, "`p` lies between 0 and 1, and is {p}", p=p)
    return copied(x, same(x))


RANKS = (1, 2, 3)
MODULES = [
    Rule("Dropout", dropout, beside="inplace"),
    *(Rule(f"Dropout{rank}d", channel_dropout, {"rank": rank}, "inplace") for rank in RANKS),
    Rule("AlphaDropout", alpha_dropout, beside="inplace"),
    Rule("FeatureAlphaDropout", channel_alpha_dropout, beside="inplace"),
]
FUNCTIONS = [
    Rule("dropout", dropout_of, beside="inplace"),
    *(Rule(f"dropout{rank}d", channel_dropout_of, {"rank": rank}, "inplace") for rank in RANKS),
    Rule("alpha_dropout", alpha_dropout_of, beside="inplace"),
    Rule("feature_alpha_dropout", channel_alpha_dropout_of, beside="inplace"),
]
