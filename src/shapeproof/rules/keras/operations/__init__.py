"""Keras's operations, `keras.ops.mean` and its kin: what a model does beside its layers.

A rule's positional parameters are the tensors that an operation reads, its other parameters the
arguments that change a number.  A family loads when one of its operations is asked for.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from shapeproof.rules.operands import tensors
from shapeproof.rules.rule import Rule

FAMILIES = {
    "elementwise": "abs absolute conj conjugate imag real sign negative round nan_to_num trunc "
    "rsqrt erf erfinv bitwise_invert bitwise_not relu relu6 sigmoid sparse_sigmoid softplus "
    "softsign sparse_plus silu swish log_sigmoid hard_sigmoid hard_silu hard_swish selu "
    "tanh_shrink hard_tanh leaky_relu elu celu gelu squareplus soft_shrink hard_shrink threshold "
    "angle arccos arccosh arcsin arcsinh arctan arctanh cos cosh sin sinh tan tanh sinc log log2 "
    "log10 log1p sqrt ceil floor erfc exp exp2 expm1 fabs cbrt deg2rad rad2deg i0 square "
    "reciprocal isfinite isinf isnan isneginf isposinf isreal logical_not signbit add subtract "
    "multiply power floor_divide maximum fmax minimum fmin divide true_divide divide_no_nan "
    "logaddexp logaddexp2 mod fmod equal not_equal greater greater_equal less less_equal "
    "logical_and logical_or logical_xor arctan2 gcd lcm ldexp nextafter heaviside hypot "
    "bitwise_and bitwise_or bitwise_xor bitwise_left_shift left_shift bitwise_right_shift "
    "right_shift isclose where clip cast saturate_cast copy array convert_to_tensor stop_gradient "
    "zeros_like ones_like empty_like full_like",
    "making": "linspace geomspace logspace vander histogram bincount nonzero",
    "images": "resize rgb_to_grayscale rgb_to_hsv hsv_to_rgb affine_transform "
    "perspective_transform elastic_transform map_coordinates gaussian_blur sobel_edges ssim "
    "extract_patches extract_patches_3d pad_images crop_images scale_and_translate",
    "joining": "concatenate vstack hstack dstack append stack split vsplit hsplit dsplit "
    "array_split unstack meshgrid",
    "linear": "cholesky cholesky_inverse inv det logdet slogdet eig eigh lu_factor qr svd "
    "matrix_rank pinv solve solve_triangular lstsq",
    "moving": "rearrange view reshape ravel transpose swapaxes moveaxis rot90 expand_dims "
    "squeeze flip flipud fliplr roll repeat tile broadcast_to pad tril triu diag diagflat "
    "diagonal trace depth_to_space space_to_depth",
    "multiplying": "matmul dot inner vdot outer kron cross tensordot einsum cdist correlate",
    "networks": "conv depthwise_conv separable_conv conv_transpose max_pool average_pool "
    "adaptive_max_pool adaptive_average_pool batch_normalization layer_normalization "
    "rms_normalization dot_product_attention binary_crossentropy categorical_crossentropy "
    "sparse_categorical_crossentropy psnr ctc_loss ctc_decode unfold fold",
    "picking": "select get_item take take_along_axis slice slice_update scatter_update scatter "
    "top_k in_top_k digitize searchsorted one_hot multi_hot segment_sum segment_max segment_min "
    "segment_prod unravel_index isin",
    "reductions": "sum nansum mean nanmean nanmedian median max min amax amin nanmax nanmin "
    "ptp prod nanprod argmax argmin nanargmax nanargmin any all std var nanvar nanstd logsumexp "
    "norm count_nonzero average moments quantile nanquantile percentile nanpercentile cumsum "
    "nancumsum cumprod nancumprod sort argsort argpartition log_softmax softmax sparsemax "
    "normalize glu diff trapezoid allclose size",
    "signals": "extract_sequences fft fft2 ifft2 rfft irfft stft istft view_as_complex "
    "view_as_real polar",
}
FAMILY = {name: family for family, names in FAMILIES.items() for name in names.split()}
ORDER = {
    "linspace": "start stop num endpoint retstep dtype axis",
    "geomspace": "start stop num endpoint dtype axis",
    "logspace": "start stop num endpoint base dtype axis",
    "resize": "images size interpolation antialias crop_to_aspect_ratio pad_to_aspect_ratio "
    "fill_mode fill_value data_format",
    "extract_patches_3d": "volumes size strides dilation_rate padding data_format",
    "affine_transform": "images transform interpolation fill_mode fill_value data_format",
    "perspective_transform": "images start_points end_points interpolation fill_value data_format",
    "elastic_transform": "images alpha sigma interpolation fill_mode fill_value seed data_format",
    "gaussian_blur": "images kernel_size sigma data_format",
    "dot_product_attention": "query key value bias mask scale is_causal flash_attention "
    "attn_logits_soft_cap",
    "ssim": "image1 image2 max_val filter_size filter_sigma k1 k2 data_format",
    "scale_and_translate": "images output_shape scale translation spatial_dims method antialias",
    "meshgrid": "*x indexing",
    "einsum": "subscripts *operands",
    "batch_normalization": "x mean variance axis offset scale epsilon",
    "layer_normalization": "x gamma beta axis epsilon",
    "categorical_crossentropy": "target output from_logits axis",
    "sparse_categorical_crossentropy": "target output from_logits axis",
    "ctc_decode": "inputs sequence_lengths strategy beam_width top_paths merge_repeated mask_index",
    "select": "condlist choicelist default",
    "norm": "x ord axis keepdims",
    "average": "x axis weights",
    "quantile": "x q axis method keepdims",
    "nanquantile": "x q axis method keepdims",
    "percentile": "x q axis method keepdims",
    "nanpercentile": "x q axis method keepdims",
    "trapezoid": "y x dx axis",
    "fft": "x",
    "fft2": "x",
    "ifft2": "x",
    "irfft": "x fft_length",
    "stft": "x sequence_length sequence_stride fft_length window center",
    "istft": "x sequence_length sequence_stride fft_length length window center",
}
"""Arguments in Keras's order, where a rule does not have them so: the tensors first, then those
that change a number, then those that change none."""
CLASSES = {
    "abs": "Absolute",
    "allclose": "AllClose",
    "batch_normalization": "BatchNorm",
    "cdist": "CDist",
    "conj": "Conjugate",
    "ctc_decode": "CTCDecode",
    "ctc_loss": "CTCLoss",
    "extract_patches_3d": "ExtractPatches",
    "fft": "FFT",
    "fft2": "FFT2",
    "hard_swish": "HardSilu",
    "hsv_to_rgb": "HSVToRGB",
    "ifft2": "IFFT2",
    "irfft": "IRFFT",
    "isin": "IsIn",
    "istft": "ISTFT",
    "layer_normalization": "LayerNorm",
    "psnr": "PSNR",
    "rfft": "RFFT",
    "rgb_to_grayscale": "RGBToGrayscale",
    "rgb_to_hsv": "RGBToHSV",
    "rms_normalization": "RMSNorm",
    "searchsorted": "SearchSorted",
    "ssim": "SSIM",
    "stft": "STFT",
    "svd": "SVD",
    "swish": "Silu",
}
"""The classes of operations that do not go by the function's own name."""


def rule(name: str) -> Rule | None:
    """The rule of the operation `name`, or None where there is none."""
    family = FAMILY.get(name)
    if family is None:
        return None
    rules: list[Rule] = import_module(f"{__name__}.{family}").RULES
    return next(rule for rule in rules if rule.name == name)


def class_of(name: str) -> str:
    """The class that Keras has for a function: `ReduceMean` of `reduce_mean`."""
    return CLASSES.get(name) or "".join(part.capitalize() for part in name.split("_"))


@cache
def functions() -> dict[str, str]:
    """The function of each class."""
    return {class_of(name): name for name in reversed(FAMILY)}


def order(rule: Rule) -> tuple[str, ...]:
    """The arguments of an operation in Keras's order; `*` stands before one that takes the rest."""
    if rule.name in ORDER:
        return tuple(ORDER[rule.name].split())
    return (*tensors(rule), *rule.parameters, *rule.beside.split())
