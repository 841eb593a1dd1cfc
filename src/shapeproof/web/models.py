"""A model as the page shows it: a row a call, and what each reads, by ids; no derivations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.language import Translate
from shapeproof.model import Call, Model, Problem, Source, within
from shapeproof.outline import is_folded
from shapeproof.render.document import Json, number, shape, tensor
from shapeproof.render.writing import memory
from shapeproof.rules.rule import Tensor
from shapeproof.web.places import Text


class Given(NamedTuple):
    """A tensor, and the id of the row or of the input of the model that gave it, if one did."""

    id: str | None
    x: Tensor | None


NOBODY = Given(None, None)


class Listed(NamedTuple):
    """A call under its path in the whole model.

    `reads` is what it reads; `gives` are the outputs of a model inside, as they are given there.
    """

    id: str
    level: int
    call: Call
    reads: tuple[Given, ...]
    gives: tuple[Given, ...] = ()


class Frame(NamedTuple):
    """What holds for all calls of a model inside the model."""

    prefix: str = ""
    level: int = 0
    trainable: bool = True
    reused: bool = False


class Listing:
    """The rows of a model, in order, by ids that no two of them share.

    Inputs have ids and no rows.  Functions that a summary leaves out have neither: who reads them
    reads what they read.  `failing` is what the layer reads at which the model stops.
    """

    def __init__(self, model: Model) -> None:
        self.rows: list[Listed] = []
        self.failing: tuple[Given, ...] = ()
        self._taken = {call.path for call in model.tree}
        self._calls: dict[str, int] = {}
        self._given: dict[tuple[str, int], tuple[Given, ...]] = {}
        self.inputs = tuple(
            Given(self._id_of_input(call.path), call.output) for call in model.inputs
        )
        self.outputs = self._enter(model, self.inputs, Frame(trainable=model.trainable))
        self.by_id = {row.id: row for row in self.rows}

    def _id_of_input(self, name: str) -> str:
        while name in self._taken:
            name += "#input"
        self._taken.add(name)
        return name

    def _id(self, path: str) -> str:
        """The path; of a later call, its number too."""
        number = self._calls[path] = self._calls.get(path, 0) + 1
        if number == 1:
            return path
        while (name := f"{path}#{number}") in self._taken:
            number += 1
        self._calls[path] = number
        return name

    def _enter(self, model: Model, inputs: Iterable[Given], frame: Frame) -> tuple[Given, ...]:
        """List the calls of a model that reads `inputs`; its outputs."""
        given: dict[tuple[str, int], tuple[Given, ...]] = {}
        entered = iter(inputs)

        def found(source: Source) -> Given:
            outputs = given.get((source.path, source.call))
            if outputs is None:  # one that a call inside another gave, and somebody kept
                path = within(frame.prefix, source.path)
                outputs = self._given.get((path, source.call), ())
            return outputs[source.output] if source.output < len(outputs) else NOBODY

        for call in model.calls:
            reads = tuple(map(found, call.sources))
            if call.is_input:
                outputs: tuple[Given, ...] = (next(entered, NOBODY),)
            elif is_folded(model, call):
                outputs = (reads[0] if reads else NOBODY,)
            else:
                inner = tuple(map(found, call.inside.reads)) if call.inside else ()
                outputs = self._list(call, reads, inner or reads, frame)
            path = within(frame.prefix, call.path)
            given[call.path, call.shown.number] = self._given[path, call.shown.number] = outputs
        self.failing = self.failing or tuple(map(found, model.failing))
        return tuple(map(found, model.gives))

    def _list(
        self, call: Call, reads: tuple[Given, ...], inner: tuple[Given, ...], frame: Frame
    ) -> tuple[Given, ...]:
        """Add a row, and those of the model inside, which reads `inner`; its outputs."""
        path = within(frame.prefix, call.path)
        here = frame._replace(
            trainable=frame.trainable and call.trainable, reused=frame.reused or call.reused
        )
        whole = call._replace(path=path, trainable=here.trainable, reused=here.reused)
        at, row = len(self.rows), Listed(self._id(path), frame.level, whole, reads)
        self.rows.append(row)
        if call.inside is not None:
            below = here._replace(prefix=f"{path}.", level=frame.level + 1)
            self.rows[at] = row._replace(gives=self._enter(call.inside, inner, below))
        return tuple(Given(row.id, x) for x in call.facts.outputs)

    def parts(self, whole: Listed) -> dict[str, str]:
        """The ids of what a model inside calls, by their names in it, each call's the first."""
        prefix, found = f"{whole.call.path}.", dict[str, str]()
        for row in self.rows[list(self.by_id).index(whole.id) + 1 :]:
            if row.level <= whole.level:
                break
            if row.level == whole.level + 1:
                found.setdefault(row.call.path.removeprefix(prefix), row.id)
        return found


def model(of: Model, listing: Listing, text: Text, tell: Translate) -> Json:
    """The whole model: rows, totals, what is wrong with it, what was taken for granted."""
    totals = of.totals
    return {
        "name": of.variable or of.name,
        "kind": of.kind,
        "framework": of.framework,
        "inputs": [
            {"id": given.id, "name": call.path, **tensor(call.output)}
            for given, call in zip(listing.inputs, of.inputs)
        ],
        "outputs": [
            {"from": given.id, "shape": shape(x)}
            for given, x in zip((*listing.outputs, *[NOBODY] * len(of.outputs)), of.outputs)
        ],
        "rows": [_row(row, text) for row in listing.rows],
        "totals": {
            "params": number(totals.params),
            "trainable": number(totals.trainable),
            "non_trainable": number(totals.non_trainable),
            "memory": memory(totals.bytes),
            "macs": number(totals.macs),
            "flops": number(totals.flops),
            "uncounted": [{"path": call.path, "type": call.type} for call in totals.uncounted],
        },
        "problems": [
            _problem(one, () if i else listing.failing, text, tell)
            for i, one in enumerate(of.problems)
        ],
        "notes": [
            {"message": note.message.told(tell), "at": text.span(note.at)} for note in of.notes
        ],
    }


def _row(row: Listed, text: Text) -> Json:
    call, facts = row.call, row.call.facts
    return {
        "path": call.path,
        "id": row.id,
        "type": call.type,
        "level": row.level,
        "at": text.place(call.at),
        "reused": call.reused,
        "nested": call.inside is not None,
        "trainable": call.trainable,
        "from": [given.id for given in row.reads],
        "inputs": [shape(x) for x in call.inputs],
        "outputs": [shape(x) for x in facts.outputs],
        "gives": [given.id for given in row.gives],
        "params": number(facts.params),
        "macs": _known(facts.macs),
        "flops": _known(facts.flops),
    }


def _known(count: Dim | None) -> int | str | None:
    return None if count is None else number(count)


def _problem(problem: Problem, failing: Iterable[Given], text: Text, tell: Translate) -> Json:
    edges = [given for given in failing if given.x is not None]
    return {
        "layer": problem.layer,
        "message": problem.message.told(tell),
        "at": text.span(problem.at),
        "from": [given.id for given in edges],
        "inputs": [shape(given.x) for given in edges if given.x is not None],
    }
