"""Dtypes that meet, as torch promotes them.

A tensor with axes outweighs one without, and that outweighs a number of the source (whose dtype is
`int` or `float`), unless what is lighter holds another kind of number: truth values, whole numbers,
floats, complex numbers, in this order.

>>> promoted(Tensor((3,), "int32"), Tensor((), "int64")), promoted(Tensor((3,), "int32"), FLOAT)
('int32', 'float32')
"""

from __future__ import annotations

from shapeproof.rules.rule import Tensor, need

DEFAULT = "float32"
"""What torch computes in unless it is told otherwise."""
FLOAT = Tensor((), "float")
"""A number with a fraction that stands in a source."""
KINDS = {"bool": 0, "uint": 1, "int": 1, "bfloat": 2, "float": 2, "complex": 3}
WEAK = {"int": "int64", "float": DEFAULT}
"""What becomes of numbers of a source that meet no tensor of their kind."""


def promoted(*inputs: Tensor) -> str:
    """The dtype in which the numbers of all can be put together."""
    weights: dict[int, str] = {}
    for x in inputs:
        dtype = x.dtype or DEFAULT
        weight = 2 if x.shape else 0 if dtype in WEAK else 1
        own = WEAK.get(dtype, dtype)
        weights[weight] = _met(weights[weight], own) if weight in weights else own
    heaviest, *lighter = (weights[weight] for weight in sorted(weights, reverse=True))
    for dtype in lighter:
        if kind(dtype) > kind(heaviest):
            heaviest = _pairs_of(heaviest) if (kind(heaviest), kind(dtype)) == (2, 3) else dtype
    return heaviest


def _pairs_of(dtype: str) -> str:
    """The complex numbers of two such floats."""
    return f"complex{2 * max(bits(dtype), 32 if dtype.startswith('bf') else 0)}"


def _met(a: str, b: str) -> str:
    """The least dtype that holds the numbers of both."""
    if a == b:
        return a
    low, high = sorted((a, b), key=lambda dtype: (kind(dtype), bits(dtype)))
    match kind(low), kind(high):
        case 1, 1 if low.startswith("u") == high.startswith("u"):
            return high
        case 1, 1:
            unsigned, signed = (low, high) if low.startswith("u") else (high, low)
            need(
                unsigned == "uint8",
                "torch does not promote {dtype}, a dtype of few operations; cast it",
                dtype=unsigned,
            )
            return signed if bits(signed) > 8 else "int16"
        case 2, 2:
            return "float32" if bits(low) == bits(high) else high
        case 3, 3:
            return high
        case 2, 3:
            return f"complex{max(2 * bits(low), bits(high))}"
        case _:
            return high


def kind(dtype: str | None) -> int:
    """0 for truth values, 1 for whole numbers, 2 for floats, 3 for complex numbers."""
    return KINDS[(dtype or DEFAULT).rstrip("0123456789")]


def bits(dtype: str) -> int:
    """
    >>> bits("bfloat16"), bits("bool")
    (16, 8)
    """
    return int("".join(c for c in dtype if c.isdigit()) or 8)


def same(x: Tensor) -> str:
    return x.dtype or DEFAULT


def fractional(*inputs: Tensor) -> str:
    """Numbers that may have fractions: whole numbers become float32."""
    dtype = promoted(*inputs)
    return DEFAULT if kind(dtype) < 2 else dtype


def need_float(x: Tensor) -> None:
    """What is multiplied with weights, which are floats, must be floats too."""
    need(
        kind(x.dtype) >= 2,
        "it multiplies with weights that are floats, and the input is {dtype}; put .float() "
        "behind the input",
        dtype=same(x),
    )


def need_alike(*inputs: Tensor | None) -> str:
    """The dtype that all inputs have, where torch promotes none of them."""
    dtypes = [same(x) for x in inputs if x is not None]
    for dtype in dtypes:
        need(
            dtype == dtypes[0],
            "the inputs must have one dtype, and have {first} and {other}; cast one of them",
            first=dtypes[0],
            other=dtype,
        )
    return dtypes[0]
