"""The summary in plain text, for a pipe and for people who copy it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from shapeproof.algebra.formula import Step, lift
from shapeproof.algebra.notation import worked
from shapeproof.explanation import Line, Upkeep, upkeep
from shapeproof.language import Translate
from shapeproof.message import Message, Note, Place, listed, paragraph, say
from shapeproof.model import Call, Model, Problem
from shapeproof.outline import Entry, Use
from shapeproof.render.writing import (
    COLUMNS,
    counted,
    equation,
    fitting,
    memory,
    shapes,
    titled,
    wide,
    wrapped,
)

INDENT = "  "
BETWEEN = 6  # columns of space between the four of a summary
NARROW = 60  # columns, of which less hold no table

Below = list[tuple[Entry, list[str]]]
"""The rows of a summary, each with the lines below it."""


def show(model: Model, entries: list[Entry], tell: Translate = str, columns: int = COLUMNS) -> str:
    """The summary, every row with the equations of its numbers."""
    return summary(model, [(entry, below(entry, tell)) for entry in entries], tell, columns)


def summary(model: Model, rows: Below, tell: Translate, columns: int) -> str:
    """Rows with what stands below each, and the totals."""
    lines = [*wrapped(titled(model.name, model.kind), columns, INDENT)]
    if rows:
        lines += ["", *(_list if columns < NARROW else _table)(rows, tell, columns)]
    last = [*(totals(model, tell) if rows else ()), *afterwards(model, tell)]
    lines += [piece for line in last for piece in wrapped(line, columns, INDENT)]
    return "\n".join(line.rstrip() for line in lines)


def _table(rows: Below, tell: Translate, columns: int) -> Iterator[str]:
    heads = headings(tell)
    body = [inset(entry, tell) for entry, _ in rows]
    widths = widths_of([heads, *body], columns - BETWEEN)
    rule = "-" * (sum(widths) + BETWEEN)
    yield from (*_row(heads, widths), rule)
    for line, (_, told) in zip(body, rows):
        yield from _row(line, widths)
        yield from indented(told, line[0], columns)
    yield rule


def _list(rows: Below, tell: Translate, columns: int) -> Iterator[str]:
    """Each row as a sentence, where there is no room for columns."""
    for entry, told in rows:
        name, sizes, params, macs = inset(entry, tell)
        row = say("{layer}: {shapes}, {params} params, {macs} MACs",
                  layer=name, shapes=sizes, params=params, macs=macs)  # fmt: skip
        yield from wrapped(row.told(tell), columns, INDENT * (entry.level + 2))
        yield from indented(told, name, columns)
        if not told or told[-1]:
            yield ""


def indented(told: list[str], name: str, columns: int) -> Iterator[str]:
    """What stands below a row, a little further in than its name."""
    margin = " " * (len(name) - len(name.lstrip()) + 2)
    yield from (
        margin + piece for one in told for piece in wrapped(one, columns - len(margin), "  ")
    )


def headings(tell: Translate) -> list[str]:
    return [tell("Layer (type)"), tell("Output shape"), tell("Params"), tell("MACs")]


def widths_of(lines: list[list[str]], room: int) -> list[int]:
    """The columns' widths, what is longer is wrapped: in a narrow room the widest gives way, in a
    wide one names take what they need, and no less than 80 columns are filled."""
    name, *others = [max(map(wide, column)) for column in zip(*lines)]
    widest = (room * 26 // 74, room * 14 // 74, room * 16 // 74)
    others = [min(width, most) for width, most in zip(others, widest)]
    left = room - sum(others)
    return [min(left, max(name, COLUMNS - BETWEEN - sum(others))), *others]


LONGEST_COUNT = 24
"""The longest count that stands in a column of the summary."""


def inset(entry: Entry, tell: Translate) -> list[str]:
    """The cells of a row, its name as far in as it is deep."""
    name, *others = cells(entry, tell)
    return [INDENT * entry.level + name, *others]


def cells(entry: Entry, tell: Translate) -> list[str]:
    """One row of the summary: layer, output shape, parameters, multiply-accumulates."""
    call = entry.call
    name = titled(call.path, call.type)
    if call.reused and name == call.path:
        name = say("{path} (called again)", path=call.path).told(tell)
    elif call.reused:
        again = say("{path} ({type}, called again)", path=call.path, type=call.type)
        name = again.told(tell)
    cost = entry.macs
    return [
        name,
        shapes(call.facts.outputs),
        short(counted(call.facts.params), tell),
        tell("unknown") if cost is None else short(counted(cost), tell),
    ]


def short(count: str, tell: Translate) -> str:
    """A count in a column; a long formula stands in its equation below."""
    return count if len(count) <= LONGEST_COUNT else tell("formula")


def below(entry: Entry, tell: Translate) -> list[str]:
    """What stands below a row: the calls that it reads, where that is not plain, and equations; of
    a layer with several calls, every call with what comes out, and each equation once."""
    if len(entry.uses) == 1:
        [use] = entry.uses
        reads = [say("reads {calls}", calls=use.reads).told(tell)] if use.reads else []
        shared = [one.told(tell) for one in tied(use.call)]
        return [*reads, *shared, *(equation(line, tell) for line in lines_of(use))]
    told: list[str] = []
    for number, use in enumerate(entry.uses, 1):
        told.append(called(number, use).told(tell))
        equations = (equation(line, tell) for line in lines_of(use))
        told += [one for one in equations if one not in told]
    return told


def tied(call: Call) -> Iterator[Message]:
    """The weights of a layer that another one keeps too, where they count."""
    for name, weight in call.facts.weights.items():
        if weight.same_as:
            yield say("{name} is {other}, and counts there", name=name, other=weight.same_as)


def called(number: int, use: Use) -> Message:
    """One of several calls of a layer: what it reads, gives and costs."""
    cost = use.call.facts.macs
    given = {
        "n": number,
        "shapes": shapes(use.call.facts.outputs),
        "macs": "?" if cost is None else counted(cost),
    }
    if not use.reads:
        return say("call {n}: {shapes}, {macs} MACs", **given)
    return say("call {n} reads {calls}: {shapes}, {macs} MACs", calls=use.reads, **given)


def lines_of(use: Use) -> list[Line]:
    """The equations of a call that have something to work out; those of a layer, once."""
    why = use.explanation
    if why is None:
        return []
    counts = () if use.call.reused else why.params
    return [*why.output, *(one for one in (*counts, *why.macs) if not is_plain(one))]


def is_plain(line: Line) -> bool:
    """Whether there is nothing to work out: a number by itself."""
    return not isinstance(line.formula, Step) and worked(line.formula) == str(line.formula.value)


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
        names = tuple(titled(call.path, call.type) for call in total.uncounted)
        lines.append(say("Not counted: {names}", names=names))
    kept = upkeep(model)
    return [line.told(tell) for line in lines] + (_kept(kept, tell) if kept else [])


def _kept(kept: Upkeep, tell: Translate) -> list[str]:
    """What the optimizer keeps: how much, of which kinds, and what for."""
    value = lift(kept.line.formula).value
    number = kept.line.formula if value is None else value
    whole = say("Optimizer params: {n} ({size})", n=counted(number), size=memory(kept.bytes))
    kinds = tuple(f"{kind} {counted(size)}" for kind, size in kept.kinds.items())
    told = paragraph(sentence.told(tell) for sentence in kept.sentences)
    below = (equation(kept.line, tell), listed(kinds, tell), told)
    return [whole.told(tell), *(INDENT + line for line in below)]


def afterwards(model: Model, tell: Translate) -> list[str]:
    """What was taken for granted, and what is wrong."""
    notes = [_noted(note, model.file) for note in model.notes]
    problems = [say("Problem: {what}", what=located(problem)) for problem in model.problems]
    return [
        *([""] if notes else []),
        *(note.told(tell) for note in notes),
        *([""] if problems else []),
        *(problem.told(tell) for problem in problems),
    ]


def _noted(note: Note, file: str) -> Message:
    if note.at is None:
        return say("Note: {what}", what=note.message)
    if note.at.file == file:
        return say("Note: line {line}: {what}", line=note.at.line, what=note.message)
    return say("Note: {at}: {what}", at=where(note.at), what=note.message)


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


def _row(cells: list[str], widths: list[int]) -> list[str]:
    """A name and a shape to the left, counts to the right; in as many lines as it takes."""
    name = cells[0]
    indent = name[: len(name) - len(name.lstrip())] + INDENT
    columns = [
        list(_folded(cell, width, "" if i else indent))
        for i, (cell, width) in enumerate(zip(cells, widths))
    ]
    return [
        "  ".join(
            f"{part}{' ' * (width - wide(part))}"
            if i < 2
            else f"{' ' * (width - wide(part))}{part}"
            for i, (part, width) in enumerate(zip(parts, widths))
        )
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _folded(text: str, width: int, indent: str) -> Iterator[str]:
    """The text in lines of this width: broken at spaces, a long word anywhere."""
    for line in wrapped(text, width, indent):
        while wide(line) > width:
            fits = fitting(line, width)
            yield line[:fits]
            line = line[fits:]
        yield line
