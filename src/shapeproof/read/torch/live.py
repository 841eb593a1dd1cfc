"""Live torch models: run on tensors without numbers, in a stand-in, so that nothing of theirs
changes and nothing is computed."""

from __future__ import annotations

import random
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from shapeproof.model import Model
from shapeproof.read.torch.functions import Whole
from shapeproof.read.torch.inputs import inputs_of
from shapeproof.read.torch.running import Run

torch: Any = import_module("torch")


def read(model: Any, inputs: Sequence[Any] = (), keywords: Mapping[str, Any] = {}) -> Model:
    """What a live model does with these inputs: shapes, example tensors, and whatever else its
    `forward` takes.

    Raises `ReadError` where nothing says what it reads, or it cannot be run at all.
    """
    given = inputs_of(model, inputs, keywords)
    while True:
        with as_it_was(), torch.no_grad():
            try:
                return Run(model, given).model()
            except Whole as found:
                given = given.with_dtype(found.names, "int64")


@contextmanager
def as_it_was() -> Generator[None]:
    """What a run may change beside its model is as before when it is over."""
    numpy = sys.modules.get("numpy")
    states = torch.get_rng_state(), random.getstate(), numpy and numpy.random.get_state()
    fast = torch.backends.mha.get_fastpath_enabled()
    picking: Any = import_module("torch.fx.experimental._config")
    assumes = picking.meta_nonzero_assume_all_nonzero
    try:
        torch.backends.mha.set_fastpath_enabled(False)
        picking.meta_nonzero_assume_all_nonzero = True
        yield
    finally:
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        if numpy:
            numpy.random.set_state(states[2])
        torch.backends.mha.set_fastpath_enabled(fast)
        picking.meta_nonzero_assume_all_nonzero = assumes
