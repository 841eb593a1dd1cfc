"""What stands in square brackets behind a tensor: `x[:, -1, None]`."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim


class Span:
    """`start:stop:step` in square brackets."""

    __slots__ = ("start", "step", "stop")

    def __init__(
        self, start: Dim | None = None, stop: Dim | None = None, step: int | None = None
    ) -> None:
        self.start, self.stop, self.step = start, stop, step

    def __repr__(self) -> str:
        start, stop = ("" if end is None else str(end) for end in (self.start, self.stop))
        return f"{start}:{stop}" + ("" if self.step is None else f":{self.step}")


REST = "..."
"""Stands for all axes that nothing else in the brackets stands for."""
TENSOR = "tensor"
"""Stands for a tensor of places, or of truth values, that is read beside what is picked from."""
