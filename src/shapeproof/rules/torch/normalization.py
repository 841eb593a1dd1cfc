"""torch's normalisations, modules and functions: numbers brought to a common scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeproof.algebra.formula import Dim, PerExample
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, noun, say
from shapeproof.rules.arithmetic.axes import SPATIAL, Axes
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
from shapeproof.rules.arithmetic.reading import distinct, need_rank, of_inputs, sizes_of
from shapeproof.rules.arithmetic.reducing import together
from shapeproof.rules.rule import (
    Facts,
    Index,
    Reads,
    Rule,
    Shape,
    ShapeError,
    Tensor,
    Weight,
    called,
    need,
)
from shapeproof.rules.torch.dtypes import bits, fractional, need_alike, same
from shapeproof.rules.torch.elementwise import (
    FLOATS,
    INEXACT,
    REAL_NUMBERS,
    need_taken,
    need_tensors,
)

KEPT = say("the number less its running_mean, divided by the root of its running_var")
MEASURED = say("the number less the mean of all that are read, divided by their deviation")


def batch_normalization(
    input: Tensor,
    *,
    rank: int | None,
    num_features: Dim | None,
    eps: float = 1e-5,
    momentum: float | None = 0.1,
    affine: bool = True,
    track_running_stats: bool = True,
    bias: bool = True,
) -> Facts:
    """From each number it takes away the mean of its feature, and divides by the standard deviation
    of its feature.  Unless `track_running_stats` is turned off, it keeps a `running_mean` and a
    `running_var` for each of the {features} features, which are measured in training, and counts in
    `num_batches_tracked` how often: buffers, which torch does not count as parameters.  Unless
    `track_running_stats` is turned off, `momentum` is the share of a new measure that enters them,
    where Keras's is the share of the old one that stays.  With `track_running_stats` turned off, it
    keeps nothing, and measures both anew each time.  Unless `eps` says otherwise, {eps} is added to
    what the root is taken of, so that nothing is divided by 0; Keras's layer adds 0.001.  Unless
    `affine` is turned off, it then multiplies each feature by a `weight` that it learns, and adds a
    `bias` that it learns.  With `bias` turned off, no bias is added.  In training a batch must have
    more than one number of each feature."""
    sizes = input.read(*axes_of_batch(input, rank))
    features = sizes[1]
    learnt = chosen(weight=affine, bias=affine and bias)
    if learnt or track_running_stats:
        need_features(features, num_features)
    return normalized(input, sizes, 1, learnt, track_running_stats, [0, *range(2, len(sizes))])


def instance_normalization(
    input: Tensor,
    *,
    rank: int,
    num_features: Dim,
    eps: float = 1e-5,
    momentum: float = 0.1,
    affine: bool = False,
    track_running_stats: bool = False,
    bias: bool = True,
) -> Facts:
    """From each number it takes away the mean of its channel in its example, and divides by the
    standard deviation of its channel in its example.  Unless `track_running_stats` is chosen, both
    are measured anew each time.  With `track_running_stats`, it keeps a `running_mean` and a
    `running_var` for each of the {features} channels, which are measured in training, and counts in
    `num_batches_tracked` how often: buffers, which torch does not count as parameters.  With
    `affine`, it then multiplies each channel by a `weight` that it learns, and adds a `bias` that
    it learns, unless that is turned off."""
    sizes, along = read_instances(input, rank)
    learnt = chosen(weight=affine, bias=affine and bias)
    if learnt or track_running_stats:
        need_features(sizes[along], num_features)
    places = range(along + 1, len(sizes))
    return normalized(input, sizes, along, learnt, track_running_stats, places)


def lazy_instance_normalization(
    input: Tensor,
    *,
    rank: int,
    eps: float = 1e-5,
    momentum: float = 0.1,
    affine: bool = True,
    track_running_stats: bool = True,
    bias: bool = True,
) -> Facts:
    """From each number it takes away the mean of its channel in its example, and divides by the
    standard deviation of its channel in its example.  Unless `track_running_stats` is turned off,
    it keeps a `running_mean` and a `running_var` for each of the {features} channels, which are
    measured in training, and counts in `num_batches_tracked` how often: buffers, which torch does
    not count as parameters.  Unless `affine` is turned off, it then multiplies each channel by a
    `weight` that it learns, and adds a `bias` that it learns, unless that is turned off."""
    return instance_normalization(
        input,
        rank=rank,
        num_features=input.shape[1] if len(input.shape) > 1 else 1,
        affine=affine,
        track_running_stats=track_running_stats,
        bias=bias,
    )


def axes_of_batch(x: Tensor, rank: int | None) -> tuple[str, ...]:
    """What the axes are called that a batch of features has; without a rank, of any number."""
    if rank is None:
        need_rank(x, 2)
        return ("batch", "features", "...")
    axes = ("batch", "features", *SPATIAL[rank])
    if rank == 1 and len(x.shape) == 2:
        return axes[:2]
    need_axes(x, axes)
    return axes


def need_axes(x: Tensor, axes: Sequence[str]) -> None:
    need(
        len(x.shape) == len(axes),
        "it reads {axes:axis|axes} ({names}), and the input has {rank}; where the batch is "
        "missing, .unsqueeze(0) makes one of a single example",
        axes=len(axes),
        names=tuple(map(noun, axes)),
        rank=len(x.shape),
    )


def read_instances(x: Tensor, rank: int) -> tuple[Shape, int]:
    """The sizes, with a batch or without, and along which axis the channels stand."""
    axes = ("batch", "features", *SPATIAL[rank])
    if len(x.shape) == rank + 1:
        return x.read(*axes[1:]), 0
    need_axes(x, axes)
    return x.read(*axes), 1


def need_features(features: Dim, wanted: Dim | None) -> None:
    if wanted is not None:
        need(
            equal(features, wanted),
            "it is made for {wanted:channel|channels}, and the input has {features}; say "
            "num_features={features}, or bring the channels right behind the batch",
            wanted=wanted,
            features=features,
        )


def normalized(
    x: Tensor,
    sizes: Shape,
    along: int,
    learnt: Sequence[str],
    is_tracked: bool,
    measured: Sequence[int],
) -> Facts:
    """Each feature along an axis brought to scale: by statistics that are kept, or else by those of
    all its numbers along the axes that are `measured`."""
    need_taken(same(x), FLOATS)
    features = sizes[along]
    weights = dict.fromkeys(learnt, Weight((features,)))
    weights |= tracked(features) if is_tracked else {}
    if not is_tracked:
        need_several(tuple(sizes[i] for i in measured))
    read = () if is_tracked else measured
    used = [name for name in weights if name != COUNT]
    made = then(KEPT if is_tracked else MEASURED, learnt)

    def cell(index: Index) -> Reads:
        own = (one(index[along]),)
        return Reads((spanning(sizes, read, index),), made, dict.fromkeys(used, own))

    passes = by_kept(len(learnt)) if is_tracked else by_measured(len(learnt))
    return Facts(Tensor(sizes, same(x)), weights, elementwise=product(sizes) * passes, cell=cell)


COUNT = "num_batches_tracked"


def tracked(features: Dim) -> dict[str, Weight]:
    """What is kept of the batches that are seen in training."""
    row = Weight((features,), trainable=False, kind="buffer")
    count = Weight((), trainable=False, dtype="int64", kind="buffer")
    return {"running_mean": row, "running_var": row, COUNT: count}


def need_several(sizes: Shape) -> None:
    """One number is its own mean, and spread over nothing."""
    count = product(sizes)
    if not isinstance(count, PerExample):
        beyond = count - 1
        need(
            beyond * beyond >= 1,
            "mean and deviation of a single number say nothing; read more examples, or more than "
            "one place of each",
        )


def layer_normalization(
    input: Tensor,
    *,
    normalized_shape: tuple[Dim, ...] | Dim,
    eps: float = 1e-5,
    elementwise_affine: bool = True,
    bias: bool = True,
) -> Facts:
    """From the {features} numbers of the last {axes:axis|# axes} it takes away their mean, and
    divides by their standard deviation; both are measured anew at every place, and not kept.
    Unless `eps` says otherwise, {eps} is added to what the root is taken of, so that nothing is
    divided by 0; Keras's layer adds 0.001.  Unless `elementwise_affine` is turned off, it then
    multiplies each of the {features} by a `weight` of its own that it learns, and adds a `bias` of
    its own that it learns.  With `bias` turned off, no bias is added."""
    learnt = chosen(weight=elementwise_affine, bias=elementwise_affine and bias)
    need_taken(same(input), FLOATS)
    return of_last(input, normalized_shape, learnt, MEASURED, by_measured(len(learnt)))


def rms_normalization(
    input: Tensor,
    *,
    normalized_shape: tuple[Dim, ...] | Dim,
    eps: float | None = None,
    elementwise_affine: bool = True,
) -> Facts:
    """Divides the {features} numbers of the last {axes:axis|# axes} by the root of the mean of
    their squares, which is measured anew at every place.  Unless `elementwise_affine` is turned
    off, it then multiplies each of the {features} by a `weight` of its own that it learns."""
    learnt = chosen(weight=elementwise_affine)
    need_taken(same(input), INEXACT)
    return of_last(input, normalized_shape, learnt, BY_ROOT, by_length(len(learnt)))


BY_ROOT = say("the number divided by the root mean square of all that are read")


def of_last(
    x: Tensor,
    shape: tuple[Dim, ...] | Dim,
    learnt: Sequence[str],
    made: Message,
    passes: int,
) -> Facts:
    """The numbers of the last axes brought to scale at each place of the others."""
    wanted = shape if isinstance(shape, tuple) else (shape,)
    sizes, along = read_last(x, wanted)

    def cell(index: Index) -> Reads:
        own = tuple(one(index[i]) for i in along)
        return Reads(
            (spanning(sizes, along, index),), then(made, learnt), dict.fromkeys(learnt, own)
        )

    kept = Weight(tuple(sizes[i] for i in along))
    weights = dict.fromkeys(learnt, kept)
    return Facts(Tensor(sizes, same(x)), weights, elementwise=product(sizes) * passes, cell=cell)


def read_last(x: Tensor, wanted: Shape) -> tuple[Shape, range]:
    """The sizes, and which of the axes are those that `normalized_shape` is about."""
    rank = len(x.shape)
    need(len(wanted) >= 1, "`normalized_shape` names the size of one axis at least")
    need(
        rank >= len(wanted),
        "it brings the last {axes:axis|axes} to scale, and the input has {rank}",
        axes=len(wanted),
        rank=rank,
    )
    sizes = x.read(*("...", "features")) if len(wanted) == 1 else x.read("...")
    along = range(rank - len(wanted), rank)
    for i, size in zip(along, wanted):
        need(
            equal(sizes[i], size),
            "it is made for ({wanted}), and the last axes of the input are ({given}); say "
            "normalized_shape=({given}), or permute the input so that these axes stand last",
            wanted=wanted,
            given=tuple(sizes[i] for i in along),
        )
    called(product(sizes[i] for i in along), "features")
    called(len(wanted), "axes")
    return sizes, along


def group_normalization(
    input: Tensor,
    *,
    num_groups: Dim,
    num_channels: Dim,
    eps: float = 1e-5,
    affine: bool = True,
    bias: bool = True,
) -> Facts:
    """Deals the {channels} channels out to groups of {together}.  In each example, from all numbers
    of a group, whatever their place, it takes away their mean, and divides by their standard
    deviation; both are measured anew, and not kept.  Unless `eps` says otherwise, {eps} is added to
    what the root is taken of, so that nothing is divided by 0; Keras's layer adds 0.001.  Unless
    `affine` is turned off, it then multiplies each channel by a `weight` that it learns, and adds a
    `bias` that it learns.  With `bias` turned off, no bias is added."""
    learnt = chosen(weight=affine, bias=affine and bias)
    need_groups_of_channels(num_groups, num_channels)
    sizes = read_channels(input)
    if learnt:
        need(
            equal(sizes[1], num_channels),
            "it is made for {wanted:channel|channels}, and the input has {features}; say "
            "num_channels={features}",
            wanted=num_channels,
            features=sizes[1],
        )
    facts = grouped(input, sizes, num_groups, learnt)
    return facts._replace(weights=dict.fromkeys(learnt, Weight((sizes[1],))))


def group_normalization_of(
    input: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, *, num_groups: Dim
) -> Facts:
    """Deals the {channels} channels out to groups of {together}.  In each example, from all numbers
    of a group, whatever their place, it takes away their mean, and divides by their standard
    deviation.  Where a row of weights is given, it then multiplies each channel by one, and where a
    row of biases is, it adds one to each."""
    sizes = read_channels(input)
    need_rows(input, sizes[1], weight, bias)
    learnt = chosen(weight=weight is not None, bias=bias is not None)
    return of_inputs(grouped(input, sizes, num_groups, learnt), "weight", "bias")


def read_channels(x: Tensor) -> Shape:
    need_taken(same(x), FLOATS)
    need_rank(x, 2)
    return x.read("batch", "channels", "...")


def grouped(x: Tensor, sizes: Shape, groups: Dim, learnt: Sequence[str]) -> Facts:
    """What a module and a function have in common, all but where the weights are."""
    batch, channels, *places = sizes
    need_groups_of_channels(groups, channels)
    together = called(channels // groups, "together")
    need_several((batch, together, *places))

    def cell(index: Index) -> Reads:
        first = index[1] - index[1] % int(together)
        read = list(spanning(sizes, range(1, len(sizes)), index))
        read[1] = range(first, first + int(together))
        own = (one(index[1]),)
        return Reads((tuple(read),), then(MEASURED, learnt), dict.fromkeys(learnt, own))

    passes = by_measured(len(learnt))
    return Facts(Tensor(sizes, same(x)), elementwise=product(sizes) * passes, cell=cell)


def need_rows(x: Tensor, features: Dim, *rows: Tensor | None) -> None:
    """Statistics, weights and biases are rows of a number for each feature."""
    need_fitting(x, *rows)
    for row in rows:
        if row is not None:
            [given] = row.read("row")
            need(
                equal(given, features),
                "there is one number for each of {size} channels, not {given}",
                size=features,
                given=given,
            )


def need_fitting(x: Tensor, *others: Tensor | None) -> None:
    """torch computes in the dtype of the input; floats of 16 bits may meet weights of 32."""
    if all(one is None for one in others):
        return
    own = need_alike(*others)
    need(
        own == same(x) or (bits(same(x)) == 16 and own == "float32"),
        "the input is {dtype}, and what it is scaled by {other}; cast one of them",
        dtype=same(x),
        other=own,
    )


def batch_normalization_of(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Facts:
    """From each number it takes away the mean of its feature, and divides by the standard deviation
    of its feature.  Unless `training` is chosen, these are those that are given.  With `training`,
    they are measured in the batch.  Where a row of weights is given, it then multiplies each of the
    {features} features by one, and where a row of biases is, it adds one to each."""
    need_rank(input, 2)
    sizes = input.read("batch", "features", "...")
    statistics = (running_mean, running_var)
    need_statistics(statistics, may_lack=training)
    places = [0, *range(2, len(sizes))]
    return given_rows(input, sizes, statistics, (weight, bias), training, places)


def instance_normalization_of(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Facts:
    """From each number it takes away the mean of its channel in its example, and divides by the
    standard deviation of its channel in its example.  With `use_input_stats` turned off, these are
    those that are given.  Where a row of weights is given, it then multiplies each of the
    {features} channels by one, and where a row of biases is, it adds one to each."""
    need_rank(input, 2)
    sizes = input.read("batch", "features", "...")
    statistics = (running_mean, running_var)
    need_statistics(statistics, may_lack=use_input_stats)
    places = range(2, len(sizes))
    return given_rows(input, sizes, statistics, (weight, bias), use_input_stats, places)


Pair = tuple[Tensor | None, Tensor | None]


def need_statistics(statistics: Pair, may_lack: bool) -> None:
    lacking = statistics.count(None)
    need(lacking != 1, "a running_mean and a running_var are given together, or neither of them")
    need(
        may_lack or not lacking,
        "without a running_mean and a running_var it can only measure anew; give both, or choose "
        "training=True, or use_input_stats=True of instance_norm",
    )


def given_rows(
    x: Tensor,
    sizes: Shape,
    statistics: Pair,
    rows: Pair,
    is_measured: bool,
    measured: Sequence[int],
) -> Facts:
    """What a function does with the statistics, the weights and the biases that it is given."""
    need_rows(x, sizes[1], *statistics, *rows)
    learnt = [name for name, row in zip(("weight", "bias"), rows) if row is not None]
    facts = normalized(x, sizes, 1, learnt, not is_measured, measured)
    return of_inputs(facts, "running_mean", "running_var", "weight", "bias")


def layer_normalization_of(
    input: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    normalized_shape: tuple[Dim, ...] | Dim,
    eps: float = 1e-5,
) -> Facts:
    """From the {features} numbers of the last {axes:axis|# axes} it takes away their mean, and
    divides by their standard deviation; both are measured anew at every place, and not kept.  Where
    weights are given, it then multiplies each of the {features} by one, and where biases are, it
    adds one to each."""
    need_taken(same(input), FLOATS)
    need_fitting(input, weight, bias)
    need_like(normalized_shape, weight, bias)
    learnt = chosen(weight=weight is not None, bias=bias is not None)
    facts = of_last(input, normalized_shape, learnt, MEASURED, by_measured(len(learnt)))
    return of_inputs(facts, "weight", "bias")


def rms_normalization_of(
    input: Tensor,
    weight: Tensor | None = None,
    *,
    normalized_shape: tuple[Dim, ...] | Dim,
    eps: float | None = None,
) -> Facts:
    """Divides the {features} numbers of the last {axes:axis|# axes} by the root of the mean of
    their squares, which is measured anew at every place.  Where weights are given, it then
    multiplies each of the {features} by one."""
    need_taken(same(input), INEXACT)
    need_like(normalized_shape, weight)
    learnt = chosen(weight=weight is not None)
    facts = of_last(input, normalized_shape, learnt, BY_ROOT, by_length(len(learnt)))
    return of_inputs(facts, *learnt)


def need_like(shape: tuple[Dim, ...] | Dim, *others: Tensor | None) -> None:
    """Weights and biases of a function have the shape that it brings to scale."""
    if not isinstance(shape, tuple):
        reason = say("`normalized_shape` is a tuple of sizes here, not {given}", given=shape)
        raise ShapeError(reason)
    for x in others:
        if x is not None:
            need(
                len(x.shape) == len(shape),
                "weights and biases have {wanted:axis|axes}, as many as `normalized_shape` names, "
                "and not {rank}",
                wanted=len(shape),
                rank=len(x.shape),
            )
            for given, size in zip(x.read("..."), shape):
                need(
                    equal(given, size),
                    "weights and biases have the sizes ({wanted}), and not ({given})",
                    wanted=shape,
                    given=x.shape,
                )


def local_response_normalization(
    input: Tensor, *, size: Dim, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Facts:
    """Divides each number by what the numbers around it in {size} channels at its place come to:
    {k} plus {alpha} times the mean of their squares, to the power of {beta}."""
    need_taken(same(input), REAL_NUMBERS)
    need_rank(input, 3)
    sizes = input.read("batch", "channels", "...")
    dtype = fractional(input)
    return of_neighbours(sizes, size, (size // 2, (size - 1) // 2), dtype)


def cross_map_normalization(
    input: Tensor, *, size: Dim, alpha: float = 1e-4, beta: float = 0.75, k: float = 1
) -> Facts:
    """Divides each number by what the numbers around it in {window} channels at its place come to:
    {k} plus {alpha} times the sum of their squares divided by {size}, to the power of {beta}."""
    need_taken(same(input), FLOATS)
    axes = ("batch", "channels", *SPATIAL[2])
    need_axes(input, axes)
    reach = (size - 1) // 2
    window = called(2 * reach + 1, "window")
    return of_neighbours(input.read(*axes), window, (reach, reach), same(input))


def of_neighbours(sizes: Shape, size: Dim, reach: tuple[Dim, Dim], dtype: str) -> Facts:
    """Each number squared, added to its neighbours', and five operations more."""
    need(size >= 1, "there must be at least 1 channel around each number, not {size}", size=size)
    before, after = reach

    def cell(index: Index) -> Reads:
        read: list[Any] = list(map(one, index))
        read[1] = range(index[1] - int(before), index[1] + int(after) + 1)
        return Reads((tuple(read),), say("the number divided by what its neighbours come to"))

    return Facts(Tensor(sizes, dtype), elementwise=product(sizes) * (size + 5), cell=cell)


def normalize(input: Tensor, *, p: float = 2.0, dim: Axes = 1) -> Facts:
    """Divides the numbers along axis {dim}, counting from 0 or back from -1, by their length: each
    to the power of {p}, added up, and the root of the sum."""
    need_tensors(input)
    need_taken(same(input), INEXACT)
    [sizes] = sizes_of(input)
    axes = distinct(dim, max(len(sizes), 1)) if dim != () else tuple(range(len(sizes)))
    made = say("the number divided by the length of all that are read")
    return together(sizes, axes if sizes else (), made, same(input), by_length(0))


DEVICE = "device dtype"
ORDER = {
    "layer_norm": "input normalized_shape weight bias eps",
    "rms_norm": "input normalized_shape weight eps",
    "group_norm": "input num_groups weight bias eps",
    "normalize": "input p dim eps",
}
RANKS = (1, 2, 3)
LAZY: dict[str, Any] = {"num_features": None}
MODULES = [
    *(Rule(f"BatchNorm{rank}d", batch_normalization, {"rank": rank}, DEVICE) for rank in RANKS),
    *(
        Rule(f"LazyBatchNorm{rank}d", batch_normalization, {"rank": rank} | LAZY, DEVICE)
        for rank in RANKS
    ),
    Rule("SyncBatchNorm", batch_normalization, {"rank": None}, f"process_group {DEVICE}"),
    *(
        Rule(f"{lazy}InstanceNorm{rank}d", states, {"rank": rank}, DEVICE)
        for lazy, states in (("", instance_normalization), ("Lazy", lazy_instance_normalization))
        for rank in RANKS
    ),
    Rule("LayerNorm", layer_normalization, beside=DEVICE),
    Rule("GroupNorm", group_normalization, beside=DEVICE),
    Rule("RMSNorm", rms_normalization, beside=DEVICE),
    Rule("LocalResponseNorm", local_response_normalization),
    Rule("CrossMapLRN2d", cross_map_normalization),
]
FUNCTIONS = [
    Rule("batch_norm", batch_normalization_of),
    Rule("instance_norm", instance_normalization_of),
    Rule("layer_norm", layer_normalization_of),
    Rule("group_norm", group_normalization_of, beside="eps"),
    Rule("rms_norm", rms_normalization_of),
    Rule("local_response_norm", local_response_normalization),
    Rule("normalize", normalize, beside="eps"),
]
