"""From Python text to the torch model that it makes: the one asked for, or the only one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import product
from time import monotonic
from typing import Any

from shapeproof import ways
from shapeproof.algebra.formula import Name
from shapeproof.message import Message, Note, ReadError, ShapeproofError, say
from shapeproof.model import LayerError, Model
from shapeproof.read import Shapes
from shapeproof.read.source.budget import Budget
from shapeproof.read.source.interpret import Interpreter
from shapeproof.read.source.neighbours import Neighbours
from shapeproof.read.source.torch import tools
from shapeproof.read.source.torch.finding import (
    Found,
    asked,
    bound_outside,
    first_test,
    note_taken,
    only,
)
from shapeproof.read.source.torch.inputs import Guess, guesses
from shapeproof.read.source.torch.modules import Module
from shapeproof.read.source.torch.names import TorchNames
from shapeproof.read.source.torch.own import Net
from shapeproof.read.source.torch.running import Run
from shapeproof.read.source.torch.tensors import TensorHost
from shapeproof.read.torch.trace import written_shape
from shapeproof.rules.rule import Shape, Tensor

SECONDS = 5.0
"""How long a source is read."""
SIDES = (224, 32, 28, 64, 96, 128, 227, 256, 299, 512, *range(1, 300))
"""Sides of square inputs, in the order in which they are tried."""
ODD = (7, 13, 29)
"""Sides that do all fit only where the layers need no size."""


def read(source: str | bytes, file: str, entry: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model that a source makes, read without running it.

    `entry` is a name in it, an expression over its names, or empty.  `inputs` are the shapes that
    the model shall read; without them it reads its own.
    Raises `ReadError` where there is no model to be found.
    """
    names = TorchNames()
    reader = Interpreter([names], file, Budget(seconds=SECONDS))
    if file not in ("", "-"):
        reader.neighbours = Neighbours(reader, file)
    try:
        run = Session(reader, names).run(source, entry, inputs)
    except LayerError as error:
        return unmade(names, error)._replace(notes=tuple(reader.notes), file=file)
    model = run.model()
    trained = [problem for of, problem in names.problems if of in (None, run.root)]
    return model._replace(
        problems=(*model.problems, *trained),
        notes=(*reader.notes, *run.trace.notes),
        variable=variable(reader, run.root),
        file=file,
    )


def unmade(names: TorchNames, error: LayerError) -> Model:
    """A model that could not be made, of which no more is known than what is wrong with it."""
    kind = names.nets[-1].kind if names.nets else "Module"
    problem = error.problem._replace(layer=error.problem.layer or kind)
    return Model(kind, kind, "torch", (), problems=(problem,))


class Session:
    """One reading of a source."""

    def __init__(self, reader: Interpreter, names: TorchNames) -> None:
        self.reader, self.names = reader, names

    def run(self, source: str | bytes, entry: str, inputs: tuple[Tensor, ...]) -> Run:
        """The call of the model that is meant."""
        try:
            self._stopping_late(source, entry)
            return self._on(self._meant(entry), inputs)
        except LayerError:
            failed = [run for run in self.names.runs if run.error is not None]
            if not failed:
                raise
            return failed[-1]

    def _meant(self, entry: str) -> Found:
        return asked(self.reader, self.names, entry) if entry else only(self.reader, self.names)

    def _stopping_late(self, source: str | bytes, entry: str) -> None:
        """Read all of it; what stops reading once there is something to be asked for is a note."""
        try:
            self.reader.run(source)
        except LayerError as error:
            if not entry:
                raise
            self.reader.notes.append(Note(error.at, error.message))
        except ShapeproofError as error:
            is_useful = (self.names.nets or self.names.runs) and not self.names.is_endless
            if not (is_useful or entry) or self._fails_in_making():
                raise
            stopped = say("reading stopped here: {why}", why=error.message)
            self.reader.notes.append(Note(error.at, stopped))

    def _fails_in_making(self) -> bool:
        """Whether the one model that there may be could not be made."""
        is_undone = not all(net.is_done for net in self.names.nets)
        return is_undone and not self.names.runs and not bound_outside(self.reader)

    def _on(self, found: Found, inputs: tuple[Tensor, ...]) -> Run:
        """The model's call on what it is told to read, or on what the source says, or on what its
        layers fix."""
        module = found.module
        if isinstance(inputs, Shapes) and isinstance(module, Net):
            inputs = inputs.ordered(module.takes)
        if inputs:
            return self._with_dtypes(module, inputs)
        if found.run is not None:
            return self._of_any_batch(found.run)
        if shapes := self._told(module) or self._tested(module):
            return self._with_dtypes(module, shapes)
        return self._guessed(module)

    def _of_any_batch(self, run: Run) -> Run:
        """The same call with a letter for the size of the batches, where a loader gives what it
        reads and any size will do."""
        sizes = {x.shape[0] for x in run.reads if x.shape} & self.names.batches
        if len(sizes) != 1 or run.error is not None:
            return run
        [rows], args, kwargs = sizes, *run.given
        with suppress(LayerError):
            args, kwargs = of_any_size(args, rows), of_any_size(kwargs, rows)
            loose: Run = self.reader.apart(lambda: self.names.follow(run.root, args, kwargs))
            return loose if loose.is_settled else run
        return run

    def _tested(self, module: Module) -> tuple[Tensor, ...]:
        """What a function that nobody calls has a model of this class read."""
        with suppress(ShapeproofError):
            first_test(self.reader, self.names)
        return self._told(module)

    def _told(self, module: Module) -> tuple[Tensor, ...]:
        """What the source tells a summary that the model reads, or calls its like on."""
        for told in reversed(self.names.told):
            if told.model is module and told.given:
                note_taken(self.reader, told.given, told.at)
                return told.given
        if isinstance(example := tools.carried(module), TensorHost):
            return (example.tensor,)
        alike = [run for run in self.names.runs if run.root.kind == module.kind]
        if not alike:
            return ()
        note_taken(self.reader, alike[-1].reads, alike[-1].at)
        return alike[-1].reads

    def _with_dtypes(self, module: Module, inputs: Sequence[Tensor]) -> Run:
        """Its call on these inputs; those without a dtype are floats, or else whole numbers."""
        open_ones = [i for i, x in enumerate(inputs) if x.dtype is None]
        first: LayerError | None = None
        for dtypes in product(("float32", "int64"), repeat=min(len(open_ones), 3)):
            given = list(inputs)
            for i, dtype in zip(open_ones, dtypes):
                given[i] = given[i]._replace(dtype=dtype)
            try:
                return self._call(module, given)
            except LayerError as error:
                first = first or error
        assert first is not None
        failed = next(run for run in self.names.runs if run.error is first)
        self.names.runs.append(failed)
        raise first

    def _call(self, module: Module, inputs: Sequence[Tensor]) -> Run:
        needed = module.needs if isinstance(module, Net) else ["input"]
        takes = module.takes if isinstance(module, Net) else ["input"]
        if not len(needed) <= len(inputs) <= max(len(takes), len(needed)):
            raise ReadError(
                say(
                    "{name} reads {expected:input|inputs}, and {way} gives {given}",
                    name=module.kind,
                    expected=len(needed),
                    way=ways.SHAPES,
                    given=len(inputs),
                )
            )
        tensors = {name: TensorHost(self.names, x, text=name) for x, name in zip(inputs, takes)}
        by_name = module.by_name if isinstance(module, Net) else []
        args = [x for name, x in tensors.items() if name not in by_name]
        kwargs = {name: x for name, x in tensors.items() if name in by_name}
        made: Run = self.reader.apart(lambda: self.names.follow(module, args, kwargs))
        return made

    def _guessed(self, module: Module) -> Run:
        """Its call on what its first layers read.

        Raises `ReadError` where nothing fits.
        """
        count = max(len(module.needs), 1) if isinstance(module, Net) else 1
        started = monotonic()
        first: tuple[Guess, LayerError] | None = None
        for guess in guesses(module):
            try:
                run = self._call(module, [guess.tensor] * count)
            except LayerError as error:
                if error.problem.kind == "unsupported":
                    sized = self._sized(module, guess, count)
                    if sized is not None:
                        return sized
                first = first or (guess, error)
                if monotonic() - started > SECONDS:
                    break
                continue
            return run if run.is_settled else self._fixed(module, guess, count) or run
        if first is None or count > 1:
            raise ReadError(untold(module), module.at)
        guess, refusal = first
        told = say("took the input as {shape}, as its first layers read it")
        self._note(guess, guess.tensor.shape, told)
        failed = next(run for run in self.names.runs if run.error is refusal)
        self.names.runs.append(failed)
        raise refusal

    def _note(self, guess: Guess, shape: Shape, message: Message) -> None:
        told = message._replace(values={"shape": written_shape(shape)})
        self.reader.notes.append(Note(guess.at, told))

    def _fixed(self, module: Module, guess: Guess, count: int) -> Run | None:
        """Its call on the square sizes that its layers need, where only some will do."""
        if all(self._fits(module, squared(guess.tensor, side), count) for side in ODD):
            return None
        sized = self._sized(module, guess, count)
        if sized is None:
            told = say("no usual square input fits all of its layers; give its shape: {way}",
                       way=ways.shaped("1,3,224,224"))  # fmt: skip
            self.reader.notes.append(Note(guess.at, told))
        return sized

    def _sized(self, module: Module, guess: Guess, count: int) -> Run | None:
        """Its call on the first square sizes that fit; where any size will do, the letter stays."""
        if not any(isinstance(size, Name) for size in guess.tensor.shape[1:]):
            return None
        started = monotonic()
        for side in SIDES:
            if (run := self._fits(module, squared(guess.tensor, side), count)) is not None:
                run = self._loosened(module, guess.tensor, count, run)
                told = say("took the input as {shape}, since the layers need its size")
                self._note(guess, run.trace.inputs[0].tensor.shape, told)
                return run
            if monotonic() - started > SECONDS:
                break
        return None

    def _loosened(self, module: Module, guess: Tensor, count: int, run: Run) -> Run:
        """The same call with a letter for each size that the layers leave open."""
        for axis, size in enumerate(guess.shape):
            now = run.trace.inputs[0].tensor.shape
            if axis and isinstance(size, Name):
                shape = (*now[:axis], size, *now[axis + 1 :])
                run = self._fits(module, guess._replace(shape=shape), count) or run
        return run

    def _fits(self, module: Module, x: Tensor, count: int) -> Run | None:
        try:
            run = self._call(module, [x] * count)
        except LayerError:
            return None
        return run if run.is_settled else None


def squared(x: Tensor, side: int) -> Tensor:
    """The tensor with a number for each letter but that of the batch."""
    sizes = (side if i and isinstance(size, Name) else size for i, size in enumerate(x.shape))
    return x._replace(shape=tuple(sizes))


BATCH = Name("N")


def of_any_size(given: Any, rows: Any) -> Any:
    """The arguments of a call, with a letter for the size of the batch."""
    match given:
        case TensorHost() if given.shape and given.shape[0] == rows:
            shape = (BATCH, *given.shape[1:])
            return TensorHost(given.names, given.tensor._replace(shape=shape), text=given.text)
        case dict():
            return {key: of_any_size(part, rows) for key, part in given.items()}
        case list() | tuple():
            return type(given)(of_any_size(part, rows) for part in given)
        case _:
            return given


def untold(module: Module) -> Message:
    """What to say of a model that nothing in the source is called on."""
    needs = module.needs if isinstance(module, Net) else []
    if len(needs) > 1:
        return say(
            "{name} is not told what it reads as {inputs}; give a shape for each, such as {way}",
            name=module.kind,
            inputs=tuple(needs),
            way=ways.shaped(f"{needs[0]}=1,3,224,224"),
        )
    return say(
        "{name} is not told what it reads; give its input shape: {way}",
        name=module.kind,
        way=ways.shaped("1,3,224,224"),
    )


def variable(reader: Interpreter, root: Module) -> str:
    """The name that the source last gave a model."""
    for binding in reversed(reader.bindings):
        if isinstance(binding.value, Module) and binding.value.face is root:
            return str(binding.name)
    return ""
