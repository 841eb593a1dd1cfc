"""The peers of the rules: what a careful engineer would write by hand, validation included.

Each function gives the output shape, the weights (name, shape, whether trainable), the number of
parameters and of multiply-accumulates as a plain dict of plain numbers, and refuses what Keras
refuses.  Nothing here can explain itself; that is what the comparison is about.
"""

from __future__ import annotations

from math import prod
from typing import Any

Numbers = dict[str, Any]
Shape = tuple[Any, ...]
"""Batch first; a batch of None counts as 1."""


def convolution(
    shape: Shape,
    rank: int,
    filters: int,
    kernel_size: int | tuple[int, ...],
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: int | tuple[int, ...] = 1,
    groups: int = 1,
    activation: str | None = None,
    use_bias: bool = True,
) -> Numbers:
    if len(shape) != rank + 2:
        raise ValueError(f"it reads {rank + 2} axes, and the input has {len(shape)}")
    if data_format == "channels_first":
        batch, channels, *sizes = shape
    else:
        batch, *sizes, channels = shape
    taps = along_each_axis(kernel_size, rank, "kernel")
    moves = along_each_axis(strides, rank, "stride")
    rates = along_each_axis(dilation_rate, rank, "dilation")
    if max(moves) > 1 and max(rates) > 1:
        raise ValueError("Keras takes strides over 1 or a dilation_rate over 1, not both")
    if filters < 1:
        raise ValueError(f"there must be at least 1 filter, not {filters}")
    if groups < 1:
        raise ValueError(f"there must be at least 1 group, not {groups}")
    if channels % groups:
        raise ValueError(f"{groups} groups cannot share {channels} input channels evenly")
    if filters % groups:
        raise ValueError(f"{groups} groups cannot share {filters} filters evenly")
    if padding == "causal" and rank != 1:
        raise ValueError("padding is 'causal' in Conv1D only")
    out = windows(sizes, taps, moves, rates, padding)
    kernel = (*taps, channels // groups, filters)
    weights = {"kernel": (kernel, True)}
    if use_bias:
        weights["bias"] = ((filters,), True)
    examples = 1 if batch is None else batch
    passes = use_bias + (activation not in (None, "linear"))
    return {
        "output": (batch, filters, *out)
        if data_format == "channels_first"
        else (batch, *out, filters),
        "weights": weights,
        "params": parameters(weights),
        "macs": examples * prod(out) * prod(kernel),
        "elementwise": examples * prod(out) * filters * passes,
    }


def pooling(
    shape: Shape,
    rank: int,
    pool_size: int | tuple[int, ...] = 2,
    strides: int | tuple[int, ...] | None = None,
    padding: str = "valid",
    data_format: str = "channels_last",
) -> Numbers:
    if len(shape) != rank + 2:
        raise ValueError(f"it reads {rank + 2} axes, and the input has {len(shape)}")
    if data_format == "channels_first":
        batch, channels, *sizes = shape
    else:
        batch, *sizes, channels = shape
    pools = along_each_axis(pool_size, rank, "pool")
    moves = pools if strides is None else along_each_axis(strides, rank, "stride")
    if padding == "causal":
        raise ValueError("padding is 'causal' in Conv1D only")
    out = windows(sizes, pools, moves, (1,) * rank, padding)
    examples = 1 if batch is None else batch
    return {
        "output": (batch, channels, *out)
        if data_format == "channels_first"
        else (batch, *out, channels),
        "weights": {},
        "params": 0,
        "macs": 0,
        "elementwise": examples * prod(out) * channels * prod(pools),
    }


def dense(
    shape: Shape, units: int, activation: str | None = None, use_bias: bool = True
) -> Numbers:
    if len(shape) < 2:
        raise ValueError(f"it reads at least 2 axes, and the input has {len(shape)}")
    *outer, features = shape
    rows = prod(outer) if outer[0] is not None else prod(outer[1:])
    if units < 1:
        raise ValueError(f"there must be at least 1 unit, not {units}")
    weights = {"kernel": ((features, units), True)}
    if use_bias:
        weights["bias"] = ((units,), True)
    passes = use_bias + (activation not in (None, "linear"))
    return {
        "output": (*outer, units),
        "weights": weights,
        "params": parameters(weights),
        "macs": rows * features * units,
        "elementwise": rows * units * passes,
    }


def lstm(
    shape: Shape,
    units: int,
    activation: str | None = "tanh",
    recurrent_activation: str | None = "sigmoid",
    use_bias: bool = True,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
    initial_state: tuple[tuple[int, ...], ...] = (),
) -> Numbers:
    if len(shape) != 3:
        raise ValueError(
            f"it reads 3 axes (batch, steps, features), and the input has {len(shape)}"
        )
    batch, steps, features = shape
    if units < 1:
        raise ValueError(f"there must be at least 1 unit, not {units}")
    if stateful and batch is None:
        raise ValueError("a stateful layer must be told how many examples a batch has")
    if len(initial_state) not in (0, 2):
        raise ValueError(f"it begins with 2 states, not {len(initial_state)}")
    for state in initial_state:
        if len(state) != 2:
            raise ValueError(f"a state has 2 axes (batch, units), not {len(state)}")
        if state[1] != units:
            raise ValueError(f"it begins with a number for each of its {units}, not {state[1]}")
    weights = {
        "kernel": ((features, 4 * units), True),
        "recurrent_kernel": ((units, 4 * units), True),
    }
    if use_bias:
        weights["bias"] = ((4 * units,), True)
    gate_activation = recurrent_activation not in (None, "linear")
    work = 4 * use_bias + 3 * gate_activation + 2 * (activation not in (None, "linear")) + 4
    examples = 1 if batch is None else batch
    state = (batch, units)
    output = (batch, steps, units) if return_sequences else state
    return {
        "output": (output, state, state) if return_state else output,
        "weights": weights,
        "params": parameters(weights),
        "macs": examples * steps * (features + units) * 4 * units,
        "elementwise": examples * steps * units * work,
    }


def batch_normalization(
    shape: Shape,
    axis: int = -1,
    center: bool = True,
    scale: bool = True,
    renorm: bool = False,
) -> Numbers:
    rank = len(shape)
    if not isinstance(axis, int):
        raise ValueError(f"axis names one axis, not {axis}")
    if not -rank <= axis < rank:
        raise ValueError(f"there is no axis {axis} among {rank}")
    if axis % rank == 0:
        raise ValueError("axis 0 is the batch, and nobody can keep a weight for each example of it")
    features = (shape[axis],)
    weights = {}
    if scale:
        weights["gamma"] = (features, True)
    if center:
        weights["beta"] = (features, True)
    weights["moving_mean"] = (features, False)
    weights["moving_variance"] = (features, False)
    if renorm:
        for name in ("moving_stddev", "renorm_mean", "renorm_stddev"):
            weights[name] = (features, False)
    values = prod(shape) if shape[0] is not None else prod(shape[1:])
    return {
        "output": shape,
        "weights": weights,
        "params": parameters(weights),
        "macs": 0,
        "elementwise": values * (2 + scale + center),
    }


def along_each_axis(value: int | tuple[int, ...], rank: int, what: str) -> tuple[int, ...]:
    """`3` means `(3, 3)`."""
    if not isinstance(value, tuple):
        return (value,) * rank
    if len(value) != rank:
        raise ValueError(f"{what} takes {rank} sizes, not {len(value)}")
    return value


def windows(
    sizes: list[int],
    taps: tuple[int, ...],
    moves: tuple[int, ...],
    rates: tuple[int, ...],
    padding: str,
) -> tuple[int, ...]:
    """How many windows there are along each axis."""
    out = []
    for size, tap, move, rate in zip(sizes, taps, moves, rates):
        if rate < 1:
            raise ValueError(f"taps must stand at least 1 apart, not {rate}")
        window = (tap - 1) * rate + 1
        if window < 1:
            raise ValueError(f"a window must be at least 1 wide, not {window}")
        if move < 1:
            raise ValueError(f"windows must move by at least 1, not {move}")
        if padding == "valid":
            if window > size:
                raise ValueError(f"a window of {window} does not fit into {size}")
            out.append((size - window) // move + 1)
        else:
            out.append(-(-size // move))
    return tuple(out)


def parameters(weights: dict[str, tuple[tuple[int, ...], bool]]) -> int:
    return sum(prod(shape) for shape, _ in weights.values())
