"""What the page has in the place of the command line's options: fields, and the source itself."""

from __future__ import annotations

from shapeproof import ways
from shapeproof.language import Translate
from shapeproof.message import Message, say

FIELDS: dict[str, Message] = {
    ways.SHAPES.template: say("the field “Input shape”"),
    ways.shaped("").template: say("{shape} in the field “Input shape”"),
    ways.UNNAMED.template: say("in a last line such as `model = Net()`"),
    ways.named("").template: say("in a last line such as `model = {name}()`"),
    ways.FOLDED.template: say("fold what is nested, and save the graph as it is drawn here"),
}
"""Sentences of the command line that have others here, which take the same values."""


def of_page(tell: Translate) -> Translate:
    """A language, as it is spoken on the page."""

    def told(text: str) -> str:
        return tell(FIELDS[text].template if text in FIELDS else text)

    return told
