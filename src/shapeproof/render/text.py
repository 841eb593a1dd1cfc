"""Plain text: the summary and the explanations, for a pipe and for people who copy them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from shapeproof.algebra.formula import Dim, Name, Step
from shapeproof.algebra.notation import by_name, formula, size, worked
from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.message import Message, Place, listed, noun, paragraph, say
from shapeproof.model import Model, Problem
from shapeproof.render import pictures
from shapeproof.rules.rule import Reads, Tensor

if TYPE_CHECKING:
    from shapeproof.expectation import Answer, Cause

COLUMNS = 80
WIDEST = (26, 14, 16)  # columns for a shape, parameters, MACs; what is longer is wrapped
ASKED = {"output": say("output"), "params": say("parameter count"), "macs": say("MAC count")}


def show(model: Model, rows: list[Row], tell: Translate = str) -> str:
    """The summary, every row with the equations of its numbers."""
    heads = [tell("Layer (type)"), tell("Output shape"), tell("Params"), tell("MACs")]
    body = [cells(row, tell) for row in rows]
    widths = _widths([heads, *(line for line, _ in body)])
    rule = "-" * (sum(widths) + 6)
    lines = [f"{model.name} ({model.kind})"]
    if rows:
        lines += ["", *_row(heads, widths), rule]
        for line, equations in body:
            lines += _row(line, widths)
            lines += [
                f"  {piece}"
                for one in equations
                for piece in wrapped(equation(one, tell), COLUMNS - 2, "  ")
            ]
        lines += [rule, *totals(model, tell)]
    lines += [piece for line in afterwards(model, tell) for piece in wrapped(line, COLUMNS, "  ")]
    return "\n".join(line.rstrip() for line in lines)


def _widths(lines: list[list[str]]) -> list[int]:
    """The columns' widths: 80 in all; what is longer is wrapped."""
    _, *others = [max(map(wide, column)) for column in zip(*lines)]
    others = [min(width, most) for width, most in zip(others, WIDEST)]
    return [COLUMNS - 6 - sum(others), *others]


def cells(row: Row, tell: Translate) -> tuple[list[str], list[Line]]:
    """One row of the summary, and what is to be worked out below it."""
    call, why = row.call, row.explanation
    again = say("{path} ({type}, called again)", path=call.path, type=call.type)
    cost = call.facts.macs
    line = [
        again.told(tell) if call.reused else f"{call.path} ({call.type})",
        shapes(call.facts.outputs),
        counted(call.facts.params),
        tell("unknown") if cost is None else counted(cost),
    ]
    computed = [one for one in (*why.params, *why.macs) if not is_plain(one)]
    return line, [*why.output, *computed]


def is_plain(line: Line) -> bool:
    """Whether there is nothing to work out: a number by itself."""
    return not isinstance(line.formula, Step) and worked(line.formula) == str(line.formula.value)


def equation(line: Line, tell: Translate) -> str:
    named = say("{name}: {worked}", name=noun(line.subject), worked=worked(line.formula))
    return named.told(tell)


def term(name: str, tell: Translate) -> str:
    """What a quantity is called: Keras's own words for its arguments, the language's for sizes."""
    return noun(name).told(tell)


def totals(model: Model, tell: Translate) -> list[str]:
    """The sums below the summary."""
    total = model.totals
    lines = [
        say("Total params: {n} ({size})", n=counted(total.params), size=memory(total.bytes)),
        say("Trainable params: {n}", n=counted(total.trainable)),
        say("Non-trainable params: {n}", n=counted(total.non_trainable)),
        say("MACs: {n}", n=counted(total.macs)),
        say("FLOPs: {n}", n=counted(total.flops)),
    ]
    if total.uncounted:
        names = tuple(f"{call.path} ({call.type})" for call in total.uncounted)
        lines.append(say("Not counted: {names}", names=names))
    return [line.told(tell) for line in lines]


def afterwards(model: Model, tell: Translate) -> list[str]:
    """What was taken for granted, and what is wrong."""
    notes = [
        say("Note: line {line}: {what}", line=note.at.line, what=note.message)
        if note.at
        else say("Note: {what}", what=note.message)
        for note in model.notes
    ]
    problems = [say("Problem: {what}", what=located(problem)) for problem in model.problems]
    return [
        *([""] if notes else []),
        *(note.told(tell) for note in notes),
        *([""] if problems else []),
        *(problem.told(tell) for problem in problems),
    ]


def located(problem: Problem) -> Message:
    """A problem in one line, with its place."""
    if problem.at is None:
        return say("{layer}: {what}", layer=problem.layer, what=problem.message)
    return say(
        "{at}: {layer}: {what}", at=where(problem.at), layer=problem.layer, what=problem.message
    )


def where(at: Place) -> str:
    """`FILE:LINE`, or `FILE:cell 3:LINE` in a notebook."""
    cell = f"cell {at.cell}:" if at.cell is not None else ""
    file = f"{at.file}:" if at.file else ""
    return f"{file}{cell}{at.line}"


# One layer


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
    weights = [
        f"{name} {numbers(weight.shape)}: {counted(weight.size)}"
        for name, weight in call.facts.weights.items()
    ]
    if weights:
        yield from _section(tell("Parameters"), [*weights, *_equations(why.params, tell)])
    yield from _section(tell("Cost"), _equations((*why.macs, *why.flops), tell))
    drawing = pictures.windows(call.facts, why, tell)
    yield from _section(tell("Windows: each output number and the places that it reads"), drawing)
    relied = [wrapped(need.reason.told(tell), width - 4, "  ") for need in why.relies_on]
    yield from _section(tell("Not so where"), [line for one in relied for line in one])


def _opening(row: Row) -> Message:
    """Which layer it is, where it was made, and from which shape to which it leads."""
    call = row.call
    layer = f"{call.path} ({call.type})"
    sizes = f"{' + '.join(map(shape, call.inputs))} -> {shapes(call.facts.outputs)}"
    if call.at is None:
        return say("{layer}: {sizes}", layer=layer, sizes=sizes)
    return say("{layer}, line {line}: {sizes}", layer=layer, line=call.at.line, sizes=sizes)


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield ""
        yield heading
        yield from (f"  {line}" for line in lines)


def _origins(row: Row, tell: Translate) -> Iterator[str]:
    """What the rule calls the sizes of each input, and the layer that they came from."""
    call = row.call
    for i, (x, names) in enumerate(zip(call.inputs, row.explanation.axes)):
        sizes = shape(x)
        if not any(character.isdigit() for name in names for character in name):
            sizes = f"({', '.join(term(name, tell) for name in names)}) = {sizes}"
        if i < len(call.sources):
            source = call.sources[i].path
            yield say("{sizes}, from {source}", sizes=sizes, source=source).told(tell)
        else:
            yield sizes


def _axes(row: Row, tell: Translate) -> Iterator[str]:
    """What each size of each output is: `(batch, output steps, filters) = (None, 6, 10)`."""
    for named, x in zip(row.explanation.facts.outputs, row.call.facts.outputs):
        if x.shape:
            inner = (
                formula(one, lambda leaf: term(by_name(leaf), tell)) for one in named.shape[1:]
            )
            yield f"({', '.join([tell('batch'), *inner])}) = {shape(x)}"


def _equations(lines: Iterable[Line], tell: Translate) -> Iterator[str]:
    """Each equation with names, then with numbers."""
    for line in lines:
        subject = term(line.subject, tell)
        named = formula(line.formula, lambda leaf: term(by_name(leaf), tell))
        numbers = worked(line.formula)
        if named == numbers or isinstance(line.formula, Name):
            yield (
                f"{subject} = {numbers}" if named == numbers else f"{subject} = {named} = {numbers}"
            )
        else:
            yield f"{subject} = {named}"
            yield f"{'':{wide(subject)}} = {numbers}"


def answer(answer: Answer, row: Row, tell: Translate = str, width: int = COLUMNS) -> str:
    """Why a number is not the expected one."""
    path = row.call.path
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
        lines += ["", tell("No change of an argument or of a size gives it, nor do two together.")]
    for number, one in enumerate(answer.causes[:5], 1):
        lines += ["", *_cause(number, one, tell, width)]
    return "\n".join(lines)


def _cause(number: int, cause: Cause, tell: Translate, width: int) -> Iterator[str]:
    """The changes, what comes of them, and why it is not so."""
    changes = tuple(change.label for change in cause.changes)
    worked_out = say("with {changes}: {worked}", changes=changes, worked=worked(cause.line.formula))
    yield from wrapped(f"{number}. {worked_out.told(tell)}", width, "   ")
    for change in cause.changes:
        values = change.values
        if values is not None and len(values) > 1:
            range_ = say("({first} to {last} would do)", first=values[0], last=values[-1])
            yield f"   {range_.told(tell)}"
        yield from (f"   {line}" for line in wrapped(change.because.told(tell), width - 3))


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
    for places, length, name in zip(at[1:], x.shape[1:], names[1:]):
        if isinstance(length, int) and places == range(length) and length > 1:
            whole.append(noun(f"all {length} {name}"))
        else:
            shown = pictures.reach(places, length, tell) if isinstance(length, int) else str(places)
            axis = noun(name)
            values = {**axis.values, "places": shown}
            some.append(Message(f"{axis.template} {{places}}", values))
    if some and whole:
        return say("{some} of {whole}", some=some, whole=whole).told(tell)
    return listed(some or whole, tell)


# Pieces


def counted(number: Dim) -> str:
    """A count with its thousands apart, or a formula."""
    return f"{int(number):,}" if isinstance(number, int) else size(number)


def memory(number: Dim) -> str:
    """Bytes as Keras writes them: `5.54 KB`."""
    if not isinstance(number, int):
        return f"{size(number)} B"
    value, unit = float(number), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{value:.2f} {unit}"


def shapes(tensors: tuple[Tensor, ...]) -> str:
    return ", ".join(map(shape, tensors))


def shape(x: Tensor) -> str:
    return numbers(x.shape)


def numbers(sizes: tuple[Dim, ...]) -> str:
    """A shape as Python writes a tuple."""
    inside = ", ".join(map(size, sizes))
    return f"({inside},)" if len(sizes) == 1 else f"({inside})"


def wide(text: str) -> int:
    """The columns that a text takes; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int, indent: str = "") -> Iterator[str]:
    """The text in lines of at most so many columns; Chinese may break after any character."""
    if not text:
        yield text
    line = ""
    for word in _words(text):
        if line and wide(line) + wide(word.rstrip()) > width:
            yield line.rstrip()
            line = indent + word.lstrip()
        else:
            line += word
    if line:
        yield line.rstrip()


OPENING, CLOSING = "（“《([", "）”》，。：；、？！…)],.:;"  # stay with what follows, what precedes


def _words(text: str) -> Iterator[str]:
    """What no line may break: words, and Chinese characters with the signs that belong to them."""
    word = ""
    for character in text:
        may_break = word.endswith(" ") or 2 in (wide(word[-1:]), wide(character))
        if word and may_break and character not in CLOSING + " " and word[-1] not in OPENING:
            yield word
            word = ""
        word += character
    if word:
        yield word


def _row(cells: list[str], widths: list[int]) -> list[str]:
    """A name and a shape to the left, counts to the right; in as many lines as it takes."""
    columns = [list(_folded(cell, width)) for cell, width in zip(cells, widths)]
    return [
        "  ".join(
            f"{part}{' ' * (width - wide(part))}"
            if i < 2
            else f"{' ' * (width - wide(part))}{part}"
            for i, (part, width) in enumerate(zip(parts, widths))
        )
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _folded(text: str, width: int) -> Iterator[str]:
    """The text in lines of this width: broken at spaces, a long word anywhere."""
    for line in wrapped(text, width):
        while wide(line) > width:
            yield line[:width]
            line = line[width:]
        yield line
