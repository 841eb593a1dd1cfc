"""What shows itself in a notebook: HTML where that can be shown, plain text elsewhere."""

from __future__ import annotations

from collections.abc import Container


class Shown:
    """Shows its text in a terminal, and in a notebook the same as HTML."""

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """What IPython, Jupyter, VS Code and Colab ask for; each takes what it can show."""
        forms = {"text/plain": self.__repr__, "text/html": self._html}
        return {
            kind: form()
            for kind, form in forms.items()
            if (not include or kind in include) and not (exclude and kind in exclude)
        }

    def _html(self) -> str:
        from shapeproof.render.html import block

        return block(repr(self))
