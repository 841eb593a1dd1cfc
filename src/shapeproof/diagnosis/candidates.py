"""What might mend a failure: other arguments, here or in a layer before, another form, another
input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.sizes import Change, changes_for
from shapeproof.passage import LOST
from shapeproof.repairs import (
    Move,
    Repair,
    is_meant,
    is_size,
    moves,
    place_of,
    repairs,
    sizes_that_would_do,
)

NEAR = 8  # layers before a failure whose settings are tried
MEANT, SEQUENCE, OWN, FORM, BEFORE, WINDOW, INPUT = range(7)
"""How likely a change is what the author meant, the likeliest first: a form in which the numbers
are the expected ones, whole sequences, the argument that repeats a size, any other form, an
argument of a layer before, the window of the layer itself, the input of the model."""
REPEATING = ("in_features", "in_channels", "num_features", "normalized_shape", "input_size",
             "num_channels", "embed_dim", "target_shape", "shape", "size")  # fmt: skip


USUAL = ("output_padding", "padding", "filters", "units", "out_channels", "out_features",
         "hidden_size", "kernel_size", "pool_size", "strides", "stride")  # fmt: skip
"""Arguments that people reckon with, those first that change nothing else."""
WIDE = 4  # of padding


class Candidate(NamedTuple):
    """One change that may mend a failure, by the keys of `Subject.read`, or a change of form.

    `rank` says how likely it is; a smaller one comes first.
    """

    changes: tuple[tuple[str, Any], ...]
    rank: tuple[int, ...]
    move: Move | None = None
    at: int = -1


def candidates(found: Broken, failure: Failure) -> list[Candidate]:
    """What might mend a failure, the likeliest first; each change once."""
    made = [*_of_itself(failure), *_of_form(found, failure), *_before(found, failure)]
    ordered = sorted(made, key=lambda one: one.rank)
    return list({(one.changes, one.move and one.move.axes): one for one in reversed(ordered)}
                .values())[::-1]  # fmt: skip


def _of_itself(failure: Failure) -> Iterator[Candidate]:
    """Arguments of the layer with which it takes what it reads."""
    if failure.layer is None:
        return
    path = failure.problem.layer
    for one in repairs(failure.layer, failure.inputs):
        if not is_size(one):
            bare = one.where.partition("[")[0]
            rank = OWN if bare in REPEATING else WINDOW
            yield Candidate(((f"{path}.{one.where}", one.value),), (rank, _distance(one)))


def _distance(repair: Repair) -> int:
    was, value = repair.was, repair.value
    return abs(value - was) if type(was) is int and type(value) is int else 0


def _of_form(found: Broken, failure: Failure) -> Iterator[Candidate]:
    """Another form of what the layer reads: axes made one, moved, put in or left out."""
    if failure.layer is not None:
        for place, move in enumerate(moves(failure.layer, failure.inputs)):
            if move.of_model and not _reads_input(found, failure, move.input):
                continue
            rank = MEANT if is_meant(failure.inputs[move.input], move) else FORM
            yield Candidate((), (rank, place), move, failure.at)


def _reads_input(found: Broken, failure: Failure, number: int) -> bool:
    """Whether a layer reads an input of the model itself."""
    if failure.at < 0:
        return False
    spot = found.passage.nodes[failure.at].reads[number]
    return spot is not None and spot != LOST and found.passage.nodes[spot.node].call.is_input


def _before(found: Broken, failure: Failure) -> Iterator[Candidate]:
    """Arguments of layers before, and sizes of the input, with which it takes what it reads."""
    if failure.layer is None or failure.at < 0:
        return
    passage, node = found.passage, found.passage.nodes[failure.at]
    for one in sizes_that_would_do(failure.layer, failure.inputs):
        number, axis = place_of(one)
        spot = node.reads[number]
        if spot is None or spot == LOST:
            continue
        path = passage.nodes[spot.node].path
        if passage.nodes[spot.node].call.is_input:
            yield Candidate(((f"{path}.{axis}", one.value),), (INPUT, _distance(one)))
            continue
        for change in changes_for(passage, spot, axis, one.value):
            rank = INPUT if _is_input(change) else BEFORE
            likely = (len(change.values), _usual(change), change.distance)
            yield Candidate(change.values, (rank, *likely))
    for index, distance in passage.before(failure.at).items():
        call = passage.nodes[index].call
        if call.layer.arguments.get("return_sequences", True) is False or (
            "return_sequences" in call.layer.rule.defaults
            and "return_sequences" not in call.layer.arguments
        ):
            key = f"{passage.nodes[index].path}.return_sequences"
            yield Candidate(((key, True),), (SEQUENCE, distance))


def _is_input(change: Change) -> bool:
    return all(key.rpartition(".")[2].isdigit() for key, _ in change.values)


def _usual(change: Change) -> int:
    """The place of its arguments among those that people reckon with; a padding wider than most
    windows, and a window that has no middle, come after all."""
    return max(
        99 if (name == "padding" and isinstance(value, int) and value > WIDE)
        or (name == "kernel_size" and isinstance(value, int) and value % 2 == 0)
        or name not in USUAL
        else USUAL.index(name)
        for name, value in (
            (key.rpartition(".")[2].partition("[")[0], value) for key, value in change.values
        )
    )  # fmt: skip
