"""What people have written, as each notation takes it: no name is read as markup."""

from __future__ import annotations

import re
from collections.abc import Callable

LATEX = {
    **{character: f"\\{character}" for character in "{}#$%&_"},
    **{character: f"{{{character}}}" for character in "[]*"},  # read by a command before them
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
}
LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=<)(?=<)|(?<=>)(?=>)|(?<=,)(?=,)")
ARROW = re.compile(r"(?<= )-> ")
MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#~&$]")
CODE = re.compile("`([^`]+)`")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def visible(text: str) -> str:
    """The text in one line, every character in it seen: one that would turn the direction of
    writing, or stand for none, is named (`U+202E`)."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else f"U+{ord(character):04X}"


def sentence(told: str, plain: Callable[[str], str], code: Callable[[str], str]) -> str:
    """A sentence in which names of arguments stand in backticks, for either kind of text."""
    parts = enumerate(CODE.split(told))
    return "".join(code(part) if i % 2 else plain(part) for i, part in parts)


def latex(text: str) -> str:
    """The text for LaTeX, outside of formulas and of `verbatim`."""
    arrows = (_latex(part) for part in ARROW.split(visible(text)))
    return r"$\to$ ".join(arrows)


def _latex(text: str) -> str:
    return LIGATURE.sub("{}", "".join(LATEX.get(one, one) for one in text))


def html(text: str) -> str:
    """The text for HTML, between tags and in quoted attributes."""
    return "".join(HTML.get(one, one) for one in visible(text))


def markdown(text: str) -> str:
    """The text for GitHub's Markdown."""
    return MARKDOWN.sub(lambda found: HTML.get(found[0]) or f"\\{found[0]}", visible(text))


def code(text: str) -> str:
    """The text as Markdown's code."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if "`" in text else ""
    return f"{fence}{room}{visible(text)}{room}{fence}"
