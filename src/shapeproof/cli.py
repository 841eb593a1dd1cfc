"""The command line: `shapeproof show FILE`, `shapeproof why FILE LAYER`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from shapeproof import __version__
from shapeproof.language import LANGUAGES, Translate, translator
from shapeproof.message import ReadError, ShapeproofError, say

if TYPE_CHECKING:
    from shapeproof.report import LayerReport, Report

FORMATS = ("table", "text", "json", "markdown", "keras2", "keras3")
UNREADABLE = ("unsupported",)  # problems that are ours, not the model's


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a wrong model, 2 where nothing could be read."""
    if arguments is None:
        return _whole_process()
    try:
        options = options_of(arguments)
        return int(options.command(options, translator(options.lang)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


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


class Parser(argparse.ArgumentParser):
    """Mistyped commands get one line, as everything else does."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Help, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def options_of(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed.  Only the parser of the command that is called is made."""
    name, *rest = arguments or [""]
    if name in COMMANDS:
        return with_options(Parser(prog=f"shapeproof {name}"), name).parse_args(rest)
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """All commands, for those who ask what there is."""
    main = Parser(
        prog="shapeproof",
        description="Every shape, parameter count and cost of a neural network, with the "
        "arithmetic that it comes from.  No model is run.",
    )
    main.add_argument("--version", action="version", version=f"shapeproof {__version__}")
    commands = main.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="shapeproof"
    )
    for name, (help_, _) in COMMANDS.items():
        with_options(commands.add_parser(name, help=help_), name)
    return main


def with_options(command: Parser, name: str) -> Parser:
    """The parser with the arguments of one command and those that all commands take."""
    COMMANDS[name][1](command)
    command.add_argument(
        "--input", action="append", default=[], metavar="SHAPE", help="such as None,60,1"
    )
    command.add_argument("--format", choices=FORMATS, help="table on a terminal, else text")
    command.add_argument("--output-file", metavar="FILE", help="write there")
    command.add_argument("--lang", choices=LANGUAGES, default="en")
    command.add_argument("--framework", choices=("keras",), help="where a file leaves it open")
    return command


def show_options(command: Parser) -> None:
    command.add_argument("models", nargs="+", metavar="MODEL", help="FILE, FILE:NAME or - (a pipe)")
    command.set_defaults(command=show)


def why_options(command: Parser) -> None:
    command.add_argument("model", metavar="MODEL", help="FILE, FILE:NAME or - (a pipe)")
    command.add_argument("layer", nargs="?", metavar="LAYER", help="its name in the summary")
    command.add_argument(
        "--expected", type=whole, metavar="VALUE", help="what you expected: why it is not so"
    )
    command.add_argument(
        "--of", choices=("output", "params", "macs"), default="", help="which number was meant"
    )
    command.add_argument(
        "--cell", type=place, metavar="0,3,5", help="what one number of the output is made of"
    )
    command.set_defaults(command=why)


COMMANDS = {
    "show": ("the summary that shows its work", show_options),
    "why": ("one layer's derivation, word by word", why_options),
}


def whole(text: str) -> int:
    """`4` or `1,130`."""
    try:
        return int(text.replace(",", "").replace("_", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def place(text: str) -> tuple[int, ...]:
    """`0,3,5`."""
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no place such as 0,3,5") from None


def show(options: argparse.Namespace, tell: Translate) -> int:
    """Every model's summary; the worst of their exit codes."""
    codes: list[int] = []
    written: list[str] = []
    for name in options.models:
        try:
            report = read(name, options.input)
            written.append(summary(report, format_of(options), tell))
            codes.append(told_problems(report, tell))
        except ShapeproofError as error:
            codes.append(refused(error, name, tell))
    write(written, options, "\n" if format_of(options) == "json" else "\n\n")
    return max(codes)


def why(options: argparse.Namespace, tell: Translate) -> int:
    """One layer explained, or each of them."""
    try:
        report = read(options.model, options.input)
        names = [options.layer] if options.layer else [row.call.path for row in report.rows]
        if not options.layer and (options.expected is not None or options.cell):
            raise ReadError(say("name the layer that --expected or --cell is about"))
        answers = [answer(report[name], options, tell) for name in names]
    except ShapeproofError as error:
        return refused(error, options.model, tell)
    write(answers, options, "\n" if format_of(options) == "json" else "\n\n\n")
    return told_problems(report, tell)


def read(name: str, shapes: list[str]) -> Report:
    from shapeproof.read import Target, read, shape
    from shapeproof.report import Report

    return Report(read(Target.parse(name), tuple(map(shape, shapes))), name)


def summary(report: Report, format: str, tell: Translate) -> str:
    """A model in one of the formats."""
    from importlib import import_module

    if format == "json":
        import json

        from shapeproof.render.document import document

        return json.dumps(
            document(report.model, report.rows, report.source, tell), ensure_ascii=False
        )
    renderer = import_module(f"shapeproof.render.{format}")
    if format in ("keras2", "keras3"):
        return str(renderer.render(report.model))
    return str(renderer.show(report.model, report.rows, tell))


def answer(layer: LayerReport, options: argparse.Namespace, tell: Translate) -> str:
    """What is to be said of one layer: its derivation, an expectation, or one cell."""
    from shapeproof.render import document, table, text

    row, format = layer.row, format_of(options)
    if options.expected is not None:
        found = layer.expect(options.expected, options.of)
        if format == "json":
            return dumps(document.answer(found, tell))
        told = text.answer(found, row, tell)
    elif options.cell:
        reads = layer.cell(*options.cell)
        if format == "json":
            return dumps(document.cell(reads, tell))
        told = text.cell(reads, row, options.cell, tell)
    elif format == "json":
        return dumps(document.layer(row))
    else:
        told = text.why(row, tell)
    return table.told(told) if format == "table" else told


def dumps(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def format_of(options: argparse.Namespace) -> str:
    """The format asked for; else a table on a terminal and text in a pipe."""
    if options.format:
        return str(options.format)
    return "table" if sys.stdout.isatty() and not options.output_file else "text"


def write(pieces: list[str], options: argparse.Namespace, between: str) -> None:
    """To the file asked for, or to standard output."""
    if not pieces:
        return
    whole = between.join(pieces).removesuffix("\n") + "\n"
    if options.output_file:
        from pathlib import Path

        try:
            Path(options.output_file).write_text(whole, encoding="utf-8")
        except OSError as error:
            raise SystemExit(_line(f"{options.output_file}: {error.strerror}")) from None
    else:
        sys.stdout.write(whole)


def told_problems(report: Report, tell: Translate) -> int:
    """Say on standard error what is wrong with a model that was read; its exit code."""
    from shapeproof.render.text import located

    for problem in report.model.problems:
        print(located(problem).told(tell), file=sys.stderr)
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
    place = where(error.at._replace(file=file)) if error.at else file
    print(" ".join(f"{place}: {told}".split()), file=sys.stderr)
    return 2


def _line(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
