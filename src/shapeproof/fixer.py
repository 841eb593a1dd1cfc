"""What Python programs call: `fix`, and what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapeproof.diagnosis.diagnosing import Diagnosis, Finding, diagnose
from shapeproof.language import translator
from shapeproof.message import ReadError
from shapeproof.notebook import Shown
from shapeproof.report import Report
from shapeproof.subject import subject_of

if TYPE_CHECKING:
    from shapeproof.complaints.complaint import Complaint


class Fixes(Shown):
    """What is wrong with a model, and what mends it; it shows itself.

    `findings` are the problems, each with the guilty layer and its fixes, best first.
    """

    def __init__(self, diagnosis: Diagnosis, source: str) -> None:
        self.diagnosis, self.source = diagnosis, source

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.diagnosis.findings

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.findings)

    def mended(self) -> str | bytes | None:
        """The source with the best edit of each problem made; None where there is none to make."""
        from shapeproof.editing import combined

        edits, manuscript = self.diagnosis.best, self.diagnosis.manuscript
        if manuscript is None or not edits:
            return None
        return (combined(*edits) or edits[0]).applied(manuscript)

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The JSON document of the model, its problems with their fixes."""
        from shapeproof.render import diagnosis as renderer

        whole = Report(self.diagnosis.model, self.source).to_dict(language)
        return renderer.document(self.diagnosis, whole, translator(language))

    def to_text(self, language: str = "en") -> str:
        from shapeproof.render import diagnosis as renderer

        return renderer.told(self.diagnosis, translator(language))

    def __repr__(self) -> str:
        return self.to_text()


class Explained(Shown):
    """A framework's message in other words; it shows itself."""

    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        from shapeproof.render import complaint as renderer

        return renderer.document(self.complaint, translator(language))

    def __repr__(self) -> str:
        from shapeproof.render import complaint as renderer

        return renderer.told(self.complaint)


def fix(model: object = None, *inputs: Any, error: str = "", **keywords: Any) -> Any:
    """What is wrong with a model, which layer is guilty, and the edits that mend it, each seen to
    by reading the whole model again: a live model, source text, a path, or a `Report`.

    With `error`, a framework's own message (or a whole traceback) is explained instead.
    Raises `ReadError` where there is no model to be read, or the message is not known.
    """
    if error:
        from shapeproof.complaints import UNKNOWN, explained

        if (found := explained(error)) is None:
            raise ReadError(UNKNOWN)
        return Explained(found)
    if isinstance(model, Report):
        return Fixes(diagnose(subject_of(model.model)), model.source)
    name = model if isinstance(model, str) and "\n" not in model else "<model>"
    return Fixes(diagnose(subject_of(model, *inputs, **keywords)), str(name))
