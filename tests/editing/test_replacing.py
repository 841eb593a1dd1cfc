"""Expressions are replaced and wrapped where they stand."""

import pytest

from shapeproof.editing import (
    Manuscript,
    calls_of,
    combined,
    replaced,
    wrapped,
)
from shapeproof.editing.trees import is_elsewhere_alike
from tests.editing.sources import call, changed, node


@pytest.mark.parametrize(("source", "then"), [
    ("self.fc(x)", "self.fc(flat(x, 1))"),
    ("y = fc( self.pool(x) ) # fc(", "y = fc( flat(self.pool(x), 1) ) # fc("),
    ("self.fc[0](x)", "self.fc[0](flat(x, 1))"),
    ("Dense(10)(x)\nself.fc((x))", "Dense(10)(x)\nself.fc((flat(x, 1)))"),
    ("self.fc(\n    x,  # in\n)", "self.fc(\n    flat(x, 1),  # in\n)"),
    ("self.fc(x if y else\n        z)", "self.fc(flat(x if y else\n        z, 1))"),
    ("self.fc(*x)", "self.fc(*flat(x, 1))"),
    ("self.fc(a for a in x)", "self.fc(flat((a for a in x), 1))"),
    ("f'{self.fc(x)}'", None),
])  # fmt: skip
def test_what_a_layer_reads_is_wrapped(source: str, then: str | None) -> None:
    manuscript = Manuscript.of(source, "net.py")
    (layer,) = calls_of(manuscript, "fc")
    assert changed(manuscript, wrapped(manuscript, layer.args[0], "flat(", ", 1)")) == then


def test_a_layer_called_as_it_is_made_reads_what_another_gives() -> None:
    manuscript = Manuscript.of("x = Dense(10)(x)\n", "net.py")
    outer = call(manuscript, "")
    edit = wrapped(manuscript, outer.args[0], "Flatten()(", ")")
    assert edit is not None
    assert edit.label == "Dense(10)(x) → Dense(10)(Flatten()(x))"
    assert changed(manuscript, edit) == "x = Dense(10)(Flatten()(x))\n"


def test_any_expression_is_replaced() -> None:
    manuscript = Manuscript.of("y = x.view(-1, 400).sum(1)\n", "net.py")
    edit = replaced(manuscript, node(manuscript, "x.view(-1, 400)"), "x.view(x.size(0), -1)")
    assert edit is not None
    assert edit.label == "x.view(-1, 400) → x.view(x.size(0), -1)"
    assert changed(manuscript, edit) == "y = x.view(x.size(0), -1).sum(1)\n"


@pytest.mark.parametrize("file", ["net.py", "net.txt"])
@pytest.mark.parametrize(("source", "old", "new"), [
    ("y = a * b\n", "b", "c + d"),
    ("y = a.f(b)\n", "a", "c + d"),
    ("y = f(a, b)\nz = 1\n", "a", "c # "),
    ("y = f(a, b)\nz = ')'\n", "a", "c, '"),
    ("y = f(a, b)\n", "a", "c)(d"),
    ("y = f(a, b)\n", "b", "c); g(d"),
    ("if y: f(a)\n", "a", "b)\nf(c"),
])  # fmt: skip
def test_a_replacement_that_reaches_further_is_noticed(
    source: str, old: str, new: str, file: str
) -> None:
    manuscript = Manuscript.of(source, file)
    edit = replaced(manuscript, node(manuscript, old), new)
    assert edit is not None
    assert not is_elsewhere_alike(manuscript, edit)


def test_edits_of_different_places_are_one_edit() -> None:
    manuscript = Manuscript.of("f(a, b)\n", "net.py")
    a, b = (replaced(manuscript, node(manuscript, name), "ccc") for name in "ab")
    assert a is not None
    assert b is not None
    both = combined(b, a, a)
    assert changed(manuscript, both) == "f(ccc, ccc)\n"
    assert both is not None
    assert both.label == "f(a, b) → f(a, ccc); f(a, b) → f(ccc, b); f(a, b) → f(ccc, b)"


def test_edits_of_the_same_place_are_refused() -> None:
    manuscript = Manuscript.of("f(a, b)\n", "net.py")
    edits = [replaced(manuscript, node(manuscript, old), "1") for old in ("a", "f(a, b)")]
    others = [replaced(manuscript, node(manuscript, "a"), new) for new in "12"]
    for one, other in (edits, others):
        assert one is not None
        assert other is not None
        assert combined(one, other) is None
