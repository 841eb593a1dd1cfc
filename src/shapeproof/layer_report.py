"""A layer of a report: its numbers, each of which shows its work, and its pictures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from shapeproof import ways
from shapeproof.algebra.formula import Dim, Name, PerExample, lift
from shapeproof.algebra.notation import formula, worked
from shapeproof.explanation import Line, Row, row
from shapeproof.language import translator
from shapeproof.message import AskError, say
from shapeproof.model import Model
from shapeproof.notebook import Shown
from shapeproof.rules.rule import Facts, Reads, Tensor

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shapeproof.answer import Answer
    from shapeproof.render.figures.drawing import Drawing


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
        return facts.cell(index)

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
