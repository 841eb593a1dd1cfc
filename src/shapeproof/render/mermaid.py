"""Mermaid: a flowchart that GitHub and GitLab draw where it stands in a README or an issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from shapeproof.language import Translate
from shapeproof.message import AskError, say
from shapeproof.model import Model
from shapeproof.render.escaping import visible
from shapeproof.render.figures.graph import Graph, Node, graph, is_failing
from shapeproof.render.writing import titled

INDENT = "    "
PLAIN = set(" .,()_/+=:")
"""Signs that mean nothing to Mermaid between quotes."""
SHAPES = {"end": '(["%s"])', "function": '("%s")', "again": '[["%s"]]'}
BOX = '["%s"]'
ARROWS, CHARACTERS = 500, 50_000
"""How much Mermaid takes, where its settings are not changed; on GitHub nobody can."""
FAILED = "classDef failed stroke:#c00,stroke-width:2px"


def document(models: Iterable[Model], tell: Translate = str, depth: int | None = None) -> str:
    """One flowchart: the calls as boxes, shapes on the edges, models inside as subgraphs; several
    models, each in a subgraph.

    Raises `AskError` where it is larger than Mermaid draws.
    """
    drawn = [(model, graph(model, tell, depth)) for model in models]
    chart = "\n".join(_lines(drawn))
    if sum(_arrows(graph) for _, graph in drawn) > ARROWS or len(chart) > CHARACTERS:
        raise AskError(
            say(
                "Mermaid draws at most {arrows} arrows and reads {characters} characters; "
                "fold what is nested (--depth 1), or take svg",
                arrows=ARROWS,
                characters=CHARACTERS,
            )
        )
    return chart


def _arrows(graph: Graph) -> int:
    return len(graph.links) + sum(_arrows(node.inside) for node in graph.nodes if node.inside)


def _lines(drawn: list[tuple[Model, Graph]]) -> Iterator[str]:
    yield "flowchart TD"
    numbers = count(1)
    lines: list[str] = []
    for model, one in drawn:
        inside = list(_graph(one, numbers))
        if len(drawn) > 1:
            inside = list(_frame(f"n{next(numbers)}", titled(model.name, model.kind), inside))
        lines += inside
    yield from (INDENT + line for line in lines)
    if any(":::failed" in line for line in lines):
        yield INDENT + FAILED


def _graph(graph: Graph, numbers: Iterator[int]) -> Iterator[str]:
    """The boxes, then the edges; an edge that fails is dotted."""
    names = [f"n{next(numbers)}" for _ in graph.nodes]
    for name, node in zip(names, graph.nodes):
        yield from _node(name, node, numbers)
    for link in graph.links:
        outputs = graph.nodes[link.source].outputs
        shape = outputs[link.output] if link.output < len(outputs) else ""
        label = f'|"{label_of(shape)}"|' if shape else ""
        arrow = "-.->" if is_failing(graph, link) else "-->"
        yield f"{names[link.source]} {arrow}{label} {names[link.target]}"


def _node(name: str, node: Node, numbers: Iterator[int]) -> Iterator[str]:
    if node.inside is not None:
        title = " ".join(text for _, text in node.lines)
        yield from _frame(name, title, _graph(node.inside, numbers))
        return
    label = "<br>".join(label_of(text) for _, text in node.lines)
    failed = ":::failed" if node.role == "failed" else ""
    yield f"{name}{SHAPES.get(node.role, BOX) % label}{failed}"


def _frame(name: str, title: str, inside: Iterable[str]) -> Iterator[str]:
    yield f'subgraph {name}["{label_of(title)}"]'
    yield f"{INDENT}direction TB"
    yield from (INDENT + line for line in inside)
    yield "end"


def label_of(text: str) -> str:
    """A text between quotes: every sign that could mean something is written as its number."""
    return "".join(
        one if one.isalnum() or one in PLAIN else f"#{ord(one)};" for one in visible(text)
    )
