"""torch's quantised modules: weights in bytes, and a scale that says what one of them is worth.

A module is named as `torch.nn` has its class: `quantized.Linear` reads and writes bytes,
`quantized.dynamic.Linear` floats, which it rounds to bytes as they come.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product, step, total
from shapeproof.rules.arithmetic import kernels
from shapeproof.rules.rule import Facts, Rule, Shape, Sizes, Tensor, Weight, need
from shapeproof.rules.torch import convolution as convolutions
from shapeproof.rules.torch import linear as dense
from shapeproof.rules.torch import recurrent
from shapeproof.rules.torch.convolution import PaddingMode
from shapeproof.rules.torch.dtypes import DEFAULT, same

Scheme = Literal["per_tensor", "per_channel"]
"""One scale for a kernel, or one for each number that it makes."""
Kept = Literal["qint8", "float16"]


class Bytes(NamedTuple):
    """How a module computes: with floats that it rounds as they come (`dynamic`), or with bytes
    only; with kernels of a dtype and a scheme; and whether it ends with a ReLU."""

    dynamic: bool
    activated: bool = False
    dtype: Kept = "qint8"
    scheme: Scheme = "per_tensor"

    def kept(self, weights: dict[str, Weight], has_scale: bool = True) -> dict[str, Weight]:
        """Kernels in bytes and biases in floats; and the scales, those of what is written first."""
        found = {
            name: Weight(weight.shape, False, self.dtype if is_kernel(name) else DEFAULT)
            for name, weight in weights.items()
        }
        if has_scale:
            found |= scale("", (), DEFAULT)
        if self.dtype == "float16":
            return found
        for name, weight in weights.items():
            if is_kernel(name):
                number = () if self.scheme == "per_tensor" else weight.shape[:1]
                found |= scale(f"{name}_", number, "float64")
        return found

    def rounding(self, read: Dim, written: Dim) -> Dim:
        """Floats are rounded as they come, and what is made of them is scaled back; sums of bytes
        are scaled and rounded to bytes again."""
        if not self.dynamic:
            return 2 * written
        return 0 if self.dtype == "float16" else kernels.rounding("int8", read, written)


def is_kernel(name: str) -> bool:
    return name.startswith("weight")


def scale(names: str, shape: Shape, dtype: str) -> dict[str, Weight]:
    """What a byte is worth, and which byte is 0."""
    return {
        f"{names}scale": Weight(shape, False, dtype, "buffer"),
        f"{names}zero_point": Weight(shape, False, "int64", "buffer"),
    }


def in_bytes(facts: Facts, x: Tensor, of: Bytes) -> Facts:
    """The facts of a layer of floats, computed in bytes."""
    (output,) = facts.outputs
    written = product(output.shape)
    work = of.rounding(product(x.shape), written) + of.activated * written
    return facts._replace(
        output=output._replace(dtype=same(x)),
        weights=of.kept(dict(facts.weights)),
        elementwise=facts.elementwise + step("rounding", work),
    )


def as_floats(x: Tensor, dynamic: bool) -> Tensor:
    """The input as a layer of floats reads it."""
    if dynamic:
        need(
            same(x) == DEFAULT,
            "it rounds floats of 32 bits as they come, and the input is {dtype}; put .float() "
            "behind it",
            dtype=same(x),
        )
    else:
        need(
            same(x) == "quint8",
            "it reads bytes, and the input is {dtype}; put a Quantize before it",
            dtype=same(x),
        )
    return x._replace(dtype=DEFAULT)


def linear(
    input: Tensor,
    *,
    dynamic: bool,
    activated: bool,
    in_features: Dim,
    out_features: Dim,
    bias_: bool = True,
    dtype: Kept = "qint8",
    qscheme: Scheme = "per_tensor",
) -> Facts:
    """{out_features:The one unit|Each of the # units} weighs
    {features:the one feature|all # features} of the last axis, and nothing else, and adds up to one
    number.  Its weights are whole numbers of one byte, and a scale says what one of them is worth.
    With `qscheme`, each number that is made has a scale of its own.  With `dtype`, weights are kept
    as {dtype}."""
    x = as_floats(input, dynamic)
    need(len(x.shape) >= 2, "it reads a batch and an axis of features, at least")
    facts = dense.linear(x, in_features=in_features, out_features=out_features, bias=bias_)
    return in_bytes(facts, input, Bytes(dynamic, activated, dtype, qscheme))


def activated_linear(
    input: Tensor,
    *,
    dynamic: bool,
    in_features: Dim,
    out_features: Dim,
    bias: bool = True,
    dtype: Kept = "qint8",
    qscheme: Scheme = "per_tensor",
) -> Facts:
    """{out_features:The one unit|Each of the # units} weighs
    {features:the one feature|all # features} of the last axis, and nothing else, and adds up to one
    number; of these, all below 0 become 0.  Its weights are whole numbers of one byte, and a scale
    says what one of them is worth.  With `qscheme`, each number that is made has a scale of its
    own.  With `dtype`, weights are kept as {dtype}."""
    return linear(
        input,
        dynamic=dynamic,
        activated=True,
        in_features=in_features,
        out_features=out_features,
        bias_=bias,
        dtype=dtype,
        qscheme=qscheme,
    )


def convolution(
    input: Tensor,
    *,
    rank: int,
    dynamic: bool,
    activated: bool,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    groups: Dim = 1,
    bias: bool = True,
    padding_mode: PaddingMode = "zeros",
    qscheme: Scheme = "per_tensor",
) -> Facts:
    """{out_channels:The one filter|Each of the # filters} looks at {kernel_size} of
    {channels:the one channel|all # channels} at once and writes one number per window.  Its weights
    are whole numbers of one byte, and a scale says what one of them is worth.  With `padding`, this
    much is added at both ends of each axis: {padding}.  With `groups`, the channels are dealt out
    to {groups} groups, and a filter looks at those of its own group only.  With `qscheme`, each
    filter has a scale of its own."""
    need_batch(input, rank)
    need(not isinstance(padding, str), "a quantised convolution takes padding as numbers only")
    facts = convolutions.convolution(
        as_floats(input, dynamic),
        rank=rank,
        in_channels=in_channels,
        out_channels=out_channels,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bias,
        padding_mode=padding_mode,
    )
    return in_bytes(facts, input, Bytes(dynamic, activated, scheme=qscheme))


def transposed_convolution(
    input: Tensor,
    *,
    rank: int,
    dynamic: bool,
    in_channels: Dim,
    out_channels: Dim,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: Dim = 1,
    bias: bool = True,
    dilation: Sizes = 1,
) -> Facts:
    """Each number of the input writes a window of {kernel_size} in each of {out_channels} channels;
    windows start {stride} apart, and where they meet they add up.  Its weights are whole numbers of
    one byte, and a scale says what one of them is worth.  With `padding`, this much is cut off at
    both ends of each axis: {padding}.  With `output_padding`, each axis is longer at its end
    ({output_padding}), since a convolution with a stride comes to the same size from several.  With
    `groups`, the channels are dealt out to {groups} groups, and each writes to those of its own
    group only."""
    need_batch(input, rank)
    facts = convolutions.transposed_convolution(
        as_floats(input, dynamic),
        rank=rank,
        in_channels=in_channels,
        out_channels=out_channels,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        groups=groups,
        bias=bias,
        dilation=dilation,
    )
    return in_bytes(facts, input, Bytes(dynamic))


def need_batch(x: Tensor, rank: int) -> None:
    need(
        len(x.shape) == rank + 2,
        "it reads a batch, channels and {rank:axis|axes}, and the input has {n:axis|axes}; put "
        ".unsqueeze(0) behind it",
        rank=rank,
        n=len(x.shape),
    )


def lstm(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
    dtype: Kept = "qint8",
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {shown:number|numbers} put out at the step before, with
    weights of its own for each of the {units:unit|units}.  One gate makes a new number, one says
    how much of it is let into the memory, one how much of the memory is kept, and one how much of
    the memory is put out.  What is put out at each of {steps:step|steps} is the first output; the
    others tell what was put out last and what the memory holds at the end.  Its weights are whole
    numbers of one byte, and a scale says what one of them is worth.  Unless `batch_first` is
    chosen, the axis of the steps comes before that of the batch.  With `num_layers`,
    {num_layers:layer stands|layers stand} on each other, and each reads what the one below it puts
    out at a step.  With `bidirectional`, each layer has a second part with weights of its own,
    which reads from the last step to the first, and what the two put out is laid side by side.
    With `dtype`, weights are kept as {dtype}."""
    need(bias, "a quantised LSTM needs its biases; leave out bias=False")
    of = recurrent.lstm_units(gates, hidden_size, bias, "_l0")
    return stacked(
        input, hx, of, input_size, num_layers, batch_first, dropout, bidirectional, dtype
    )


def gru(
    input: Tensor,
    *hx: Tensor,
    gates: Dim,
    input_size: Dim,
    hidden_size: Dim,
    num_layers: int = 1,
    bias: bool = True,
    batch_first: bool = False,
    dropout: float = 0.0,
    bidirectional: bool = False,
    dtype: Kept = "qint8",
) -> Facts:
    """Reads the sequence step by step; each of its {gates} gates weighs the step's
    {features:feature|features} and the {units:number|numbers} remembered from the step before, with
    weights of its own for each of the {units:unit|units}.  One gate says how much of each number is
    kept, one how much of the memory the new number may look at, and the third makes the new number.
    What is put out at each of {steps:step|steps} is the first output, and what is remembered at the
    end the second.  Its weights are whole numbers of one byte, and a scale says what one of them is
    worth.  With `bias` turned off, torch keeps biases all the same, and adds them.  Unless
    `batch_first` is chosen, the axis of the steps comes before that of the batch.  With
    `num_layers`, {num_layers:layer stands|layers stand} on each other, and each reads what the one
    below it puts out at a step.  With `bidirectional`, each layer has a second part with weights of
    its own, which reads from the last step to the first, and what the two put out is laid side by
    side.  With `dtype`, weights are kept as {dtype}."""
    of = recurrent.gru_units(gates, hidden_size, True, "_l0")
    return stacked(
        input, hx, of, input_size, num_layers, batch_first, dropout, bidirectional, dtype
    )


def stacked(
    x: Tensor,
    hx: tuple[Tensor, ...],
    of: recurrent.Units,
    input_size: Dim,
    num_layers: int,
    batch_first: bool,
    dropout: float,
    bidirectional: bool,
    dtype: Kept,
) -> Facts:
    """Layers of floats that are computed in bytes."""
    floats = as_floats(x, dynamic=True)
    need(
        len(x.shape) == 3,
        "it reads a batch, steps and features, and the input has {n:axis|axes}; put .unsqueeze(1) "
        "behind it",
        n=len(x.shape),
    )
    facts = recurrent.stacked(
        floats, hx, of, input_size, num_layers, batch_first, dropout, bidirectional
    )
    bytes_ = Bytes(dynamic=True, dtype=dtype)
    layers = recurrent.Layers(of, num_layers, 1 + bidirectional, of.units, projects=False)
    *places, features = x.shape
    read = total(layers.read_by(names, features) + of.units for names in layers.names)
    made = len(layers.names) * 2 * of.gates * of.units
    work = product(places) * bytes_.rounding(read, made)
    return facts._replace(
        weights=bytes_.kept(dict(facts.weights), has_scale=False),
        elementwise=facts.elementwise + step("rounding", work),
    )


def quantize(input: Tensor, *, scale: float, zero_point: int, dtype: str) -> Facts:
    """Each number is divided by a scale and rounded to a byte."""
    x = as_floats(input, dynamic=True)
    need(dtype in ("quint8", "qint8", "qint32"), "it rounds to quint8, qint8 or qint32, not "
         "{dtype}", dtype=dtype)  # fmt: skip
    weights = {
        "scale": Weight((1,), False, DEFAULT, "buffer"),
        "zero_point": Weight((1,), False, "int64", "buffer"),
    }
    return Facts(x._replace(dtype=dtype), weights, elementwise=2 * product(x.shape))


def dequantize(input: Tensor) -> Facts:
    """Each byte is multiplied by its scale, and is a float again."""
    is_float = same(input) == DEFAULT
    return Facts(input._replace(dtype=DEFAULT), elementwise=0 if is_float else product(input.shape))


CONVOLVING = "device dtype"
BOTH = (("quantized.", False), ("quantized.dynamic.", True))
MODULES = [
    *(
        Rule(f"{home}Linear", linear, {"dynamic": dynamic, "activated": False}, later="qscheme")
        for home, dynamic in BOTH
    ),
    *(
        Rule(f"{home}Conv{rank}d", convolution,
             {"rank": rank, "dynamic": dynamic, "activated": False},
             f"{CONVOLVING} reduce_range" if dynamic and rank == 1 else CONVOLVING, "qscheme")
        for home, dynamic in BOTH
        for rank in (1, 2, 3)
    ),
    *(
        Rule(f"{home}ConvTranspose{rank}d", transposed_convolution,
             {"rank": rank, "dynamic": dynamic}, f"{CONVOLVING} padding_mode")
        for home, dynamic in BOTH
        for rank in (1, 2, 3)
    ),
    Rule("intrinsic.quantized.LinearReLU", activated_linear, {"dynamic": False}, later="qscheme"),
    Rule("intrinsic.quantized.dynamic.LinearReLU", activated_linear, {"dynamic": True},
         later="qscheme"),
    *(
        Rule(f"intrinsic.quantized.ConvReLU{rank}d", convolution,
             {"rank": rank, "dynamic": False, "activated": True}, CONVOLVING, "qscheme")
        for rank in (1, 2, 3)
    ),
    Rule("quantized.dynamic.LSTM", lstm, {"gates": 4}),
    Rule("quantized.dynamic.GRU", gru, {"gates": 3}),
    Rule("quantized.Quantize", quantize, beside="factory_kwargs"),
    Rule("quantized.DeQuantize", dequantize),
]  # fmt: skip
