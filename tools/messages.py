"""Collects all that is said to a person into the catalogues of other languages.

`make messages` brings `src/shapeproof/locale/*/LC_MESSAGES/shapeproof.po` up to date, compiles
each, and names the messages that still lack a translation.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.test_one_rule import FAMILIES, TORCH, cases_of  # noqa: E402

from shapeproof.algebra.formula import Apply, Expr, Name, Step, lift  # noqa: E402
from shapeproof.explanation import Explanation, explain  # noqa: E402
from shapeproof.language import CATALOGUES, DOMAIN  # noqa: E402
from shapeproof.message import Message, noun  # noqa: E402
from shapeproof.rules import given, keras, torch  # noqa: E402
from shapeproof.rules.arithmetic.axes import SPATIAL  # noqa: E402
from shapeproof.rules.keras import operations, optimizers  # noqa: E402
from shapeproof.rules.keras.operations.multiplying import TURNED  # noqa: E402
from shapeproof.rules.rule import Layer, Rule, ShapeError  # noqa: E402
from shapeproof.sentences import in_sentences, sentences  # noqa: E402

SOURCE = ROOT / "src" / "shapeproof"
MESSAGES = {
    **dict.fromkeys(("say", "tell", "translate", "Message", "refused", "Line"), 0),
    **dict.fromkeys(("need", "agreed"), 1),
}
"""Which argument of which function, counted from 0, is a message."""
ALONG_AXES = {"each": 2}
"""And which is the name of a size that may be another along each axis."""
NAMES = ("output axis 1",)
"""Names of quantities that no rule gives."""
AXES = ("units of the state",)
"""Names of axes that no case of the tests has."""
ARGPARSE = (
    "usage: ",
    "positional arguments",
    "options",
    "%(heading)s:",
    "show this help message and exit",
    "show program's version number and exit",
    "argument %(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s",
)
"""What Python says of a mistyped command."""
SYSTEM = ("No such file or directory", "Is a directory", "Permission denied")
"""What the system says of a file that cannot be opened."""

Found = Iterator[tuple[str, str]]
"""Messages, each with the file that it stands in."""


def messages() -> dict[str, set[str]]:
    """Every message and the files that it stands in, in the order of the files."""
    found: dict[str, set[str]] = {}
    for file, message in (*of_source(), *of_rules(), *of_readers(), *of_names(), *of_others()):
        found.setdefault(message, set()).update([file] if file else [])
    return found


def of_source() -> Found:
    """What is called a message where it is said."""
    for path in sorted(SOURCE.rglob("*.py")):
        file = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.Call(ast.Name(id=function) | ast.Attribute(attr=function), args):
                    for message in _said(function, args):
                        yield file, message


def _said(function: str, arguments: list[ast.expr]) -> Iterator[str]:
    """The messages in one call; the name of a size also along each axis."""
    place = {**MESSAGES, **ALONG_AXES}.get(function)
    match arguments[place : place + 1] if place is not None else ():
        case [ast.Constant(str(message))]:
            yield message
            if function in ALONG_AXES:
                yield from (f"{message} {axis}" for axis in (*SPATIAL[1], *SPATIAL[3]))


VOCABULARIES = (
    ("keras", keras.FAMILY, keras.rule),
    ("keras/operations", operations.FAMILY, operations.rule),
    ("torch", torch.MODULE_FAMILY, torch.module),
    ("torch", torch.FUNCTION_FAMILY, torch.function),
)
"""Where rules are, which family holds which, and each by its name."""


def of_rules() -> Found:
    """The sentences on each rule."""
    for file, rule in rules():
        for sentence in sentences(Layer(rule, {})):
            yield f"src/shapeproof/rules/{file}.py", sentence


def rules() -> Iterator[tuple[str, Rule]]:
    """Each rule and the file that it stands in."""
    for folder, families, found in VOCABULARIES:
        for name, family in families.items():
            rule = found(name)
            assert rule
            yield f"{folder}/{family}", rule
    beside = (*given.RULES, *given.KEPT.values(), Rule("uncalled", given.uncalled))
    yield from (("given", rule) for rule in beside)
    yield "keras/operations/multiplying", TURNED
    yield from (("keras/optimizers", rule) for rule in (optimizers.EVERY, *optimizers.RULES))


def of_readers() -> Found:
    """The sentences on what only a reader knows: on its functions that read tensors as a rule does,
    any number of them."""
    for path in sorted((SOURCE / "read").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.FunctionDef(
                    args=ast.arguments(vararg=ast.arg(annotation=ast.Name("Tensor")))
                ):
                    text = " ".join((ast.get_docstring(node) or "").split())
                    yield from ((str(path.relative_to(ROOT)), one) for one in in_sentences(text))
                case _:
                    pass


def of_others() -> Found:
    yield from (("", noun(name).template) for name in NAMES)
    yield from (("", message) for name in AXES for message in _of_axis(name))
    yield from (("", message) for message in (*ARGPARSE, *SYSTEM))


def of_names() -> Found:
    """What rules call the quantities that they read and compute, on all cases of the tests."""
    found: dict[str, None] = {}
    for case in cases():
        try:
            said = explain(case.layer, *case.tensors())
        except ShapeError as error:
            found.update(dict.fromkeys(_inside(error.message)))
        else:
            found.update(dict.fromkeys(_names(said)))
    yield from (("", message) for message in sorted(found))


def cases(families: Iterable[str] = (*FAMILIES, *TORCH)) -> list[Any]:
    """One case for each layer with these arguments, on inputs of so many axes."""
    chosen: dict[Any, Any] = {}
    for family in families:
        for case in cases_of(family):
            ranks = tuple(len(x.shape) for x in case.tensors())
            chosen.setdefault((str(case.layer), ranks), case)
    return list(chosen.values())


def _inside(message: Message) -> Iterator[str]:
    """The messages that are values of another."""
    for value in message.values.values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Message):
                yield one.template
                yield from _inside(one)


def _names(said: Explanation) -> Iterator[str]:
    """All names in an explanation but those of arguments, which stay as the framework has them."""
    own = set(arguments(said.layer))
    lines = (*said.output, *said.params, *said.macs, *said.flops)
    sizes = [lift(size) for x in said.facts.outputs for size in x.shape]
    names = {line.subject for line in lines}
    names |= {name for expr in (*(line.formula for line in lines), *sizes) for name in _in(expr)}
    for name in sorted(names - own - {""}):
        yield noun(name).template
    for name in {name for axes in said.axes for name in axes}:
        yield from _of_axis(name)
    for one in said.relies_on:
        yield from _inside(one.reason)


def _of_axis(name: str) -> Iterator[str]:
    """An axis by its size, by places along it, and as a whole."""
    yield noun(name).template
    yield f"{noun(name).template} {{places}}"
    yield noun(f"all 2 {name}" if name.endswith("s") else f"the whole {name}").template


def arguments(layer: Layer) -> Iterator[str]:
    """The names of a layer's arguments, of those of the layers in it, and those in its pattern."""
    yield from layer.rule.parameters
    yield from re.findall(r"\w+", layer.arguments.get("pattern", ""))
    for value in layer.arguments.values():
        inside = (value,) if isinstance(value, Layer) else value
        for inner in inside if isinstance(inside, tuple) else ():
            if isinstance(inner, Layer):
                yield from arguments(inner)


def _in(expr: Expr) -> Iterator[str]:
    match expr:
        case Step(name, body):
            yield name
            yield from _in(body)
        case Apply(_, left, right):
            yield from _in(left)
            yield from _in(right)
        case Name():
            yield expr.name
        case _:
            pass


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, path.parents[1].name, DOMAIN)


def updated(path: Path) -> Catalog:
    """The catalogue with the messages of today, in their order; what is no longer said is gone."""
    catalog = catalogue(path)
    template = Catalog(fuzzy=False)
    for message, files in messages().items():
        template.add(message, locations=[(file, 0) for file in sorted(files)])
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def main() -> int:
    lacking = 0
    for path in sorted(Path(CATALOGUES).glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalog = updated(path)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, ignore_obsolete=True, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        for message in catalog:
            if message.id and not message.string:
                lacking += 1
                print(f"{path.relative_to(ROOT)}: not translated: {message.id}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
