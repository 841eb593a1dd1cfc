"""Changes of a person's source, made exactly: found, made, told, and written.

>>> from shapeproof.message import Place
>>> source = Manuscript.of("fc = nn.Linear(1050, 10)  # the head\\n", "net.py")
>>> call = call_at(source, Place(1, 6))
>>> edit = with_argument(source, call, "in_features", 1568, ("in_features", "out_features"))
>>> edit.label
'nn.Linear(1050, 10) → nn.Linear(1568, 10)'
>>> edit.applied(source)
'fc = nn.Linear(1568, 10)  # the head\\n'
"""

from shapeproof.editing.arguments import alternatives, with_argument
from shapeproof.editing.definitions import definitions_of
from shapeproof.editing.edit import Edit, Replacement, combined, diff
from shapeproof.editing.finding import Row, argument, call_at, calls_of, row_of
from shapeproof.editing.inserting import inserted_before
from shapeproof.editing.manuscript import EditError, Manuscript, Sheet
from shapeproof.editing.replacing import replaced, wrapped
from shapeproof.editing.spelling import Spelling, spelling, with_import
from shapeproof.editing.writing import write

__all__ = [
    "Edit",
    "EditError",
    "Manuscript",
    "Replacement",
    "Row",
    "Sheet",
    "Spelling",
    "alternatives",
    "argument",
    "call_at",
    "calls_of",
    "combined",
    "definitions_of",
    "diff",
    "inserted_before",
    "replaced",
    "row_of",
    "spelling",
    "with_argument",
    "with_import",
    "wrapped",
    "write",
]
