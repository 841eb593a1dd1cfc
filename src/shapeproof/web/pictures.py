"""What the page draws the picture of an operation from: sizes, places, and the rule's own words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from shapeproof.algebra.formula import Apply, Dim, Name, Op, Step, lift
from shapeproof.algebra.notation import formula
from shapeproof.language import Translate
from shapeproof.message import AskError, Message, noun, say
from shapeproof.naming import is_chosen
from shapeproof.render.document import Json, cell
from shapeproof.render.pictures import all_known
from shapeproof.render.sketches import word
from shapeproof.rules.arithmetic.axes import USUAL, DataFormat, channels_among, has_name, is_counted
from shapeproof.rules.arithmetic.products import one
from shapeproof.rules.rule import Facts, Index, Reads, Shape, Sketch, Tensor, Through

if TYPE_CHECKING:
    from shapeproof.layer_report import LayerReport

BATCH = "batch"
MOST = 4096
"""How many cells one question may ask for."""
LONGEST = 24
"""The characters of a formula that an axis may go by."""


class Subject(NamedTuple):
    """A layer whose numbers tell what they are made of, with some of them: the first, the last
    along each axis, and the last of all."""

    inputs: tuple[Tensor, ...]
    facts: Facts
    corners: dict[Index, Reads]

    @property
    def output(self) -> Tensor:
        return self.facts.outputs[0]


def picture(about: LayerReport, tell: Translate = str) -> Json:
    """What one layer is drawn from; where there is nothing to draw, the reason."""
    sketch = about.row.call.facts.sketch
    nothing: Json = {"path": about.path, "type": about.row.call.type, "kind": "none", "reason": "",
                     "batch": False, "inputs": [], "output": {"axes": []}, "weights": [],
                     "sliding": [], "outside": "", "cells": [], "sketch": None}  # fmt: skip
    words: Json = {"kind": "sketch", "sketch": _sketch(sketch(), tell)} if sketch else {}
    try:
        return nothing | _cells(about, _subject(about), tell) | words
    except AskError as error:
        return nothing | words | {"reason": error.message.told(tell)}


def cells(about: LayerReport, indices: Iterable[Index], tell: Translate = str) -> Json:
    """What each of these numbers is made of.

    Raises `AskError` where there is no such number, or too many are asked for.
    """
    asked = list(indices)
    if len(asked) > MOST:
        raise AskError(say("ask for at most {most} numbers at once", most=MOST))
    return {"cells": [_cell(index, about.cell(*index), tell) for index in asked]}


def _subject(about: LayerReport) -> Subject:
    """Raises `AskError` where there is no number, or none that tells what it is made of."""
    path = about.path
    if about.row.call.inside is not None:
        raise AskError(say("{path} is made of layers; each of them has a picture", path=path))
    facts, inputs = about.of_one, about.inputs_of_one
    if not inputs or not facts.outputs or not all_known((*inputs, facts.outputs[0])):
        raise AskError(say("{path} reads or writes no numbers", path=path))
    return Subject(inputs, facts, {at: about.cell(*at) for at in _corners(facts.outputs[0].shape)})


def _corners(shape: Shape) -> Iterable[Index]:
    """The first place, the last along each axis, and the last of all, each once."""
    first, last = tuple(0 for _ in shape), tuple(int(size) - 1 for size in shape)
    edges = ((*first[:i], last[i], *first[i + 1 :]) for i in range(len(shape)))
    return dict.fromkeys((first, *edges, last))


def _cells(about: LayerReport, of: Subject, tell: Translate) -> Json:
    call, why = about.row.call, about.row.explanation
    usual = USUAL[about.model.framework if about.model else "keras"]
    is_padded = bool(of.facts.macs) and not is_chosen(call.layer, "padding_mode")
    outside = say("outside the input, counts as 0") if is_padded else say("outside the input")
    sources = [*(source.path or None for source in call.sources), *(None for _ in of.inputs)]
    named_output, named_weights = why.facts.outputs[0].shape, why.facts.weights
    inputs: list[Json] = [
        {"from": source or None, "axes": _axes(x.shape, names, usual, _follows(of, i), tell)}
        for i, (source, x, names) in enumerate(zip(sources, of.inputs, why.axes))
    ]
    output = _axes(of.output.shape, map(_called, named_output), usual, _follows(of, 0), tell)
    sliding = [pair for pair in _sliding(of) if inputs[0]["axes"][pair[1]]["role"] == "place"]
    return {
        "kind": "windows" if sliding else "cells",
        "batch": _follows(of, 0),
        "inputs": inputs,
        "output": {"axes": output},
        "weights": [
            {"name": name, "axes": _named(weight.shape, map(_called, named.shape), tell)}
            for (name, weight), named in zip(of.facts.weights.items(), named_weights.values())
        ],
        "sliding": [{"output": place, "input": axis} for place, axis in sliding],
        "outside": outside.told(tell),
        "cells": [_cell(index, reads, tell) for index, reads in of.corners.items()],
    }


def _follows(of: Subject, number: int) -> bool:
    """Whether the first axis of an input is the examples of a batch: an output's number reads its
    own example there."""
    x = of.inputs[number]
    if not x.shape or not of.output.shape or x.shape[0] != of.output.shape[0]:
        return False
    read = ((index, reads.inputs[number]) for index, reads in of.corners.items())
    return all(at is None or at[0] == one(index[0]) for index, at in read)


def _sliding(of: Subject) -> Iterable[tuple[int, int]]:
    """Each axis of the output along which a window moves, with the axis of the input that it moves
    along."""
    first, *_ = of.corners
    for axis, size in enumerate(of.output.shape):
        last = (*first[:axis], int(size) - 1, *first[axis + 1 :])
        moves = zip(of.corners[first].inputs[0] or (), of.corners[last].inputs[0] or ())
        moved = [i for i, (a, b) in enumerate(moves) if a != b and max(len(a), len(b)) > 1]
        if moved and first != last:
            yield axis, moved[0]


def _axes(
    shape: Shape, names: Iterable[str], usual: DataFormat, is_batch: bool, tell: Translate
) -> list[Json]:
    """The axes of an input or the output, each with its part: the batch, places, or channels."""
    names = list(names)
    roles = ["place"] * len(names)
    if is_batch:
        names[0] = roles[0] = BATCH
    if (channels := channels_among(names[is_batch:], usual)) is not None:
        roles[channels + is_batch] = "channels"
    axes = _named(shape, names, tell)
    return [{**axis, "role": role} for axis, role in zip(axes, roles)]


def _named(shape: Shape, names: Iterable[str], tell: Translate) -> list[Json]:
    """Names and sizes; an axis that a rule has no short name for goes by its place."""
    axes: list[Json] = []
    for i, (size, name) in enumerate(zip(shape, names)):
        is_named = has_name(name) and len(name) <= LONGEST
        told = noun(name if is_named else f"axis {i}").told(tell)
        called = "counted" if is_counted(name) else "measured"
        axes.append({"name": told, "size": int(size)} | ({"called": called} if is_named else {}))
    return axes


def _called(size: Dim) -> str:
    """What a rule calls a size: by its name, or its formula."""
    match expr := lift(size):
        case Name(name=name) | Step(name=name):
            return name
        case Apply(Op.FLOOR, Name(name=of), Name(name=parts)):
            return f"{of}/{parts}"
        case _:
            return "" if isinstance(size, int) else formula(expr)


def _cell(index: Index, reads: Reads, tell: Translate) -> Json:
    return {"index": list(index), **cell(reads, tell)}


def _sketch(sketch: Sketch, tell: Translate) -> Json:
    held = sketch.held and [one.told(tell) for one in sketch.held]
    return {
        "heading": sketch.heading.told(tell),
        "rows": [[_word(word, tell) for word in row] for row in sketch.rows],
        "below": [sentence.told(tell) for sentence in sketch.below],
        "held": held,
        "heads": _heads(sketch),
        "heads_called": say("heads").told(tell),
    }


def _heads(sketch: Sketch) -> int:
    """How many heads hold queries against keys; one where nothing is said of heads."""
    counts = [sentence.values["heads"] for sentence in sketch.below if "heads" in sentence.values]
    return next((int(count) for count in counts if isinstance(count, int)), 1)


def _word(place: Message | str | Shape, tell: Translate) -> Json:
    arrow = {"through": True} if isinstance(place, Through) else {}
    return {"text": word(place, tell), **arrow}
