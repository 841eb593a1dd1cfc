"""The door to sweeps: `sweep`, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from shapeproof.extras import extra
from shapeproof.language import translator
from shapeproof.notebook import Shown
from shapeproof.report import Report
from shapeproof.subject import subject_of
from shapeproof.sweeping import tables
from shapeproof.sweeping.grid import Axis, given
from shapeproof.sweeping.interrupts import heard
from shapeproof.sweeping.outcome import Outcome, Plan, Tally, over, planned, swept
from shapeproof.sweeping.tables import Put


def sweep(
    model: object,
    *inputs: Any,
    vary: Mapping[str, Any],
    where: str = "",
    sort: str | Sequence[str] = (),
    pareto: str | Sequence[str] = (),
    top: int | None = 20,
    executor: Executor | None = None,
    **keywords: Any,
) -> Sweep:
    """Every candidate of a model, each of its numbers exact.

    `vary` says what: `{"conv1d.kernel_size": range(1, 61), "conv1d.padding": ["same", "valid"],
    "input.1": [60, 120]}`.  `where` is a condition such as `params < 1e6 and output[1] >= 4`; the
    best are the first `top` by `sort` (`params`, `-macs`: the largest first), or those that no
    other betters in all numbers of `pareto`.  With an `executor` its workers do the work.
    Ctrl-C keeps what is done.

    `model`, `inputs` and `keywords` are as in `explain`, or a report of it.  Raises
    `ShapeproofError` for what is not understood.
    """
    read = model.model if isinstance(model, Report) else model
    with heard() as stop:
        subject = subject_of(read, *inputs, **keywords)
        plan = planned(subject, given(vary), where, names(sort), names(pareto), top, stop)
        return Sweep(plan, swept(plan, executor, stop), executor)


def names(listed: str | Sequence[str]) -> Sequence[str]:
    """`params,-macs` as its names."""
    return [one for one in listed.split(",") if one] if isinstance(listed, str) else listed


def need_plot(axes: Sequence[Axis], path: str | Path) -> None:
    """Raises `ReadError` where nothing can be drawn: matplotlib is not installed, or other axes
    than one or two."""
    from shapeproof.render import plot

    extra("matplotlib", "plot")
    plot.need_drawable(axes, path)


class Sweep(Outcome, Shown):
    """An outcome that shows itself: iterated, it gives the best candidates, the best first."""

    def __init__(self, plan: Plan, tally: Tally, executor: Executor | None = None) -> None:
        super().__init__(plan, tally)
        self._executor = executor

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.best)

    def __len__(self) -> int:
        return len(self.best)

    def __getitem__(self, place: int) -> dict[str, Any]:
        return self.best[place]

    def __repr__(self) -> str:
        return self.to_text()

    def to_text(self, language: str = "en") -> str:
        from shapeproof.render import sweep

        return sweep.text(self, translator(language))

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The JSON document."""
        from shapeproof.render import sweep

        return sweep.document(self, translator(language))

    def to_csv(self, path: str | Path) -> None:
        """All candidates that meet the condition, of those bettered by none, in a file."""
        with tables.to_file(path, self.plan, tables.csv) as put:
            self._put(put)

    def to_parquet(self, path: str | Path) -> None:
        """The same as Parquet.  Raises `ReadError` where pyarrow is not installed."""
        with tables.to_file(path, self.plan, tables.parquet) as put:
            self._put(put)

    def plot(self, path: str | Path, language: str = "en") -> None:
        """The number that candidates are ranked by, over one or two axes, in a PNG or SVG file.

        Raises `ReadError` where matplotlib is not installed, and for more axes.
        """
        from shapeproof.render import plot

        axes = [axis.ordered for axis in self.plan.axes]
        need_plot(axes, path)
        name = self.plan.asked[0]
        values = over(axes, name, self.plan, self._executor)
        plot.draw(axes, name, values, path, translator(language))

    def _put(self, put: Put) -> None:
        swept(self.plan, self._executor, put=put)
