"""One layer in plain text: its derivation, why a number is another, what one number is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from shapeproof.algebra.formula import Dim, Name, PerExample
from shapeproof.algebra.notation import by_name, formula, worked
from shapeproof.explanation import Line, Row, first_axis
from shapeproof.language import Translate
from shapeproof.message import Message, listed, noun, paragraph, say
from shapeproof.model import Call
from shapeproof.render import pictures, sketches
from shapeproof.render.text import tied, where
from shapeproof.render.writing import (
    COLUMNS,
    counted,
    equation,
    numbers,
    shape,
    shapes,
    term,
    titled,
    wide,
    wrapped,
)
from shapeproof.rules.rule import Reads, Stated, Tensor, Weight

if TYPE_CHECKING:
    from shapeproof.causes import Answer, Cause, Link

MOST = 40  # calls of a model inside a model that are listed
NOTHING = {
    1: say("No change of an argument or of a size gives it.").template,
    2: say("No change of an argument or of a size gives it, nor do two together.").template,
}
FEW = 2  # numbers at either end of a long chain that are told
ASKED = {"output": say("output"), "params": say("parameter count"), "macs": say("MAC count")}


def why(row: Row, tell: Translate = str, width: int = COLUMNS) -> str:
    """One layer's derivation, word by word."""
    return "\n".join(_why(row, tell, width)).rstrip()


def _why(row: Row, tell: Translate, width: int) -> Iterator[str]:
    call, why = row.call, row.explanation
    yield from wrapped(_opening(row).told(tell), width, "  ")
    yield ""
    yield from wrapped(paragraph(one.told(tell) for one in why.sentences), width)
    yield from _section(tell("Reads"), _origins(row, tell))
    yield from _section(tell("Output"), [*_axes(row, tell), *_equations(why.output, tell)])
    parts = [piece for part in _parts(call) for piece in wrapped(part.told(tell), width - 2, "  ")]
    yield from _section(tell("Calls"), parts)
    is_leaf = call.inside is None
    shared = [one.told(tell) for one in tied(call)]
    weights = [*_weights(call.facts.parameters), *shared] if is_leaf else []
    if weights or not is_leaf:
        yield from _section(tell("Parameters"), [*weights, *_equations(why.params, tell)])
    buffers = _weights(call.facts.buffers) if is_leaf else []
    yield from _section(tell("Buffers, which are no parameters"), buffers)
    yield from _section(tell("Cost"), _equations((*why.macs, *why.flops), tell))
    if call.facts.sketch:
        sketch = call.facts.sketch()
        drawing = list(sketches.sketched(sketch, call.facts, why, tell, width - 2))
        yield from _section(sketch.heading.told(tell), drawing)
    drawing = pictures.windows(call.facts, why, tell)
    yield from _section(tell("Windows: each output number and the places that it reads"), drawing)
    relied = [wrapped(need.reason.told(tell), width - 4, "  ") for need in why.relies_on]
    yield from _section(tell("Not so where"), [line for one in relied for line in one])


def _weights(weights: Mapping[str, Weight]) -> list[str]:
    return [
        f"{name} {numbers(weight.shape)}: {counted(weight.size)}"
        for name, weight in weights.items()
    ]


def _opening(row: Row) -> Message:
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


def _parts(call: Call) -> Iterator[Message]:
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


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield ""
        yield heading
        yield from (f"  {line}".rstrip() for line in lines)


def _origins(row: Row, tell: Translate) -> Iterator[str]:
    """What the rule calls the sizes of each input, and the layer that they came from."""
    call = row.call
    for i, (x, names) in enumerate(zip(call.inputs, row.explanation.axes)):
        sizes = shape(x)
        if names and not any(character.isdigit() for name in names for character in name):
            sizes = f"({', '.join(term(name, tell) for name in names)}) = {sizes}"
        if i < len(call.sources):
            source = call.sources[i].path
            sizes = say("{sizes}, from {source}", sizes=sizes, source=source).told(tell)
        yield from wrapped(sizes, COLUMNS - 2, "  ")


def _axes(row: Row, tell: Translate) -> Iterator[str]:
    """What each size of each output is: `(batch, output steps, filters) = (None, 6, 10)`."""
    for named, x in zip(row.explanation.facts.outputs, row.call.facts.outputs):
        names = [_axis(size, row.call, tell) for size in named.shape]
        is_plain = all(isinstance(size, int) for size in named.shape)
        if names and (is_plain or all(map(str.isdigit, names))):
            yield shape(x)
        elif names:
            yield from wrapped(f"({', '.join(names)}) = {shape(x)}", COLUMNS - 2, "  ")


def _axis(size: Dim, call: Call, tell: Translate) -> str:
    """What an axis of an output is; one as long as the first of an input goes by its name."""
    is_first = isinstance(size, PerExample | Stated) and bool(call.inputs)
    if is_first or any(size is x.shape[0] for x in call.inputs if x.shape and type(size) is Name):
        return term(first_axis(size), tell)
    return formula(size, lambda leaf: term(by_name(leaf), tell))


def _equations(lines: Iterable[Line], tell: Translate) -> Iterator[str]:
    """Each equation with names, then with numbers."""
    for line in lines:
        subject = term(line.subject, tell)
        named = formula(line.formula, lambda leaf: unbroken(term(by_name(leaf), tell)))
        numbers = worked(line.formula)
        is_plain = named.replace(KEPT, " ") == numbers
        if is_plain or isinstance(line.formula, Name):
            told = [f"{subject} = {numbers}" if is_plain else f"{subject} = {named} = {numbers}"]
        else:
            told = [f"{subject} = {named}", f"{'':{wide(subject)}} = {numbers}"]
        margin = " " * (wide(subject) + 3)
        for one in told:
            pieces = wrapped(one, COLUMNS - 2, margin, is_product=True)
            yield from (piece.replace(KEPT, " ") for piece in pieces)


KEPT = "\N{NO-BREAK SPACE}"


def unbroken(name: str) -> str:
    """A name of several words that no line breaks."""
    return name.replace(" ", KEPT)


def answer(answer: Answer, tell: Translate = str, width: int = COLUMNS) -> str:
    """Why a number is not the expected one."""
    path = answer.path
    if answer.actual == answer.expected and answer.line is not None:
        sentence = say("{path}: it is {expected}: {worked}", path=path, expected=answer.expected,
                       worked=worked(answer.line.formula))  # fmt: skip
        return "\n".join(wrapped(sentence.told(tell), width))
    values = {"path": path, "expected": answer.expected, "asked": ASKED[answer.asked]}
    what = say(
        "{path}: you expected {expected}, and its {asked} is {actual}",
        **values,
        actual=answer.actual,
    )
    if answer.actual is None:
        what = say("{path}: you expected {expected}, and its {asked} is not known", **values)
    lines = list(wrapped(what.told(tell), width))
    if answer.line is not None:
        lines.append(f"  {equation(answer.line, tell)}")
    if not answer.causes:
        lines += ["", tell(NOTHING[answer.changes])]
    for number, one in enumerate(answer.causes[:5], 1):
        lines += ["", *_cause(number, one, path, tell, width)]
    if not answer.complete:
        lines += ["", tell("The model is large, and not all of its layers were tried.")]
    return "\n".join(lines)


def _cause(number: int, cause: Cause, path: str, tell: Translate, width: int) -> Iterator[str]:
    """The changes, what comes of them, through which other numbers, and why it is not so."""
    changes = tuple(change.label for change in cause.changes)
    worked_out = say("with {changes}: {worked}", changes=changes, worked=worked(cause.line.formula))
    yield from wrapped(f"{number}. {worked_out.told(tell)}", width, "   ")
    for told in _links([one for one in cause.through if one.path != path]):
        yield from wrapped(f"   {told.told(tell)}", width, "     ")
    for values in dict.fromkeys(change.values for change in cause.changes):
        if values is not None and len(values) > 1:
            range_ = say("({first} to {last} would do)", first=values[0], last=values[-1])
            yield f"   {range_.told(tell)}"
    for change in cause.changes:
        yield from (f"   {line}" for line in wrapped(change.because.told(tell), width - 3))


def _links(through: list[Link]) -> Iterator[Message]:
    """The numbers on the way to the change, without those that are only handed on."""
    told = [one for one in through[:-1] if not isinstance(one.then.formula, Name)] + through[-1:]
    for i, one in enumerate(told):
        if len(told) <= 2 * FEW + 1 or i < FEW or i >= len(told) - FEW:
            yield say("{layer}: {now}; then {then}", layer=one.path,
                      now=worked(one.now.formula), then=worked(one.then.formula))  # fmt: skip
        elif i == FEW:
            yield say("… ({n} more)", n=len(told) - 2 * FEW)


def cell(reads: Reads, row: Row, index: tuple[int, ...], tell: Translate = str) -> str:
    """What one number of the output is made of."""
    call, axes = row.call, row.explanation.axes
    lines = [
        say(
            "{path}, output {index}: {made}",
            path=call.path,
            index=f"({', '.join(map(str, index))})",
            made=reads.made,
        ).told(tell)
    ]
    for i, (at, x) in enumerate(zip(reads.inputs, call.inputs)):
        if at is not None:
            read = _read(at, x, axes[i], tell)
            told = say("input: {read}", read=read)
            if len(call.inputs) > 1:
                told = say("input {number}: {read}", number=i, read=read)
            lines.append(f"  {told.told(tell)}")
    for name, at in reads.weights.items():
        places = ", ".join(pictures.reach(one, max(one) + 1) for one in at)
        lines.append(f"  {name}: [{places}]")
    return "\n".join(lines)


def _read(at: tuple[range, ...], x: Tensor, names: tuple[str, ...], tell: Translate) -> str:
    """`steps 3..18 of all 7 channels`."""
    some: list[Message] = []
    whole: list[Message] = []
    first = int(names[:1] == ("batch",))
    for places, length, name in zip(at[first:], x.shape[first:], names[first:]):
        if isinstance(length, int) and places == range(length) and length > 1:
            is_counted = name.endswith("s")  # channels, steps; a height is measured
            whole.append(noun(f"all {length} {name}" if is_counted else f"the whole {name}"))
        else:
            shown = pictures.reach(places, length, tell) if isinstance(length, int) else str(places)
            axis = noun(name)
            values = {**axis.values, "places": shown}
            some.append(Message(f"{axis.template} {{places}}", values))
    if some and whole:
        return say("{some} of {whole}", some=some, whole=whole).told(tell)
    return listed(some or whole, tell)
