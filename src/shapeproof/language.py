"""Languages: what a sentence is called in each, from gettext catalogues."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

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


@contextmanager
def of_python(language: str) -> Generator[None]:
    """What Python itself says (of a mistyped command) in this language, for a while.

    Python looks such words up in one catalogue, in the language that the environment names.
    """
    if language == "en":
        yield
        return
    import gettext
    import os

    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        del os.environ["LANGUAGE"]
        if before is not None:
            os.environ["LANGUAGE"] = before
