"""What torch's quantised modules really keep: packed weights, their scales, and biases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

Kept = tuple[str, tuple[int, ...], str, str]


def kept(module: Any) -> list[Kept]:
    """Weights and biases as parameters, and scales as buffers, in the order of the rules."""
    weights = dict(packed(module))
    state = module.state_dict()
    scales = {name: state[name] for name in ("scale", "zero_point") if name in state}
    for name, weight in weights.items():
        if weight.is_quantized:
            scales |= {f"{name}_scale": scale(weight), f"{name}_zero_point": zero_point(weight)}
    return [
        *((name, tuple(one.shape), dtype(name, one), "parameter") for name, one in weights.items()),
        *((name, tuple(one.shape), dtype("", one), "buffer") for name, one in scales.items()),
    ]


def packed(module: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(module, "get_weight"):
        weights, biases = list(module.get_weight().items()), list(module.get_bias().items())
        for i in range(0, len(weights), 2):
            yield from weights[i : i + 2]
            yield from biases[i : i + 2]
    elif hasattr(module, "weight"):
        yield "weight", module.weight()
        if module.bias() is not None:
            yield "bias", module.bias()


def dtype(name: str, x: Any) -> str:
    """Weights of 16 bits are told as floats of 32."""
    is_half = name.startswith("weight") and not x.is_quantized
    return "float16" if is_half else str(x.dtype).removeprefix("torch.")


def scale(x: Any) -> Any:
    if x.qscheme() == torch.per_channel_affine:
        return x.q_per_channel_scales()
    return torch.tensor(x.q_scale(), dtype=torch.float64)


def zero_point(x: Any) -> Any:
    if x.qscheme() == torch.per_channel_affine:
        return x.q_per_channel_zero_points()
    return torch.tensor(x.q_zero_point())
