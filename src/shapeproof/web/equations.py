"""Equations as Temml typesets them, in which a number knows which layer or argument it is from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shapeproof.algebra.formula import Literal, Name, Step
from shapeproof.algebra.notation import Notation
from shapeproof.explanation import Line
from shapeproof.language import Translate
from shapeproof.render.derivation import sides
from shapeproof.render.document import Json, number, value_of
from shapeproof.render.escaping import visible
from shapeproof.render.formulas import LATEX, is_number
from shapeproof.render.writing import term

SIGNS = {
    **{character: f"\\{character}" for character in "{}#$%&_"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""What means something to Temml in a text; LaTeX's names of quotation marks it does not know."""
LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)")
LINKABLE = re.compile(r"[\w.#/: -]+")
"""Ids and names that may stand in an attribute of TeX."""


def quantity(text: str) -> str:
    """A number or a name in a formula."""
    if is_number(text) or (len(text) == 1 and text.isascii() and text.isalpha()):
        return text
    written = "".join(SIGNS.get(one, one) for one in visible(text))
    return rf"\text{{{LIGATURE.sub('{}', written)}}}"


PLAIN = LATEX._replace(quantity=lambda _, text: quantity(text))
"""Formulas of which no number leads anywhere."""


def linked(origins: Mapping[str, str], arguments: Iterable[str]) -> Notation:
    """Formulas of which a number says which layer it is from, or which argument it is."""
    leads = {name: f"argument={name}" for name in arguments}
    leads |= {name: f"from={id}" for name, id in origins.items() if LINKABLE.fullmatch(id)}

    def leading(leaf: Literal | Name | Step, text: str) -> str:
        lead = leads.get(leaf.name) if isinstance(leaf, Name) else None
        return rf"\data{{{lead}}}{{{quantity(text)}}}" if lead else quantity(text)

    return PLAIN._replace(quantity=leading)


def equation(line: Line, notation: Notation, tell: Translate) -> Json:
    """An equation in names and in numbers: for TeX, in which numbers lead somewhere, and as text.

    `named` is empty where no names are in it.
    """
    named, worked = sides(line, tell)
    return {
        "subject": term(line.subject, tell),
        "named": named and sides(line, tell, PLAIN)[0],
        "worked": sides(line, tell, notation)[1],
        "text": {"named": named, "worked": worked},
        "value": number(value_of(line.formula)),
    }
