"""From Python text to the model that it makes: which framework it is written for."""

from __future__ import annotations

import re
from importlib import import_module

from shapeproof.model import Model
from shapeproof.rules.rule import Tensor

FRAMEWORKS = ("keras", "torch")
TORCH = re.compile(
    rb"^[^\S\n]*(?:(?:>>>|\.\.\.|In \[\d*\]:|!|\")[^\S\n]*)?(?:import|from)[^\S\n]+"
    rb"(?:(?:torch|torchvision|timm|einops|pytorch_lightning|lightning|torchsummary|torchinfo)\b"
    rb"|transformers\b(?![^\n]*\bTF))"
    rb"|\bnn\.(?:Module|Sequential|Linear|Conv\d?d|Embedding)\b",
    re.MULTILINE,
)
KERAS = re.compile(
    rb"^[^\S\n]*(?:(?:>>>|\.\.\.|In \[\d*\]:|\")[^\S\n]*)?(?:import|from)[^\S\n]+"
    rb"(?:keras|tensorflow|tf_keras)\b",
    re.MULTILINE,
)
"""What a source says where it is written for one of them."""


def read(
    source: str | bytes,
    file: str,
    entry: str,
    inputs: tuple[Tensor, ...],
    framework: str = "",
) -> Model:
    """The model that a source makes, read without running it.

    `entry` is a name in it, an expression over its names, or empty.  `inputs` are the shapes that
    the model shall read; without them it reads its own.  `framework` says what the source leaves
    open.
    Raises `ReadError` where there is no model to be found.
    """
    chosen = framework or framework_of(source)
    module = import_module(f"shapeproof.read.source.{chosen}.entry")
    model: Model = module.read(source, file, entry, inputs)
    return model


def framework_of(source: str | bytes) -> str:
    """The framework that a source is written for: that of which it names more, Keras in doubt."""
    text = source.encode(errors="replace") if isinstance(source, str) else source
    return "torch" if len(TORCH.findall(text)) > len(KERAS.findall(text)) else "keras"
