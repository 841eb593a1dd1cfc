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
def of_python(tell: Translate) -> Generator[None]:
    """What `argparse` itself says (of a mistyped command) in this language, for a while.

    Left alone, it would speak the language of the machine, and search the disk for its words.
    """
    import argparse

    def counted(one: str, many: str, n: int) -> str:
        return tell(one if n == 1 else many)

    def told(text: str | None) -> str | None:
        return text and tell(text)

    own = {"_": told, "ngettext": counted}
    before = {name: getattr(argparse, name) for name in own}
    for name, word in own.items():
        setattr(argparse, name, word)
    try:
        yield
    finally:
        for name, word in before.items():
            setattr(argparse, name, word)
