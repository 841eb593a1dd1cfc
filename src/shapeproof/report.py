"""A report: a model with every number explained, in whatever form it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from shapeproof import ways
from shapeproof.algebra.formula import Dim, Name, PerExample, lift
from shapeproof.algebra.notation import formula, worked
from shapeproof.explanation import Entry, Line, Row, outline, row, rows
from shapeproof.language import translator
from shapeproof.message import AskError, Message, ShapeproofError, closest, say
from shapeproof.model import Call, Model
from shapeproof.notebook import Shown
from shapeproof.rules.rule import Facts, Reads, Tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shapeproof.answer import Answer
    from shapeproof.render.figures.drawing import Drawing
    from shapeproof.render.figures.graph import By


class Worked(int):
    """A number that shows its work."""

    formula: str
    worked: str

    @classmethod
    def of(cls, number: Dim, lines: list[Line]) -> Worked:
        value = cls(number)
        value.formula = formula(lines[-1].formula) if lines else str(value)
        value.worked = worked(lines[-1].formula) if lines else str(value)
        return value


BATCH = "N"
"""What the size of a batch is called where nobody states it."""


def of_one_example(x: Tensor) -> Tensor:
    """A tensor of a batch that nobody states, as one of a single example."""
    first = x.shape[0] if x.shape else None
    if not isinstance(first, Name) or first.name != BATCH:
        return x
    return x._replace(shape=(PerExample(1), *x.shape[1:]))


class LayerReport(Shown):
    """One layer of a report: its shapes as tuples, its counts as numbers that show their work.

    A count is a string formula where sizes are unknown, and `None` where it is not known at all.
    `model` is the one that calls it, if any does.
    """

    def __init__(self, row: Row, model: Model | None = None) -> None:
        self.row, self.model = row, model

    @property
    def path(self) -> str:
        return self.row.call.path

    @property
    def inputs(self) -> list[tuple[Any, ...]]:
        from shapeproof.render.document import shape

        return [tuple(shape(x)) for x in self.row.call.inputs]

    @property
    def outputs(self) -> list[tuple[Any, ...]]:
        from shapeproof.render.document import shape

        return [tuple(shape(x)) for x in self.row.call.facts.outputs]

    @property
    def params(self) -> Worked | str:
        return self._count(self.row.call.facts.params, self.row.explanation.params)

    @property
    def macs(self) -> Worked | str | None:
        macs = self.row.call.facts.macs
        return None if macs is None else self._count(macs, self.row.explanation.macs)

    @property
    def flops(self) -> Worked | str | None:
        flops = self.row.call.facts.flops
        return None if flops is None else self._count(flops, self.row.explanation.flops)

    def _count(self, number: Dim, lines: list[Line]) -> Worked | str:
        if isinstance(number, int):
            return Worked.of(number, lines)
        value = lift(number).value
        return worked(number) if value is None else Worked.of(value, lines)

    @property
    def inputs_of_one(self) -> tuple[Tensor, ...]:
        """What it reads; where nobody states the batch, of a single example."""
        return tuple(map(of_one_example, self.row.call.inputs))

    @cached_property
    def of_one(self) -> Facts:
        """The facts on these, with a `cell`.

        Raises `AskError` where the rule tells no cell, or sizes are not known.
        """
        inputs = self.inputs_of_one
        is_stated = inputs == self.row.call.inputs
        facts = self.row.call.facts if is_stated else self.row.call.layer(*inputs)
        if facts.cell is None:
            reason = say("{kind} does not tell what one number is made of", kind=self.row.call.type)
            raise AskError(reason)
        if any(not isinstance(size, int) for x in inputs for size in x.shape):
            reason = say("{path} reads sizes that are not known; give them with {way}",
                         path=self.path, way=ways.SHAPES)  # fmt: skip
            raise AskError(reason)
        return facts

    def cell(self, *index: int) -> Reads:
        """What the number at this index of the output (batch first) is made of.

        Raises `AskError` where there is no such number.
        """
        facts = self.of_one
        shape = facts.outputs[0].shape
        fits = len(index) == len(shape) and all(
            isinstance(size, int) and (0 <= place < size or not i)
            for i, (place, size) in enumerate(zip(index, shape))
        )
        if facts.cell is None or not fits:
            raise AskError(
                say(
                    "{path} has no output number ({index}): its output is {shape}, batch first",
                    path=self.path,
                    index=index,
                    shape=str(self.outputs[0]),
                )
            )
        reads, constants = facts.cell(index), self.row.call.layer.rule.constants
        own = [at for i, at in enumerate(reads.inputs) if i not in constants]
        unread = len(self.row.call.inputs) - len(own)
        return reads._replace(inputs=(*own, *[None] * unread))

    def expect(self, expected: int, of: str = "") -> Answer:
        """Why a number of this layer is not `expected`: of its output, params, macs or flops.

        The layers that it reads from are asked too.
        """
        from shapeproof.answer import Answer
        from shapeproof.expectation import expect
        from shapeproof.tracing import expect_of_layer

        if self.row.call.inside is not None:
            parts = tuple(f"{self.path}.{call.path}" for call in self.row.call.inside.calls
                          if not call.is_input)  # fmt: skip
            raise AskError(
                say("{path} is made of layers; ask about one of them: {parts}",
                    path=self.path, parts=parts[:12])
            )  # fmt: skip
        if self.model is None:
            found = expect(self.row.call.layer, self.row.call.inputs, expected, of)
            return Answer(*found._replace(path=self.path))
        return Answer(*expect_of_layer(self.model, self.path, expected, of))

    def why(self, language: str = "en") -> str:
        """The derivation, word by word."""
        from shapeproof.render import layer

        return layer.why(self.row, translator(language))

    def to_markdown(self, language: str = "en") -> str:
        from shapeproof.render import markdown

        return markdown.derivations([self.row], translator(language))

    def to_latex(self, language: str = "en") -> str:
        """A document that holds the derivation."""
        from shapeproof.render import latex

        return latex.derivations([self.row], translator(language))

    def to_html(self, language: str = "en") -> str:
        """A page that holds the derivation."""
        from shapeproof.render import html

        return html.derivations([self.row], translator(language))

    def to_csv(self, language: str = "en") -> str:
        """A line for each equation."""
        from shapeproof.render import csv

        return csv.derivations([self.row], translator(language))

    def _html(self) -> str:
        from shapeproof.render import html

        return html.layer(self.row)

    def plot(self, ax: Axes | None = None, language: str = "en") -> Axes:
        """The picture of the operation on these axes of matplotlib, or on those of a new figure.

        Raises `ReadError` where matplotlib is not installed.
        """
        from shapeproof.render.figures import axes

        return axes.draw(self._picture(language), ax)

    def to_svg(self, language: str = "en") -> str:
        """The picture of the operation."""
        from shapeproof.render.figures import svg

        return svg.written(self._picture(language))

    def to_tikz(self, language: str = "en") -> str:
        """The picture of the operation, in a document that pdflatex or XeLaTeX compiles."""
        from shapeproof.render.figures import tikz

        return tikz.written(self._picture(language))

    def _picture(self, language: str) -> Drawing:
        from shapeproof.render.figures.model import figure
        from shapeproof.render.figures.operation import picture

        call, tell = self.row.call, translator(language)
        if call.inside is not None:
            return figure(call.inside, tell)
        if self.inputs_of_one == call.inputs:
            return picture(self.row, tell)
        inputs = self.inputs_of_one
        facts = call.layer(*inputs)
        return picture(row(call._replace(inputs=inputs, facts=facts)), tell)

    def __repr__(self) -> str:
        return self.why()


class Report(Shown):
    """A model with every number explained.

    `report["conv1d_1"]` is a layer by its path, or by a name that ends just one path.
    """

    def __init__(self, model: Model, source: str = "") -> None:
        self.model, self.source = model, source

    @cached_property
    def rows(self) -> list[Row]:
        return rows(self.model)

    def outline(self, depth: int | None = None) -> list[Entry]:
        """The calls as a tree, those of models inside the model down to `depth` levels."""
        return outline(self.model, depth)

    def with_optimizer(self, name: str = "") -> Report:
        """The same report, which also tells what the optimizer keeps: the model's own, or one by
        its name, such as `adam` or `SGD(momentum=0.9)`.

        Raises `AskError` where nobody says which, or it is none of Keras's.
        """
        from shapeproof.rules.keras.optimizers import named

        if self.model.framework != "keras":
            raise AskError(
                say(
                    "what optimizers keep is known of Keras's alone, not of {framework}'s",
                    framework=self.model.framework,
                )
            )
        try:
            found = named(name) if name else self.model.compiled
        except ShapeproofError as error:
            raise AskError(error.message) from None
        if found is None:
            raise AskError(
                say("nothing says which optimizer trains the model; name it: --optimizer adam")
            )
        if isinstance(found, Message):
            raise AskError(say("{why}; name it: --optimizer adam", why=found))
        found.slots(self.model.trained)  # refused here, and not when it is shown
        return Report(self.model._replace(optimizer=found), self.source)

    def __getitem__(self, name: str) -> LayerReport:
        calls = self.model.tree
        found = [i for i, call in enumerate(calls) if call.path == name] or [
            i for i, call in enumerate(calls) if call.path.rpartition(".")[2] == name
        ]
        if not found:
            raise AskError(self._no_layer(name, calls))
        return LayerReport(row(self._here(calls[found[0]])), self.model)

    def expect(self, expected: int, of: str = "") -> Answer:
        """Why the model's output is not `expected`, or its params, macs or flops, all together.

        Raises `AskError` where it has no layers, or none up to its first problem.
        """
        from shapeproof.answer import Answer
        from shapeproof.tracing import expect_of_model

        if not self.model.layers:
            nothing = say("{model} has no layers", model=self.model.name)
            raise AskError(next((one.message for one in self.model.problems), nothing))
        return Answer(*expect_of_model(self.model, expected, of or "output"))

    def _here(self, call: Call) -> Call:
        """The call with its place, which has a file only where that is not the source."""
        if call.at is None or call.at.file != self.model.file:
            return call
        return call._replace(at=call.at._replace(file=""))

    def _no_layer(self, name: str, calls: list[Call]) -> Any:
        paths = [call.path for call in calls]
        if close := closest(name, paths):
            return say(
                "there is no layer `{name}`; did you mean `{close}`?", name=name, close=close
            )
        shown = (*paths[:12], "…") if len(paths) > 12 else tuple(paths)
        return say("there is no layer `{name}`; there are {paths}", name=name, paths=shown)

    def __len__(self) -> int:
        return len(self.model.layers)

    def __repr__(self) -> str:
        return self.to_text()

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The JSON document."""
        from shapeproof.render.document import document

        return document(self.model, self.rows, self.source, translator(language))

    def to_json(self, language: str = "en") -> str:
        import json

        return json.dumps(self.to_dict(language), ensure_ascii=False)

    def to_text(self, language: str = "en") -> str:
        from shapeproof.render import text

        return text.show(self.model, self.outline(), translator(language))

    def to_markdown(self, language: str = "en") -> str:
        from shapeproof.render import markdown

        return markdown.show(self.model, self.outline(), translator(language))

    def to_latex(self, language: str = "en") -> str:
        """A document: the table, and the derivation of every layer."""
        from shapeproof.render import latex

        return latex.document([(self.model, self.outline())], translator(language))

    def to_html(self, language: str = "en") -> str:
        """A page by itself, without any script: a table whose rows fold open."""
        from shapeproof.render import html

        return html.document([(self.model, self.outline())], translator(language))

    def to_csv(self, language: str = "en") -> str:
        """A line for each call."""
        from shapeproof.render import csv

        return csv.document([self.model], translator(language))

    def plot(
        self,
        layer: str = "",
        ax: Axes | None = None,
        depth: int | None = None,
        by: By = "",
        language: str = "en",
    ) -> Axes:
        """The model as boxes and arrows, or the picture of one layer's operation, on these axes of
        matplotlib, or on those of a new figure, which is not shown.

        Models inside the model are opened down to `depth` levels; with `by`, boxes grow and are
        filled with their `"params"` or `"macs"`.
        Raises `ReadError` where matplotlib is not installed, `AskError` for what cannot be drawn.
        """
        from shapeproof.render.figures import axes

        if layer:
            return self[layer].plot(ax, language)
        return axes.draw(self._figure(depth, by, language), ax)

    def to_svg(self, depth: int | None = None, by: By = "", language: str = "en") -> str:
        """The model as boxes and arrows, a file by itself."""
        from shapeproof.render.figures import svg

        return svg.written(self._figure(depth, by, language))

    def to_tikz(self, depth: int | None = None, by: By = "", language: str = "en") -> str:
        """The model as boxes and arrows, in a document that pdflatex or XeLaTeX compiles.

        Raises `AskError` where it is larger than TeX can count.
        """
        from shapeproof.render.figures import tikz

        return tikz.written(self._figure(depth, by, language))

    def _figure(self, depth: int | None, by: By, language: str) -> Drawing:
        from shapeproof.render.figures.model import figure

        return figure(self.model, translator(language), depth, by)

    def to_mermaid(self, language: str = "en", depth: int | None = None) -> str:
        """A flowchart for GitHub's Markdown.

        Raises `AskError` where it is larger than Mermaid draws.
        """
        from shapeproof.render import mermaid

        return mermaid.document([self.model], translator(language), depth)

    def _html(self) -> str:
        from shapeproof.render import html

        return html.fragment(self.model, self.outline())
