"""A model as boxes and links: every call a box, a model inside it a frame around its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from shapeproof import ways
from shapeproof.algebra.formula import Dim
from shapeproof.language import Translate
from shapeproof.message import AskError, say
from shapeproof.model import Call, Model, Problem, Source
from shapeproof.outline import is_folded
from shapeproof.render.figures.drawing import shortened
from shapeproof.render.figures.layered import Link
from shapeproof.render.text import located
from shapeproof.render.writing import counted, shape, shapes, wrapped

By = Literal["", "params", "macs"]
MOST = 5_000
"""How many boxes are drawn."""
NAME, LABEL, CAUSE = 34, 30, 44  # columns


class Node(NamedTuple):
    """A box: lines of text, each with its role, what each output is, and `title`, all of it said.

    `share` is its part of the largest number, where boxes are told apart by one.
    """

    role: str
    lines: tuple[tuple[str, str], ...]
    title: str
    outputs: tuple[str, ...] = ()
    share: float = 0.0
    inside: Graph | None = None


class Graph(NamedTuple):
    """Boxes, and links from an output of one to a later one."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class Asked(NamedTuple):
    """What is to be drawn of a model; `largest` and `total` are of the number that tells boxes
    apart."""

    tell: Translate
    depth: int | None = None
    by: By = ""
    largest: int = 0
    total: int = 0


def graph(model: Model, tell: Translate, depth: int | None = None, by: By = "") -> Graph:
    """The boxes of a model, those of models inside it down to `depth` levels.

    Raises `AskError` where nobody could look at so many.
    """
    if len(model.tree) > MOST:
        drawn = [call for call in model.tree if depth is None or call.path.count(".") < depth]
        if len(drawn) > MOST:
            raise AskError(
                say(
                    "a figure has at most {most} boxes, and this one would have {n}; {way}",
                    most=MOST,
                    way=ways.FOLDED,
                    n=len(drawn),
                )
            )
    numbers = [int(n) for call in model.layers if isinstance(n := number(call, by), int)]
    asked = Asked(tell, depth, by, max(numbers, default=0), sum(numbers))
    builder = Builder(model, asked, 0, True)
    for place, problem in enumerate(model.problems):
        builder.fail(problem, problem.layer, is_first=not place)
    return builder.graph()


def number(call: Call, by: By) -> Dim | None:
    """What a call is told apart by; a layer that is called again has no parameters of its own."""
    if by == "macs":
        return call.facts.macs
    return call.facts.params if by == "params" and not call.reused else 0


class Builder:
    """The boxes of one model, made call by call."""

    def __init__(self, model: Model, asked: Asked, level: int, is_outermost: bool) -> None:
        self.model, self.asked, self.level = model, asked, level
        self.nodes: list[Node] = []
        self.links: dict[Link, None] = {}
        self.given: dict[tuple[str, int], tuple[int, int] | None] = {}  # the box of a call
        self.inner: dict[int, Builder] = {}
        self.paths: dict[int, str] = {}  # of the models inside
        for call in model.calls:
            self._add(call)
        if not is_stopped(model) and (is_outermost or len(self._last()) != 1):
            self._end()

    def graph(self) -> Graph:
        nodes = [
            node._replace(inside=self.inner[i].graph()) if i in self.inner else node
            for i, node in enumerate(self.nodes)
        ]
        return Graph(tuple(nodes), tuple(self.links))

    def _add(self, call: Call) -> None:
        key = call.path, call.shown.number
        if is_folded(self.model, call):
            self.given[key] = self._origin(call.sources[0]) if call.sources else None
            return
        box = len(self.nodes)
        if self._is_open(call):
            assert call.inside is not None
            self.inner[box] = Builder(call.inside, self.asked, self.level + 1, False)
            self.paths[box] = call.path
        self.nodes.append(self._node(call))
        for source in call.sources:
            self._link(source, box)
        self.given[key] = self.given[call.path, -1] = box, 0

    def _is_open(self, call: Call) -> bool:
        depth = self.asked.depth
        is_deep = depth is not None and self.level + 1 >= depth
        return call.inside is not None and not call.reused and not is_deep

    def _node(self, call: Call) -> Node:
        tell, kind = self.asked.tell, call.type
        outputs = tuple(shortened(shape(x), LABEL) for x in call.facts.outputs)
        name = call.path.removeprefix(".")
        if call.is_input:
            return Node("end", (("name", shortened(name, NAME)),), f"{name}: {outputs[0]}", outputs)
        lines = [("name", shortened(name, NAME))]
        if name.rpartition(".")[2] != kind:
            lines.append(("kind", shortened(kind, NAME)))
        if call.reused:
            lines.append(("kind", tell("called again")))
        if not call.inputs and not outputs:
            lines.append(("kind", tell("never called")))
        share, told = self._share(call)
        lines += [("kind", told)] if told else []
        role = "again" if call.reused else "layer" if call.shown.is_layer else "function"
        title = f"{name} ({kind}): {shapes(call.inputs)} → {shapes(call.facts.outputs)}"
        return Node(role, tuple(lines), title, outputs, share)

    def _share(self, call: Call) -> tuple[float, str]:
        """A call's part of the largest number, and its number in words; nothing for 0."""
        by, value = self.asked.by, number(call, self.asked.by)
        if not by or value == 0:
            return 0.0, ""
        n = "?" if value is None else shortened(counted(value), NAME)
        told = (say("{n} MACs", n=n) if by == "macs" else say("{n} params", n=n)).told(
            self.asked.tell
        )
        if not isinstance(value, int) or not self.asked.total:
            return 0.0, told
        percent = 100 * value / self.asked.total
        part = f"{percent:.0f}%" if percent >= 1 else "<1%"
        return value / max(self.asked.largest, value), f"{told} ({part})"

    def _link(self, source: Source, box: int) -> None:
        if (origin := self._origin(source)) is not None:
            self.links[Link(*origin, box)] = None

    def _origin(self, source: Source) -> tuple[int, int] | None:
        """The box and the output that a source is; one of another model stands here by its name."""
        if not source.path:
            return None
        for key in ((source.path, source.call), (source.path, -1)):
            if key in self.given:
                found = self.given[key]
                return found if found is None or found[1] else (found[0], source.output)
        path = source.path
        while "." in path.removeprefix("."):
            path = path.rpartition(".")[0]
            if (path, -1) in self.given:
                return self.given[path, -1]
        name = source.path.removeprefix(".")
        self.given[source.path, source.call] = len(self.nodes), 0
        self.nodes.append(Node("end", (("name", shortened(name, NAME)),), name, ("",)))
        return self.given[source.path, source.call]

    def _last(self) -> list[int]:
        """The boxes that no other reads, those of inputs and outputs left out."""
        roles = [node.role for node in self.nodes]
        read = {link.source for link in self.links if roles[link.target] != "end"}
        return [i for i, role in enumerate(roles) if i not in read and role != "end"]

    def _end(self) -> None:
        """What the model gives."""
        tell = self.asked.tell
        given = [origin for source in self.model.gives if (origin := self._origin(source))]
        for i, (box, output) in enumerate(given, 1):
            name = tell("output") + (f" {i}" if len(given) > 1 else "")
            outputs = self.nodes[box].outputs
            title = f"{name}: {outputs[output]}" if output < len(outputs) else name
            self.links[Link(box, output, len(self.nodes))] = None
            self.nodes.append(Node("end", (("name", name),), title))

    def fail(self, problem: Problem, layer: str, is_first: bool) -> None:
        """A problem where it is: at a box that is there, or at a new one that reads the last."""
        tell = self.asked.tell
        for box, inner in self.inner.items():
            prefix = f"{self.paths[box]}."
            if layer.startswith(prefix):
                inner.fail(problem, layer.removeprefix(prefix), is_first)
                return
        path = layer
        while path and (path, -1) not in self.given:
            path = path.rpartition(".")[0]
        found = self.given.get((path, -1))
        failing = self.model.failing if is_first else ()
        if found is not None and (path != layer or not failing):
            node = self.nodes[found[0]]
            lines = (*node.lines, *_cause(problem, tell))
            self.nodes[found[0]] = node._replace(role="failed", lines=lines)
            return
        origins = list(filter(None, map(self._origin, failing)))
        box = len(self.nodes)
        last = self._last() or [*range(box)][-1:]
        origins = origins or [(one, 0) for one in last]
        lines = (("name", shortened(layer, NAME)), *_cause(problem, tell))
        self.nodes.append(Node("failed", lines, located(problem).told(tell)))
        for origin in origins:
            self.links[Link(*origin, box)] = None


def is_stopped(model: Model) -> bool:
    """Whether reading stopped at a layer of this model, or of one inside it."""
    inner = (call.inside for call in model.calls if call.inside)
    return bool(model.failing) or any(map(is_stopped, inner))


def _cause(problem: Problem, tell: Translate) -> Iterator[tuple[str, str]]:
    lines = list(wrapped(problem.message.told(tell), CAUSE))
    yield from (("cause", shortened(line, CAUSE)) for line in lines[:8])
    if len(lines) > 8:
        yield "cause", "…"


def is_failing(graph: Graph, link: Link) -> bool:
    """Whether a link leads to where the model stops."""
    return graph.nodes[link.target].role == "failed"
