"""An interrupt that is asked for between two pieces of work, so that what is done is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any


@contextmanager
def heard() -> Generator[Callable[[], bool]]:
    """Whether somebody has pressed Ctrl-C; pressed again, it interrupts as ever.

    Only the main thread of a process hears interrupts; in others they are as ever.
    """
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before: Any = signal.getsignal(signal.SIGINT)

    def press(*_: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
