"""Operations of neural networks: windows, normalisation, attention and losses."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message
from shapeproof.rules.arithmetic import attention, dtypes, folding, normalizing, windows
from shapeproof.rules.arithmetic.axes import (
    SPATIAL,
    Axes,
    DataFormat,
    channels_apart,
    from_front,
)
from shapeproof.rules.arithmetic.broadcasting import broadcast
from shapeproof.rules.arithmetic.reading import axes_of, need_rank, sizes_of
from shapeproof.rules.arithmetic.windows import Padding
from shapeproof.rules.keras import convolution as layers
from shapeproof.rules.keras import pooling
from shapeproof.rules.rule import Facts, Rule, Shape, Sizes, Tensor, need

LAST: DataFormat = "channels_last"


def conv(
    inputs: Tensor,
    kernel: Tensor,
    *,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = LAST,
    dilation_rate: Sizes = 1,
) -> Facts:
    """Slides the kernel, the second input, along the first: each of its filters multiplies what is
    under a window and adds it up to one number."""
    rank = spatial(inputs)
    taps, seen, filters = of_kernel(kernel, rank)
    channels = channels_apart(inputs, rank, data_format)[2]
    need_channels(channels, seen)
    return as_layer(
        layers.convolution(
            inputs,
            rank=rank,
            filters=filters,
            kernel_size=taps,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            use_bias=False,
        ),
        inputs,
    )


def need_channels(channels: Dim, seen: Dim) -> None:
    need(
        equal(seen, channels),
        "a kernel for {seen:channel|channels} cannot read {channels}",
        channels=channels,
        seen=seen,
    )


def spatial(x: Tensor) -> int:
    """How many axes beside batch and channels there are."""
    rank = len(x.shape) - 2
    need(1 <= rank <= 3, "it reads a batch, channels and 1 to 3 axes, and the input has {n}",
         n=len(x.shape))  # fmt: skip
    return rank


def of_kernel(kernel: Tensor, rank: int) -> tuple[Shape, Dim, Dim]:
    """The taps of a kernel, the channels it reads, and the filters."""
    need(
        len(kernel.shape) == rank + 2,
        "the kernel has {rank:axis|axes} for its taps and two for channels, not {given}",
        rank=rank,
        given=len(kernel.shape),
    )
    names = (*(f"kernel {axis}" for axis in SPATIAL[rank]), "channels of the kernel", "filters")
    *taps, seen, filters = kernel.read(*names)
    return tuple(taps), seen, filters


def as_layer(facts: Facts, inputs: Tensor) -> Facts:
    """What a layer says, without weights of its own."""
    assert isinstance(facts.output, Tensor)
    output = facts.output._replace(dtype=dtypes.same(inputs.dtype))
    return facts._replace(output=output, weights={}, cell=None)


def depthwise_conv(
    inputs: Tensor,
    kernel: Tensor,
    *,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = LAST,
    dilation_rate: Sizes = 1,
) -> Facts:
    """Slides the kernel, the second input, along the first, each channel by itself."""
    rank = spatial(inputs)
    taps, seen, multiplier = of_kernel(kernel, rank)
    channels = channels_apart(inputs, rank, data_format)[2]
    need_channels(channels, seen)
    return as_layer(
        layers.depthwise_convolution(
            inputs,
            rank=rank,
            kernel_size=taps,
            strides=strides,
            padding=padding,
            depth_multiplier=multiplier,
            data_format=data_format,
            dilation_rate=dilation_rate,
            use_bias=False,
        ),
        inputs,
    )


def separable_conv(
    inputs: Tensor,
    depthwise_kernel: Tensor,
    pointwise_kernel: Tensor,
    *,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = LAST,
    dilation_rate: Sizes = 1,
) -> Facts:
    """Slides the second input along the first, each channel by itself, and mixes the channels at
    each place with the third."""
    deep = depthwise_conv(
        inputs,
        depthwise_kernel,
        strides=strides,
        padding=padding,
        data_format=data_format,
        dilation_rate=dilation_rate,
    )
    assert isinstance(deep.output, Tensor)
    mixed = conv(deep.output, pointwise_kernel, data_format=data_format)
    return mixed._replace(macs=deep.macs + mixed.macs)  # type: ignore[operator]


def conv_transpose(
    inputs: Tensor,
    kernel: Tensor,
    *,
    strides: Sizes = 1,
    padding: Padding = "valid",
    output_padding: Sizes | None = None,
    data_format: DataFormat = LAST,
    dilation_rate: Sizes = 1,
) -> Facts:
    """Lets every number of the first input write a window of the second input, the kernel; where
    windows overlap, they are added up."""
    rank = spatial(inputs)
    taps, filters, seen = of_kernel(kernel, rank)
    channels = channels_apart(inputs, rank, data_format)[2]
    need_channels(channels, seen)
    return as_layer(
        layers.transposed_convolution(
            inputs,
            rank=rank,
            filters=filters,
            kernel_size=taps,
            strides=strides,
            padding=padding,
            output_padding=output_padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            use_bias=False,
        ),
        inputs,
    )


def pool(
    inputs: Tensor,
    *,
    kept: Message,
    pool_size: Sizes,
    strides: Sizes | None = None,
    padding: Padding = "valid",
    data_format: DataFormat = LAST,
) -> Facts:
    """Keeps {kept} of every window, in each of the {channels} channels by itself.  Unless `strides`
    says otherwise, a window starts where the last one ended."""
    return pooling.pooling(
        inputs,
        rank=spatial(inputs),
        kept=kept,
        pool_size=pool_size,
        strides=strides,
        padding=padding,
        data_format=data_format,
    )


def adaptive_pool(
    inputs: Tensor, *, kept: Message, output_size: Sizes, data_format: DataFormat = LAST
) -> Facts:
    """Keeps {kept} of every window, in each of the {channels} channels by itself.  However large
    the input is, there are as many windows as `output_size` asks for, as even as whole steps
    allow."""
    facts = pooling.adaptive_pooling(
        inputs,
        rank=spatial(inputs),
        kept=kept,
        output_size=output_size,
        data_format=data_format,
    )
    return as_layer(facts, inputs)._replace(cell=facts.cell)


def batch_normalization(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    offset: Tensor | None = None,
    scale: Tensor | None = None,
    *,
    axis: int,
) -> Facts:
    """Takes from each number the mean that stands for its place on axis {axis}, and divides it by
    the root of the variance that stands there; the shape stays as it is."""
    sizes = sizes_of(x)[0]
    along = sizes[from_front(axis, len(sizes))]
    given = [one for one in (mean, variance, offset, scale) if one is not None]
    for one in given:
        need(len(one.shape) == 1, "there is one number for each of {size} channels", size=along)
        need(
            equal(one.shape[0], along),
            "there is one number for each of {size} channels, not {given}",
            size=along,
            given=one.shape[0],
        )
    learnt = len(given) - 2
    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_kept(learnt),
    )


def layer_normalization(
    x: Tensor, gamma: Tensor | None = None, beta: Tensor | None = None, *, axis: Axes = -1
) -> Facts:
    """Brings the numbers along axis {axis}, counting the batch as 0, to a mean of 0 and a spread of
    1; the shape stays as it is."""
    [sizes] = sizes_of(x)
    axes_of(axis, len(sizes))
    learnt = (gamma is not None) + (beta is not None)
    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_measured(learnt),
    )


def rms_normalization(x: Tensor, scale: Tensor | None = None, *, axis: Axes = -1) -> Facts:
    """Divides the numbers along axis {axis}, counting the batch as 0, by the root of the mean of
    their squares; the shape stays as it is."""
    [sizes] = sizes_of(x)
    axes_of(axis, len(sizes))
    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_length(scale is not None),
    )


def dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None = None,
    mask: Tensor | None = None,
) -> Facts:
    """In each of the {heads} heads every query is matched with every key, number by number, and the
    values are mixed by how well they match."""
    for x in (query, key, value):
        need(
            len(x.shape) == 4,
            "it reads a batch, steps, heads and a width of each, and an input has {n:axis|axes}",
            n=len(x.shape),
        )
    batch, queries, heads, width = query.read("batch", "queries", "heads", "width")
    _, keys, _, _ = key.read("batch", "keys", "heads of the keys", "width of a key")
    products = attention.matching(heads, queries, keys, width)
    mixed = attention.mixing(heads, queries, keys, width)
    return Facts(
        Tensor(query.shape, dtypes.promoted(query.dtype, key.dtype, value.dtype)),
        macs=batch * (products + mixed),
        elementwise=batch * attention.shares(heads, queries, keys),
    )


def loss_of_each(target: Tensor, output: Tensor) -> Facts:
    """Measures at each place how far the second input is from the first; the shape stays as it
    is."""
    sizes = alike(target, output)
    work = product(sizes) * 5
    return Facts(Tensor(sizes, dtypes.same(output.dtype)), elementwise=work)


def alike(target: Tensor, output: Tensor) -> Shape:
    wanted, sizes = sizes_of(target, output)
    need(
        len(wanted) == len(sizes),
        "the inputs must have equally many axes, and have {ranks}",
        ranks=(len(wanted), len(sizes)),
    )
    for a, b in zip(wanted, sizes):
        need(equal(a, b), "the inputs must have one shape: {first} is not {other}",
             first=a, other=b)  # fmt: skip
    return sizes


def loss_of_classes(target: Tensor, output: Tensor, *, axis: int = -1) -> Facts:
    """Measures for each example how far the shares of its classes, along axis {axis}, are from
    those of the first input: one number is left of all classes."""
    sizes = alike(target, output)
    need_rank(output, 1)
    return Facts(Tensor(sizes[:-1], dtypes.same(output.dtype)), elementwise=3 * product(sizes))


def loss_of_numbers(target: Tensor, output: Tensor, *, axis: int = -1) -> Facts:
    """Measures for each example how large a share its class has along axis {axis}; the first input
    tells the numbers of the classes.  One number is left of all classes."""
    wanted, sizes = sizes_of(target, output)
    need_rank(output, 1)
    along = from_front(axis, len(sizes))
    rest = (*sizes[:along], *sizes[along + 1 :])
    if len(wanted) == len(sizes):
        need(equal(wanted[-1], 1), "a class is one number, not {n}", n=wanted[-1])
        wanted = wanted[:-1]
    need(
        len(wanted) == len(rest),
        "there is a class for each place, and one axis less than of shares",
    )
    for a, b in zip(wanted, rest):
        need(equal(a, b), "the inputs must have one shape: {first} is not {other}",
             first=a, other=b)  # fmt: skip
    return Facts(Tensor(rest, dtypes.same(output.dtype)), elementwise=3 * product(rest))


def ratio_to_noise(x1: Tensor, x2: Tensor) -> Facts:
    """Measures how much of one input is left in the other beside the noise: one number for all."""
    left, right = sizes_of(x1, x2)
    need(len(left) == len(right), "the inputs must have equally many axes, and have {ranks}",
         ranks=(len(left), len(right)))  # fmt: skip
    return Facts(Tensor((), dtypes.FLOATX), elementwise=3 * product(broadcast(left, right)))


def ctc_loss(target: Tensor, output: Tensor, target_length: Tensor, output_length: Tensor) -> Facts:
    """Measures for each example how well its steps spell the wanted letters, whatever their
    lengths: one number for each."""
    batch = target.shape[0]
    return Facts(Tensor((batch,), dtypes.promoted(output.dtype, "float32")), macs=None)


def ctc_decode(
    inputs: Tensor, sequence_lengths: Tensor, *, strategy: str = "greedy", top_paths: int = 1
) -> Facts:
    """Reads off the letters that the steps spell: the {top_paths} best ways for each example, and
    how good each is."""
    need_rank(inputs, 2)
    batch, steps = inputs.shape[:2]
    ways = 1 if strategy == "greedy" else top_paths
    dtype = dtypes.promoted(inputs.dtype, "float32")
    return Facts((Tensor((ways, batch, steps), "int32"), Tensor((batch, ways), dtype)), macs=None)


def unfold(
    x: Tensor, *, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
) -> Facts:
    """Writes what is under each window of {kernel_size} in a column; the channels come before
    height and width."""
    need(len(x.shape) == 4, "it reads {axes:axis|axes}, and the input has {rank}",
         axes=4, rank=len(x.shape))  # fmt: skip
    batch, channels, *sizes = x.read("batch", "channels", "height", "width")
    image = ((batch,), channels, tuple(sizes))
    return folding.unfolded(x, image, kernel_size, dilation, padding, stride)


def fold(
    x: Tensor,
    *,
    output_size: Sizes,
    kernel_size: Sizes,
    dilation: Sizes = 1,
    padding: Sizes = 0,
    stride: Sizes = 1,
) -> Facts:
    """Adds up columns to an image of {output_size}: each column is a window of {kernel_size} of
    it."""
    need(len(x.shape) == 3, "it reads {axes:axis|axes}, and the input has {rank}",
         axes=3, rank=len(x.shape))  # fmt: skip
    batch, column, columns = x.read("batch", "column", "columns")
    row = ((batch,), column, columns)
    return folding.folded(x, row, output_size, kernel_size, dilation, padding, stride)


RULES = [
    Rule("conv", conv),
    Rule("depthwise_conv", depthwise_conv),
    Rule("separable_conv", separable_conv),
    Rule("conv_transpose", conv_transpose),
    Rule("max_pool", pool, {"kept": windows.LARGEST}),
    Rule("average_pool", pool, {"kept": windows.MEAN}),
    Rule("adaptive_max_pool", adaptive_pool, {"kept": windows.LARGEST}),
    Rule("adaptive_average_pool", adaptive_pool, {"kept": windows.MEAN}),
    Rule("batch_normalization", batch_normalization, beside="epsilon"),
    Rule("layer_normalization", layer_normalization, beside="epsilon rms_scaling"),
    Rule("rms_normalization", rms_normalization, beside="epsilon"),
    Rule(
        "dot_product_attention",
        dot_product_attention,
        beside="scale is_causal flash_attention attn_logits_soft_cap",
    ),
    Rule("binary_crossentropy", loss_of_each, beside="from_logits"),
    Rule("categorical_crossentropy", loss_of_classes, beside="from_logits"),
    Rule("sparse_categorical_crossentropy", loss_of_numbers, beside="from_logits"),
    Rule("psnr", ratio_to_noise, beside="max_val"),
    Rule("ctc_loss", ctc_loss, beside="mask_index"),
    Rule("ctc_decode", ctc_decode, beside="beam_width merge_repeated mask_index"),
    Rule("unfold", unfold),
    Rule("fold", fold),
]
