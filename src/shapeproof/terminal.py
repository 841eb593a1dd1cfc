"""The terminal that is there: how wide it is, whether it shows colours, and its pager."""

from __future__ import annotations

import os
import sys

COLUMNS = 80
"""Of what is no terminal."""
FAILED = (1, 126, 127)
"""The exit codes of a pager that shows nothing: it failed, cannot be run, or is not found."""


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
