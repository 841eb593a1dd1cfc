"""torch's products: an input and the weight of a Linear layer, two matrices, batches of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeproof.complaints import outcome
from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say

TURN = say("turn the first matrix, whose axes seem to be swapped: `x.T`")


def fitted(rows: int, features: int, takes: int, **_: Any) -> Iterator[Message]:
    """What makes a matrix fit the next without a change of either."""
    if rows == takes:
        yield TURN
    if takes > features and outcome.torch("reshape", (rows, features), shape=(-1, takes)):
        yield say(
            "flatten before the layer, `x.flatten(1)` or `nn.Flatten()`: {rows} rows of {features} "
            "may well be {examples} of {takes}",
            examples=rows * features // takes,
        )


def turned(rows: int, length: int, **_: Any) -> Iterator[Message]:
    if rows == length:
        yield TURN


def repeated(wanted: Sizes, found: Sizes) -> Iterator[Message]:
    if wanted[:1] != found[:1]:
        yield say("give both the same batch, or one of them a batch of 1, which is repeated")


KNOWN = (
    Known(
        (
            "mat1 and mat2 shapes cannot be multiplied ({rows:int}x{features:int} and "
            "{takes:int}x{gives:int})",
            "size mismatch, m1: [{rows:int} x {features:int}], m2: [{takes:int} x {gives:int}]",
        ),
        say(
            "An input is multiplied by a matrix, most often the weight of a Linear layer. That "
            "layer is `nn.Linear({takes}, {gives})`, and each row of its input has {features}."
        ),
        {
            "rows": say("rows of the input: its batch, or all its axes but the last together"),
            "features": say("features in each row: the last size of the input"),
            "takes": say("features that the weight takes: `in_features`"),
            "gives": say("features that the weight gives: `out_features`"),
        },
        (
            say("if {features} are right, make the layer so: `nn.Linear({features}, {gives})`"),
            say(
                "change what comes before, so that {takes} arrive: often a `flatten` or `view` is "
                "missing or takes other axes, or a convolution or pooling leaves another size than "
                "thought"
            ),
        ),
        fitted,
    ),
    Known(
        ("size mismatch, got input ({_:int}), mat ({rows:int}x{columns:int}), vec ({length:int})",),
        say(
            "A matrix of {columns:column|columns} is multiplied by a vector of "
            "{length:number|numbers}."
        ),
        {
            "rows": say("rows of the matrix"),
            "columns": say("columns of the matrix"),
            "length": say("numbers in the vector"),
        },
        (say("give the vector {columns:number|numbers}, or the matrix {length:column|columns}"),),
        turned,
    ),
    Known(
        (
            "Expected size for first two dimensions of batch2 tensor to be: {wanted:sizes} but "
            "got: {found:sizes}",
        ),
        say(
            "Matrices are multiplied batch by batch: the second ones must have the batch of the "
            "first and as many rows as those have columns, {wanted}, and have {found}."
        ),
        {
            "wanted": say("batch and rows that the second matrices must have"),
            "found": say("batch and rows that they have"),
        },
        (
            say("if their axes are swapped, turn the second matrices: `b.transpose(1, 2)`"),
            say("make the last size of the first and the last but one of the second equal"),
        ),
        repeated,
    ),
    Known(
        ("{which:word} must be a matrix", "{which:word} must be a 3D tensor"),
        say("`torch.mm` multiplies tensors of two axes, `torch.bmm` of three, and no others."),
        {"which": say("the tensor that has another number of axes")},
        (say("`torch.matmul(a, b)`, or `a @ b`, takes any number of axes"),),
    ),
    Known(
        (
            "einsum(): subscript {letter:word} has size {size:int} for operand {operand:int} which "
            "does not broadcast with previously seen size {before:int}",
        ),
        say(
            "`{letter}` stands for one size in the equation; it is {before} in an operand before, "
            "and {size} in operand {operand}, counted from 0."
        ),
        {
            "letter": say("the letter in the equation"),
            "size": say("its size in this operand"),
            "operand": say("the operand, counted from 0"),
            "before": say("its size in an operand before"),
        },
        (
            say("write the letters of each operand in the order of its axes"),
            say("give axes that are not the same letters of their own"),
        ),
    ),
    Known(
        (
            "einsum(): the number of subscripts in the equation ({letters:int}) does not match the "
            "number of dimensions ({axes:int}) for operand {operand:int}",
        ),
        say(
            "The equation has {letters:letter|letters} for operand {operand}, counted from 0, "
            "which has {axes:axis|axes}."
        ),
        {
            "letters": say("letters that the equation has for it"),
            "axes": say("axes that it has"),
            "operand": say("the operand, counted from 0"),
        },
        (say("write a letter for each axis, or `...` for those in front"),),
    ),
    Known(
        ("einsum(): output subscript {letter:word} does not appear",),
        say("The result is to have an axis `{letter}`, which no operand has."),
        {"letter": say("the letter in the equation")},
        (say("write `{letter}` for an axis of an operand too, or leave it out"),),
    ),
    Known(
        (
            "einsum(): more operands were provided than specified in the equation",
            "einsum(): fewer operands were provided than specified in the equation",
        ),
        say("The equation has a part for each tensor, with commas between them, and their numbers "
            "differ."),
        cures=(say("write a part for each tensor, such as `ij,jk->ik` for two"),),
    ),
)  # fmt: skip
