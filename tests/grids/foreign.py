"""Layers around models of other frameworks: what is in them is unknown."""

from tests.grids.grid import grid

CASES = [
    *grid("TFSMLayer", (4,), filepath=["model"], call_endpoint=["serving_default"]),
    *grid("TorchModuleWrapper", (4,), ((4,), (5,)), module=["a module"]),
    *grid("JaxLayer", (4,), call_fn=[abs]),
    *grid("FlaxLayer", (4,), module=["a module"]),
]
