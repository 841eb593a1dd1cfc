"""Convolutions of Keras 2 that share no weights: every window has its own."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.rules.arithmetic import windows
from shapeproof.rules.arithmetic.axes import DataFormat, apart, back, channels_apart, each
from shapeproof.rules.arithmetic.products import Activation, of_products, one, passes, whole
from shapeproof.rules.arithmetic.windows import Padding
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Sizes, Tensor, Weight, need


def locally_connected(
    x: Tensor,
    *,
    rank: int,
    filters: Dim,
    kernel_size: Sizes,
    strides: Sizes = 1,
    padding: Padding = "valid",
    data_format: DataFormat = "channels_last",
    activation: Activation = None,
    use_bias: bool = True,
    implementation: int = 1,
) -> Facts:
    """{filters:The one filter|Each of the # filters} looks at {kernel_size} of
    {channels:the one channel|all # channels} at once and writes one number per window, as a
    convolution does; but every window has weights and a bias of its own.  With `implementation` 2,
    Keras keeps a weight for every number of the input and of the output, most of them 0."""
    batch, sizes, channels = channels_apart(x, rank, data_format)
    taps, moves = each(kernel_size, rank, "kernel"), each(strides, rank, "stride")
    need(filters >= 1, "there must be at least 1 filter, not {filters}", filters=filters)
    need(
        padding == "valid" or implementation == 2,
        "padding is 'valid' here, unless implementation is 2",
    )
    out = windows.slide(sizes, taps, moves, padding, (1,) * rank)
    seen = product((*taps, channels))
    shape = (*out, filters)
    read, made = (back(batch, *of, data_format)[1:] for of in ((sizes, channels), (out, filters)))
    kernel = {
        1: (product(out), seen, filters),
        2: (*read, *made),
        3: (product((*out, seen, filters)),),
    }[implementation]
    bias = {"bias": Weight(shape)} if use_bias else {}

    def cell(index: Index) -> Reads:
        example, places, number = apart(index, data_format)
        covered = windows.under(places, sizes, taps, moves, padding, (1,) * rank)
        place = 0
        for along, count in zip(places, out):
            place = place * int(count) + along
        own = {"kernel": (one(place), *whole((seen,)), one(number))} if implementation == 1 else {}
        beside = {"bias": (*map(one, places), one(number))} if use_bias else {}
        return Reads(
            (back(one(example), covered, range(int(channels)), data_format),),
            of_products(seen, use_bias),
            own | beside,
        )

    return Facts(
        Tensor(back(batch, out, filters, data_format)),
        {"kernel": Weight(kernel), **bias},
        macs=product((batch, *out, seen, filters)),
        elementwise=product((batch, *shape)) * passes(use_bias, activation),
        cell=cell,
    )


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
    "activity_regularizer kernel_constraint bias_constraint"
)
RULES = [
    Rule(f"LocallyConnected{rank}D", locally_connected, {"rank": rank}, BESIDE) for rank in (1, 2)
]
