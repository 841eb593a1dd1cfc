"""Which arguments Keras's layers take without a name, in its order, and which beside them.

A rule names those that change a number; this table has all, so that `LSTM(8, "tanh")` is bound as
Keras binds it and a misspelt argument is told from one that merely changes no number.
"""

from __future__ import annotations

from functools import cache

COMMON = ("name", "trainable", "dtype", "autocast", "dynamic", "weights", "activity_regularizer")
"""What every layer takes; `weights` and `dynamic` in Keras 2."""
SHAPES = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "batch_size")
"""The spellings in which a first layer brings the shape that the model reads."""

KERNEL = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
    "activity_regularizer kernel_constraint bias_constraint"
)
DEEP = (
    "depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer "
    "activity_regularizer depthwise_constraint bias_constraint"
)
DEEP_AND_POINT = (
    "depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer "
    "pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint "
    "pointwise_constraint bias_constraint"
)
TURNED = (
    "kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint recurrent_constraint bias_constraint dropout recurrent_dropout"
)
BORN = "kernel_initializer recurrent_initializer bias_initializer"
WAYS = "return_sequences return_state go_backwards stateful unroll"
SCALED = (
    "beta_initializer gamma_initializer beta_regularizer gamma_regularizer beta_constraint "
    "gamma_constraint"
)
POSITIONAL = {
    "Activation": "activation",
    "ReLU": "max_value negative_slope threshold",
    "LeakyReLU": "negative_slope",
    "PReLU": "alpha_initializer alpha_regularizer alpha_constraint shared_axes",
    "ELU": "alpha",
    "Softmax Concatenate UnitNormalization": "axis",
    "Conv1D Conv2D Conv3D": "filters kernel_size strides padding data_format dilation_rate groups "
    f"activation use_bias {KERNEL}",
    "Conv1DTranspose Conv2DTranspose": "filters kernel_size strides padding output_padding "
    f"data_format dilation_rate activation use_bias {KERNEL}",
    "Conv3DTranspose": "filters kernel_size strides padding data_format output_padding "
    f"dilation_rate activation use_bias {KERNEL}",
    "DepthwiseConv1D DepthwiseConv2D": "kernel_size strides padding depth_multiplier data_format "
    f"dilation_rate activation use_bias {DEEP}",
    "SeparableConv1D SeparableConv2D": "filters kernel_size strides padding data_format "
    f"dilation_rate depth_multiplier activation use_bias {DEEP_AND_POINT}",
    "Dense": f"units activation use_bias {KERNEL} lora_rank lora_alpha quantization_config",
    "Embedding": "input_dim output_dim embeddings_initializer embeddings_regularizer "
    "embeddings_constraint mask_zero weights lora_rank lora_alpha quantization_config",
    "ReversibleEmbedding": "input_dim output_dim tie_weights embeddings_initializer "
    "embeddings_regularizer embeddings_constraint mask_zero reverse_dtype logit_soft_cap",
    "EinsumDense": "equation output_shape activation bias_axes kernel_initializer "
    "bias_initializer kernel_regularizer bias_regularizer kernel_constraint bias_constraint "
    "lora_rank lora_alpha gptq_unpacked_column_size quantization_config",
    "MultiHeadAttention": "num_heads key_dim value_dim dropout use_bias output_shape "
    f"attention_axes sliding_window flash_attention {KERNEL} use_gate seed",
    "GroupQueryAttention": "head_dim num_query_heads num_key_value_heads dropout use_bias "
    f"sliding_window flash_attention {KERNEL} use_gate seed",
    "Attention": "use_scale score_mode dropout seed",
    "AdditiveAttention": "use_scale dropout",
    "Masking": "mask_value",
    "Lambda": "function output_shape mask arguments",
    "Identity Add Subtract Multiply Average Maximum Minimum": "",
    "ActivityRegularization": "l1 l2",
    "Dot": "axes normalize",
    "BatchNormalization": "axis momentum epsilon center scale beta_initializer gamma_initializer "
    "moving_mean_initializer moving_variance_initializer beta_regularizer gamma_regularizer "
    "beta_constraint gamma_constraint renorm renorm_clipping renorm_momentum synchronized",
    "LayerNormalization": f"axis epsilon center scale {SCALED}",
    "GroupNormalization": f"groups axis epsilon center scale {SCALED}",
    "RMSNormalization": "axis epsilon",
    "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D":
    "pool_size strides padding data_format name",
    "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D "
    "GlobalAveragePooling2D GlobalAveragePooling3D": "data_format keepdims",
    "SimpleRNN": f"units activation use_bias {BORN} {TURNED} {WAYS} seed",
    "GRU": f"units activation recurrent_activation use_bias {BORN} {TURNED} seed {WAYS} "
    "reset_after use_cudnn",
    "LSTM": f"units activation recurrent_activation use_bias {BORN} unit_forget_bias {TURNED} "
    f"seed {WAYS} use_cudnn",
    "Flatten": "data_format",
    "Reshape": "target_shape",
    "Permute": "dims",
    "RepeatVector": "n",
    "Cropping1D": "cropping",
    "Cropping2D Cropping3D": "cropping data_format",
    "ZeroPadding1D ZeroPadding2D ZeroPadding3D": "padding data_format",
    "UpSampling1D": "size",
    "UpSampling2D": "size data_format interpolation",
    "UpSampling3D": "size data_format",
    "Dropout AlphaDropout": "rate noise_shape seed",
    "SpatialDropout1D": "rate seed name dtype",
    "SpatialDropout2D SpatialDropout3D": "rate data_format seed name dtype",
    "GaussianDropout": "rate seed",
    "GaussianNoise": "stddev seed",
    "Bidirectional": "layer merge_mode weights backward_layer",
    "TimeDistributed": "layer",
}  # fmt: skip
BY_NAME = {
    "Conv1D Conv2D Conv3D": "lora_rank lora_alpha",
    "SeparableConv1D SeparableConv2D": "kernel_initializer kernel_regularizer kernel_constraint",
    "ReversibleEmbedding": "weights lora_rank lora_alpha quantization_config",
    "AdditiveAttention": "seed",
    "LeakyReLU": "alpha",
    "Embedding": "input_length",
    "LayerNormalization": "rms_scaling",
    "SimpleRNN GRU LSTM": "implementation zero_output_for_mask",
    "MaxPooling1D GlobalMaxPooling1D AveragePooling1D GlobalAveragePooling1D": "data_format",
}
"""What is taken by name only, and what Keras 2 took."""


@cache
def positional(layer: str) -> tuple[str, ...] | None:
    """The arguments in Keras's order; None for a layer that this table does not hold."""
    return _found(POSITIONAL, layer)


@cache
def accepted(layer: str) -> tuple[str, ...] | None:
    """All that the layer takes by name, without what every layer takes."""
    known = positional(layer)
    return None if known is None else (*known, *(_found(BY_NAME, layer) or ()))


def _found(table: dict[str, str], layer: str) -> tuple[str, ...] | None:
    for layers, names in table.items():
        if layer in layers.split():
            return tuple(names.split())
    return None
