"""Keras's activation layers: a function of one number at a time, or of all along an axis."""

from __future__ import annotations

from shapeproof.algebra.words import product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.functions import IN_HALVES, OF_AN_AXIS, OF_ONE
from shapeproof.rules.arithmetic.products import is_active, one
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, Weight, need


def activation(x: Tensor, *, activation: object) -> Facts:
    """Puts every number through {activation}; the shape stays as it is."""
    need(
        not isinstance(activation, str) or activation in (*OF_ONE, *OF_AN_AXIS, IN_HALVES),
        "Keras has no activation called {activation}",
        activation=activation,
    )
    name = "linear" if activation is None else activation
    if not isinstance(name, str) or name == IN_HALVES:  # nobody knows which numbers are read
        return of_each(x, None)
    if name in OF_AN_AXIS:
        return along(x, (len(x.shape) - 1,), OF_AN_AXIS[name])
    return of_each(x, OF_ONE[name], is_active(name))


def relu(
    x: Tensor,
    *,
    max_value: float | None = None,
    negative_slope: float | None = 0.0,
    threshold: float | None = 0.0,
) -> Facts:
    """Passes a number that is at least {threshold}, and writes 0 for any other.  With
    `negative_slope`, it writes {negative_slope}*(number - {threshold}) instead of 0.  With
    `max_value`, nothing gets larger than {max_value}."""
    if max_value is not None:
        need_positive("max_value", max_value)
    need_positive("negative_slope", negative_slope)
    need_positive("threshold", threshold)
    if negative_slope or threshold or max_value is not None:
        return of_each(x, say("x where it passes, else what stands for it"))
    return of_each(x, OF_ONE["relu"])


def leaky_relu(
    x: Tensor, *, negative_slope: float | None = 0.3, alpha: float | None = None
) -> Facts:
    """Passes what is above 0, and lets a part of what is below 0 leak through.  Unless `alpha`
    is given, that part is {negative_slope}.  With `alpha`, the old name of `negative_slope`,
    that part is {alpha}."""
    slope = negative_slope if alpha is None else alpha
    need_positive("negative_slope", slope)
    return of_each(x, say("x where x > 0, else {slope}*x", slope=slope))


def prelu(
    x: Tensor,
    *,
    alpha_initializer: object = "Zeros",  # these three hold their places
    alpha_regularizer: object = None,
    alpha_constraint: object = None,
    shared_axes: int | tuple[int, ...] | None = None,
) -> Facts:
    """Passes what is above 0, and multiplies what is below 0 by a slope that it learns.  Unless
    `shared_axes` says otherwise, each place of an example has a slope of its own.  With
    `shared_axes`, all places along these axes ({shared_axes}) have one slope in common."""
    _, *sizes = x.read("batch", "...")
    for axis in (shared_axes,) if isinstance(shared_axes, int) else shared_axes or ():
        need(
            -len(sizes) < axis <= len(sizes),
            "shared_axes counts the axes from 1 to {axes}; there is no axis {axis}",
            axes=len(sizes),
            axis=axis,
        )
        sizes[axis - 1] = 1
    slopes: Shape = tuple(sizes)

    def cell(index: Index) -> Reads:
        own = tuple(
            one(place) if size == whole else one(0)
            for place, size, whole in zip(index[1:], slopes, x.shape[1:])
        )
        return Reads((tuple(map(one, index)),), say("x where x > 0, else slope*x"), {"alpha": own})

    return of_each(x, None)._replace(weights={"alpha": Weight(slopes)}, cell=cell)


def thresholded_relu(x: Tensor, *, theta: float = 1.0) -> Facts:
    """Passes a number that is more than {theta}, and writes 0 for any other."""
    need_positive("theta", theta)
    return of_each(x, OF_ONE["relu"])


def elu(x: Tensor, *, alpha: float | None = 1.0) -> Facts:
    """Passes what is above 0; a number x below becomes {alpha}*(exp(x) - 1), which never falls
    below -{alpha}."""
    return of_each(x, say("x where x > 0, else {alpha}*(exp(x) - 1)", alpha=alpha))


def softmax(x: Tensor, *, axis: int | tuple[int, ...] = -1) -> Facts:
    """Makes shares of the numbers along axis {axis}, counting the batch as 0: exp of each,
    divided by the sum of exp over all of them, so that they add up to 1."""
    rank = len(x.shape)
    axes = (axis,) if isinstance(axis, int) else axis
    if not all(-rank <= one < rank for one in axes):  # Keras finds out when numbers come
        return of_each(x, None)
    return along(x, tuple(one % rank for one in axes), OF_AN_AXIS["softmax"])


def of_each(x: Tensor, made: Message | None, active: int = 1) -> Facts:
    """A function of every number by itself; without `made`, which numbers it reads is unknown."""

    def cell(index: Index) -> Reads:
        assert made
        return Reads((tuple(map(one, index)),), made)

    sizes = x.read("batch", "...")
    return Facts(Tensor(sizes), elementwise=product(sizes) * active, cell=cell if made else None)


def along(x: Tensor, axes: tuple[int, ...], made: Message) -> Facts:
    """A function of all numbers along these axes, of which one writes each number."""

    def cell(index: Index) -> Reads:
        read = tuple(
            range(int(x.shape[axis])) if axis in axes else one(place)
            for axis, place in enumerate(index)
        )
        return Reads((read,), made)

    return of_each(x, made)._replace(cell=cell)


def need_positive(name: str, value: float | None) -> None:
    need(
        value is not None and value >= 0,
        "{name} must be a number and 0 or more, not {value}",
        name=name,
        value=value,
    )


RULES = [
    Rule("Activation", activation),
    Rule("ReLU", relu),
    Rule("LeakyReLU", leaky_relu),
    Rule("PReLU", prelu),
    Rule("ELU", elu),
    Rule("ThresholdedReLU", thresholded_relu),
    Rule("Softmax", softmax),
]
