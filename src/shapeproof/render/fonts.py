"""Fonts for a LaTeX document: letters that pdfTeX does not know are written as their numbers."""

from __future__ import annotations

from shapeproof.render.writing import wide

WESTERN = r"""\ifpdftex
  \usepackage[T1]{fontenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  \makeatletter
  \newcommand*\named[2]{\@ifundefined{u8:\detokenize{#2}}{\DeclareUnicodeCharacter{#1}{U+#1}}{}}
  \makeatother
"""
EASTERN = r"  \IfFileExists{ctex.sty}{\usepackage[scheme=plain]{ctex}}{}" "\n"


def is_eastern(body: str) -> bool:
    """Whether there is Chinese or Japanese in it, which takes XeLaTeX or tectonic."""
    return any(wide(character) == 2 and character.isalpha() for character in set(body))


def fonts(body: str) -> str:
    """The lines of a preamble that give `body` its letters, after `\\usepackage{iftex}`."""
    named = sorted({character for character in body if not character.isascii()})
    lines = (rf"  \named{{{ord(one):04X}}}{{{one}}}" + "\n" for one in named)
    eastern = ("\\else\n", EASTERN) if is_eastern(body) else ()
    return "".join((WESTERN, *lines, *eastern, "\\fi"))
