"""What a framework means by its own error message, without a look at anybody's source.

>>> told = explained("RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x7 and 5x3)")
>>> [text for text, what in told.numbers]
['2', '7', '5', '3']
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from shapeproof.complaints.complaint import Complaint, Known
from shapeproof.complaints.wording import Found, last, plain
from shapeproof.message import say

UNKNOWN = say(
    "no error message of Keras or torch that is known here; give the model itself: shapeproof fix "
    "FILE"
)
"""What a door says where `explained` says nothing."""
FAMILIES = {
    "torch": (
        *("torch_products", "torch_windows", "torch_norms", "torch_sequences"),
        *("torch_tensors", "torch_types", "torch_training"),
    ),
    "keras": ("keras_inputs", "keras_joins", "keras_layers", "keras_training"),
    "numpy": ("arrays",),
}


def explained(text: str) -> Complaint | None:
    """The last error message in a text that is known; None where there is none.

    A whole traceback will do, with colours and however its lines are broken.
    """
    lines = plain(text)
    for reading in (" ".join(lines), "".join(lines)):  # a terminal may break a word
        found = max(messages(reading), key=lambda one: one[0].rank, default=None)
        if found:
            at, row, framework = found
            return row.told(at, framework)
    return None


def messages(text: str) -> Iterator[tuple[Found, Known, str]]:
    """All messages that are known, each with the row that explains it and its framework."""
    for framework, row in rows():
        for wording in row.wordings:
            if found := last(text, wording):
                yield found, row, framework


def rows() -> Iterator[tuple[str, Known]]:
    """All that is known, by framework."""
    for framework, families in FAMILIES.items():
        for family in families:
            for row in import_module(f"shapeproof.complaints.{family}").KNOWN:
                yield framework, row
