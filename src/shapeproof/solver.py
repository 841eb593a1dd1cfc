"""What Python programs call to run a model backwards: `solve`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.language import translator
from shapeproof.notebook import Shown
from shapeproof.report import Report
from shapeproof.solving.solution import Solution, solution
from shapeproof.solving.targets import Shape, asked
from shapeproof.subject import subject_of


class Solved(Shown):
    """The values that were found; `complete` says that there are no others within the bounds.

    `solutions` has the first 20 of `total`, each as a dict of its values; `ranges` has all, numbers
    as ranges; `nearest` are those nearest to what is, or where there is none what comes nearest,
    each with what it `gives`.
    """

    def __init__(self, found: Solution) -> None:
        self.found = found
        self.solutions = [dict(values) for values in found.solutions]
        self.ranges = [dict(values) for values in found.ranges]
        self.nearest = [{**one.values, "gives": dict(one.gives)} for one in found.nearest]
        self.bounds = {one.key: one.values for one in found.unknowns}
        self.total, self.complete = found.total, found.is_complete

    def to_dict(self) -> dict[str, Any]:
        """The JSON document."""
        from shapeproof.render.solution import document

        return document(self.found)

    def to_text(self, language: str = "en") -> str:
        from shapeproof.render.solution import told

        return told(self.found, translator(language))

    def __repr__(self) -> str:
        return self.to_text()


def solve(
    model: object,
    unknowns: str | Sequence[str],
    *inputs: Any,
    output: Shape | None = None,
    params: int | str | None = None,
    macs: int | str | None = None,
    where: str = "",
    bounds: Mapping[str, tuple[int, int]] | None = None,
    **keywords: Any,
) -> Solved:
    """All values of the unknowns (`conv2.kernel_size`, `input.1`) that give what is asked for; with
    nothing asked, all for which the model is sound.

    `model`, `inputs` and `keywords` are as in `explain`, or a report of it.  A size of `output`
    that is None or a word may be anything; `params` and `macs` are numbers or such as `"<= 1e6"`;
    `where` is a condition such as `"params <= 1e6 and output[1] >= 4"`.  `bounds` say where to
    look, both ends included.
    Raises `ReadError` where there is no model, `AskError` for an unknown that there is not, and
    `ConditionError` for a condition that cannot be understood.
    """
    condition, text = asked(output, {"params": params, "macs": macs}, [where])
    subject = subject_of(model.model if isinstance(model, Report) else model, *inputs, **keywords)
    keys = [unknowns] if isinstance(unknowns, str) else unknowns
    return Solved(solution(subject, keys, condition, text, bounds))
