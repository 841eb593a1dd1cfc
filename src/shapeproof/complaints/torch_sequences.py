"""torch's recurrent layers, attention and embeddings: why they refuse an input."""

from __future__ import annotations

from collections.abc import Iterator

from shapeproof.complaints.complaint import Known
from shapeproof.complaints.wording import Sizes
from shapeproof.message import Message, say


def state(wanted: Sizes, found: Sizes) -> Iterator[Message]:
    yield say("make it `torch.zeros({sizes})`, or leave it out, which is the same", sizes=wanted)
    if wanted[1:2] != found[1:2]:
        yield say("take the batch of the state from the input, since the last one may be smaller; "
                  "it stands second, also with `batch_first=True`")  # fmt: skip


def state_axes(rank: int) -> Iterator[Message]:
    if rank == 3:
        yield say("give the state its axis of layers in front: `h.unsqueeze(0)`")
    else:
        yield say("give the input its batch: `x.unsqueeze(1)`, or `x.unsqueeze(0)` with "
                  "`batch_first=True`")  # fmt: skip


def tensor_of(kind: str, **_: int) -> Iterator[Message]:
    """How a tensor is made of something else."""
    match kind:
        case "tuple":
            yield say("take the tensor out of it: a recurrent layer gives an output and a state, "
                      "`output, state = lstm(x)`")  # fmt: skip
        case "list":
            yield say("make a tensor of it: `torch.stack(x)`, of numbers `torch.tensor(x)`")
        case "NoneType":
            yield say("return something from the `forward` that gave nothing")
        case _:
            yield say("make a tensor of it: `torch.as_tensor(x)`")


KNOWN = (
    Known(
        (
            "input.size(-1) must be equal to input_size. Expected {takes:int}, got {found:int}",
            "input has inconsistent input_size: got {found:int} expected {takes:int}",
            "input has inconsistent input_size: got {found:int}, expected {takes:int}",
        ),
        say("The recurrent layer reads {takes:feature|features} a step, and the last axis of the "
            "input has {found}."),
        {
            "takes": say("features that the layer reads a step: `input_size`"),
            "found": say("the last size of the input"),
        },
        (
            say("if {found} are right, say `input_size={found}`"),
            say("if features and steps are swapped: `x.transpose(-1, -2)`"),
        ),
    ),
    Known(
        (
            "Expected hidden size {wanted:sizes}, got {found:sizes}",
            "Expected hidden[0] size {wanted:sizes}, got {found:sizes}",
            "Expected hidden[1] size {wanted:sizes}, got {found:sizes}",
        ),
        say("The first state must be of the layers, twice as many where `bidirectional`, then the "
            "batch, then `hidden_size`: {wanted}; it is {found}."),
        {"wanted": say("the shape that the state must have"), "found": say("the shape it has")},
        tried=state,
    ),
    Known(
        (
            "For batched {rank:int}-D input, hx and cx should also be",
            "For batched {rank:int}-D input, hx should also be",
            "For unbatched {rank:int}-D input, hx and cx should also be",
            "For unbatched {rank:int}-D input, hx should also be",
        ),
        say("A state has as many axes as the input: layers, batch and features, or no batch in "
            "either."),
        {"rank": say("axes of the input, and those that the state must have")},
        tried=state_axes,
    ),
    Known(
        ("{layer:word}: Expected input to be {_:int}D or {_:int}D, got {found:int}D",),
        say("A recurrent layer reads steps, batch and features; the input has "
            "{found:axis|axes}."),
        {"layer": say("the layer"), "found": say("axes of the input")},
        (say("flatten what a step has into one axis, `x.flatten(2)`, or give it one of 1, "
             "`x.unsqueeze(-1)`"),),
    ),
    Known(
        ("{_:word}(): argument '{_:word}' (position {at:int}) must be Tensor, not {kind:word}",),
        say("A tensor is wanted here, and a {kind} was given."),
        {"at": say("the place of the argument"), "kind": say("what was given")},
        tried=tensor_of,
    ),
    Known(
        ("index out of range in self",),
        say("An embedding is a table of `num_embeddings` rows, counted from 0, and an index of the "
            "input is none of them."),
        cures=(
            say("make the table longer than the largest index, which `x.max()` tells"),
            say("look for negative indices, and for words that the vocabulary lacks"),
        ),
    ),
    Known(
        (
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            "Long, Int; but got {found:word} instead",
            "Expected tensor for argument #1 'indices' to have scalar type Long; but got "
            "{found:word} instead",
        ),
        say("An embedding looks up rows by their numbers, which must be whole; these are {found}."),
        {"found": say("what the indices are")},
        (
            say("make them whole: `x.long()`"),
            say("if they are features and no indices, `nn.Linear` is what takes them"),
        ),
    ),
    Known(
        ("embed_dim must be divisible by num_heads",),
        say("Every head gets an equal share of `embed_dim`, so `num_heads` must divide it."),
        cures=(say("choose an `embed_dim` that is a multiple of `num_heads`, or other heads"),),
    ),
    Known(
        ("was expecting embedding dimension of {takes:int}, but got {found:int}",),
        say("The attention is made for {takes:feature|features}, and {found} arrive."),
        {
            "takes": say("features that it is made for: `embed_dim`, or `d_model`"),
            "found": say("the last size of the query"),
        },
        (
            say("project what comes to its width: `nn.Linear({found}, {takes})`"),
            say("if {found} are right, say so: `embed_dim={found}`, or `d_model={found}`"),
        ),
    ),
    Known(
        (
            "The shape of the 2D attn_mask is {found:sizes}, but should be {wanted:sizes}",
            "The shape of the 3D attn_mask is {found:sizes}, but should be {wanted:sizes}",
        ),
        say("A mask has a row for each query and a column for each key: {wanted}; it is {found}. "
            "Without `batch_first=True` the first axis is that of the steps."),
        {"found": say("the shape of the mask"), "wanted": say("the shape that it must have")},
        (
            say("make a mask of {wanted}"),
            say("if the batch stands first in the input, say `batch_first=True`"),
        ),
    ),
    Known(
        ("Expected key_padded_mask.shape[0] to be {wanted:int}, but got {found:int}",),
        say("The padding mask has a row for each example, so {wanted}, and has {found}."),
        {"wanted": say("examples in the batch of the keys"), "found": say("rows of the mask")},
        (
            say("if the batch stands first in the input, say `batch_first=True`"),
            say("turn the mask, if it has examples in columns: `mask.T`"),
        ),
    ),
    Known(
        (
            "the feature number of src and tgt must be equal to d_model",
            "the batch number of src and tgt must be equal",
        ),
        say("A Transformer takes source and target of the same batch, with `d_model` features "
            "each; one of them differs."),
        cures=(
            say("if the batch stands first, say `batch_first=True`"),
            say("embed or project both to `d_model` features"),
        ),
    ),
)  # fmt: skip
