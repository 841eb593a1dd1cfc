"""What is installed only where somebody needs it, and how to get it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from shapeproof.message import ReadError, say


def extra(module: str, name: str) -> Any:
    """A module of an optional package.

    Raises `ReadError`, which says how to install it, where it is not there.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        reason = say("this takes {package}: pip install 'shapeproof[{extra}]'",
                     package=package, extra=name)  # fmt: skip
        raise ReadError(reason) from None
