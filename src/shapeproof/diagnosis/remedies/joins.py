"""Tensors that are joined, cropped or padded to the sizes of one another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeproof.diagnosis.failures import Broken, Failure
from shapeproof.diagnosis.remedies.places import (
    Around,
    called_at,
    is_of,
    made_at,
    put_around,
)
from shapeproof.editing import Edit, Manuscript
from shapeproof.rules.rule import Shape


def edits(manuscript: Manuscript, found: Broken, failure: Failure) -> Iterator[Edit]:
    """Either of two tensors fitted to the other, where they stand in a list."""
    call = found.passage.nodes[failure.at].call if failure.at >= 0 else None
    if call is None or not is_of(manuscript, call.at) or len(failure.inputs) != 2:
        return
    shapes = [x.shape for x in failure.inputs]
    for called in called_at(manuscript, call, made_at(manuscript, call)):
        listed = called.args[0] if called.args else None
        if isinstance(listed, ast.List | ast.Tuple) and len(listed.elts) == 2:
            pairs = zip(listed.elts, shapes, reversed(listed.elts), reversed(shapes))
            for node, own, beside, other in pairs:
                size = manuscript.sheet(beside).written(beside)
                for around in _fitting(found.model.framework, own, other, size):
                    edit = put_around(manuscript, node, around)
                    yield from [edit] if edit else []


def _fitting(framework: str, own: Shape, other: Shape, beside: str) -> Iterator[Around]:
    """What makes the places of an image, or the steps, as many as those of another: edges put on or
    taken off, or all of them resized to what stands beside."""
    rank = len(own) - 2
    inner = range(2, len(own)) if framework == "torch" else range(1, len(own) - 1)
    if len(own) != len(other) or rank not in (1, 2, 3):
        return
    more = [b - a for a, b in ((own[axis], other[axis]) for axis in inner)
            if isinstance(a, int) and isinstance(b, int)]  # fmt: skip
    if len(more) != rank or len({one > 0 for one in more if one}) != 1:
        return
    if framework == "torch":
        sizes = ", ".join(f"0, {one}" for one in reversed(more))
        yield Around("torch.nn.functional.pad", "(", f", ({sizes}))")
        yield Around("torch.nn.functional.interpolate", "(", f", size={beside}.shape[2:])")
        return
    kind = "ZeroPadding" if max(more) > 0 else "Cropping"
    edges = [(0, abs(one)) for one in more]
    inside = tuple(edges) if rank > 1 else edges[0]
    yield Around(f"keras.layers.{kind}{rank}D", f"({inside})(", ")")
    if rank == 2:
        yield Around("keras.ops.image.resize", "(", f", {beside}.shape[1:3])")
