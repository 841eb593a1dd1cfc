"""Commands run in a terminal of a given size, as a person sees them: a pseudo-terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from select import select
from time import monotonic
from typing import NamedTuple
from unicodedata import east_asian_width

CASES = Path(__file__).parent / "cases" / "commands"
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
OWN_TERMINAL = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
)
"""In a terminal of its own, where an interrupt is heard: a shell's background jobs hear none."""
SHAPEPROOF = (sys.executable, "-m", "shapeproof")
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name
    not in {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "LESS"}
} | {"TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[1] / "src")}


class Seen(NamedTuple):
    """What stood on the terminal, codes and all, and the exit code."""

    text: str
    code: int

    @property
    def plain(self) -> str:
        return CODES.sub("", self.text)

    @property
    def widest(self) -> int:
        return max(map(width, self.plain.splitlines()), default=0)


def width(line: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in line)


def seen(
    *command: str,
    columns: int = 80,
    environment: Mapping[str, str] = {},
    keys: Sequence[tuple[str, bytes]] = (),
    where: Path = CASES,
    seconds: float = 30,
) -> Seen:
    """A command run in a terminal; each of the keys is pressed once the text before it is there."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *command],
        stdin=its,
        stdout=its,
        stderr=its,
        cwd=where,
        env={**CLEAN, **environment},
    )
    os.close(its)
    end, text, waiting = monotonic() + seconds, b"", list(keys)
    try:
        while monotonic() < end:
            if select([ours], [], [], 0.05)[0]:
                try:
                    piece = os.read(ours, 65536)
                except OSError:  # the other side is gone
                    break
                if not piece:
                    break
                text += piece
            if waiting and waiting[0][0] in CODES.sub("", text.decode(errors="replace")):
                os.write(ours, waiting.pop(0)[1])
        code = process.wait(timeout=max(1, end - monotonic()))
    finally:
        process.kill()
        os.close(ours)
    return Seen(text.decode(errors="replace").replace("\r\n", "\n"), code)
