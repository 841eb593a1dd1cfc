"""What Python programs call: `explain` and `why`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shapeproof.message import ReadError, say
from shapeproof.read import Target, is_source, not_read, read, read_live, read_text, sizes
from shapeproof.report import Report

Shape = Sequence[int | str | None]


def explain(model: object, *inputs: Any, **keywords: Any) -> Report:
    """A report on a model: a live model of Keras or torch, which is left as it is; Python source
    text; or a path such as `net.py`, `net.py:build()` or `net.keras`.

    `inputs` are shapes, batch first, such as `(None, 60, 1)`; a model that has its own needs none.
    A live model of torch takes whatever its `forward` takes, by place or by name, with a shape or
    an example in the place of each tensor; nothing is computed.
    Raises `ReadError` where there is no model to be read.
    """
    if not isinstance(model, str | Path):
        if (live := read_live(model, inputs, keywords)) is not None:
            return Report(live, "<live>")
        raise not_read(model)
    if keywords:
        raise ReadError(say("only a live model of torch takes inputs by name"))
    tensors = tuple(map(sizes, inputs))
    if isinstance(model, Path):
        return Report(read(Target(str(model)), tensors), str(model))
    if is_source(model):
        return Report(read_text(model, inputs=tensors), "<text>")
    return Report(read(Target.parse(model), tensors), model)


def why(report: Report, layer: str = "", expected: int | None = None, of: str = "") -> Any:
    """One layer of a report; with `expected`, why a number of it is another.

    `of` is `output`, `params`, `macs` or `flops`; without it, whichever reading finds the likeliest
    cause.  Without a layer, the number is one of the model's output, or a total of the model.
    """
    about = report[layer] if layer else report
    return about if expected is None else about.expect(expected, of)
