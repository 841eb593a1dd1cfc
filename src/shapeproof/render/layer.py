"""One layer in plain text: its derivation, why a number is another, what one number is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeproof.algebra.formula import Dim, Name
from shapeproof.algebra.notation import TEXT, worked
from shapeproof.explanation import Line, Row
from shapeproof.language import Translate
from shapeproof.message import Message, listed, noun, say
from shapeproof.render import pictures
from shapeproof.render.derivation import Derivation, Drawing, Item, Origin, Prose, derivation, sides
from shapeproof.render.writing import (
    COLUMNS,
    equation,
    term,
    wide,
    wrapped,
)
from shapeproof.rules.arithmetic.axes import has_name, is_counted
from shapeproof.rules.rule import Reads, Tensor

if TYPE_CHECKING:
    from shapeproof.causes import Answer, Cause, Link

NOTHING = {
    1: say("No change of an argument or of a size gives it.").template,
    2: say("No change of an argument or of a size gives it, nor do two together.").template,
}
FEW = 2  # numbers at either end of a long chain that are told
ASKED = {
    "output": say("output"),
    "params": say("parameter count"),
    "macs": say("MAC count"),
    "flops": say("FLOP count"),
}


def why(row: Row, tell: Translate = str, width: int = COLUMNS) -> str:
    """One layer's derivation, word by word."""
    return "\n".join(_why(row, tell, width)).rstrip()


def _why(row: Row, tell: Translate, width: int) -> Iterator[str]:
    told = derivation(row, tell, width)
    yield from wrapped(told.opening, width, "  ")
    yield ""
    yield from derived(told, tell, width)


def derived(told: Derivation, tell: Translate, width: int) -> Iterator[str]:
    """A derivation in lines, without its opening."""
    yield from wrapped(told.sentences, width)
    for section in told.sections:
        yield ""
        yield from wrapped(section.heading, width)
        lines = (line for item in section.items for line in _lines(item, tell, width - 2))
        yield from (f"  {line}".rstrip() for line in lines)


def _lines(item: Item, tell: Translate, width: int) -> Iterator[str]:
    match item:
        case Origin():
            yield from wrapped(item.told(tell), width, "  ")
        case Line():
            yield from _equation(item, tell, width)
        case Drawing(lines):
            yield from lines
        case Prose():
            yield from wrapped(item, width)
        case str():
            yield from wrapped(item, width, "  ")


def _equation(line: Line, tell: Translate, width: int) -> Iterator[str]:
    """An equation with names, then with numbers."""
    subject = term(line.subject, tell)
    named, told = sides(line, tell, UNBROKEN)
    if not named or isinstance(line.formula, Name):
        lines = [" = ".join(filter(None, (subject, named, told)))]
    else:
        lines = [f"{subject} = {named}", f"{'':{wide(subject)}} = {told}"]
    margin = " " * (wide(subject) + 3)
    for one in lines:
        pieces = wrapped(one, width, margin, is_product=True)
        yield from (piece.replace(KEPT, " ") for piece in pieces)


KEPT = "\N{NO-BREAK SPACE}"
UNBROKEN = TEXT._replace(quantity=lambda _, text: text.replace(" ", KEPT))
"""Names of several words stay in one line."""


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
        lines += wrapped(f"  {equation(answer.line, tell)}", width, "    ")
    if not answer.causes:
        lines += ["", *wrapped(tell(NOTHING[answer.changes]), width)]
    for number, one in enumerate(answer.causes[:5], 1):
        lines += ["", *_cause(number, one, path, tell, width)]
    if not answer.complete:
        large = tell("The model is large, and not all of its layers were tried.")
        lines += ["", *wrapped(large, width)]
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


def cell(
    reads: Reads,
    row: Row,
    index: tuple[int, ...],
    tell: Translate = str,
    width: int = COLUMNS,
) -> str:
    """What one number of the output is made of."""
    lines = (line for one in _cell(reads, row, index, tell) for line in wrapped(one, width, "    "))
    return "\n".join(lines)


def _cell(reads: Reads, row: Row, index: tuple[int, ...], tell: Translate) -> Iterator[str]:
    call, axes = row.call, row.explanation.axes
    yield say(
        "{path}, output {index}: {made}",
        path=call.path,
        index=f"({', '.join(map(str, index))})",
        made=reads.made,
    ).told(tell)
    named = [source.path for source in call.sources]
    for i, (at, x) in enumerate(zip(reads.inputs, call.inputs)):
        if at is not None:
            several = named[i] if i < len(named) else say("input {n}", n=i + 1).told(tell)
            name = several if len(call.inputs) > 1 else say("input").told(tell)
            yield _told(name, _read(at, x, axes[i], tell), at if i in reads.chosen else (), tell)
    for name, at in reads.weights.items():
        places = ", ".join(pictures.reach(one, max(one) + 1) for one in at)
        yield _told(name, f"[{places}]", at if name in reads.chosen else (), tell)


def _told(name: str, read: str, chosen: tuple[range, ...], tell: Translate) -> str:
    """What is read of an input or a weight, and that values choose among places, where they do."""
    line = f"  {say('{name}: {read}', name=name, read=read).told(tell)}"
    if not chosen:
        return line
    is_one = all(len(places) == 1 for places in chosen)
    which = say("values decide whether") if is_one else say("values decide which of these")
    return f"{line} ({which.told(tell)})"


def _read(at: tuple[range, ...], x: Tensor, names: tuple[str, ...], tell: Translate) -> str:
    """`steps 3..18 of all 7 channels`; `(0, 3, 0..6)` where axes have no names."""
    if not any(map(has_name, names[1:])):
        return f"({', '.join(map(_reach, at, x.shape))})"
    some: list[Message] = []
    whole: list[Message] = []
    first = int(names[:1] == ("batch",))
    axes = zip(at[first:], x.shape[first:], names[first:])
    for i, (places, length, name) in enumerate(axes, first):
        if isinstance(length, int) and places == range(length) and length > 1:
            whole.append(noun(f"all {length} {name}" if is_counted(name) else f"the whole {name}"))
        elif has_name(name):
            axis = noun(name)
            shown = _reach(places, length, tell)
            values = {**axis.values, "places": shown}
            some.append(Message(f"{axis.template} {{places}}", values))
        else:
            some.append(
                say("place {places} on axis {axis}", places=_reach(places, length, tell), axis=i)
            )
    if some and whole:
        return say("{some} of {whole}", some=some, whole=whole).told(tell)
    return listed(some or whole, tell)


def _reach(places: range, length: Dim, tell: Translate = str) -> str:
    return pictures.reach(places, length, tell) if isinstance(length, int) else str(places)
