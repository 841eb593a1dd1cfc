"""A bar on a terminal, for what takes long enough to be wondered at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds after which the bar is shown."""
Told = Callable[[int, int], None]
"""Told how much is done, of how much."""


@contextmanager
def waiting(what: str) -> Generator[Told]:
    """A bar on standard error while something is done, where a person sees it; gone at the end.

    Whoever knows how far it is tells what this yields; until then the bar only moves.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, total: None
        return
    from threading import Timer

    bar = Bar(what)
    timer = Timer(PATIENCE, bar.show)
    timer.daemon = True
    timer.start()
    try:
        yield bar.tell
    finally:
        timer.cancel()
        bar.hide()


class Bar:
    """A bar that a timer shows, unless it is over by then; rich is not loaded before."""

    def __init__(self, what: str) -> None:
        from threading import Lock

        self.what, self._lock = what, Lock()
        self._far: tuple[int, int | None] = (0, None)
        self._is_over = False
        self._shown: Progress | None = None

    def tell(self, done: int, total: int) -> None:
        self._far = (done, total)
        if self._shown is not None:
            self._shown.update(self._shown.task_ids[0], completed=done, total=total)

    def show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeElapsedColumn as Elapsed

        what = TextColumn("{task.description}", markup=False)
        bar = Progress(
            *(what, BarColumn(), TaskProgressColumn(), Elapsed()),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        done, total = self._far
        task = bar.add_task(self.what, completed=done, total=total)
        bar.tasks[task].start_time = bar.get_time() - PATIENCE
        with self._lock:
            if not self._is_over:
                bar.start()
                self._shown = bar

    def hide(self) -> None:
        try:
            self._end()
        except KeyboardInterrupt:  # pressed while the bar is taken away: no half of it stays
            self._end()
            raise

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
            if self._shown is not None:
                self._shown.stop()
