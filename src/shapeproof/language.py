"""Languages: what a sentence is called in each, from gettext catalogues."""

from __future__ import annotations

from collections.abc import Callable

Translate = Callable[[str], str]
LANGUAGES = ("en", "zh")
DOMAIN = "shapeproof"
CATALOGUES = f"{__file__.removesuffix('language.py')}locale"


def translator(language: str) -> Translate:
    """English sentences as they are, or from the language's catalogue."""
    if language == "en":
        return str
    from gettext import translation

    catalogue = translation(DOMAIN, CATALOGUES, [language])
    return lambda text: catalogue.gettext(text) if text else text  # "" is the catalogue's head
