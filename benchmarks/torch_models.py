"""Live torch models: how long it takes to explain one, against running it on tensors without
numbers, and against torchinfo.  Everything runs in turn in one process; ratios are of medians.

    python benchmarks/torch_models.py

torchinfo is compared with where it is installed (`pip install torchinfo`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import torch
from torch import Tensor, nn

import shapeproof as sp


class Bottleneck(nn.Module):
    """Three convolutions whose output is added to their input."""

    def __init__(self, channels: int, inner: int, stride: int) -> None:
        super().__init__()
        self.narrow = nn.Sequential(
            nn.Conv2d(channels, inner, 1, bias=False), nn.BatchNorm2d(inner)
        )
        self.look = nn.Sequential(
            nn.Conv2d(inner, inner, 3, stride, 1, bias=False), nn.BatchNorm2d(inner)
        )
        self.widen = nn.Sequential(
            nn.Conv2d(inner, 4 * inner, 1, bias=False), nn.BatchNorm2d(4 * inner)
        )
        self.act = nn.ReLU(inplace=True)
        self.beside: nn.Module = nn.Identity()
        if stride > 1 or channels != 4 * inner:
            self.beside = nn.Sequential(
                nn.Conv2d(channels, 4 * inner, 1, stride, bias=False), nn.BatchNorm2d(4 * inner)
            )

    def forward(self, x: Tensor) -> Tensor:
        inner = self.act(self.look(self.act(self.narrow(x))))
        return self.act(self.widen(inner) + self.beside(x))


def residual() -> nn.Module:
    """As large as ResNet-50."""
    layers: list[nn.Module] = [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, 1),
    ]  # fmt: skip
    channels = 64
    for inner, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for i in range(blocks):
            layers.append(Bottleneck(channels, inner, stride if i == 0 else 1))
            channels = 4 * inner
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


class Attention(nn.Module):
    """Self-attention out of two dense layers and torch's function."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.all_three, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, steps, width = x.shape
        parts = self.all_three(x).reshape(batch, steps, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
        seen = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.out(seen.transpose(1, 2).reshape(batch, steps, width))


class Encoder(nn.Module):
    """Attention and two dense layers, each added to what it reads."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.dense = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.first(x))
        return x + self.dense(self.second(x))


class Vision(nn.Module):
    """As large as ViT-B/16."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, 16)
        self.token = nn.Parameter(torch.zeros(1, 1, 768))
        self.places = nn.Parameter(torch.zeros(1, 197, 768))
        self.blocks = nn.Sequential(*(Encoder(768, 12) for _ in range(12)))
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


def chain(layers: int) -> nn.Module:
    return nn.Sequential(*(nn.Linear(64, 64) if i % 2 == 0 else nn.ReLU() for i in range(layers)))


class Result(NamedTuple):
    """One line: what took how many times as long as what, and whether that is as it should be."""

    what: str
    took: float
    peer: str
    peer_took: float
    most: float

    @property
    def ratio(self) -> float:
        return self.took / self.peer_took

    def __str__(self) -> str:
        verdict = "as aimed" if self.ratio <= self.most else "MISSED"
        return (
            f"{self.what:32} {self.ratio:6.2f} times {self.peer:28} "
            f"aim: at most {self.most:g}  {verdict}"
        )


MODELS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "ResNet-50-like": (residual, (1, 3, 224, 224)),
    "ViT-B/16-like": (Vision, (1, 3, 224, 224)),
    "a chain of 10,000 layers": (lambda: chain(10_000), (1, 64)),
}


def results() -> Iterator[Result]:
    for name, (make, shape) in MODELS.items():
        with torch.device("meta"):
            model, x = make().eval(), torch.empty(shape)
        todo = [lambda: sp.explain(model, shape), bare(model, x)]  # noqa: B023
        if find_spec("torchinfo"):
            todo.append(info(model, x))
        own, *others = in_turn(todo, times=3 if "10,000" in name else 7)
        for (peer, most), took in zip((("the bare meta forward", 1.5), ("torchinfo", 1)), others):
            yield Result(name, own, peer, took, most)
    with torch.device("meta"):
        few, many = chain(1_000), chain(10_000)
    todo = [lambda: sp.explain(few, (1, 64)), lambda: sp.explain(many, (1, 64))]
    short, long = in_turn(todo, times=5)
    yield Result("a chain of 10,000 layers", long, "one of 1,000", short, 12)


def bare(model: nn.Module, x: Tensor) -> Callable[[], Any]:
    def run() -> None:
        with torch.no_grad():
            model(x)

    return run


def info(model: nn.Module, x: Tensor) -> Callable[[], Any]:
    from torchinfo import summary

    return lambda: summary(model, input_data=x, device="meta", verbose=0)


def in_turn(todo: list[Callable[[], Any]], times: int) -> list[float]:
    """The median seconds of each, all run once unmeasured and then in turn."""
    took: list[list[float]] = [[] for _ in todo]
    for do in todo:
        do()
    for _ in range(times):
        for do, seconds in zip(todo, took):
            gc.collect()
            start = perf_counter()
            do()
            seconds.append(perf_counter() - start)
    return [median(seconds) for seconds in took]


if __name__ == "__main__":
    for result in results():
        print(result, flush=True)
