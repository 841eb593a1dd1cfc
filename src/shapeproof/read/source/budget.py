"""How much a source may ask of its reader: steps, size of values, depth, time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from sys import getrecursionlimit, setrecursionlimit
from time import process_time

from shapeproof.message import Message, Place, say

CELLS_A_STEP = 16  # making a list of 16 costs what one step costs
CHARACTERS_A_CELL = 8
STEPS_A_LOOK = 512  # at the clock
FRAMES = 12_000  # of Python's own stack; a call in a source takes about 15


class Limit(Exception):
    """A source asks for more than its budget; whoever knows the line makes a `ReadError` of it."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message
        self.at: Place | None = None


class Budget:
    """What is left of the steps, the time and the depth, and how large one value may grow."""

    def __init__(
        self,
        steps: int = 2_000_000,
        seconds: float = 10.0,
        cells: int = 4_000_000,
        bits: int = 100_000,
        depth: int = 300,
        rounds: int = 20_000,
    ) -> None:
        self.limit, self.seconds, self.cells = steps, seconds, cells
        self.bits, self.depth, self.rounds = bits, depth, rounds
        self.steps, self.calls = 0, 0
        self.deadline, self.look = process_time() + seconds, STEPS_A_LOOK

    def start(self) -> None:
        """Steps and time are counted from here."""
        self.steps, self.calls, self.look = 0, 0, STEPS_A_LOOK
        self.deadline = process_time() + self.seconds

    def step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > self.look:
            self.look = self.steps + STEPS_A_LOOK
            if self.steps > self.limit:
                raise Limit(
                    say(
                        "reading stopped after {steps:,} steps, more than a model needs; "
                        "give the part that builds the model",
                        steps=self.limit,
                    )
                )
            if process_time() > self.deadline:
                raise Limit(
                    say(
                        "reading stopped after {seconds:g} seconds; "
                        "give the part that builds the model",
                        seconds=self.seconds,
                    )
                )

    def make(self, cells: int) -> None:
        """Pay for a list, tuple or dict of so many entries before it is made."""
        if cells > self.cells:
            raise Limit(
                say(
                    "a value of {cells} entries is larger than reading allows ({most:,}); "
                    "replace it by a smaller one",
                    cells=readable(cells),
                    most=self.cells,
                )
            )
        if cells > CELLS_A_STEP:
            self.step(cells // CELLS_A_STEP)

    def write(self, characters: int) -> None:
        """Pay for a text of so many characters before it is made."""
        if characters > CHARACTERS_A_CELL:
            self.make(characters // CHARACTERS_A_CELL)

    def count(self, bits: int) -> None:
        """Pay for a whole number of so many bits before it is made."""
        if bits > self.bits:
            raise Limit(
                say(
                    "a whole number of {bits} bits is larger than reading allows ({most:,}); "
                    "replace it by a smaller one",
                    bits=readable(bits),
                    most=self.bits,
                )
            )
        if bits > 1024:
            self.step(bits // 256)

    def is_half_spent(self) -> bool:
        return self.steps > self.limit // 2 or process_time() > self.deadline - self.seconds / 2

    def share(self) -> int:
        """The step at which a loop that starts now has had its share."""
        return self.steps + max(0, self.limit - self.steps) // 4

    def enter(self, name: str) -> None:
        self.calls += 1
        if self.calls > self.depth:
            raise Limit(
                say(
                    "{name} was called {depth} calls deep; reading follows no deeper recursion, "
                    "so give it a smaller case",
                    name=f"{name}()",
                    depth=self.depth,
                )
            )

    def leave(self) -> None:
        self.calls -= 1


def readable(number: int) -> str:
    """`1,000,000`, or its power of ten where the digits would fill a line."""
    bits = number.bit_length()
    return f"{number:,}" if bits < 64 else f"about 10^{bits * 30103 // 100000}"


def too_deep() -> Limit:
    return Limit(say("the code is nested too deeply to be read; split it into smaller parts"))


@contextmanager
def deep() -> Generator[None]:
    """Room on Python's stack for a source's nesting; what needs more is a `Limit`."""
    before = getrecursionlimit()
    setrecursionlimit(max(before, FRAMES))
    try:
        yield
    except (RecursionError, MemoryError):
        raise too_deep() from None
    finally:
        setrecursionlimit(before)
