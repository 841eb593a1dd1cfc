"""One layer's derivation, piece by piece, before it is written in any notation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.algebra.notation import TEXT, Notation, by_name, formula, worked
from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.message import Message, paragraph, say
from shapeproof.model import Call
from shapeproof.naming import first_axis
from shapeproof.render import pictures, sketches
from shapeproof.render.text import tied, where
from shapeproof.render.writing import COLUMNS, counted, numbers, shape, shapes, term, titled
from shapeproof.rules.rule import Stated, Weight

MOST = 40  # calls of a model inside a model that are listed


FROM = say("{sizes}, from {source}").template
LIKE = say("The rest is as in {layer}.").template


class Origin(NamedTuple):
    """An input: what the rule calls its sizes, which they are, and the layer that they are from."""

    sizes: str
    source: str

    def told(self, tell: Translate) -> str:
        return (
            tell(FROM).format(sizes=self.sizes, source=self.source) if self.source else self.sizes
        )


class Drawing(NamedTuple):
    """Lines whose characters stand below each other."""

    lines: tuple[str, ...]


class Prose(str):
    """A sentence on what stands before it."""

    __slots__ = ()


Item = Origin | Line | Drawing | Prose | str


class Section(NamedTuple):
    """What is said under one heading; a `str` is one of several facts."""

    heading: str
    items: tuple[Item, ...]


class Derivation(NamedTuple):
    """Which layer it is, what it does, and where each of its numbers comes from.

    `origins` are the layers that gave the sizes which equations name: `{"steps": "conv1d"}`.  What
    is not said here is as in the layer `like`.
    """

    opening: str
    sentences: str
    sections: tuple[Section, ...]
    origins: Mapping[str, str]
    like: str = ""


def derivation(row: Row, tell: Translate = str, columns: int = COLUMNS) -> Derivation:
    """One layer's derivation in the language of `tell`, its drawings as wide as that."""
    sentences = paragraph(one.told(tell) for one in row.explanation.sentences)
    sections = (Section(heading, tuple(items)) for heading, items in _sections(row, tell, columns))
    told = tuple(section for section in sections if section.items)
    return Derivation(opening(row).told(tell), sentences, told, origins(row))


def reading(row: Row, like: str, tell: Translate = str) -> Derivation:
    """What a layer reads that is otherwise as the one under the path `like`."""
    inputs = tuple(_inputs(row, tell))
    sections = (Section(tell("Reads"), inputs),) if inputs else ()
    return Derivation(opening(row).told(tell), "", sections, {}, like)


def _sections(row: Row, tell: Translate, columns: int) -> Iterator[tuple[str, Iterable[Item]]]:
    call, why = row.call, row.explanation
    yield tell("Reads"), _inputs(row, tell)
    yield tell("Output"), [*_axes(row, tell), *why.output]
    yield tell("Calls"), (part.told(tell) for part in parts(call))
    shared = [one.told(tell) for one in tied(call)]
    if call.inside is not None:
        yield tell("Parameters"), why.params
    elif weights := [*_weights(call.facts.parameters), *shared]:
        yield tell("Parameters"), [*weights, *why.params]
    buffers = () if call.inside else _weights(call.facts.buffers)
    yield tell("Buffers, which are no parameters"), buffers
    yield tell("Cost"), (*why.macs, *why.flops)
    if call.facts.sketch:
        sketch = call.facts.sketch()
        drawn = sketches.drawn(sketch, call.facts, why, tell, columns)
        below = (Prose(sentence.told(tell)) for sentence in sketch.below)
        yield sketch.heading.told(tell), [*_drawing(drawn), *below]
    windows = pictures.windows(call.facts, why, tell, columns)
    heading = tell("Windows: each output number and the places that it reads")
    yield heading, _drawing(windows)
    yield tell("Not so where"), (need.reason.told(tell) for need in why.relies_on)


def _drawing(lines: Iterable[str]) -> list[Item]:
    drawn = tuple(lines)
    return [Drawing(drawn)] if drawn else []


def opening(row: Row) -> Message:
    """Which layer it is, where it was made, and from which shape to which it leads."""
    call = row.call
    layer = titled(call.path, call.type)
    sizes = shapes(call.facts.outputs)
    if call.inputs:
        sizes = f"{' + '.join(map(shape, call.inputs))} -> {sizes}"
    if call.at is None:
        return say("{layer}: {sizes}", layer=layer, sizes=sizes)
    if call.at.file:
        return say("{layer}, {at}: {sizes}", layer=layer, at=where(call.at), sizes=sizes)
    return say("{layer}, line {line}: {sizes}", layer=layer, line=call.at.line, sizes=sizes)


def _inputs(row: Row, tell: Translate) -> Iterator[Origin]:
    """What the rule calls the sizes of each input, and the layer that they came from."""
    call = row.call
    for i, (x, names) in enumerate(zip(call.inputs, row.explanation.axes)):
        sizes = shape(x)
        if names and not any(character.isdigit() for name in names for character in name):
            sizes = f"({', '.join(term(name, tell) for name in names)}) = {sizes}"
        yield Origin(sizes, call.sources[i].path if i < len(call.sources) else "")


def origins(row: Row) -> dict[str, str]:
    """The layers that gave the sizes that equations name; of a name that two inputs share, none."""
    found: dict[str, set[str]] = {}
    for names, source in zip(row.explanation.axes, row.call.sources):
        for name in names:
            found.setdefault(name, set()).add(source.path)
    arguments = row.call.layer.arguments
    return {
        name: next(iter(paths))
        for name, paths in found.items()
        if len(paths) == 1 and name not in arguments
    }


def _axes(row: Row, tell: Translate) -> Iterator[str]:
    """What each size of each output is: `(batch, output steps, filters) = (None, 6, 10)`."""
    for names, x in zip(names_of_outputs(row, tell), row.call.facts.outputs):
        if x.shape:
            yield f"({', '.join(names)}) = {shape(x)}" if names else shape(x)


def names_of_outputs(row: Row, tell: Translate) -> Iterator[tuple[str, ...]]:
    """What the rule calls the sizes of each output; nothing where it has only numbers for them."""
    for named in row.explanation.facts.outputs:
        names = tuple(_axis(size, row.call, tell) for size in named.shape)
        is_plain = all(isinstance(size, int) for size in named.shape)
        yield () if is_plain or all(map(str.isdigit, names)) else names


def _axis(size: Dim, call: Call, tell: Translate) -> str:
    """What an axis of an output is; one as long as the first of an input goes by its name."""
    is_first = isinstance(size, PerExample | Stated) and bool(call.inputs)
    if is_first or any(size is x.shape[0] for x in call.inputs if x.shape and type(size) is Name):
        return term(first_axis(size), tell)
    return formula(size, lambda leaf: term(by_name(leaf), tell))


def parts(call: Call) -> Iterator[Message]:
    """What a model inside a model calls: each with its output, its parameters and its cost."""
    calls = call.inside.calls if call.inside else ()
    parts = [part for part in calls if not part.is_input]
    for part in parts[:MOST]:
        cost = "?" if part.facts.macs is None else counted(part.facts.macs)
        yield say(
            "{layer}: {shapes}, {params} params, {macs} MACs",
            layer=titled(part.path, part.type),
            shapes=shapes(part.facts.outputs),
            params=counted(part.facts.params),
            macs=cost,
        )
    if len(parts) > MOST:
        yield say("… ({n} more)", n=len(parts) - MOST)


def _weights(weights: Mapping[str, Weight]) -> list[str]:
    return [
        f"{name} {numbers(weight.shape)}: {counted(weight.size)}"
        for name, weight in weights.items()
    ]


def sides(line: Line, tell: Translate, notation: Notation = TEXT) -> tuple[str, str]:
    """What an equation says that its subject is: in names, and in numbers.  Where there are no
    names, the first is empty."""
    named = formula(line.formula, lambda leaf: term(by_name(leaf), tell), notation)
    told = worked(line.formula, notation)
    return ("" if named == told else named), told
