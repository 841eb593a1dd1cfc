"""Names that Keras has had for its layers and their arguments, and what they are called now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALIASES = {
    **{f"Convolution{rank}D": f"Conv{rank}D" for rank in (1, 2, 3)},
    **{f"Convolution{rank}DTranspose": f"Conv{rank}DTranspose" for rank in (1, 2, 3)},
    **{f"SeparableConvolution{rank}D": f"SeparableConv{rank}D" for rank in (1, 2)},
    **{f"DepthwiseConvolution{rank}D": f"DepthwiseConv{rank}D" for rank in (1, 2)},
    **{f"MaxPool{rank}D": f"MaxPooling{rank}D" for rank in (1, 2, 3)},
    **{f"AvgPool{rank}D": f"AveragePooling{rank}D" for rank in (1, 2, 3)},
    **{f"GlobalMaxPool{rank}D": f"GlobalMaxPooling{rank}D" for rank in (1, 2, 3)},
    **{f"GlobalAvgPool{rank}D": f"GlobalAveragePooling{rank}D" for rank in (1, 2, 3)},
    "Deconvolution2D": "Conv2DTranspose",
    "Deconv2D": "Conv2DTranspose",
    "Deconv3D": "Conv3DTranspose",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "TimeDistributedDense": "Dense",
    "CuDNNLSTM": "LSTM",
    "CuDNNGRU": "GRU",
    "BatchNormalizationV2": "BatchNormalization",
    "BatchNorm": "BatchNormalization",
}
FUNCTIONS = {  # the functional forms of layers that join tensors
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "average": "Average",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "concatenate": "Concatenate",
    "dot": "Dot",
}
MODES = {  # of Keras 1's `merge`
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
}
RENAMED = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "border_mode": "padding",
    "subsample": "strides",
    "subsample_length": "strides",
    "atrous_rate": "dilation_rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "output_dim": "units",
    "p": "rate",
    "sigma": "stddev",
    "bias": "use_bias",
    "dim_ordering": "data_format",
    "concat_axis": "axis",
    "dot_axes": "axes",
}
DROPPED = (
    *("init", "inner_init", "forget_bias_init", "W_regularizer", "U_regularizer", "b_regularizer"),
    *("W_constraint", "U_constraint", "b_constraint", "dropout_W", "dropout_U", "consume_less"),
    *("mode", "implementation", "beta_init", "gamma_init", "time_major"),
)
DROPPED_OF = {"Embedding": ("dropout",)}
"""What only one layer took, and what changes no number."""
VALUES: Mapping[str, Mapping[Any, Any]] = {
    "data_format": {"th": "channels_first", "tf": "channels_last"},
}


def current(name: str) -> str:
    """What Keras calls this layer now."""
    return ALIASES.get(name, name)


def modern(name: str, arguments: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """The arguments of a layer in today's names; `known` are those that it has."""
    renewed: dict[str, Any] = {}
    dropped = (*DROPPED, *DROPPED_OF.get(name, ()))
    for key, value in arguments.items():
        if key not in known and key in dropped:
            continue
        now = RENAMED.get(key, key) if key not in known else key
        if now == "units" and "units" not in known:
            now = key
        choices = VALUES.get(now, {})
        renewed[now] = choices.get(value, value) if isinstance(value, str) else value
    return renewed | _kernel(renewed, known)


def _kernel(arguments: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """Keras 1's `nb_row`, `nb_col` and `kernel_dim1` as one `kernel_size`."""
    names = [
        name
        for name in ("kernel_dim1", "kernel_dim2", "kernel_dim3", "nb_row", "nb_col")
        if name in arguments and name not in known
    ]
    sizes = tuple(arguments.pop(name) for name in names)
    return {"kernel_size": sizes} if sizes else {}
