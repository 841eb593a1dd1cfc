"""The terminal that is there: which signs and colours it shows, how wide it is, and its pager."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper

COLUMNS = 80
"""Of what is no terminal."""
FAILED = (1, 126, 127)
"""The exit codes of a pager that shows nothing: it failed, cannot be run, or is not found."""
WITHOUT = {"…": "...", "·": ".", "−": "-", "×": "x", "→": "->"}
"""What stands for signs that an encoding lacks; for others it is `?`."""
LENIENT = "shapeproof"
"""The name that Python's codecs have for that."""


def _without(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    signs = error.object[error.start : error.end]
    return "".join(WITHOUT.get(one, "?") for one in signs), error.end


codecs.register_error(LENIENT, _without)


def take_any_text() -> None:
    """Write what an encoding has no signs for as well as it can, and to a closed stream nothing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=LENIENT)


def take_utf_8() -> None:
    """For what is read by programs, wherever it is written."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=LENIENT)


def write_no_more() -> None:
    """What is still to be written to standard output, which takes no more, goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def columns(to_terminal: bool) -> int:
    """As wide as the terminal is now; `COLUMNS` says otherwise, as it does for other programs."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and 0 < int(asked) < 10_000:
        return int(asked)
    try:
        return (os.get_terminal_size(sys.stdout.fileno()).columns if to_terminal else 0) or COLUMNS
    except (OSError, ValueError):
        return COLUMNS


def has_colours(to_terminal: bool) -> bool:
    """Whether to write colours: https://no-color.org and https://bixense.com/clicolors say how a
    person asks for none, or for colours in a pipe."""
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return to_terminal and environment.get("TERM") != "dumb"


def paged(text: str) -> bool:
    """Show a text through `$PAGER`, or `less -R`; False where that cannot be done."""
    import signal
    import subprocess

    command = os.environ.get("PAGER", "less -R")
    if not command.strip():
        return False
    pager = subprocess.Popen(
        command,
        shell=True,
        stdin=subprocess.PIPE,
        encoding=sys.stdout.encoding,
        errors="replace",
        env={"LESS": "-R", **os.environ},  # so that it keeps the colours
    )
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the pager's to hear
    try:
        pager.communicate(text)
    finally:
        signal.signal(signal.SIGINT, before)
    return pager.returncode not in FAILED
