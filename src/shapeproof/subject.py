"""A model that can be read again with something in it different."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from os import PathLike, fspath
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Formula, PerExample
from shapeproof.message import AskError, closest, say
from shapeproof.model import Call, LayerError, Model
from shapeproof.read import (
    Target,
    is_source,
    loaded,
    not_read,
    read,
    read_live,
    read_source,
    sizes,
)
from shapeproof.repairs import as_if_right
from shapeproof.replay import replayed
from shapeproof.rules.rule import Layer, Tensor
from shapeproof.supposition import (
    Mend,
    Relied,
    argument,
    innermost,
    supposing,
    supposition,
    takes,
)

UNNAMED = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""What Python raises where a name stands in a reading and only a number will do."""


class Reading(NamedTuple):
    """A model as it was read again, and what must hold for its numbers to be true."""

    model: Model
    relies_on: tuple[Relied, ...]


Read = Callable[[tuple[Tensor, ...] | None], Model]
"""Reads the model on these inputs, or on those that it was first read on."""


class Source(NamedTuple):
    """What a model is read from: the bytes of a file or a text, and what is asked of it."""

    data: str | bytes
    target: Target
    inputs: tuple[Tensor, ...] = ()
    framework: str = ""

    def read(self, inputs: tuple[Tensor, ...] | None = None) -> Model:
        given = self.inputs if inputs is None else inputs
        return read_source(self.data, self.target, given, self.framework)


class Subject:
    """A model, and the way to read it again.

    A key names what may be different: `conv2d.kernel_size`, `conv2d.kernel_size[0]`, or `input.1`
    for a size of the input (`NAME.1` where there are several).
    """

    def __init__(self, model: Model, read: Read, source: Source | None = None) -> None:
        self.model, self._read, self.source = model, read, source
        self.inputs = {call.path: call.output for call in model.inputs}

    @cached_property
    def layers(self) -> dict[str, Call]:
        """The layers by their paths; of a model that is wrong, those behind its mistakes too."""
        model = self.model
        if model.problems:
            with supposing({}, lambda _, layer, inputs: as_if_right(layer, inputs)):
                model = self._read(None)
        return {call.path: call for call in reversed(model.layers)}

    def value(self, key: str) -> Any:
        """What an argument or a size is now.

        Raises `AskError` where there is none of that name.
        """
        place = self._input(key)
        if place is not None:
            name, axis = place
            return self.inputs[name].shape[axis]
        call, name = self._argument(key)
        return argument(call.layer, name)

    def place(self, key: str) -> tuple[Layer, str] | None:
        """The layer whose argument a key names, perhaps inside another, and the argument, such as
        `strides[0]`; None for a size of an input.

        Raises `AskError` where there is none of that name.
        """
        if self._input(key) is not None:
            return None
        call, name = self._argument(key)
        return innermost(call.layer, name)

    def read(
        self,
        changes: Mapping[str, Any],
        mend: Mend | None = None,
        on: tuple[Tensor, ...] = (),
    ) -> Reading:
        """The model read again with these values for these keys: numbers, settings, or names; or
        on other inputs, all of which are given.

        What is wrong with it then stands in its `problems`.
        Raises `AskError` for a key that there is not.
        """
        sizes = {key: place for key in changes if (place := self._input(key)) is not None}
        arguments = {self.full(key): value for key, value in changes.items() if key not in sizes}
        inputs = on or None
        if sizes:
            inputs = tuple(self._resized(name, sizes, changes) for name in self.inputs)
        with supposing(arguments, mend) as found:
            if inputs is not None and self._is_graph:
                model = replayed_or_partial(self.model, inputs)
            else:
                model = self._read(inputs)
        return Reading(model, tuple(found.relies_on))

    @property
    def _is_graph(self) -> bool:
        """Whether all that the model does is in its calls, and these are known to the end.

        The source of such a model makes it on an input of its own first, which may not be asked
        about.
        """
        model = self.model
        is_graph = model.framework == "keras" and model.base in ("Sequential", "Functional")
        return is_graph and not model.problems

    def _resized(
        self, name: str, places: Mapping[str, tuple[str, int]], changes: Mapping[str, Any]
    ) -> Tensor:
        shape: list[Any] = list(self.inputs[name].shape)
        for key, (own, axis) in places.items():
            if own == name:
                shape[axis] = changes[key]
        return self.inputs[name]._replace(shape=tuple(shape))

    def _input(self, key: str) -> tuple[str, int] | None:
        """The input and the axis that a key names; None for one that names a layer."""
        name, _, axis = key.rpartition(".")
        if not axis.isdecimal() or not name or {name, key} & self.layers.keys():
            return None
        if name == "input" and len(self.inputs) == 1:
            name = next(iter(self.inputs))
        if name not in self.inputs:
            raise AskError(
                say("no input is called `{name}`; there are {names}",
                    name=name, names=tuple(self.inputs))
            )  # fmt: skip
        rank = len(self.inputs[name].shape)
        if int(axis) >= rank:
            raise AskError(say("`{name}` has {rank:axis|axes}, counted from 0; there is no {key}",
                               name=name, rank=rank, key=key))  # fmt: skip
        return name, int(axis)

    def _argument(self, key: str) -> tuple[Call, str]:
        """The first call of the layer that a key names, and the argument."""
        for path, name in splits(key):
            call = self.layers.get(path) or self._by_last_name(path)
            if call is None:
                continue
            if not takes(call.layer, name):
                known = call.layer.rule.parameters
                raise AskError(
                    say("{kind} has no argument `{name}`; it has {known}",
                        kind=call.type, name=name, known=known)
                )  # fmt: skip
            return call, name
        layer = key.rpartition(".")[0] or key
        close = "" if key in self.layers else closest(layer, self.layers)
        if close:
            raise AskError(
                say("there is no layer `{name}`; did you mean `{close}`?", name=layer, close=close)
            )
        raise AskError(
            say("`{key}` names nothing here: write LAYER.ARGUMENT with a layer of {paths}, or "
                "input.1 for a size of the input", key=key, paths=tuple(self.layers)[:12])
        )  # fmt: skip

    def _by_last_name(self, path: str) -> Call | None:
        """The only layer whose path ends with this name."""
        found = [one for own, one in self.layers.items() if own.rpartition(".")[2] == path]
        return found[0] if len(found) == 1 else None

    def full(self, key: str) -> str:
        """The key with the layer's whole path."""
        if self._input(key) is not None:
            return key
        call, name = self._argument(key)
        return f"{call.path}.{name}"


def splits(key: str) -> Iterator[tuple[str, str]]:
    """`a.b.c` as `a.b` and `c`, then as `a` and `b.c`."""
    parts = key.split(".")
    for i in range(len(parts) - 1, 0, -1):
        yield ".".join(parts[:i]), ".".join(parts[i:])


def subject_of(model: object, *inputs: Any, **keywords: Any) -> Subject:
    """A model that can be read again: a path, source text, a live model, or one as it was read.

    `inputs` and `keywords` are as in `explain`.
    Raises `ReadError` where there is none to be read.
    """
    if isinstance(model, Model):
        return _of_calls(model)
    if isinstance(model, str) and is_source(model):
        return _of_source(Source(model, Target(""), tuple(map(sizes, inputs))))
    if isinstance(model, str | PathLike):  # pathlib itself costs a tenth of a run
        target = Target.parse(model) if isinstance(model, str) else Target(fspath(model))
        return of_target(target, tuple(map(sizes, inputs)))
    return _of_live(model, inputs, keywords)


def of_target(target: Target, inputs: tuple[Tensor, ...] = (), framework: str = "") -> Subject:
    """The model in a file, on these inputs.  Raises `ReadError` where there is none."""
    data = loaded(target)
    if data is not None:
        return _of_source(Source(data, target, inputs, framework))
    return Subject(read(target, inputs), lambda given: read(target, given or inputs))


def _of_source(source: Source) -> Subject:
    """A model that a source makes, read again whole."""
    return Subject(source.read(), source.read, source)


def _of_live(live: object, inputs: tuple[Any, ...], keywords: Mapping[str, Any]) -> Subject:
    """A live model, run again where every size is a number, and otherwise replayed."""
    model = read_live(live, inputs, keywords)
    if model is None:
        raise not_read(live)

    def again(given: tuple[Tensor, ...] | None = None) -> Model:
        under = supposition()
        changes = under.changes if under else {}
        sizes = [size for x in given or () for size in x.shape]
        is_open = any(isinstance(one, Formula) for one in (*changes.values(), *sizes))
        is_graph = model.framework == "keras" and not model.problems
        if is_open or (is_graph and (changes or given)):
            return replayed_or_partial(model, given)
        shapes = tuple(map(written, given)) if given else inputs
        return read_live(live, shapes, {} if given else keywords) or model

    return Subject(model, again)


def written(x: Tensor) -> tuple[int | None, ...] | str:
    """A shape as people give it to `explain`; one that is of whole numbers says so."""
    sizes = tuple(None if isinstance(size, PerExample) else int(size) for size in x.shape)
    is_plain = "float" in (x.dtype or "float")
    return sizes if is_plain else f"{','.join(map(str, sizes))}:{x.dtype}"


def replayed_or_partial(model: Model, inputs: tuple[Tensor, ...] | None) -> Model:
    """The calls made again; where one fails, the model with that problem."""
    try:
        return replayed(model, inputs)
    except LayerError as error:
        return model._replace(problems=(error.problem,))


def _of_calls(model: Model) -> Subject:
    """A model of which only its calls are known."""
    return Subject(model, partial(replayed_or_partial, model))
