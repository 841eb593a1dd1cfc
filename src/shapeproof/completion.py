"""What may come next on a command line: asked by a shell, told in lines that its script reads.

The first line says what kind of things they are; then one a line, a tab before what it is.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, NoReturn

from shapeproof.cli import COMMANDS, Parser, language_of, with_options
from shapeproof.completers import COMPLETERS, Candidates, Kind
from shapeproof.language import Translate, of_python, translator

WORK, WAIT = 1.0, 3.0
"""Seconds of work, and seconds in all, after which a large or hostile source completes nothing."""
PLAIN = re.compile(r"[\w.+\-:=,/ ]+")
"""What every shell takes as it stands, but for spaces; a name with anything else is left out."""


def complete(shell: str, arguments: Sequence[str]) -> NoReturn:
    """Tell a shell what its last word may become.  It is told nothing rather than an error.

    The process ends at once: taking apart what was read takes longer than a person should wait.
    """
    _limited()
    line = os.environ.get("COMP_LINE", "") if shell == "bash" else ""
    try:
        words = split(line)[1:] if line else list(arguments)
        found = completions(words or [""], translator(language_of(words)))
    except Exception:
        os._exit(0)
    cut = at_break(line, os.environ.get("_SHAPEPROOF_BREAKS", "")) if line else 0
    names = [(name[cut:], about) for name, about in found.names]
    if line and found.kind == "words" and not open_quote(line):
        names = [(name.replace(" ", "\\ "), about) for name, about in names]
    lines = [f"{name}\t{about}" if about else name for name, about in names]
    sys.stdout.write("\n".join([found.kind, *lines]) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _limited() -> None:
    """End the process, which has told nothing yet, once its time has passed."""
    import signal

    if hasattr(signal, "setitimer"):
        for heard in (signal.SIGALRM, signal.SIGPROF):
            signal.signal(heard, lambda *_: os._exit(0))
        signal.setitimer(signal.ITIMER_REAL, WAIT)
        signal.setitimer(signal.ITIMER_PROF, WORK)


class Found(NamedTuple):
    """What a word may become, and what each of that is."""

    kind: Kind
    names: list[tuple[str, str]]


def completions(words: Sequence[str], tell: Translate = str) -> Found:
    """What the last of these words may become, which follow the program's name."""
    *before, prefix = words
    if not before:
        commands = {name: about.told(tell) for name, about in COMMANDS.items()}
        return _fitting("words", commands, prefix)
    if before[0] not in COMMANDS:
        return Found("words", [])
    with of_python(tell):
        parser = with_options(Parser(tell, prog=before[0]), before[0])
    return _of_command(parser, before[1:], prefix)


def _of_command(parser: Parser, before: Sequence[str], prefix: str) -> Found:
    typed = Typed(parser, before)
    option, equals, value = prefix.partition("=")
    if typed.awaited is not None and (typed.awaited.nargs is None or not prefix.startswith("-")):
        return _of_action(typed.awaited, typed, prefix)
    if equals and option in typed.options:
        found = _of_action(typed.options[option], typed, value)
        return Found(found.kind, [(f"{option}={name}", about) for name, about in found.names])
    if prefix.startswith("-") and prefix != "-" and not typed.is_past_options:
        names = {name: one.help or "" for name, one in typed.options.items() if len(name) > 2}
        return _fitting("words", names, prefix)
    return _of_action(typed.next_positional, typed, prefix)


class Typed:
    """The words of a command as its parser would take them: options may stand anywhere."""

    def __init__(self, parser: Parser, words: Sequence[str]) -> None:
        self.options = {name: one for one in parser.taken for name in one.option_strings}
        self.positionals = [one for one in parser.taken if not one.option_strings]
        self.given: dict[str, list[str]] = {}
        self.awaited: argparse.Action | None = None
        self.is_past_options = False
        self._placed = 0
        for word in words:
            self._take(word)

    def _take(self, word: str) -> None:
        option, equals, value = word.partition("=")
        awaited, self.awaited = self.awaited, None
        if awaited is not None and (awaited.nargs is None or not word.startswith("-")):
            self._give(awaited, word)
        elif word == "--":
            self.is_past_options = True
        elif option in self.options and not self.is_past_options:
            action = self.options[option]
            if equals:
                self._give(action, value)
            elif action.nargs in (None, "?"):
                self.awaited = action
        elif (positional := self.next_positional) is not None:
            self._give(positional, word)
            self._placed += 1

    def _give(self, action: argparse.Action, word: str) -> None:
        self.given.setdefault(action.dest, []).append(word)

    @property
    def next_positional(self) -> argparse.Action | None:
        """What a word is that is no option; the last one may take as many as there are."""
        if self._placed < len(self.positionals):
            return self.positionals[self._placed]
        last = self.positionals[-1] if self.positionals else None
        return last if last is not None and last.nargs in ("*", "+") else None


def _of_action(action: argparse.Action | None, typed: Typed, prefix: str) -> Found:
    """What an argument may be."""
    if action is None:
        return Found("words", [])
    if action.choices is not None:
        return _fitting("words", dict.fromkeys(map(str, action.choices), ""), prefix)
    completer = COMPLETERS.get(action.dest)
    if completer is None:
        return Found("words", [])
    kind, names = completer(prefix, typed.given)
    return _fitting(kind, names, prefix)


def _fitting(kind: Kind, names: Candidates, prefix: str) -> Found:
    fitting = {name: about for name, about in names.items() if name.startswith(prefix)}
    is_safe = str.isprintable if kind == "models" else PLAIN.fullmatch
    return Found(kind, [(name, _told(about)) for name, about in fitting.items() if is_safe(name)])


def _told(about: str) -> str:
    """A few words of an explanation, with nothing in it that would break its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in about).split())[:60]


def split(line: str) -> list[str]:
    """The words of a line up to the cursor, without their quotes; the last may be empty."""
    import shlex

    quote = open_quote(line)
    words = shlex.split(line + quote)
    is_between = not quote and line[-1:].isspace() and not line.endswith("\\ ")
    return [*words, ""] if is_between else words


def open_quote(line: str) -> str:
    """The quote in which a line ends; none, where it ends in none."""
    import shlex

    for closing in ("", "'", '"'):
        with suppress(ValueError):
            shlex.split(line + closing)
            return closing
    return ""


def at_break(line: str, breaks: str) -> int:
    """How much of the last word bash keeps, because it breaks words at `:` and `=`; in quotes it
    does not."""
    if not line or line[-1].isspace():
        return 0
    word = line.split()[-1]
    if any(quote in word for quote in "'\"\\"):
        return 0
    return max((word.rfind(one) + 1 for one in breaks if not one.isspace()), default=0)
