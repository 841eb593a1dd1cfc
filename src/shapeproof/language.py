"""Languages: what a sentence is called in each, from gettext catalogues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Translate = Callable[[str], str]
LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).with_name("locale")


def translator(language: str) -> Translate:
    """English sentences as they are, or from the language's catalogue."""
    if language == "en":
        return str
    from gettext import translation

    return translation("shapeproof", CATALOGUES, [language]).gettext
