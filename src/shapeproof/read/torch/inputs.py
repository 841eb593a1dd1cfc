"""What a live torch model is to read: shapes, example tensors, and whatever else its `forward`
takes, in any nesting."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from shapeproof.message import ReadError, say
from shapeproof.read import shape, sizes
from shapeproof.rules.rule import Tensor

torch: Any = import_module("torch")
nn: Any = torch.nn


class Example(NamedTuple):
    """One tensor that the model reads; its numbers, where somebody gave them and they may say how
    it goes on; whether somebody said its dtype."""

    name: str
    tensor: Tensor
    numbers: Any = None
    is_said: bool = False


class Inputs(NamedTuple):
    """The arguments of a call, with an `Example` in the place of each tensor."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    @property
    def examples(self) -> list[Example]:
        return [*examples_in((self.args, self.kwargs))]

    def with_dtype(self, names: Sequence[str], dtype: str) -> Inputs:
        """The same, but for the dtype of these, of which nobody said it."""

        def changed(one: Example) -> Example:
            if one.is_said or one.name not in names:
                return one
            return one._replace(tensor=one.tensor._replace(dtype=dtype), is_said=True)

        return Inputs(*replaced((self.args, self.kwargs), changed))


def inputs_of(model: Any, given: Sequence[Any], keywords: Mapping[str, Any]) -> Inputs:
    """What a model is called on.

    Raises `ReadError` where nothing says what it reads.
    """
    names, takes_any = parameters_of(model)
    if not given and not keywords:
        raise ReadError(
            say(
                "a torch model does not say what it reads; give a shape for each input, such as "
                "explain(model, (1, 3, 224, 224))"
            )
        )
    dtype = dtype_of(model)
    match given:
        case [Mapping() as named] if takes_any or set(named) <= set(names):
            given, keywords = (), {**named, **keywords}
        case _:
            pass
    places = [*names, *["input"] * len(given)]
    args = tuple(example(name, value, dtype) for name, value in zip(places, given))
    return Inputs(args, {name: example(name, value, dtype) for name, value in keywords.items()})


def parameters_of(model: Any) -> tuple[list[str], bool]:
    """What a model's `forward` calls what it reads, and whether it takes any other name."""
    try:
        parameters = inspect.signature(model.forward).parameters.values()
    except (TypeError, ValueError):
        return [], True
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return (
        [one.name for one in parameters if one.kind not in several],
        any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters),
    )


def dtype_of(model: Any) -> str:
    """The dtype of a model's weights, and so of the numbers that it reads."""
    for weight in model.parameters():
        if weight.dtype.is_floating_point:
            return dtype_name(weight.dtype)
    return "float32"


def dtype_name(dtype: Any) -> str:
    """`float32`, of `torch.float32`."""
    return str(dtype).removeprefix("torch.")


def example(name: str, value: Any, dtype: str) -> Any:
    """What stands for an input: an `Example` for a shape or a tensor, else the input itself."""
    match value:
        case torch.Tensor():
            return of_tensor(name, value)
        case nn.utils.rnn.PackedSequence():
            return value
        case str() if is_shape(value):
            x = shape(value)
            return Example(name, whole(x, dtype), None, x.dtype is not None)
        case torch.Size() | tuple() | list() if all(is_size(size) for size in value):
            return Example(name, whole(sizes(value), dtype))
        case tuple() | list():
            return like(value, [example(name, one, dtype) for one in value])
        case Mapping():
            return {key: example(str(key), one, dtype) for key, one in value.items()}
        case _ if hasattr(value, "__array_interface__"):
            return of_tensor(name, torch.from_numpy(value))
        case _:
            return value


def of_tensor(name: str, x: Any) -> Example:
    """An example; whole numbers may be lengths or classes, which say how it goes on."""
    numbers = x if not (x.is_floating_point() or x.is_complex() or x.is_meta) else None
    return Example(name, Tensor(tuple(x.shape), dtype_name(x.dtype)), numbers, is_said=True)


def is_shape(text: str) -> bool:
    """Whether a text is a shape, and no word of its own."""
    return any(mark in text for mark in ",:(") or text.isdigit()


def is_size(value: Any) -> bool:
    return value is None or (isinstance(value, int | str) and not isinstance(value, bool))


def whole(x: Tensor, dtype: str) -> Tensor:
    """A shape in numbers.

    Raises `ReadError` for a letter: what runs, runs on numbers.
    """
    for size in x.shape:
        if not isinstance(size, int):
            raise ReadError(
                say(
                    "a live model is run, so each of its sizes must be a number, not {size}; only "
                    "the batch may be None",
                    size=size,
                )
            )
    return x._replace(dtype=x.dtype or dtype)


def like(structure: Any, parts: list[Any]) -> Any:
    """A list, a tuple or one with names, of these parts."""
    kind = type(structure)
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def examples_in(structure: Any) -> Iterator[Example]:
    match structure:
        case Example():
            yield structure
        case Mapping():
            for one in structure.values():
                yield from examples_in(one)
        case list() | tuple():
            for one in structure:
                yield from examples_in(one)
        case _:
            pass


def replaced(structure: Any, change: Any) -> Any:
    """The same structure, with something else in the place of each example."""
    match structure:
        case Example():
            return change(structure)
        case Mapping():
            return {key: replaced(one, change) for key, one in structure.items()}
        case list() | tuple():
            return like(structure, [replaced(one, change) for one in structure])
        case _:
            return structure
