"""Dtypes that meet: which one holds the numbers of all, as Keras promotes them.

A number that stands in a source has a weak dtype, `int` or `float`, and gives way to a tensor's.

>>> promoted("int32", "float16"), promoted("float16", "float"), promoted("uint8", "int8")
('float16', 'float16', 'int16')
"""

from __future__ import annotations

from functools import cache

from shapeproof.rules.rule import need

FLOATX = "float32"
"""What Keras computes in unless it is told otherwise."""
ABOVE = {
    "bool": "int",
    "int": "uint8 int8 complex64",
    "uint8": "int16 uint16",
    "uint16": "int32 uint32",
    "uint32": "int64 uint64",
    "uint64": "float",
    "int8": "int16",
    "int16": "int32",
    "int32": "int64",
    "int64": "float",
    "float": "bfloat16 float16",
    "bfloat16": "float32",
    "float16": "float32",
    "float32": "float64 complex64",
    "float64": "complex128",
    "complex64": "complex128",
    "complex128": "",
}
"""The dtypes next above each, which hold all of its numbers."""
SETTLED = {
    "int": "int32",
    "float": FLOATX,
    "int64": "int32",
    "uint64": "uint32",
    "float64": "float32",
    "complex128": "complex64",
}
"""What becomes of weak dtypes that meet no other, and of those of 64 bits."""


def promoted(*dtypes: str | None) -> str:
    """The dtype in which numbers of these can be put together."""
    met = frozenset(dtype or FLOATX for dtype in dtypes)
    least = next(iter(met)) if len(met) == 1 else _least(met)
    return SETTLED.get(least, least)


@cache
def _least(met: frozenset[str]) -> str:
    need(
        all(dtype in ABOVE for dtype in met),
        "numbers of these kinds cannot be put together: {dtypes}; cast one of them",
        dtypes=tuple(sorted(met)),
    )
    common = frozenset.intersection(*map(_above, met))
    among = common & met or {dtype for dtype in common if common <= _above(dtype)}
    return min(among)


@cache
def _above(dtype: str) -> frozenset[str]:
    """A dtype and all that hold its numbers."""
    return frozenset([dtype]).union(*map(_above, ABOVE[dtype].split()))


def firm(dtype: str | None) -> str | None:
    """What a number of the source is in an array of its own."""
    return SETTLED[dtype] if dtype in ("int", "float") else dtype


def same(*dtypes: str | None) -> str:
    """Of one tensor: its own; what Keras does not promote stays in 64 bits."""
    return dtypes[0] or FLOATX


def fractional(*dtypes: str | None) -> str:
    """Numbers that may have fractions: those of whole numbers are float32."""
    return promoted(*dtypes, "float")


def fractions_of(*dtypes: str | None) -> str:
    """A float stays as it is, whatever its size; whole numbers become float32."""
    [dtype] = dtypes
    return FLOATX if is_whole(dtype) else dtype or FLOATX


def summed(*dtypes: str | None) -> str:
    """Sums of small whole numbers are kept in 32 bits."""
    dtype = promoted(*dtypes)
    return SUMS.get(dtype, dtype)


def counted(*dtypes: str | None) -> str:
    """Of truth values there are so many; other numbers stay what they are."""
    dtype = same(*dtypes)
    return "int32" if dtype == "bool" else dtype


def multiplied(*dtypes: str | None) -> str:
    """Products that are added up: of bytes, in 32 bits."""
    met = {dtype or FLOATX for dtype in dtypes}
    return "int32" if met == {"int8"} else promoted(*dtypes)


def number(*dtypes: str | None) -> str:
    """Numbers put together, where truth values count as such."""
    dtype = promoted(*dtypes)
    return "int32" if dtype == "bool" else dtype


def is_whole(dtype: str | None) -> bool:
    return dtype is not None and ("int" in dtype or dtype == "bool")


def is_float(dtype: str | None) -> bool:
    return dtype is None or "float" in dtype


SUMS = {
    **dict.fromkeys(("bool", "int8", "int16"), "int32"),
    **dict.fromkeys(("uint8", "uint16"), "uint32"),
}
