"""What is asked of a model, in the ways that people write it, as one condition.

>>> asked("None,10,*", {"params": "<= 1e6"}, ["macs < 5"])[1]
'output == (None, 10, _) and params <= 1e6 and macs < 5'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapeproof.algebra.logic import All, Condition
from shapeproof.conditions import ConditionError, parsed
from shapeproof.message import say

Shape = str | Sequence[int | str | None]


def asked(
    output: Shape | None, counts: Mapping[str, int | str | None], where: Sequence[str]
) -> tuple[Condition, str]:
    """The condition and how it reads, of the shape of the output, totals (`1000000`, `<= 1e6`) and
    further conditions.

    Raises `ConditionError` for anything else.
    """
    parts = [] if output is None else [f"output == {_shape(output)}"]
    parts += [_count(name, value) for name, value in counts.items() if value is not None]
    parts += [text.strip() for text in where if text.strip()]
    text = " and ".join(f"({one})" if " or " in one and len(parts) > 1 else one for one in parts)
    return All(tuple(map(parsed, parts))), text


def _count(name: str, value: int | str) -> str:
    """`params == 1000000` or `params <= 1e6`."""
    text = str(value).strip()
    if text[:1] in ("<", ">", "=", "!"):
        return f"{name} {text}"
    return f"{name} == {text.replace(',', '')}"


def _shape(given: Shape) -> str:
    """A shape as a condition writes it: `*`, `_` and words for sizes that do not matter."""
    if isinstance(given, str):
        inside = given.strip().removeprefix("(").removesuffix(")").strip().rstrip(",")
        sizes: list[int | str | None] = list(inside.split(",")) if inside else []
    else:
        sizes = list(given)
    entries = ["None" if size is None else _entry(str(size).strip(), given) for size in sizes]
    return f"({', '.join(entries)}{',' if len(entries) == 1 else ''})"


def _entry(size: str, given: Shape) -> str:
    if size == "None" or size.isdecimal():
        return size
    if size == "*" or size.isidentifier():
        return "_"
    reason = say("`{text}` is no shape: write sizes with commas, batch first, such as None,60,1, "
                 "and * for one that does not matter", text=given)  # fmt: skip
    raise ConditionError(reason)
