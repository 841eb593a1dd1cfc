"""The model summary that shows its work: every shape, parameter count and cost, derived.

>>> import shapeproof as sp
>>> report = sp.explain('''
... model = Sequential()
... model.add(Conv1D(7, kernel_size=40, input_shape=(60, 1)))
... ''')
>>> report["conv1d"].params, report["conv1d"].params.worked
(287, '(40*1 + 1)*7 = 287')
>>> sp.keras.Conv1D(filters=7, kernel_size=40)((None, 60, 1)).outputs
[(None, 21, 7)]
>>> sp.torch.Conv1d(1, 7, kernel_size=40)((8, 1, 60)).outputs
[(8, 7, 21)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeproof.api import explain, why
    from shapeproof.fixer import fix
    from shapeproof.message import ShapeproofError
    from shapeproof.report import Report
    from shapeproof.single import keras, torch
    from shapeproof.solver import solve
    from shapeproof.sweeper import sweep

__version__ = "0.1.0"
__all__ = ["Report", "ShapeproofError", "explain", "fix", "keras", "solve", "sweep", "torch", "why"]
PLACES = {
    **dict.fromkeys(("explain", "why"), "api"),
    **dict.fromkeys(("keras", "torch"), "single"),
    "fix": "fixer",
    "solve": "solver",
    "sweep": "sweeper",
    "Report": "report",
    "ShapeproofError": "message",
}


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is first asked for."""
    from importlib import import_module

    if name in PLACES:
        return getattr(import_module(f"shapeproof.{PLACES[name]}"), name)
    raise AttributeError(f"module 'shapeproof' has no attribute {name!r}")
