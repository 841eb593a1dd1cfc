"""The few names of torchvision that timm imports, of which no CPU build fits this torch."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

NAMES = (
    "torchvision", "torchvision.transforms", "torchvision.transforms.functional", "torchvision.ops",
    "torchvision.ops.misc", "torchvision.datasets", "torchvision.utils", "torchvision.models",
    "torchvision.models.feature_extraction",
)  # fmt: skip


class InterpolationMode(Enum):
    """How images are resized, by the names that timm has a table of."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


class Stub(ModuleType):
    """A module that has a class of every name, which nobody calls."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__spec__ = ModuleSpec(name, None)
        self.__version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return InterpolationMode if name == "InterpolationMode" else type(name, (), {})


@contextmanager
def in_place() -> Generator[None]:
    """While timm is imported, unless torchvision is there itself; others look whether it is."""
    if "torchvision" in sys.modules or find_spec("torchvision") is not None:
        yield
        return
    for name in NAMES:
        sys.modules[name] = Stub(name)
        outer, _, inner = name.rpartition(".")
        if outer:
            setattr(sys.modules[outer], inner, sys.modules[name])
    try:
        yield
    finally:
        for name in NAMES:
            del sys.modules[name]
