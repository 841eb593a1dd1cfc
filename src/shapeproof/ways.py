"""Ways out that each door has by a name of its own; here are the command line's.

>>> str(shaped("None,28,28,1"))
'--input None,28,28,1'

They are sentences like any other, so a door that has fields and no options (`web/fields.py`) puts
its own in their place, as a language does.
"""

from __future__ import annotations

from shapeproof.message import Message, say

SHAPES = say("--input")
"""Where the shapes of a model's inputs are given."""
UNNAMED = say("as in FILE:NAME")
FOLDED = say("fold what is nested: --depth 1")


def shaped(shape: str) -> Message:
    """The shape of one input, given."""
    return say("--input {shape}", shape=shape)


def named(model: str) -> Message:
    """One of the models of a source, named."""
    return say("as in FILE:{name}", name=model)
