"""torch's functions by what they do to a trace: who asks, who hands on, who decides by numbers."""

from __future__ import annotations

from typing import Any


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASKED = words(
    "shape size dim ndim ndimension dtype layout numel nelement stride is_contiguous itemsize "
    "is_floating_point is_complex is_signed is_leaf is_inference requires_grad element_size nbytes "
    "storage_offset names has_names grad grad_fn __len__ __hash__ is_sparse is_quantized is_nested "
    "is_same_size is_set_to retain_grad retains_grad output_nr _version _is_view is_conj is_neg "
    "is_pinned is_shared is_coalesced is_mkldnn is_sparse_csr _base register_hook "
    "__dlpack_device__ is_tensor is_storage get_default_dtype"
)
"""What is asked of a tensor, and gives none."""
PLACED = {
    "is_cpu": True, "is_meta": False, "is_cuda": False, "is_mps": False, "is_xpu": False,
    "is_xla": False, "is_mtia": False, "is_ipu": False, "is_hpu": False, "is_vulkan": False,
    "is_maia": False, "get_device": -1,
}  # fmt: skip
"""Where a tensor is: on the CPU, as far as a model is told."""
VALUES = words(
    "item tolist numpy __bool__ __int__ __float__ __index__ __complex__ __array__ __contains__ "
    "equal allclose is_nonzero __format__ __repr__ __str__ _local_scalar_dense"
)
"""What turns numbers of a tensor into Python's own."""
HANDED_ON = words(
    "contiguous detach detach_ clone cpu cuda data requires_grad_ pin_memory alias as_subclass "
    "share_memory_ lift_fresh resolve_conj resolve_neg positive xpu mps __deepcopy__ coalesce"
)
"""What gives the very same numbers."""
CASTS = words(
    "to type type_as float double half bfloat16 int long short char byte bool cfloat cdouble chalf"
)
"""What gives the same numbers in a dtype that may be another."""
LIKE = words(
    "new_zeros new_ones new_full new_tensor new_empty zeros_like ones_like full_like empty_like"
)
"""What reads a tensor for its shape and dtype alone, and gives numbers that are known."""
FROM_DATA = words("tensor as_tensor asarray from_numpy from_dlpack frombuffer scalar_tensor")
"""What makes a tensor of numbers that are there."""
OPERATORS = {
    "floordiv": "floor_divide", "truediv": "div", "mod": "remainder", "and": "bitwise_and",
    "or": "bitwise_or", "xor": "bitwise_xor", "invert": "bitwise_not",
    "lshift": "bitwise_left_shift", "rshift": "bitwise_right_shift", "pos": "positive",
}  # fmt: skip
"""What the operators of Python are called as functions, where that is another name."""
REFLECTED = words(
    "__rdiv__ __rtruediv__ __rpow__ __rfloordiv__ __rmod__ __rmatmul__ __rand__ __ror__ __rxor__ "
    "__radd__ __rmul__ __rlshift__ __rrshift__"
)
"""Operators that stand on the right of a number: `2 / x`."""


UNSAID = {"_is_all_true": "all", "_is_any_true": "any"}
"""Functions that torch keeps to itself, and what they do."""


def called(func: Any) -> str:
    """What torch calls a function; of an attribute, its name: `__get__` of `T` is `T`."""
    name: str = getattr(func, "__name__", type(func).__name__)
    if name in ("__get__", "__set__", "__delete__"):
        name = func.__self__.__name__
    return name


def plain(name: str) -> str:
    """The name that its rule has: of `add_` and `__add__` that is `add`.

    >>> plain("relu_"), plain("__rfloordiv__"), plain("__getitem__"), plain("_weight_norm")
    ('relu', 'floor_divide', 'getitem', '_weight_norm')
    """
    if name.startswith("__") and name.endswith("__"):
        inner = name.strip("_")
        if name in REFLECTED:
            inner = inner.removeprefix("r")
        inner = "div" if inner in ("div", "truediv") else inner
        return OPERATORS.get(inner, inner)
    name = UNSAID.get(name, name)
    return name if name.startswith("_") else name.removesuffix("_")


def is_in_place(name: str) -> bool:
    """Whether a function writes into the first tensor that it reads."""
    return name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))
