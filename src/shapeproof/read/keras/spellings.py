"""What TensorFlow and Keras's old backend call Keras's operations, and how they order arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from shapeproof.rules.keras import operations
from shapeproof.rules.rule import Rule

TENSORFLOW = {
    "argmax": "argmax input axis axis:=0",
    "argmin": "argmin input axis axis:=0",
    "argsort": "argsort values axis",
    "avg_pool avg_pool1d avg_pool2d avg_pool3d": "average_pool input=inputs ksize=pool_size "
    "strides padding data_format",
    "max_pool max_pool1d max_pool2d max_pool3d max_pool_v2": "max_pool input=inputs "
    "ksize=pool_size strides padding data_format",
    "batch_normalization": "batch_normalization x mean variance offset scale variance_epsilon= "
    "axis:=-1",
    "bias_add": "add value=x1 bias=x2 data_format=",
    "add_n": "",
    "clip_by_value": "clip t=x clip_value_min=x_min clip_value_max=x_max",
    "concat": "concatenate values=xs axis",
    "conv1d": "conv input=inputs filters=kernel stride=strides padding data_format "
    "dilations=dilation_rate",
    "conv2d conv3d convolution": "conv input=inputs filters=kernel strides padding data_format "
    "dilations=dilation_rate",
    "conv1d_transpose conv2d_transpose conv3d_transpose": "conv_transpose input=inputs "
    "filters=kernel output_shape= strides padding data_format dilations=dilation_rate",
    "depthwise_conv2d": "depthwise_conv input=inputs filter=kernel strides padding data_format "
    "dilations=dilation_rate",
    "separable_conv2d": "separable_conv input=inputs depthwise_filter=depthwise_kernel "
    "pointwise_filter=pointwise_kernel strides padding data_format dilations=dilation_rate",
    "cumsum cumprod": "= x axis exclusive= reverse= axis:=0",
    "det inv": "= input",
    "matrix_inverse": "inv input=x",
    "matrix_transpose": "swapaxes a=x axis1:=-1 axis2:=-2",
    "div truediv": "true_divide x=x1 y=x2",
    "divide": "true_divide x=x1 y=x2",
    "einsum": "einsum equation=subscripts *",
    "expand_dims": "expand_dims input=x axis dim=axis",
    "extract_patches extract_image_patches": "extract_patches images sizes=size strides "
    "rates=dilation_rate padding ksizes=size",
    "floordiv": "floor_divide x=x1 y=x2",
    "floormod mod": "mod x=x1 y=x2",
    "gather": "take params=x indices validate_indices= axis batch_dims axis:=0",
    "identity": "copy input=x",
    "is_nan": "isnan x",
    "is_finite": "isfinite x",
    "l2_normalize": "normalize x axis epsilon= dim=axis",
    "matmul": "matmul a=x1 b=x2 transpose_a transpose_b",
    "moments": "moments x axes shift= keepdims keep_dims=keepdims",
    "mul": "multiply x=x1 y=x2",
    "sub": "subtract x=x1 y=x2",
    "neg": "negative x",
    "norm": "norm tensor=x ord axis keepdims",
    "one_hot": "one_hot indices=x depth=num_classes on_value= off_value= axis dtype",
    "pad": "pad tensor=x paddings=pad_width mode constant_values",
    "pow": "power x=x1 y=x2",
    "range": "",
    "reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_any reduce_all reduce_std "
    "reduce_variance reduce_logsumexp": "- input_tensor=x axis keepdims keep_dims=keepdims "
    "reduction_indices=axis",
    "count_nonzero": "count_nonzero input=x axis keepdims=",
    "repeat": "repeat input=x repeats axis",
    "reshape": "reshape tensor=x shape=newshape",
    "resize resize_images": "resize images size method=interpolation preserve_aspect_ratio= "
    "antialias=",
    "resize_bilinear": "resize images size",
    "resize_nearest_neighbor": "resize images size interpolation:=nearest",
    "resize_with_pad resize_with_crop_or_pad": "",
    "reverse": "flip tensor=x axis",
    "roll": "roll input=x shift axis",
    "slice": "slice input_=inputs begin=start_indices size=shape",
    "softmax log_softmax": "= logits=x axis dim=axis",
    "leaky_relu": "leaky_relu features=x alpha=",
    "relu relu6 elu selu gelu softplus softsign swish silu": "= features=x approximate= beta=",
    "split": "split value=x num_or_size_splits=indices_or_sections axis num axis:=0",
    "squared_difference": "",
    "squeeze": "squeeze input=x axis squeeze_dims=axis",
    "stack": "stack values=x axis",
    "space_to_depth depth_to_space": "= input=x block_size",
    "tensordot": "tensordot a=x1 b=x2 axes",
    "tile": "tile input=x multiples=repeats",
    "top_k": "top_k input=x k sorted= k:=1",
    "transpose": "transpose a=x perm=axes conjugate=",
    "unstack": "unstack value=x num axis",
    "where": "where condition x=x1 y=x2",
    "zeros_like ones_like": "= input=x dtype",
    "softmax_cross_entropy_with_logits": "categorical_crossentropy labels=target logits=output",
    "sparse_softmax_cross_entropy_with_logits": "sparse_categorical_crossentropy labels=target "
    "logits=output",
    "sigmoid_cross_entropy_with_logits": "binary_crossentropy labels=target logits=output",
    "band_part": "tril input=x num_lower= num_upper=",
    "rfft": "",
    "fft": "",
    "stft": "",
}
"""TensorFlow's functions: Keras's, and TensorFlow's arguments in its order, each with Keras's name
for it where that is another.  `=` alone is the same function, `-` that without `reduce_`; an empty
entry is a function that means something else, or none."""
BACKEND = {
    "argmax argmin": "= x axis axis:=-1",
    "bias_add": "add x=x1 bias=x2 data_format=",
    "cast": "cast x dtype",
    "clip": "clip x min_value=x_min max_value=x_max",
    "concatenate": "concatenate tensors=xs axis axis:=-1",
    "conv1d conv2d conv3d": "conv x=inputs kernel strides padding data_format dilation_rate",
    "depthwise_conv2d": "depthwise_conv x=inputs depthwise_kernel=kernel strides padding "
    "data_format dilation_rate",
    "cumsum cumprod": "= x axis axis:=0",
    "dot": "dot x=x1 y=x2",
    "elu": "elu x alpha=",
    "expand_dims": "expand_dims x axis axis:=-1",
    "flatten": "ravel x",
    "gather": "take reference=x indices axis:=0",
    "l2_normalize": "normalize x axis",
    "one_hot": "one_hot indices=x num_classes",
    "permute_dimensions": "transpose x pattern=axes",
    "pow": "power x=x1 a=x2",
    "relu": "relu x alpha= max_value= threshold= negative_slope=",
    "repeat_elements": "repeat x rep=repeats axis",
    "reshape": "reshape x shape=newshape",
    "reverse": "flip x axes=axis",
    "sum mean max min prod std var any all logsumexp": "= x axis keepdims",
    "stack": "stack x axis",
    "tile": "tile x n=repeats",
    "switch": "where condition then_expression=x1 else_expression=x2",
    "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy": "= target "
    "output from_logits axis",
    "shape": "",
    "square": "square x",
}
"""The functions of Keras 2's backend, in the same form."""
REDUCED = {"std": "std", "variance": "var", "logsumexp": "logsumexp"}
FIRST = ("x", "input", "inputs", "input_tensor", "tensor", "features", "logits", "value", "values")
SECOND = ("y", "b")
RUNNING = ("name", "seed", "out_type", "output_type")
"""Arguments that no operation of Keras has, and that change no shape."""


class Spelling(NamedTuple):
    """Keras's function, what somebody else calls its arguments, and what they are left alone."""

    function: str
    names: tuple[tuple[str, str], ...]
    defaults: dict[str, Any]


class Call(NamedTuple):
    """A call in Keras's own words."""

    rule: Rule
    args: list[Any]
    kwargs: dict[str, Any]


def in_kerass_words(dotted: str, args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    """The operation that a call of a function under this name means; None if there is none."""
    name = dotted.rpartition(".")[2]
    spelling = spelling_of(dotted)
    if spelling is None:
        rule = None if is_listed(dotted) else operations.rule(OLD.get(name, name))
        return rule and Call(rule, args, renamed(rule, kwargs))
    rule = operations.rule(spelling.function)
    if spelling.function == "matmul" and (len(args) > 2 or TURNS & kwargs.keys()):
        rule = turned()
    if rule is None:
        return None
    names = [(theirs, named(rule, mine)) for theirs, mine in spelling.names]
    ours, order = dict(names), [mine for _, mine in names]
    rest = args[len(order) - 1 :] if order[-1:] == ["*"] else []
    told = {key: kwargs[key] for key in kwargs if key not in RUNNING and ours.get(key) != ""}
    given = {
        **spelling.defaults,
        **{mine: value for mine, value in zip(order, args) if mine not in ("", "*")},
        **{ours.get(key) or named(rule, key): value for key, value in told.items()},
    }
    if rest:
        return Call(rule, [given.pop("subscripts"), *rest], given)
    return Call(rule, [], adapted(rule.name, given, args))


TURNS = {"transpose_a", "transpose_b"}


def turned() -> Rule:
    """TensorFlow's `matmul`, where it turns what it multiplies."""
    from shapeproof.rules.keras.operations.multiplying import TURNED

    return TURNED


def is_listed(dotted: str) -> bool:
    """Whether the table has a name only to say that it means no operation of Keras."""
    return dotted.rpartition(".")[2] in _table(dotted)


@cache
def spelling_of(dotted: str) -> Spelling | None:
    text = _table(dotted).get(name := dotted.rpartition(".")[2])
    if not text:
        return None
    function, *words = text.split()
    plain = name.removeprefix("reduce_")
    function = {"=": name, "-": REDUCED.get(plain, plain)}.get(function, function)
    names: list[tuple[str, str]] = []
    defaults: dict[str, Any] = {}
    for word in words:
        if ":=" in word:
            key, _, value = word.partition(":=")
            defaults[key] = int(value) if value.lstrip("-").isdigit() else value
        else:
            theirs, sign, ours = word.partition("=")
            names.append((theirs, ours if sign else theirs))
    return Spelling(function, tuple(names), defaults)


def _table(dotted: str) -> dict[str, str]:
    if dotted.startswith("tensorflow.") and ".keras." not in dotted:
        return _spread("tensorflow")
    return _spread("backend") if ".backend." in f".{dotted}" else {}


@cache
def _spread(table: str) -> dict[str, str]:
    """A table with an entry for each name."""
    entries = TENSORFLOW if table == "tensorflow" else BACKEND
    return {name: text for names, text in entries.items() for name in names.split()}


def renamed(rule: Rule, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments by Keras's names, those that no operation of Keras has left out."""
    return {named(rule, key): value for key, value in kwargs.items() if key not in RUNNING}


def named(rule: Rule, argument: str) -> str:
    """Keras's name for an argument; the first and the second tensor have many others."""
    order = [name.lstrip("*") for name in operations.order(rule)]
    if argument in order:
        return argument
    if argument in FIRST:
        return order[0]
    if argument in SECOND and len(order) > 1:
        return order[1]
    return "keepdims" if argument == "keep_dims" else argument


def adapted(function: str, given: dict[str, Any], args: list[Any]) -> dict[str, Any]:
    """Values in Keras's form."""
    for key, value in given.items():
        if key in WINDOWS and isinstance(value, list | tuple):
            given[key] = windows(value, given)
        elif (change := CHANGED.get(key)) is not None:
            given[key] = change(value)
    if function == "split" and isinstance(parts := given.get("indices_or_sections"), list | tuple):
        given["indices_or_sections"] = borders(parts)
    given.pop("num" if function == "split" else "", None)
    if given.get("batch_dims") == 0:
        del given["batch_dims"]
    return given


def windows(value: Any, given: dict[str, Any]) -> Any:
    """TensorFlow writes `[1, 2, 2, 1]`, with batch and channels."""
    if len(value) < 3:
        return value
    first = str(given.get("data_format", "")).startswith(("NC", "channels_first"))
    return tuple(value[2:] if first else value[1:-1])


def borders(parts: Any) -> Any:
    """TensorFlow names the sizes of parts where Keras names the places between them."""
    found: list[Any] = []
    for size in parts[:-1]:
        found.append(size if not found else found[-1] + size)
    return tuple(found)


def lowered(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def layout(value: Any) -> Any:
    if isinstance(value, str) and value[:1] == "N":
        return "channels_first" if value[1] == "C" else "channels_last"
    return "channels_last" if value is None else value


def method(value: Any) -> Any:
    """`tf.image.ResizeMethod.BILINEAR`, or its name."""
    text = value if isinstance(value, str) else str(value).rpartition(".")[2]
    text = text.lower().replace("nearest_neighbor", "nearest")
    return (
        text if text in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5") else "bilinear"
    )


WINDOWS = ("strides", "pool_size", "size", "dilation_rate")
CHANGED: dict[str, Callable[[Any], Any]] = {
    "padding": lowered,
    "data_format": layout,
    "interpolation": method,
}
OLD = {
    "reduce_logsumexp": "logsumexp",
    "exponential": "exp",
    "batch_flatten": "",
}
"""Names that stand elsewhere for a function of Keras."""
