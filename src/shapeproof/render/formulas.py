"""Formulas as they are typeset: for LaTeX, and as MathML, which browsers draw by themselves.

>>> from shapeproof.algebra.formula import Name
>>> from shapeproof.algebra.notation import formula, worked
>>> windows = (Name("steps", 60) - Name("kernel_size", 40)) // Name("strides", 3) + 1
>>> print(formula(windows, notation=LATEX))
\\left\\lfloor \\frac{\\text{steps} - \\text{kernel\\_size}}{\\text{strides}} \\right\\rfloor + 1

A page that makes links of numbers writes its own `quantity`:

>>> linked = LATEX._replace(quantity=lambda leaf, text: f"\\\\data{{{text}}}")
>>> print(worked(Name("filters", 7) * 2, linked))
\\data{7} \\times \\data{2} = \\data{14}
"""

from __future__ import annotations

from shapeproof.algebra.formula import Op
from shapeproof.algebra.notation import ATOM, SUM, Notation
from shapeproof.render import escaping


def is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def quantity(text: str) -> str:
    """A number or a name in a formula of LaTeX."""
    is_plain = is_number(text) or (len(text) == 1 and text.isascii() and text.isalpha())
    return text if is_plain else f"\\text{{{escaping.latex(text)}}}"


def _in_latex_brackets(formula: str) -> str:
    """In brackets as high as a fraction; those of one line may break over two."""
    return f"\\left({formula}\\right)" if "\\frac" in formula else f"({formula})"


LATEX = Notation(
    quantity=lambda _, text: quantity(text),
    bracketed=_in_latex_brackets,
    infix={Op.ADD: "%s + %s", Op.SUB: "%s - %s", Op.MUL: r"%s \times %s"},
    quotient=r"\frac{%s}{%s}",
    parts=(SUM, SUM, ATOM),
    rounded={
        Op.FLOOR: r"\left\lfloor %s \right\rfloor",
        Op.CEIL: r"\left\lceil %s \right\rceil",
    },
    function=r"\%s\left(%s, %s\right)",
    equal="%s = %s",
)


def token(text: str, link: str = "") -> str:
    """A number or a name in MathML, which may lead somewhere."""
    if text.startswith("-") and is_number(text):
        return f"<mrow><mo>−</mo>{token(text[1:], link)}</mrow>"
    kind = "mn" if is_number(text) else "mi" if len(text) == 1 else "mtext"
    written = escaping.html(text)
    inside = f'<a href="{escaping.html(link)}">{written}</a>' if link else written
    return f"<{kind}>{inside}</{kind}>"


def _infix(operator: str) -> str:
    return f"%s<mo>{operator}</mo>%s"


def _in_mathml_brackets(formula: str) -> str:
    """In brackets as high as what they hold, where that is a fraction; a line may break in them."""
    if "<mfrac>" in formula:
        return _fenced("(", ")") % formula
    return f'<mo stretchy="false">(</mo>{formula}<mo stretchy="false">)</mo>'


def _unseen(sign: str) -> str:
    """What a fraction says where only its text is left, as in a mail or on GitHub."""
    return f'<mo style="display:none">{sign}</mo>'


def _fenced(opening: str, closing: str) -> str:
    return f"<mrow><mo>{opening}</mo>%s<mo>{closing}</mo></mrow>"


MATHML = Notation(
    quantity=lambda _, text: token(text),
    bracketed=_in_mathml_brackets,
    infix={Op.ADD: _infix("+"), Op.SUB: _infix("−"), Op.MUL: _infix("×")},
    quotient=f"<mfrac><mrow>{_unseen('(')}%s{_unseen(')/(')}</mrow>"
    f"<mrow>%s{_unseen(')')}</mrow></mfrac>",
    parts=(SUM, SUM, ATOM),
    rounded={Op.FLOOR: _fenced("⌊", "⌋"), Op.CEIL: _fenced("⌈", "⌉")},
    function="<mi>%s</mi>" + _fenced("(", ")") % "%s<mo>,</mo>%s",
    equal=_infix("="),
)
