"""The process that reads sources for the server: a question in, an answer out, one after the other.

Each is JSON, with its length in eight bytes before it; an empty answer says that it is ready.  The
process has limits of its own; it ends when nobody is left to ask it, and by an alarm where nobody
is left to end it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from typing import IO

from shapeproof.web.answers import answered

LENGTH = 8
SAMPLES = (
    "m = Sequential([Input((8, 8, 3)), Conv2D(4, 3), Flatten(), Dense(2)])",
    "m = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4, 2))",
)
"""What is read before anybody asks, so that the first question does not wait for imports."""


def main() -> None:
    """Answer what is asked on standard input; `sys.argv` has the bytes and the seconds."""
    memory, seconds = map(int, sys.argv[1:])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    limit(memory)
    warm()
    send(out, b"")
    while (question := received(sys.stdin.buffer)) is not None:
        alarm(seconds)
        answer = answer_to(question)
        alarm(0)
        send(out, answer)


def limit(memory: int) -> None:
    """Take no more memory than this, where the system can see to it, and leave nothing behind."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def warm() -> None:
    for source in SAMPLES:
        about = {"source": source, "inputs": ["1,8,8,3"]}
        for row in answered({"ask": "model", **about}).get("rows", ()):
            answered({"ask": "why", "layer": row["id"], **about})
    gc.collect()
    gc.freeze()


def received(stream: IO[bytes]) -> bytes | None:
    """The next question; None where no other will come."""
    head = stream.read(LENGTH)
    return stream.read(int.from_bytes(head)) if len(head) == LENGTH else None


def send(stream: IO[bytes], answer: bytes) -> None:
    stream.write(len(answer).to_bytes(LENGTH) + answer)
    stream.flush()


def alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def answer_to(question: bytes) -> bytes:
    return json.dumps(answered(json.loads(question)), separators=(",", ":")).encode()


if __name__ == "__main__":
    main()
