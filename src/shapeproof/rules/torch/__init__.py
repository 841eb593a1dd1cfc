"""torch's modules and functions, spelled as torch spells them.

A family is a file with `MODULES`, the rules of `torch.nn`'s modules, and `FUNCTIONS`, those of
functions on tensors, under the names that torch's dispatcher has for them (`cat`, `fft_rfft`,
`linalg_norm`, `max.dim`): `torch.cat`, `Tensor.view` and `nn.functional.relu` are all functions.
A family loads when one of its names is asked for.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from shapeproof.rules.rule import Rule

MODULES = {
    "activations": "ReLU ReLU6 LeakyReLU PReLU RReLU ELU SELU CELU GELU SiLU Mish Sigmoid "
    "LogSigmoid Tanh Tanhshrink Hardtanh Hardshrink Hardsigmoid Hardswish Softplus Softshrink "
    "Softsign Threshold GLU Softmax Softmin Softmax2d LogSoftmax AdaptiveLogSoftmaxWithLoss",
    "attention": "MultiheadAttention",
    "class_losses": "NLLLoss CrossEntropyLoss LinearCrossEntropyLoss MultiLabelMarginLoss "
    "MultiMarginLoss",
    "convolution": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d "
    "LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d "
    "LazyConvTranspose3d",
    "linear": "Linear LazyLinear Bilinear Identity Flatten Unflatten Embedding EmbeddingBag "
    "CosineSimilarity PairwiseDistance",
    "images": "Upsample UpsamplingNearest2d UpsamplingBilinear2d PixelShuffle PixelUnshuffle "
    "ChannelShuffle Fold Unfold",
    "losses": "L1Loss MSELoss SmoothL1Loss HuberLoss SoftMarginLoss HingeEmbeddingLoss "
    "PoissonNLLLoss KLDivLoss GaussianNLLLoss BCELoss BCEWithLogitsLoss MultiLabelSoftMarginLoss "
    "MarginRankingLoss CosineEmbeddingLoss TripletMarginLoss TripletMarginWithDistanceLoss "
    "CTCLoss",
    "padding": "ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d "
    "ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d ConstantPad1d ConstantPad2d ConstantPad3d "
    "CircularPad1d CircularPad2d CircularPad3d",
    "normalization": "BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d "
    "LazyBatchNorm3d SyncBatchNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d "
    "LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LayerNorm GroupNorm RMSNorm "
    "LocalResponseNorm CrossMapLRN2d",
    "einops": "einops.Rearrange einops.Reduce einops.EinMix",
    "pooling": "MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d "
    "LPPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AdaptiveAvgPool1d "
    "AdaptiveAvgPool2d AdaptiveAvgPool3d FractionalMaxPool2d FractionalMaxPool3d MaxUnpool1d "
    "MaxUnpool2d MaxUnpool3d",
    "quantized": "quantized.Linear quantized.Conv1d quantized.Conv2d quantized.Conv3d "
    "quantized.ConvTranspose1d quantized.ConvTranspose2d quantized.ConvTranspose3d "
    "quantized.dynamic.Linear quantized.dynamic.Conv1d quantized.dynamic.Conv2d "
    "quantized.dynamic.Conv3d quantized.dynamic.ConvTranspose1d quantized.dynamic.ConvTranspose2d "
    "quantized.dynamic.ConvTranspose3d quantized.dynamic.LSTM quantized.dynamic.GRU "
    "intrinsic.quantized.LinearReLU intrinsic.quantized.dynamic.LinearReLU "
    "intrinsic.quantized.ConvReLU1d intrinsic.quantized.ConvReLU2d "
    "intrinsic.quantized.ConvReLU3d quantized.Quantize quantized.DeQuantize",
    "recurrent": "RNN LSTM GRU RNNCell LSTMCell GRUCell",
    "regularization": "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout",
}
FUNCTIONS = {
    "activations": "relu relu6 leaky_relu prelu rrelu elu selu celu gelu silu mish sigmoid "
    "logsigmoid tanh tanhshrink hardtanh hardshrink hardsigmoid hardswish softplus softshrink "
    "softsign threshold glu softmax softmin log_softmax gumbel_softmax",
    "attention": "scaled_dot_product_attention multi_head_attention_forward",
    "class_losses": "nll_loss cross_entropy linear_cross_entropy multilabel_margin_loss "
    "multi_margin_loss",
    "convolution": "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d",
    "linear": "linear bilinear embedding embedding_bag one_hot cosine_similarity pairwise_distance "
    "pdist cdist",
    "images": "interpolate upsample upsample_nearest upsample_bilinear pixel_shuffle "
    "pixel_unshuffle channel_shuffle native_channel_shuffle fold unfold grid_sample affine_grid",
    "einops": "rearrange.einops repeat.einops reduce.einops einsum.einops pack.einops "
    "unpack.einops",
    "losses": "l1_loss mse_loss smooth_l1_loss huber_loss soft_margin_loss hinge_embedding_loss "
    "poisson_nll_loss kl_div gaussian_nll_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits multilabel_soft_margin_loss margin_ranking_loss "
    "cosine_embedding_loss triplet_margin_loss triplet_margin_with_distance_loss ctc_loss",
    "padding": "pad",
    "normalization": "batch_norm instance_norm layer_norm group_norm rms_norm "
    "local_response_norm normalize",
    "pooling": "max_pool1d max_pool2d max_pool3d max_pool1d_with_indices max_pool2d_with_indices "
    "max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d lp_pool3d "
    "adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d adaptive_max_pool1d_with_indices "
    "adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices adaptive_avg_pool1d "
    "adaptive_avg_pool2d adaptive_avg_pool3d fractional_max_pool2d fractional_max_pool3d "
    "fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices max_unpool1d "
    "max_unpool2d max_unpool3d",
    "linalg": "inverse linalg_inv cholesky linalg_cholesky cholesky_inverse matrix_exp "
    "linalg_matrix_exp linalg_inv_ex linalg_cholesky_ex det linalg_det logdet slogdet "
    "linalg_slogdet matrix_power linalg_matrix_power linalg_eig linalg_eigh linalg_eigvals "
    "linalg_eigvalsh linalg_qr qr linalg_svd svd linalg_svdvals linalg_lu linalg_lu_factor "
    "linalg_lu_factor_ex lu linalg_ldl_factor lu_unpack geqrf linalg_householder_product orgqr "
    "pinverse linalg_pinv linalg_matrix_rank linalg_cond trace linalg_diagonal linalg_vector_norm "
    "linalg_matrix_norm linalg_norm norm linalg_solve linalg_solve_ex linalg_solve_triangular "
    "triangular_solve cholesky_solve lu_solve linalg_lu_solve linalg_lstsq linalg_tensorinv "
    "linalg_tensorsolve linalg_vander",
    "products": "matmul linalg_matmul mm spmm bmm mv dot vdot inner outer ger addmm addmv baddbmm "
    "addbmm addr kron cross linalg_cross linalg_vecdot tensordot einsum linalg_multi_dot "
    "chain_matmul block_diag _grouped_mm",
    "joining": "cat concat concatenate stack hstack vstack row_stack dstack column_stack split "
    "split_with_sizes chunk tensor_split vsplit hsplit dsplit unbind meshgrid broadcast_tensors "
    "cartesian_prod combinations",
    "picking": "getitem getitem.Tensor setitem index_put gather scatter scatter_add "
    "scatter_reduce index_select index_add index_copy index_fill take take_along_dim masked_fill "
    "masked_select masked_scatter where where.condition nonzero argwhere topk sort argsort msort "
    "kthvalue searchsorted bucketize unique unique_consecutive isin select_scatter slice_scatter "
    "diagonal_scatter multinomial bincount histc tril_indices triu_indices",
    "signals": "fft_fft fft_ifft fft_fft2 fft_ifft2 fft_fftn fft_ifftn fft_rfft fft_ihfft "
    "fft_rfft2 fft_ihfft2 fft_rfftn fft_ihfftn fft_irfft fft_hfft fft_irfft2 fft_hfft2 fft_irfftn "
    "fft_hfftn fft_fftshift fft_ifftshift fft_fftfreq fft_rfftfreq bartlett_window "
    "blackman_window hann_window hamming_window kaiser_window signal_windows_bartlett "
    "signal_windows_blackman signal_windows_cosine signal_windows_hamming signal_windows_hann "
    "signal_windows_nuttall signal_windows_exponential signal_windows_gaussian "
    "signal_windows_general_cosine signal_windows_general_hamming signal_windows_kaiser stft "
    "istft view_as_complex view_as_real complex polar",
    "views": "view view.dtype reshape view_as reshape_as ravel flatten unflatten permute transpose "
    "swapaxes swapdims movedim moveaxis t T H mT mH adjoint unsqueeze squeeze expand broadcast_to "
    "expand_as repeat tile repeat_interleave repeat_interleave.self_Tensor "
    "repeat_interleave.Tensor roll flip flipud fliplr rot90 unfold.Tensor as_strided diagonal diag "
    "diagflat diag_embed tril triu narrow select atleast_1d atleast_2d atleast_3d contiguous clone "
    "cpu cuda requires_grad_ detach data float half bfloat16 double long int short char byte bool "
    "cfloat cdouble to to.other to.device type type_as",
    "reductions": "sum nansum mean nanmean prod amax amin all any argmax argmin max min "
    "median nanmedian max.dim min.dim median.dim nanmedian.dim max.other min.other mode aminmax "
    "var std var.unbiased std.unbiased var_mean std_mean var_mean.unbiased std_mean.unbiased "
    "logsumexp special_logsumexp count_nonzero cumsum cumprod logcumsumexp cummax cummin "
    "quantile nanquantile dist diff trapezoid trapz cumulative_trapezoid gradient cov corrcoef "
    "renorm",
    "elementwise": "abs absolute neg negative positive sgn conj conj_physical resolve_conj "
    "resolve_neg nan_to_num sign ceil floor trunc fix frac special_round bitwise_not square "
    "real imag angle acos acosh asin asinh atan atanh cos cosh sin sinh tan sinc arccos "
    "arccosh arcsin arcsinh arctan arctanh special_sinc exp exp2 expm1 log log10 log1p log2 "
    "reciprocal rsqrt sqrt special_exp2 special_expm1 special_log1p special_expit deg2rad "
    "rad2deg digamma lgamma erf erfc erfinv i0 logit special_logit special_digamma special_psi "
    "special_gammaln special_entr special_erf special_erfc special_erfinv special_ndtr "
    "special_i0 special_i0e special_i1 special_i1e special_airy_ai special_bessel_j0 "
    "special_bessel_j1 special_bessel_y0 special_bessel_y1 special_erfcx special_log_ndtr "
    "special_ndtri special_spherical_bessel_j0 special_modified_bessel_i0 "
    "special_modified_bessel_k0 special_scaled_modified_bessel_k0 special_modified_bessel_i1 "
    "special_modified_bessel_k1 special_scaled_modified_bessel_k1 isfinite isinf isnan isreal "
    "logical_not isneginf isposinf signbit round frexp polygamma special_polygamma mvlgamma "
    "special_multigammaln add mul multiply sub subtract rsub div divide true_divide "
    "floor_divide remainder fmod pow float_power eq ne not_equal lt le gt ge less less_equal "
    "greater greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or "
    "bitwise_xor bitwise_left_shift bitwise_right_shift gcd lcm maximum minimum fmax fmin atan2 "
    "arctan2 copysign xlogy special_xlogy special_xlog1py special_zeta hypot igamma igammac "
    "special_gammainc special_gammaincc logaddexp2 nextafter logaddexp ldexp "
    "special_chebyshev_polynomial_t special_chebyshev_polynomial_u "
    "special_chebyshev_polynomial_v special_chebyshev_polynomial_w "
    "special_shifted_chebyshev_polynomial_t special_shifted_chebyshev_polynomial_u "
    "special_shifted_chebyshev_polynomial_v special_shifted_chebyshev_polynomial_w "
    "special_hermite_polynomial_h special_hermite_polynomial_he special_laguerre_polynomial_l "
    "special_legendre_polynomial_p clamp_min clamp_max clamp clip heaviside isclose addcmul "
    "addcdiv lerp bernoulli poisson binomial fill zero copy uniform random exponential cauchy "
    "log_normal geometric",
    "making": "zeros ones empty rand randn empty_strided empty_permuted full randint "
    "randint.low randperm normal normal.float_float normal.in_place eye linspace logspace "
    "arange arange.start arange.start_step arange.number arange.number_start "
    "arange.number_start_step range tensor as_tensor asarray tensor.tensor as_tensor.tensor "
    "asarray.tensor tensor.tensors as_tensor.tensors asarray.tensors from_numpy scalar_tensor "
    "zeros_like ones_like empty_like rand_like randn_like full_like randint_like randint_like.low "
    "new_zeros new_ones new_empty new_full new_tensor vander",
    "regularization": "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout",
}
MODULE_FAMILY = {name: family for family, names in MODULES.items() for name in names.split()}
FUNCTION_FAMILY = {name: family for family, names in FUNCTIONS.items() for name in names.split()}


def module(name: str) -> Rule | None:
    """The rule of `torch.nn`'s module `name`, or None where there is none."""
    family = MODULE_FAMILY.get(name)
    return None if family is None else _rules(family, "MODULES")[name]


def function(name: str) -> Rule | None:
    """The rule of the function `name`, or None where there is none."""
    family = FUNCTION_FAMILY.get(name)
    return None if family is None else _rules(family, "FUNCTIONS")[name]


@cache
def _rules(family: str, kind: str) -> dict[str, Rule]:
    rules: list[Rule] = getattr(import_module(f"{__name__}.{family}"), kind)
    return {rule.name: rule for rule in rules}
