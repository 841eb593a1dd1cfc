from typing import Dict, Final, List, Optional, Tuple

import torch
from torch import Tensor, nn


class Block(nn.Module):
    __constants__ = ["width", "downsample"]
    expansion: int = 2
    fused: torch.jit.Final[bool]

    def __init__(self, width: int, downsample: Optional[nn.Module] = None) -> None:
        super().__init__()
        self.width = width
        self.fused = False
        self.inner = nn.Linear(width, width * self.expansion)
        self.outer = nn.Linear(width * self.expansion, width)
        self.downsample = downsample
        self._scale = None

    @property
    def scale(self) -> float:
        return 0.5 if self._scale is None else self._scale

    @scale.setter
    def scale(self, value):
        self._scale = value

    @staticmethod
    def joined(parts: List[Tensor]) -> Tensor:
        return torch.cat(parts, -1)

    @classmethod
    def wide(cls, width):
        return cls(width * 2)

    def extra_repr(self) -> str:
        return f"width={self.width}"

    def forward(self, x: Tensor) -> Tuple[Tensor, Dict[str, Tensor]]:
        torch._assert(x.dim() == 2, "two axes are wanted")
        y = self.outer(self.inner(x)) * self.scale
        if self.downsample is not None:
            y = self.downsample(y)
        if self.training or not torch.jit.is_scripting():
            y = self.joined([y, x])
        return y, {"x": x}


model = Block.wide(3)
model.scale = 0.1
model(torch.rand(2, 6))
