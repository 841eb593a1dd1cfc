"""The command line: `shapeproof show FILE`, `shapeproof why FILE LAYER`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NoReturn

from shapeproof import __version__, terminal
from shapeproof.language import LANGUAGES, Translate, of_python, translator
from shapeproof.message import say, too_much

FORMATS = ("table", "text", "json", "markdown", "latex", "html", "keras2", "keras3")
FIGURES = ("svg", "tikz")
FORMATS_OF = {
    "show": ("csv", "mermaid", *FIGURES),
    "why": ("csv", *FIGURES),
    "sweep": ("csv",),
}
"""What only some commands can be told in."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a wrong model, 2 where nothing could be read."""
    if arguments is None:
        return _whole_process()
    tell = translator(language_of(arguments))
    try:
        options = options_of(arguments, tell)
        return int(options.command(options, tell))
    except BrokenPipeError:
        terminal.write_no_more()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _our_mistake(error, tell)


def _our_mistake(error: Exception, tell: Translate) -> int:
    """Nobody who asks about a model is shown a traceback of ours, unless they ask for it."""
    if much := too_much(error):
        print(f"shapeproof: {much.told(tell)}", file=sys.stderr)
        return 2
    if os.environ.get("SHAPEPROOF_DEBUG"):
        raise error
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    sentence = say(
        "shapeproof: this is a mistake in shapeproof itself ({what}); please report it with the "
        "model, and SHAPEPROOF_DEBUG=1 shows where it happened",
        what=what,
    )
    print(sentence.told(tell), file=sys.stderr)
    return 2


def _whole_process() -> int:
    """The command that was typed.  What it leaves in memory goes with the process, unsearched."""
    gc.set_threshold(100_000)
    terminal.take_any_text()
    try:
        if shell := os.environ.get("_SHAPEPROOF_COMPLETE"):
            from shapeproof.completion import complete

            complete(shell, sys.argv[1:])
        return main(sys.argv[1:])
    finally:
        gc.freeze()


class Help(argparse.HelpFormatter):
    """Lines of one width; asking the terminal for its own takes longer than a summary."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=80)

    def _split_lines(self, text: str, width: int) -> list[str]:
        from shapeproof.render.writing import wrapped

        return list(wrapped(text, width))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in self._split_lines(text, width))


class Parser(argparse.ArgumentParser):
    """Mistyped commands get one line, as everything else does."""

    def __init__(self, tell: Translate, **settings: Any) -> None:
        self.tell, self.taken = tell, list[argparse.Action]()
        super().__init__(formatter_class=Help, **settings)

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """An argument, which those who complete a command line ask for too."""
        self.taken.append(super().add_argument(*names, **settings))
        return self.taken[-1]

    def error(self, message: str) -> NoReturn:
        told = say("{prog}: {what}; see {prog} --help", prog=self.prog, what=message)
        self.exit(2, f"{told.told(self.tell)}\n")


def language_of(arguments: Sequence[str]) -> str:
    """The language that was asked for, needed before anything typed is understood."""
    for language in LANGUAGES:
        if f"--lang={language}" in arguments or ("--lang", language) in pairwise(arguments):
            return language
    return "en"


def options_of(arguments: Sequence[str], tell: Translate) -> argparse.Namespace:
    """What was typed.  Only the parser of the command that is called is made."""
    name, *rest = arguments or [""]
    with of_python(tell):
        if name in COMMANDS:
            command = Parser(tell, prog=f"shapeproof {name}")
            return with_options(command, name).parse_intermixed_args(rest)
        return parser(tell).parse_args(arguments)


def parser(tell: Translate = str) -> argparse.ArgumentParser:
    """All commands, for those who ask what there is."""
    main = Parser(
        tell,
        prog="shapeproof",
        description=tell(
            "Every shape, parameter count and cost of a neural network, with the "
            "arithmetic that it comes from. No model is run."
        ),
    )
    main.add_argument("--version", action="version", version=f"shapeproof {__version__}")
    commands = main.add_subparsers(
        title=tell("commands"), metavar="COMMAND", required=True, prog="shapeproof"
    )
    for name, help_ in COMMANDS.items():
        with_options(commands.add_parser(name, help=help_.told(tell), tell=tell), name)
    return main


def with_options(command: Parser, name: str) -> Parser:
    """The parser with the arguments of one command and those that all take that read a model."""
    from importlib import import_module

    tell = command.tell
    import_module(f"shapeproof.commands.{name}").options(command, tell)
    if name == "completion":
        return command
    command.add_argument(
        "--input", action="append", default=[], metavar="SHAPE", help=tell("such as None,60,1")
    )
    if name != "web":
        _forms(command, (*FORMATS, *FORMATS_OF.get(name, ())))
    command.add_argument("--lang", choices=LANGUAGES, default="en")
    command.add_argument(
        "--framework", choices=("keras", "torch"), help=tell("where a file leaves it open")
    )
    return command


def _forms(command: Parser, formats: tuple[str, ...]) -> None:
    """In which form, and where to, an answer is written."""
    tell = command.tell
    command.add_argument("--format", choices=formats, help=tell("table on a terminal, else text"))
    command.add_argument("--output-file", metavar="FILE", help=tell("write there"))
    command.add_argument(
        "--pager", action="store_true", help=tell("on a terminal, through $PAGER or less -R")
    )


COMMANDS = {
    "show": say("the summary that shows its work"),
    "why": say("one layer's derivation, word by word"),
    "fix": say("what is wrong, which layer is guilty, and what mends it"),
    "solve": say("which values of an argument or a size give a number"),
    "sweep": say("every candidate of what varies, exact"),
    "web": say("the same answers on a page, in a browser"),
    "completion": say("what a shell needs to complete these commands, to be sourced"),
}
"""What each command tells; its options and its work are a module of that name."""


def whole(text: str, tell: Translate = str) -> int:
    """`4` or `1,130`."""
    first, *groups = text.split(",")
    try:
        if all(len(group) == 3 for group in groups):
            return int("".join((first, *groups)))
    except ValueError:
        pass
    reason = say("{text} is no whole number", text=repr(text))
    raise argparse.ArgumentTypeError(reason.told(tell))


if __name__ == "__main__":
    sys.exit(main())
