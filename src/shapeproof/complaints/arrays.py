"""What NumPy says of arrays that are made ready for a model."""

from __future__ import annotations

from shapeproof.complaints.complaint import Known
from shapeproof.message import say

KNOWN = (
    Known(
        (
            "cannot reshape array of size {numbers:int} into shape {shape:sizes}",
            "Input to reshape is a tensor with {numbers:int} values, but the requested shape has "
            "{wanted:int}",
            "Input to reshape is a tensor with {numbers:int} values, but the requested shape "
            "requires a multiple of {wanted:int}",
        ),
        say("A reshape keeps every number, {numbers} of them, and the shape holds another count."),
        {
            "numbers": say("numbers in the array: all its sizes multiplied"),
            "shape": say("the shape asked for; -1 stands for what is left"),
            "wanted": say("numbers that the shape holds, or a multiple of them"),
        },
        (say("look at the array's shape: images of another size, or with channels, have others"),),
    ),
    Known(
        ("operands could not be broadcast together with shapes {first:sizes} {second:sizes}",),
        say("Arrays meet size by size, from the last axis on; two sizes must be equal, or one of "
            "them 1. These are {first} and {second}."),
        {"first": say("the shape of the first"), "second": say("the shape of the second")},
        (say("give one of them an axis of 1 where it is repeated: `x[:, None]`"),),
    ),
)  # fmt: skip
