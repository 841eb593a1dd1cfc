"""`.keras` archives: a model's config, and its weights for what the config leaves open.

The weights are looked up only for layers of somebody's own, since the rules know all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import IO, Any

from shapeproof.algebra.formula import PerExample
from shapeproof.message import Message, Note, ReadError, say
from shapeproof.model import Call, Model, Policy
from shapeproof.read.keras import archive, hdf5
from shapeproof.read.keras.config import read as read_config
from shapeproof.read.keras.decoding import LARGEST, decoded
from shapeproof.read.keras.settings import Saved, Sizes
from shapeproof.read.keras.training import of_config, stated
from shapeproof.rules.given import INPUT
from shapeproof.rules.optimizer import Optimizer
from shapeproof.rules.rule import Facts, Layer, Tensor, Weight, flat

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
NOTHING: Mapping[str, Any] = {"weights": (), "names": {}}


def read(file: IO[bytes], path: str, inputs: tuple[Tensor, ...]) -> Model:
    """The model in an archive.

    Raises `ReadError` where it holds none, or is damaged.
    """
    config, weights = decoded(archive.member(file, CONFIG, LARGEST)), Weights(file, path)
    whole = Saved.of(config)
    is_open = not isinstance(whole.config.get("layers"), list)
    if is_open and not inputs and weights.layers:
        model = _own(whole, weights.layers)
        compiled = of_config(config.get("compile_config"), Policy())
        return weights.with_optimizer(model._replace(compiled=compiled))
    model = read_config(config, inputs, weights)
    if model.problems and weights.layers:
        return hdf5.stopped(model, weights.layers)
    notes = (*model.notes, *(Note(None, one) for one in weights.told(model)))
    return weights.with_optimizer(model._replace(notes=notes))


class Weights:
    """The weights in an archive; the first question about them has them read."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self.file, self.path = file, path
        self.missed: ReadError | None = None

    @cached_property
    def headers(self) -> Mapping[str, Any]:
        """What the file says of its weights; nothing where they cannot be read."""
        part = archive.place(self.file, WEIGHTS)
        if part is None:
            return NOTHING
        try:
            return hdf5.headers_of(self.path, part)
        except ReadError as error:
            self.missed = error
            return NOTHING

    @cached_property
    def layers(self) -> hdf5.Layers:
        """The weights of each layer."""
        return dict(hdf5.layers_of(self.headers))

    @cached_property
    def found(self) -> hdf5.Found:
        return hdf5.Found(self.layers)

    def __call__(self, path: Sequence[str]) -> Mapping[str, Weight]:
        return self.found(path)

    def with_optimizer(self, model: Model) -> Model:
        """The model with the variables that its optimizer has, where no rule tells them: those of
        an optimizer of somebody's own, or of weights of which nobody knows whether they learn."""
        compiled = model.compiled
        is_open = any(call.facts.weights for call in model.totals.uncounted)
        if compiled is None or (isinstance(compiled, Optimizer) and not is_open):
            return model
        slots = hdf5.slots_of(self.headers)
        if not slots:
            return model
        kind = (
            compiled.name
            if isinstance(compiled, Optimizer)
            else str(compiled.values.get("kind", ""))
        )
        return model._replace(compiled=stated(kind, slots))

    def told(self, model: Model) -> list[Message]:
        """What is to be said of layers whose weights were asked for."""
        if self.missed:
            return [
                say("the weights beside the config are not known: {why}", why=self.missed.message)
            ]
        kinds = {call.type: None for call in model.totals.uncounted if call.facts.weights}
        if not kinds:
            return []
        return [
            say(
                "{kinds} is written by its author: its weights are those in the file, and which of "
                "them learn is not told",
                kinds=tuple(kinds),
            )
        ]


def _own(whole: Saved, layers: hdf5.Layers) -> Model:
    """A model of a class of somebody's own, of which a file tells what it reads and what it has."""
    note = say(
        "{kind} is a class of its author's own: the file tells the weights of its layers, and "
        "neither which of them learn nor how the layers are called; give its source",
        kind=whole.kind,
    )
    name = whole.name or whole.kind
    model = hdf5.listed(layers, Model(name, whole.kind, "keras", (), notes=(Note(None, note),)))
    shape = whole.build.get("input_shape")
    inputs = () if shape is None else tuple(flat(Sizes().tensors(shape, name)))
    calls = [_input(f"input_{i}" if i else "input", x) for i, x in enumerate(inputs)]
    return model._replace(calls=(*calls, *model.calls))


def _input(name: str, built_for: Tensor) -> Call:
    """What a model reads, without the batch that happened to come first."""
    x = built_for._replace(shape=(PerExample(1), *built_for.shape[1:]))
    return Call(name, Layer(INPUT, {"shape": x.shape}, name), (), Facts(x))
