"""What a rule is: a function from the tensors a layer reads and its arguments to its facts.

Asked with whole numbers a rule answers in whole numbers; asked with names, in formulas; with
arrays, in arrays.  It may use `+ - * //`, the words of `algebra.words`, and `need`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Literal, NamedTuple

from shapeproof.algebra.formula import Condition, Dim, Formula, Name, Relation
from shapeproof.algebra.words import are_plain, are_whole, product, step, total
from shapeproof.message import Message, ShapeproofError, noun

Shape = tuple[Dim, ...]
Sizes = Dim | tuple[Dim, ...]
"""One size for every axis, or a size for each."""
Open = tuple[Dim | None, ...]
"""Sizes of which some are left open."""
QUANTITIES = ("Dim", "Sizes", "Edges", "Row", "Open", "tuple[Dim, ...]")
"""The annotations of arguments that formulas are written in; all others are settings."""


class ShapeError(ShapeproofError):
    """A layer cannot take this input, and why."""


class Tensor(NamedTuple):
    """A shape and a dtype; `None` for the dtype that the layer computes in."""

    shape: Shape
    dtype: str | None = None

    def read(self, *axes: str) -> Shape:
        """The sizes, under the names a rule has for them: `x.read("batch", "steps", "channels")`.

        `"..."` stands for any number of axes.  Another number of axes is a `ShapeError`.
        """
        rank = len(self.shape)
        fits = rank >= len(axes) - 1 if "..." in axes else rank == len(axes)
        if fits and not _heard and are_whole(self.shape):
            return self.shape  # numbers take no names
        axes = _spelt_out(axes, rank)
        need(
            fits,
            "it reads {axes:axis|axes} ({names}), and the input has {rank}; put a layer before it "
            "that gives as many, such as Reshape, or return_sequences=True in a recurrent layer",
            axes=len(axes),
            names=tuple(map(noun, axes)),
            rank=rank,
        )
        return tuple(map(called, self.shape, axes))


def _spelt_out(axes: tuple[str, ...], rank: int) -> tuple[str, ...]:
    """The names of all axes, with those that `"..."` stands for."""
    if "..." not in axes:
        return axes
    at, outer = axes.index("..."), rank - len(axes) + 1
    return (*axes[:at], *(f"size {i}" for i in range(at, at + outer)), *axes[at + 1 :])


class Stated(int):
    """The size of a first axis, a number in formulas too; it keeps what a rule calls that axis."""

    axis = ""

    def called(self, name: str) -> Stated:
        self.axis = self.axis or name
        return self


_heard: list[dict[str, Dim]] = []


def called(size: Dim, name: str) -> Dim:
    """The size under this name, where it is to be named and has no name of its own."""
    if isinstance(size, Name | Stated):
        size = size.called(name)
    if _heard:
        _heard[-1].setdefault(name, size)
    return size


def all_called(sizes: Shape, names: Iterable[str]) -> Shape:
    """Each size under its name.  Numbers have none, so unless somebody listens they stay."""
    if not _heard and are_whole(sizes):
        return sizes
    return tuple(map(called, sizes, names))


@contextmanager
def hearing() -> Generator[dict[str, Dim]]:
    """The sizes that rules called inside have read, by the names that they gave them."""
    _heard.append({})
    try:
        yield _heard[-1]
    finally:
        _heard.pop()


Kind = Literal["parameter", "buffer"]


class Weight(NamedTuple):
    """One array that a layer keeps; `None` for the dtype that the layer keeps its weights in.

    A `kind` of "buffer" is what torch keeps beside its parameters, and does not count among them.
    `same_as` names the weight that it is, where that counts elsewhere.
    """

    shape: Shape
    trainable: bool = True
    dtype: str | None = None
    kind: Kind = "parameter"
    same_as: str = ""

    @property
    def size(self) -> Dim:
        return product(self.shape)


class Reads(NamedTuple):
    """What one number of the output is made of.

    `inputs`: for each input the places that are read, a range an axis (places outside the input
    are padding); None for an input that is not read.  `weights`: the same for each weight.
    `made`: how the numbers become one, in words.  `chosen` names the inputs, by their number, and
    the weights of which only some of these places are read: numbers that are read say which.
    """

    inputs: tuple[tuple[range, ...] | None, ...]
    made: Message
    weights: Mapping[str, tuple[range, ...]] = {}
    chosen: tuple[int | str, ...] = ()


Index = tuple[int, ...]
Structure = Tensor | tuple["Structure", ...] | dict[str, "Structure"]
UNKNOWN: Structure = ()
"""The output of a layer whose rule cannot know it: a structure without tensors."""


class Sketch(NamedTuple):
    """How numbers go through a layer, in rows of words and shapes; a `Through` is an arrow.

    `below` are sentences on the rows.  With `held`, what an output of the first input and a place
    of the second are called: which of these that output reads is drawn from `cell`.
    """

    heading: Message
    rows: tuple[tuple[Message | str | Shape, ...], ...]
    below: tuple[Message, ...] = ()
    held: tuple[Message, Message] | None = None


class Through(str):
    """The weights, or the layer, that numbers go through."""

    __slots__ = ()


class Facts(NamedTuple):
    """Everything a layer says about itself, in whatever kind of number it was asked in.

    `macs` counts multiply-accumulates, `elementwise` other operations, one a value.  `cell` tells
    what the number at an index of the first output is made of, and `sketch` how it all goes
    together.  A layer whose cost cannot be known has `macs` None.
    """

    output: Structure
    weights: Mapping[str, Weight] = {}
    macs: Dim | None = 0
    elementwise: Dim = 0
    cell: Callable[[Index], Reads] | None = None
    sketch: Callable[[], Sketch] | None = None

    @property
    def outputs(self) -> tuple[Tensor, ...]:
        """Every tensor of the output, in the order in which it is written."""
        return (self.output,) if isinstance(self.output, Tensor) else tuple(flat(self.output))

    @property
    def flops(self) -> Dim | None:
        """Two operations for a multiply-accumulate, one for anything else."""
        return None if self.macs is None else 2 * self.macs + self.elementwise

    @property
    def parameters(self) -> Mapping[str, Weight]:
        """The weights that count as parameters: all but buffers."""
        return of_kind("parameter", self.weights)

    @property
    def buffers(self) -> Mapping[str, Weight]:
        return of_kind("buffer", self.weights)

    @property
    def params(self) -> Dim:
        """The sizes of the parameters; those of one part (`query/kernel`, `query/bias`)
        together."""
        weights = self.parameters
        sizes = tuple([product(weight.shape) for weight in weights.values()])
        if are_plain(sizes):
            return sum(sizes)
        parts: dict[str, list[Dim]] = {}
        for name, size in zip(weights, sizes):
            parts.setdefault(name.rpartition("/")[0], []).append(size)
        sums = {part: total(own) for part, own in parts.items()}
        first, *others = sums.values() if sums else (0,)
        if others and isinstance(first, Formula) and all(first == other for other in others):
            return len(sums) * step(next(iter(sums)), first)
        return total(step(part, size) for part, size in sums.items())


def of_kind(kind: Kind, weights: Mapping[str, Weight]) -> dict[str, Weight]:
    return {name: weight for name, weight in weights.items() if weight.kind == kind}


def flat(structure: Structure) -> Iterator[Tensor]:
    """The tensors of a nested structure, in order."""
    match structure:
        case Tensor():
            yield structure
        case dict():
            for part in structure.values():
                yield from flat(part)
        case _:
            for part in structure:
                yield from flat(part)


def packed(structure: Structure, values: Iterator[Any]) -> Any:
    """The same structure, with a value in the place of each tensor."""
    match structure:
        case Tensor():
            return next(values)
        case dict():
            return {key: packed(part, values) for key, part in structure.items()}
        case _:
            return tuple(packed(part, values) for part in structure)


def parts(structure: Structure) -> tuple[Structure, ...]:
    """What a structure is made of; a tensor is all of itself."""
    if isinstance(structure, Tensor):
        return (structure,)
    return tuple(structure.values()) if isinstance(structure, dict) else structure


class Need(NamedTuple):
    """Something that must hold for the facts to be true, and what to say when it does not."""

    holds: Condition
    reason: Message


_noted: list[list[Need]] = []


def need(holds: Condition, reason: str, **values: Any) -> None:
    """State what the rest of the rule relies on.

    `need(window <= length, "a window of {window} must fit into {length}", window=..., length=...)`

    A whole-number rule stops here with a `ShapeError`; a formula or an array is noted, for
    whoever asked with `noting`, and the rule goes on.
    """
    if holds is True:
        return
    settled = holds.holds if isinstance(holds, Relation) else holds
    if settled is False:
        raise ShapeError(Message(reason, values))
    if settled is not True and _noted:
        _noted[-1].append(Need(holds, Message(reason, values)))


@contextmanager
def noting() -> Generator[list[Need]]:
    """The needs that rules called inside could not settle."""
    _noted.append([])
    try:
        yield _noted[-1]
    finally:
        _noted.pop()


class Rule(NamedTuple):
    """What a framework calls a layer, and the function that states its facts.

    `fixed` is what the name settles: Conv1D, Conv2D and Conv3D are one function of `rank`.
    `beside` names what the framework takes too, and what changes no number (initializers).
    `later` names the arguments that are not known when a layer is made: those that it is called
    with (`return_attention_scores`), and `quantization`, which its dtype policy settles.
    `constants` stand in the places of inputs that are no tensors of the model (`x * 2`), None where
    an input is left out.
    """

    name: str
    states: Callable[..., Facts]
    fixed: Mapping[str, Any] = {}
    beside: str = ""
    later: str = ""
    constants: Mapping[int, Tensor | None] = {}

    def __call__(self, *inputs: Tensor, **arguments: Any) -> Facts:
        facts = self.states(*self.placed(inputs), **self.fixed, **arguments)
        if facts.cell is None:
            return facts
        return facts._replace(cell=partial(self._read, facts.cell, len(inputs)))

    def _read(self, told: Callable[[Index], Reads], count: int, index: Index) -> Reads:
        """What is read of each input, without the constants between them."""
        found = told(index)
        places = [i for i in range(count + len(self.constants)) if i not in self.constants]
        inputs = dict(enumerate(found.inputs))
        numbers: dict[int | str, int] = {i: at for at, i in enumerate(places)}
        chosen = (numbers.get(at, at) for at in found.chosen if at not in self.constants)
        return found._replace(inputs=tuple(map(inputs.get, places)), chosen=tuple(chosen))

    def placed(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor | None, ...]:
        """The inputs with the constants between them."""
        if not self.constants:
            return inputs
        left = iter(inputs)
        places = range(len(inputs) + len(self.constants))
        return tuple(self.constants[i] if i in self.constants else next(left) for i in places)

    @property
    def defaults(self) -> Mapping[str, Any]:
        return self.states.__kwdefaults__ or {}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments that a layer is made with, in the framework's order."""
        return _parameters(self.states, tuple(self.fixed), self.later)

    def kind(self, argument: str) -> str:
        """What an argument is, as the rule's annotation says: `Dim`, `Sizes`, `bool`, `Padding`."""
        return str(self.states.__annotations__.get(argument, "")).partition(" |")[0]

    def is_quantity(self, argument: str) -> bool:
        """Whether an argument is a number that formulas are written in, and not a setting."""
        return self.kind(argument) in QUANTITIES

    @property
    def sentence(self) -> str:
        """What the layer does with its numbers; quantities stand in braces."""
        return " ".join((self.states.__doc__ or "").split())


@lru_cache(maxsize=4096)
def _parameters(
    states: Callable[..., Facts], fixed: tuple[str, ...], later: str
) -> tuple[str, ...]:
    """The keyword arguments of a function, but for those that are settled or come later."""
    code = states.__code__
    first = code.co_argcount
    names = code.co_varnames[first : first + code.co_kwonlyargcount]
    other = (*fixed, *later.split())
    return tuple(name for name in names if name not in other)


class Layer(NamedTuple):
    """A rule with its arguments, as it stands in somebody's model.

    `weights` are those that it is seen to have, should they be others than its rule says.
    """

    rule: Rule
    arguments: Mapping[str, Any]
    name: str = ""
    weights: Mapping[str, Weight] | None = None

    def __call__(self, *inputs: Tensor) -> Facts:
        facts = self.rule(*inputs, **self.arguments)
        if self.weights is not None:
            return facts._replace(weights=self.weights)
        for key, value in self.arguments.items():
            if isinstance(value, Layer) and key.endswith("activation"):
                facts = self._with_weights_of(value, facts)
        return facts

    def likeness(self, inputs: tuple[Tensor, ...]) -> Hashable:
        """What layers have in common that say the same on the same inputs; None where nobody can
        tell.  Equal numbers of other types, such as 1 and the unstated batch, are not the same."""
        rule, values = self.rule, tuple(self.arguments.values())
        sizes = [x.shape for x in inputs]
        of = (rule.name, rule.states, *rule.fixed.values(), *rule.constants.items())
        kinds = (*map(type, values), *(type(size) for shape in sizes for size in shape))
        key = (of, tuple(self.arguments), values, inputs, kinds)
        try:
            hash(key)
        except TypeError:
            return None
        return None if self.weights is not None else key

    def _with_weights_of(self, activation: Layer, facts: Facts) -> Facts:
        """The facts of a layer whose activation is a layer too; one that reads a sequence uses it
        at each step, and then tells no single number."""
        x = facts.outputs[0]
        is_in_steps = "go_backwards" in self.rule.defaults
        if is_in_steps and self.arguments.get("return_sequences"):
            x = x._replace(shape=(x.shape[0], *x.shape[2:]))
        inner = activation(x)
        named = {name: f"{activation.name}/{name}" for name in inner.weights}

        if not named:
            return facts

        def cell(index: Index) -> Reads:
            assert facts.cell
            assert inner.cell
            used = {named[name]: at for name, at in inner.cell(index).weights.items()}
            found = facts.cell(index)
            return found._replace(weights={**found.weights, **used})

        more = {named[name]: weight for name, weight in inner.weights.items()}
        told = facts.cell and inner.cell and not is_in_steps
        return facts._replace(weights={**facts.weights, **more}, cell=cell if told else None)
