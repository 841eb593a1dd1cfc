"""An answer to an expectation, which shows itself."""

from __future__ import annotations

from shapeproof import causes
from shapeproof.notebook import Shown


class Answer(causes.Answer, Shown):
    """Why a number is not the expected one; a notebook shows it in words."""

    __slots__ = ()

    def _html(self) -> str:
        from shapeproof.render.html import block
        from shapeproof.render.layer import answer

        return block(answer(self))
