"""Operations of neural networks: windows, normalisation, attention and losses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import attention, dtypes, folding, normalizing, windows
from shapeproof.rules.arithmetic.axes import (
    SPATIAL,
    Axes,
    DataFormat,
    channels_apart,
    from_front,
)
from shapeproof.rules.arithmetic.broadcasting import behind, broadcast
from shapeproof.rules.arithmetic.normalizing import chosen
from shapeproof.rules.arithmetic.products import of_products, one, whole
from shapeproof.rules.arithmetic.reading import axes_of, need_rank, of_inputs, sizes_of
from shapeproof.rules.arithmetic.windows import Padding
from shapeproof.rules.keras import convolution as layers
from shapeproof.rules.keras import pooling
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Sizes, Tensor, need

LAST: DataFormat = "channels_last"
NORMALIZED = say("the number itself, less a mean, divided by a deviation")
SHORTENED = say("the number itself, divided by the root of the mean of squares")
LOSS = say("how far the one is from the other")


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
        "kernel",
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


def as_layer(facts: Facts, inputs: Tensor, *kernels: str) -> Facts:
    """What a layer says, whose weights are inputs."""
    assert isinstance(facts.output, Tensor)
    output = facts.output._replace(dtype=dtypes.same(inputs.dtype))
    return of_inputs(facts, *kernels)._replace(output=output)


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
        "kernel",
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
    axis = -1 if data_format == LAST else 1
    depth, told, under = deep.output.shape[axis], mixed.cell, deep.cell

    def cell(index: Index) -> Reads:
        assert told
        assert under
        first, last = list(index), list(index)
        first[axis], last[axis] = 0, int(depth) - 1
        from_first, to_last = under(tuple(first)).inputs, under(tuple(last)).inputs
        pairs = zip(from_first, to_last)
        image, kernel = (tuple(map(spanned, a or (), b or ())) for a, b in pairs)
        made = of_products(product((*map(len, kernel[:-2]), depth)) + depth, False)
        return Reads((image, kernel, told(index).inputs[1]), made)

    macs = deep.macs + mixed.macs  # type: ignore[operator]
    return mixed._replace(macs=macs, cell=cell)


def spanned(first: range, last: range) -> range:
    """All from the first places to the last."""
    return first if first == last else range(first.start, last.stop)


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
        "kernel",
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
    return as_layer(facts, inputs)


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
    given = [each for each in (mean, variance, offset, scale) if each is not None]
    for each in given:
        need(len(each.shape) == 1, "there is one number for each of {size} channels", size=along)
        need(
            equal(each.shape[0], along),
            "there is one number for each of {size} channels, not {given}",
            size=along,
            given=each.shape[0],
        )
    learnt = len(given) - 2

    def cell(index: Index) -> Reads:
        own = (one(index[from_front(axis, len(sizes))]),)
        kept = (own if each is not None else None for each in (mean, variance, offset, scale))
        learns = chosen(gamma=scale is not None, beta=offset is not None)
        return Reads((tuple(map(one, index)), *kept), normalizing.then(NORMALIZED, learns))

    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_kept(learnt),
        cell=cell,
    )


def layer_normalization(
    x: Tensor, gamma: Tensor | None = None, beta: Tensor | None = None, *, axis: Axes = -1
) -> Facts:
    """Brings the numbers along axis {axis}, counting the batch as 0, to a mean of 0 and a spread of
    1; the shape stays as it is."""
    [sizes] = sizes_of(x)
    axes = axes_of(axis, len(sizes))
    learnt = (gamma is not None) + (beta is not None)
    made = normalizing.then(NORMALIZED, chosen(gamma=gamma is not None, beta=beta is not None))
    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_measured(learnt),
        cell=beside_weights(sizes, axes, (gamma, beta), made),
    )


def rms_normalization(x: Tensor, scale: Tensor | None = None, *, axis: Axes = -1) -> Facts:
    """Divides the numbers along axis {axis}, counting the batch as 0, by the root of the mean of
    their squares; the shape stays as it is."""
    [sizes] = sizes_of(x)
    axes = axes_of(axis, len(sizes))
    made = normalizing.then(SHORTENED, chosen(scale=scale is not None))
    return Facts(
        Tensor(sizes, dtypes.same(x.dtype)),
        elementwise=product(sizes) * normalizing.by_length(scale is not None),
        cell=beside_weights(sizes, axes, (scale,), made),
    )


def beside_weights(
    sizes: Shape, axes: Sequence[int], weights: tuple[Tensor | None, ...], made: Message
) -> Callable[[Index], Reads]:
    """A number of all along some axes, and of weights that lie along the last ones."""

    def cell(index: Index) -> Reads:
        own = (each if each is None else behind(index, each.shape) for each in weights)
        return Reads((normalizing.spanning(sizes, axes, index), *own), made)

    return cell


def dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None = None,
    mask: Tensor | None = None,
    *,
    is_causal: bool = False,
) -> Facts:
    """In each of the {heads} heads every query is matched with every key, number by number, and the
    values are mixed by how well they match.  With `is_causal`, a query sees only the keys up to its
    own step; the other matches are worked out all the same, and then left out."""
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
    fewer = key.shape[2]

    def cell(index: Index) -> Reads:
        example, step, head, number = index
        shared = head * int(fewer) // int(heads)
        seen = range(min(step + 1, int(keys))) if is_causal else range(int(keys))
        own = (one(example), one(step), one(head), *whole((width,)))
        held = (one(example), seen, one(shared))
        added = (each if each is None else (*behind((example, head, step), each.shape[:-1]), seen)
                 for each in (bias, mask))  # fmt: skip
        read = (own, (*held, *whole((width,))), (*held, one(number)), *added)
        return Reads(read, attention.MIXED)

    return Facts(
        Tensor(query.shape, dtypes.promoted(query.dtype, key.dtype, value.dtype)),
        macs=batch * (products + mixed),
        elementwise=batch * attention.shares(heads, queries, keys),
        cell=cell,
    )


def loss_of_each(target: Tensor, output: Tensor) -> Facts:
    """Measures at each place how far the second input is from the first; the shape stays as it
    is."""
    sizes = alike(target, output)
    work = product(sizes) * 5

    def cell(index: Index) -> Reads:
        own = tuple(map(one, index))
        return Reads((own, own), LOSS)

    return Facts(Tensor(sizes, dtypes.same(output.dtype)), elementwise=work, cell=cell)


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

    def cell(index: Index) -> Reads:
        classes = (*map(one, index), *whole(sizes[-1:]))
        return Reads((classes, classes), LOSS)

    out = Tensor(sizes[:-1], dtypes.same(output.dtype))
    is_last = from_front(axis, len(sizes)) == len(sizes) - 1
    return Facts(out, elementwise=3 * product(sizes), cell=cell if is_last else None)


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

    def cell(_: Index) -> Reads:
        return Reads((whole(left), whole(right)), say("how far the two are from each other"))

    work = 3 * product(broadcast(left, right))
    return Facts(Tensor((), dtypes.FLOATX), elementwise=work, cell=cell)


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
        beside="scale flash_attention attn_logits_soft_cap",
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
