"""Keras's normalisations: numbers brought to a common scale."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.groups import need_groups_of_channels
from shapeproof.rules.arithmetic.normalizing import (
    by_kept,
    by_length,
    by_measured,
    chosen,
    spanning,
    then,
)
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, Weight, called, need

Stated = object
"""Numbers that an author states: one, or nested tuples of them, or what nobody knows from here."""


def batch_normalization(
    x: Tensor,
    *,
    axis: Axes = -1,
    momentum: float = 0.99,
    epsilon: float = 0.001,
    center: bool = True,
    scale: bool = True,
    renorm: bool = False,
) -> Facts:
    """From each number it takes away the mean of its feature, and divides by the standard deviation
    of its feature.  For each of the {features} features along axis {axis} it keeps a `moving_mean`
    and a `moving_variance`, which are measured in training: weights, but not trainable ones.
    Unless `scale` is turned off, it then multiplies each feature by a `gamma` that it learns.
    Unless `center` is turned off, it adds to each feature a `beta` that it learns.
    With `renorm`, it keeps three more statistics of each feature."""
    sizes, along = along_one(x, axis, "features")
    kept = ["moving_mean", "moving_variance"]
    if renorm:
        kept += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    learnt = chosen(gamma=scale, beta=center)

    def cell(index: Index) -> Reads:
        own = (one(index[along]),)
        mean = say("the number less its moving_mean, divided by the root of its moving_variance")
        return Reads(
            (tuple(map(one, index)),),
            then(mean, learnt),
            dict.fromkeys([*learnt, "moving_mean", "moving_variance"], own),
        )

    return Facts(
        Tensor(sizes),
        weights(learnt, (sizes[along],)) | weights(kept, (sizes[along],), trainable=False),
        elementwise=product(sizes) * by_kept(len(learnt)),
        cell=cell,
    )


def layer_normalization(
    x: Tensor,
    *,
    axis: Axes = -1,
    epsilon: float = 0.001,
    center: bool = True,
    scale: bool = True,
    rms_scaling: bool = False,
) -> Facts:
    """From the {features} numbers along axis {axis} it takes away their mean, and divides by their
    standard deviation; both are measured anew at every place, and not kept.  Unless `scale` is
    turned off, it then multiplies each of the {features} by a `gamma` of its own that it learns.
    Unless `center` is turned off, it adds to each of the {features} a `beta` of its own that it
    learns.  With `rms_scaling`, the mean is not taken away and no `beta` is added."""
    sizes, along = along_several(x, axis, "features")
    learnt = chosen(gamma=scale or rms_scaling, beta=center and not rms_scaling)
    made = say("the number less the mean of all that are read, divided by their deviation")
    if rms_scaling:
        made = say("the number divided by the deviation of all that are read")

    def cell(index: Index) -> Reads:
        own = tuple(one(index[i]) for i in along)
        read = spanning(sizes, along, index)
        return Reads((read,), then(made, learnt), dict.fromkeys(learnt, own))

    return Facts(
        Tensor(sizes),
        weights(learnt, tuple(sizes[i] for i in along)),
        elementwise=product(sizes) * by_measured(len(learnt)),
        cell=cell,
    )


def rms_normalization(x: Tensor, *, axis: Axes = -1, epsilon: float = 1e-6) -> Facts:
    """Divides the {features} numbers along axis {axis} by the root of the mean of their squares,
    which is measured anew at every place, and multiplies each of the {features} by a `scale` of
    its own that it learns."""
    sizes, along = along_several(x, axis, "features")
    made = say("the number divided by the root mean square of all that are read")

    def cell(index: Index) -> Reads:
        own = tuple(one(index[i]) for i in along)
        return Reads((spanning(sizes, along, index),), then(made, ["scale"]), {"scale": own})

    return Facts(
        Tensor(sizes),
        weights(["scale"], tuple(sizes[i] for i in along)),
        elementwise=product(sizes) * by_length(1),
        cell=cell,
    )


def unit_normalization(x: Tensor, *, axis: Axes = -1) -> Facts:
    """Divides the {features} numbers along axis {axis} by their length, the root of the sum of
    their squares, so that the squares add up to 1.  It has no weights, and no size changes."""
    sizes, along = along_several(x, axis, "features")

    def cell(index: Index) -> Reads:
        made = say("the number divided by the length of all that are read")
        return Reads((spanning(sizes, along, index),), made)

    return Facts(Tensor(sizes), elementwise=product(sizes) * by_length(0), cell=cell)


def group_normalization(
    x: Tensor,
    *,
    groups: Dim = 32,
    axis: Axes = -1,
    epsilon: float = 0.001,
    center: bool = True,
    scale: bool = True,
) -> Facts:
    """Deals the {channels} channels out to groups of {together}.  In each example, from all numbers
    of a group, whatever their place, it takes away their mean, and divides by their standard
    deviation; both are measured anew, and not kept.  Unless `scale` is turned off, it then
    multiplies each channel by a `gamma` that it learns.  Unless `center` is turned off, it adds to
    each channel a `beta` that it learns."""
    sizes, along = along_one(x, axis, "channels")
    channels = sizes[along]
    need_stated(channels)
    together: Dim = 1
    if not (isinstance(groups, int) and groups == -1):  # -1: each channel by itself
        need(groups >= 1, "there must be at least 1 group, or -1, not {groups}", groups=groups)
        need_groups_of_channels(groups, channels)
        together = channels // groups
    called(together, "together")
    learnt = chosen(gamma=scale, beta=center)

    def cell(index: Index) -> Reads:
        first = index[along] - index[along] % int(together)
        places = list(spanning(sizes, range(1, len(sizes)), index))
        places[along] = range(first, first + int(together))
        made = say("the number less the mean of all that are read, divided by their deviation")
        own = (one(index[along]),)
        return Reads((tuple(places),), then(made, learnt), dict.fromkeys(learnt, own))

    return Facts(
        Tensor(sizes),
        weights(learnt, (channels,)),
        elementwise=product(sizes) * by_measured(len(learnt)),
        cell=cell,
    )


def normalization(
    x: Tensor,
    *,
    axis: Axes | None = -1,
    mean: Stated = None,
    variance: Stated = None,
    invert: bool = False,
) -> Facts:
    """From each number it takes away a mean, and divides by the root of a variance.  Unless `mean`
    is given, `adapt` measures {features:one mean and one variance for all numbers|# means and as
    many variances} once in the data that it is shown; they are kept, and one number more, a
    `count`: weights, but not trainable ones.  With `mean`, the author states them, and no weights
    are kept.  With `invert`, it does the opposite: it multiplies by the root of the variance, and
    adds the mean."""
    need(
        (mean is None) is (variance is None),
        "mean and variance are given together, or neither of them",
    )
    axes = () if axis is None else axis
    along = along_each(x, axes)
    sizes = x.read("batch", "...") if x.shape else ()
    kept = tuple(sizes[i] for i in along)
    for size in kept:
        need_stated(size)
    called(product(kept), "features")
    if (means := shape_of(mean)) is not None and (variances := shape_of(variance)) is not None:
        need_stretchable(means, variances, kept)
    made = say("the number less its mean, divided by the root of its variance")
    if invert:
        made = say("the number times the root of its variance, plus its mean")

    def cell(index: Index) -> Reads:
        own = tuple(one(index[i]) for i in along)
        learnt = {} if mean is not None else {"mean": own, "variance": own}
        return Reads((tuple(map(one, index)),), made, learnt)

    measured = {} if mean is not None else weights(["mean", "variance"], kept, trainable=False)
    return Facts(
        Tensor(sizes),
        measured and {**measured, "count": Weight((), trainable=False, dtype="int32")},
        elementwise=product(sizes) * by_kept(0),
        cell=cell,
    )


def along_each(x: Tensor, axes: Axes) -> tuple[int, ...]:
    """Which axes are meant, from the first to the last, each once."""
    given = (axes,) if isinstance(axes, int) else axes
    along = tuple(sorted(from_front(one, len(x.shape)) for one in given))
    need(len(set(along)) == len(along), "axis names an axis twice: ({axis})", axis=given)
    return along


def need_stretchable(mean: Shape, variance: Shape, kept: Shape) -> None:
    """What is given fits the last of the axes that are kept, or is 1 long there."""
    need(
        mean == variance,
        "mean and variance must have the same shape, not ({mean}) and ({variance})",
        mean=mean,
        variance=variance,
    )
    need(
        len(mean) <= len(kept),
        "a mean of {given:axis|axes} is given, and axis names only {kept}",
        given=len(mean),
        kept=len(kept),
    )
    for given, size in zip(reversed(mean), reversed(kept)):
        need(
            equal(given, 1) is True or equal(given, size),
            "a mean of {given:number|numbers} is given for {size:place|places}; give as many, "
            "or 1 for all",
            given=given,
            size=size,
        )


def shape_of(value: object) -> Shape | None:
    """The shape of nested numbers; None where it cannot be known."""
    if isinstance(value, list | tuple):
        rows: list[object] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        inner = shape_of(rows[0]) if rows else ()
        return None if inner is None else (len(rows), *inner)
    if isinstance(value, int | float):
        return ()
    shape: Shape | None = getattr(value, "shape", None)
    return shape if isinstance(shape, tuple) else None


def along_one(x: Tensor, axis: Axes, what: str) -> tuple[Shape, int]:
    """The sizes, that of `axis` called `what`, and which axis that is."""
    need(isinstance(axis, int), "axis names one axis, not ({axis})", axis=axis)
    along = from_front(axis, len(x.shape))  # type: ignore[arg-type]
    return x.read(*_axes(len(x.shape), along, what)), along


@cache
def _axes(rank: int, along: int, what: str) -> tuple[str, ...]:
    names = ["batch", *(f"size {i}" for i in range(1, rank))]
    names[along] = what
    return tuple(names)


def along_several(x: Tensor, axis: Axes, what: str) -> tuple[Shape, tuple[int, ...]]:
    """The sizes, that of `axis` called `what`, and which axes these are, as Keras sorts them."""
    if isinstance(axis, int) or len(axis) == 1:
        sizes, only = along_one(x, axis if isinstance(axis, int) else axis[0], what)
        return sizes, (only,)
    along = tuple(from_front(one, len(x.shape)) for one in sorted(axis))
    need(len(set(along)) == len(along), "axis names an axis twice: ({axis})", axis=axis)
    sizes = x.read("batch", "...")
    called(product(sizes[i] for i in along), what)
    return sizes, along


def weights(names: Iterable[str], shape: Shape, trainable: bool = True) -> dict[str, Weight]:
    """Weights of these names, all of one shape."""
    kept = dict.fromkeys(names, Weight(shape, trainable))
    for size in shape if kept else ():
        need_stated(size)
    return kept


def need_stated(size: Dim) -> None:
    """A weight has a size before there is a batch."""
    need(
        not isinstance(size, PerExample),
        "axis 0 is the batch, and nobody can keep a weight for each example of it",
    )


BESIDE = (
    "beta_initializer gamma_initializer moving_mean_initializer moving_variance_initializer "
    "beta_regularizer gamma_regularizer beta_constraint gamma_constraint "
)
RULES = [
    Rule(
        "BatchNormalization",
        batch_normalization,
        beside=BESIDE + "renorm_clipping renorm_momentum synchronized",
    ),
    Rule("LayerNormalization", layer_normalization, beside=BESIDE),
    Rule("GroupNormalization", group_normalization, beside=BESIDE),
    Rule("Normalization", normalization),
    Rule("RMSNormalization", rms_normalization),
    Rule("UnitNormalization", unit_normalization),
]
