"""The figure of a model: its boxes in rows, shapes beside the routes, frames around models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shapeproof.language import Translate
from shapeproof.message import say
from shapeproof.model import Model
from shapeproof.render.figures.drawing import (
    LINE,
    Drawing,
    Part,
    Rect,
    Text,
    Wire,
    shortened,
    size_of,
    width_of,
)
from shapeproof.render.figures.graph import By, Graph, Node, graph, is_failing
from shapeproof.render.figures.layered import Link, Placed, Slot, placed, port
from shapeproof.render.figures.placing import GAP
from shapeproof.render.writing import counted, titled

MARGIN = 14.0
PAD = 9.0  # between a box and its text
LEAST = 64.0
GROWTH = 46.0  # of the box with the largest number
LABEL = 17.0  # the height for a shape below a box
BESIDE = 6.0  # between a route and its shape
TOP = 44.0  # the height of the heading
NAME = 60  # columns of the heading


class Laid(NamedTuple):
    """A graph with its places; `labels` are told beside the routes that leave each box, and `inner`
    are the models inside, by their boxes."""

    graph: Graph
    slots: list[Slot]
    labels: list[list[str]]
    places: Placed
    inner: dict[int, Laid]


def figure(model: Model, tell: Translate = str, depth: int | None = None, by: By = "") -> Drawing:
    """The whole model; with `by`, boxes grow and are filled with their parameters or MACs.

    Raises `AskError` where it has too many boxes.
    """
    laid = lay(graph(model, tell, depth, by))
    heading, total = titled(model.name, model.kind), model.totals
    told = say("{params} params, {macs} MACs", params=counted(total.params),
               macs=counted(total.macs)).told(tell)  # fmt: skip
    name = Text(MARGIN, MARGIN + 7, shortened(heading, NAME), "heading", -1)
    below = Text(MARGIN, MARGIN + 23, shortened(told, NAME), "label", -1)
    wide = max(laid.places.width, *(width_of(one.text, one.role) for one in (name, below)))
    middle = MARGIN + (wide - laid.places.width) / 2
    parts = (Part(heading, (name, below)), *drawn(laid, middle, MARGIN + TOP))
    return Drawing(heading, wide + 2 * MARGIN, laid.places.height + 2 * MARGIN + TOP, parts, told)


def lay(graph: Graph) -> Laid:
    """Every box with a place, those of inner models within their own; outputs that nothing reads
    take no room."""
    inner = {i: lay(node.inside) for i, node in enumerate(graph.nodes) if node.inside}
    read: list[list[int]] = [[] for _ in graph.nodes]
    for source, output in sorted({(link.source, link.output) for link in graph.links}):
        read[source].append(output)
    links = [link._replace(output=read[link.source].index(link.output)) for link in graph.links]
    labels = [
        [node.outputs[i] if i < len(node.outputs) else "" for i in outputs]
        for node, outputs in zip(graph.nodes, read)
    ]
    slots = [
        _slot(node, told, inner.get(i)) for i, (node, told) in enumerate(zip(graph.nodes, labels))
    ]
    return Laid(graph, slots, labels, placed(slots, links, LABEL), inner)


def _slot(node: Node, told: list[str], inner: Laid | None) -> Slot:
    """The room of a box: of its text, or of what is inside."""
    labels = tuple(width_of(text, "label") for text in told)
    texts = max(width_of(text, role) for role, text in node.lines) + 2 * PAD
    ports = sum(label + 2 * GAP for label in labels) if len(labels) > 1 else 0.0
    height = sum(size_of(role) * LINE for role, _ in node.lines) + 2 * PAD - 4
    if inner is None:
        return Slot(max(texts, ports, LEAST), height + GROWTH * node.share, labels)
    width = max(texts, ports, inner.places.width + 2 * MARGIN)
    return Slot(width, height + inner.places.height + MARGIN, labels)


def drawn(laid: Laid, left: float, top: float) -> Iterator[Part]:
    """The frames, each with what is in it; then the routes, and the boxes with their labels."""
    corners = [(left + x, top + y) for x, y in laid.places.corners]
    for i, inner in laid.inner.items():
        (x, y), slot, node = corners[i], laid.slots[i], laid.graph.nodes[i]
        role = "failed" if node.role == "failed" else "frame"
        texts = tuple(_texts(node, x + PAD, y + PAD - 2, -1))
        yield Part(node.title, (Rect(x, y, slot.width, slot.height, role), *texts))
        room = slot.width - inner.places.width
        yield from drawn(inner, x + room / 2, y + slot.height - MARGIN - inner.places.height)
    for link, route in zip(laid.graph.links, laid.places.routes):
        points = tuple((left + x, top + y) for x, y in route)
        role = "failing" if is_failing(laid.graph, link) else "wire"
        yield Part(_told(laid.graph, link), (Wire(points, role),))
    for i, node in enumerate(laid.graph.nodes):
        slot, (x, y) = laid.slots[i], corners[i]
        labels = tuple(_labels(slot, laid.labels[i], x, y))
        if i in laid.inner:
            yield from [Part(node.title, labels)] if labels else []
            continue
        share = Rect(x, y, slot.width, slot.height, "share", 0.15 + 0.85 * node.share)
        height = sum(size_of(role) * LINE for role, _ in node.lines)
        box = Rect(x, y, slot.width, slot.height, node.role)
        told = _texts(node, x + slot.width / 2, y + (slot.height - height) / 2, 0)
        yield Part(node.title, (box, *([share] if node.share else []), *told, *labels))


def _texts(node: Node, x: float, y: float, side: int) -> Iterator[Text]:
    for role, text in node.lines:
        step = size_of(role) * LINE
        yield Text(x, y + step / 2, text, role, side)
        y += step


def _labels(slot: Slot, told: list[str], x: float, y: float) -> Iterator[Text]:
    """What goes along each route, where it leaves the box."""
    for output, text in enumerate(told):
        at = x + slot.width / 2 + port(slot, output) + BESIDE
        if text:
            yield Text(at, y + slot.height + LABEL / 2, text, "label", -1)


def _told(graph: Graph, link: Link) -> str:
    """A route to one who does not see it: `conv1 → add: (1, 8, 30, 30)`."""
    source, target = graph.nodes[link.source], graph.nodes[link.target]
    what = source.outputs[link.output] if link.output < len(source.outputs) else ""
    ends = f"{source.lines[0][1]} → {target.lines[0][1]}"
    return f"{ends}: {what}" if what else ends
