"""A report: a model with every number explained, in whatever form it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from shapeproof.explanation import Row, row, rows
from shapeproof.language import translator
from shapeproof.layer_report import LayerReport
from shapeproof.message import AskError, Message, ShapeproofError, closest, say
from shapeproof.model import Call, Model
from shapeproof.notebook import Shown
from shapeproof.outline import Entry, outline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from shapeproof.answer import Answer
    from shapeproof.render.figures.drawing import Drawing
    from shapeproof.render.figures.graph import By


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
