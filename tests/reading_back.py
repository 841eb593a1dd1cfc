"""Formulas read back: what is printed, or typeset, as exact arithmetic."""

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, gcd
from xml.etree import ElementTree


def evaluated(text: str) -> Fraction:
    """The number that a printed formula comes to, in exact arithmetic."""
    exact = re.sub(r"\d+", lambda number: f"F({number[0]})", text)
    words = {"F": Fraction, "floor": floor, "ceil": ceil, "max": max, "min": min, "gcd": common}
    return Fraction(eval(exact, words))


def common(a: Fraction, b: Fraction) -> int:
    return gcd(int(a), int(b))


LATEX = {
    r"\left\lfloor": "floor(",
    r"\right\rfloor": ")",
    r"\left\lceil": "ceil(",
    r"\right\rceil": ")",
    r"\left(": "(",
    r"\right)": ")",
    r"\times": "*",
    r"\max": "max",
    r"\min": "min",
    r"\gcd": "gcd",
    r"\frac{": "((",
    "}{": ")/(",
    "}": "))",
}
"""Braces are those of fractions, where a formula holds no names."""
SIGNS = re.compile("|".join(map(re.escape, LATEX)))


@lru_cache(maxsize=100_000)
def of_latex(formula: str) -> Fraction:
    text = SIGNS.sub(lambda sign: LATEX[sign[0]], formula)
    assert "\\" not in text, formula
    return evaluated(text)


MATHML = {"−": "-", "×": "*", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}


@lru_cache(maxsize=100_000)
def of_mathml(formula: str) -> Fraction:
    """What a fraction is, and what its text says by itself, is the same."""
    seen = evaluated(_spelt(ElementTree.fromstring(f"<math>{formula}</math>")))
    text = re.sub("<[^>]*>", "", formula)
    assert evaluated("".join(MATHML.get(sign, sign) for sign in text)) == seen
    return seen


def _spelt(element: ElementTree.Element) -> str:
    match element.tag:
        case "mn" | "mi":
            return element.text or ""
        case "mo" if element.get("style"):
            return ""
        case "mo":
            sign = element.text or ""
            return MATHML.get(sign, sign)
        case "mfrac":
            above, below = map(_spelt, element)
            return f"(({above})/({below}))"
        case "math" | "mrow":
            return "".join(map(_spelt, element))
        case other:
            raise ValueError(other)
