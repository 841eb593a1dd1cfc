"""The command line: `shapeproof show FILE`, `shapeproof why FILE LAYER`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from shapeproof import __version__
from shapeproof.language import LANGUAGES, Translate, of_python, translator
from shapeproof.message import Message, ReadError, ShapeproofError, say

if TYPE_CHECKING:
    from shapeproof.causes import Answer
    from shapeproof.report import LayerReport, Report

FORMATS = ("table", "text", "json", "markdown", "keras2", "keras3")
UNREADABLE = ("unsupported",)  # problems that are ours, not the model's


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a wrong model, 2 where nothing could be read."""
    if arguments is None:
        return _whole_process()
    tell = translator(language_of(arguments))
    try:
        options = options_of(arguments, tell)
        return int(options.command(options, tell))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _our_mistake(error, tell)


def _our_mistake(error: Exception, tell: Translate) -> int:
    """Nobody who asks about a model is shown a traceback of ours, unless they ask for it."""
    if os.environ.get("SHAPEPROOF_DEBUG"):
        raise error
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    sentence = say(
        "shapeproof: this is a mistake in shapeproof itself ({what}); please report it with the "
        "model, and SHAPEPROOF_DEBUG=1 shows where it happened",
        what=what,
    )
    return _line(sentence.told(tell))


def _whole_process() -> int:
    """The command that was typed.  What it leaves in memory goes with the process, unsearched."""
    gc.set_threshold(100_000)
    try:
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
        super().__init__(formatter_class=Help, **settings)
        self.tell = tell

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
    for name, (help_, _) in COMMANDS.items():
        with_options(commands.add_parser(name, help=help_.told(tell), tell=tell), name)
    return main


def with_options(command: Parser, name: str) -> Parser:
    """The parser with the arguments of one command and those that all commands take."""
    tell = command.tell
    COMMANDS[name][1](command, tell)
    command.add_argument(
        "--input", action="append", default=[], metavar="SHAPE", help=tell("such as None,60,1")
    )
    formats = (*FORMATS, "csv") if name == "sweep" else FORMATS
    command.add_argument("--format", choices=formats, help=tell("table on a terminal, else text"))
    command.add_argument("--output-file", metavar="FILE", help=tell("write there"))
    command.add_argument("--lang", choices=LANGUAGES, default="en")
    command.add_argument(
        "--framework", choices=("keras", "torch"), help=tell("where a file leaves it open")
    )
    return command


def show_options(command: Parser, tell: Translate) -> None:
    model = tell("FILE, FILE:NAME or - (a pipe)")
    command.add_argument("models", nargs="+", metavar="MODEL", help=model)
    command.add_argument(
        "--depth",
        type=lambda text: whole(text, tell),
        metavar="N",
        help=tell("fold models that are nested deeper"),
    )
    command.add_argument(
        "--expand-nested", action="store_true", help=tell("with keras3: nested models' layers too")
    )
    command.add_argument(
        "--show-trainable", action="store_true", help=tell("with keras3: which layers are frozen")
    )
    command.add_argument(
        "--optimizer",
        nargs="?",
        const="",
        metavar="NAME",
        help=tell("what the optimizer keeps, too: the model's own, or one by name"),
    )
    command.set_defaults(command=show)


def why_options(command: Parser, tell: Translate) -> None:
    model = tell("FILE, FILE:NAME or - (a pipe)")
    command.add_argument("model", metavar="MODEL", help=model)
    command.add_argument("layer", nargs="?", metavar="LAYER", help=tell("its name in the summary"))
    command.add_argument(
        "--expected",
        type=lambda text: whole(text, tell),
        metavar="VALUE",
        help=tell("what you expected: why it is not so"),
    )
    command.add_argument(
        "--of",
        choices=("output", "params", "macs"),
        default="",
        help=tell("which number was meant"),
    )
    command.add_argument(
        "--cell",
        type=lambda text: place(text, tell),
        metavar="0,3,5",
        help=tell("what one number of the output is made of"),
    )
    command.set_defaults(command=why)


def elsewhere(name: str) -> Callable[[Parser, Translate], None]:
    """The options of a command that is a module of its own, which is loaded when it is asked."""

    def options(command: Parser, tell: Translate) -> None:
        from importlib import import_module

        import_module(f"shapeproof.commands.{name}").options(command, tell)

    return options


COMMANDS = {
    "show": (say("the summary that shows its work"), show_options),
    "why": (say("one layer's derivation, word by word"), why_options),
    "fix": (say("what is wrong, which layer is guilty, and what mends it"), elsewhere("fix")),
    "solve": (say("which values of an argument or a size give a number"), elsewhere("solve")),
    "sweep": (say("every candidate of what varies, exact"), elsewhere("sweep")),
}


def whole(text: str, tell: Translate = str) -> int:
    """`4` or `1,130`."""
    try:
        return int(text.replace(",", "").replace("_", ""))
    except ValueError:
        reason = say("{text} is no whole number", text=repr(text))
        raise argparse.ArgumentTypeError(reason.told(tell)) from None


def place(text: str, tell: Translate = str) -> tuple[int, ...]:
    """`0,3,5`."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        reason = say("{text} is no place such as 0,3,5", text=repr(text))
        raise argparse.ArgumentTypeError(reason.told(tell)) from None


def show(options: argparse.Namespace, tell: Translate) -> int:
    """Every model's summary; the worst of their exit codes."""
    codes: list[int] = []
    written: list[str] = []
    for name in options.models:
        try:
            report = read(name, options.input, options.framework)
            if options.optimizer is not None:
                report = report.with_optimizer(options.optimizer)
            written.append(summary(report, options, tell))
            codes.append(told_problems(report, options, tell))
        except ShapeproofError as error:
            codes.append(refused(error, name, tell))
    write(written, options, "\n" if format_of(options) == "json" else "\n\n", tell)
    return max(codes)


def why(options: argparse.Namespace, tell: Translate) -> int:
    """One layer explained, or each of them; or why a number is not the one that was expected."""
    try:
        report = read(options.model, options.input, options.framework)
        names = [options.layer] if options.layer else [row.call.path for row in report.rows]
        if not options.layer and options.cell:
            raise ReadError(say("name the layer that --cell is about"))
        if options.expected is not None:
            about = report[options.layer] if options.layer else report
            answers = [unexpected(about.expect(options.expected, options.of), options, tell)]
        else:
            answers = [answer(report[name], options, tell) for name in names]
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    write(answers, options, "\n" if format_of(options) == "json" else "\n\n\n", tell)
    return told_problems(report, options, tell)


def read(name: str, inputs: list[str], framework: str | None) -> Report:
    from shapeproof.read import Target, read, shapes
    from shapeproof.report import Report

    return Report(read(Target.parse(name), shapes(inputs), framework or ""), name)


def summary(report: Report, options: argparse.Namespace, tell: Translate) -> str:
    """A model in one of the formats."""
    from importlib import import_module

    format, model = format_of(options), report.model
    if format == "json":
        from shapeproof.render.document import document

        return dumps(document(model, report.rows, report.source, tell))
    if format in ("keras2", "keras3") and model.framework != "keras":
        raise ReadError(
            say(
                "{format} is what Keras prints of its own models; this one is {other}'s",
                format=format,
                other=model.framework,
            )
        )
    renderer = import_module(f"shapeproof.render.{format}")
    if format == "keras2":
        return str(renderer.render(model))
    if format == "keras3":
        return str(
            renderer.render(
                model, expand_nested=options.expand_nested, show_trainable=options.show_trainable
            )
        )
    return str(renderer.show(model, report.outline(options.depth), tell))


def answer(about: LayerReport, options: argparse.Namespace, tell: Translate) -> str:
    """What is to be said of one layer: its derivation, or one cell."""
    from shapeproof.render import document, layer, table

    row, format = about.row, format_of(options)
    if options.cell:
        reads = about.cell(*options.cell)
        if format == "json":
            return dumps(document.cell(reads, tell))
        told = layer.cell(reads, row, options.cell, tell)
    elif format == "json":
        return dumps(document.layer(row))
    else:
        told = layer.why(row, tell)
    return table.told(told) if format == "table" else told


def unexpected(found: Answer, options: argparse.Namespace, tell: Translate) -> str:
    """Why a number is not the one that was expected."""
    from shapeproof.render import document, layer, table

    format = format_of(options)
    if format == "json":
        return dumps(document.answer(found, tell))
    told = layer.answer(found, tell)
    return table.told(told) if format == "table" else told


def dumps(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def format_of(options: argparse.Namespace) -> str:
    """The format asked for; else a table on a terminal and text in a pipe."""
    if options.format:
        return str(options.format)
    return "table" if sys.stdout.isatty() and not options.output_file else "text"


def write(pieces: list[str], options: argparse.Namespace, between: str, tell: Translate) -> None:
    """To the file asked for, or to standard output."""
    if not pieces:
        return
    whole = between.join(pieces).removesuffix("\n") + "\n"
    if options.output_file:
        from pathlib import Path

        try:
            Path(options.output_file).write_text(whole, encoding="utf-8")
        except OSError as error:
            why = Message(str(error.strerror))
            raise SystemExit(_line(f"{options.output_file}: {why.told(tell)}")) from None
    else:
        sys.stdout.write(whole)


def told_problems(report: Report, options: argparse.Namespace, tell: Translate) -> int:
    """Say on standard error what is wrong with a model that was read; its exit code.

    A terminal that shows the summary's own list of problems is not told twice.
    """
    from shapeproof.render.text import located

    if not (sys.stderr.isatty() and format_of(options) == "table" and not options.output_file):
        for problem in report.model.problems:
            print(in_one_line(located(problem).told(tell)), file=sys.stderr)
    kinds = [problem.kind for problem in report.model.problems]
    if any(kind in UNREADABLE for kind in kinds):
        return 2
    return 1 if kinds else 0


def refused(error: ShapeproofError, name: str, tell: Translate) -> int:
    """Say in one line why something could not be read."""
    from shapeproof.read import Target
    from shapeproof.render.text import where

    told = error.message.told(tell)
    file = Target.parse(name).file
    place = where(error.at._replace(file=error.at.file or file)) if error.at else file
    print(in_one_line(f"{place}: {told}"), file=sys.stderr)
    return 2


def in_one_line(text: str) -> str:
    """Without line ends and what else would move a terminal's cursor or change its colours."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)


def _line(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
