"""A layer is put into a row as its neighbours stand there."""

import pytest

from shapeproof.editing import Manuscript, combined, inserted_before
from tests.editing.sources import call, changed

ROWS = [  # the source, and what it is with `F()` before `Linear`
    ("nn.Sequential(ReLU(), Linear(1))", "nn.Sequential(ReLU(), F(), Linear(1))"),
    ("Sequential([Linear(1), ReLU()])", "Sequential([F(), Linear(1), ReLU()])"),
    ("Sequential([ (Linear(1)) , ])", "Sequential([ F(), (Linear(1)) , ])"),
    ("Sequential([a,\n        Linear(1)])", "Sequential([a,\n        F(),\n        Linear(1)])"),
    ("x = [\n    a,\n    # head\n    Linear(1),  # ten\n    b,\n]",
     "x = [\n    a,\n    # head\n    F(),\n    Linear(1),  # ten\n    b,\n]"),
    ("x = [\n    a, Linear(1),  # ten\n]", "x = [\n    a, F(), Linear(1),  # ten\n]"),
    ("x = [\n    Linear(1)  # ten\n]", "x = [\n    F(),\n    Linear(1)  # ten\n]"),
    ("s(\n\tSequential(\n\t\tLinear(1),\n\t))",
     "s(\n\tSequential(\n\t\tF(),\n\t\tLinear(1),\n\t))"),
    ("Sequential(Linear(1), name='x')", "Sequential(F(), Linear(1), name='x')"),
    ("Sequential(\n  Linear(1),\n  name='x',\n)",
     "Sequential(\n  F(),\n  Linear(1),\n  name='x',\n)"),
    ("Sequential(layers=[Linear(1)])", "Sequential(layers=[F(), Linear(1)])"),
    ("x = Linear(1), a", "x = F(), Linear(1), a"),
    ("Sequential([TimeDistributed(Linear(1))])", "Sequential([F(), TimeDistributed(Linear(1))])"),
    ("layers += [Linear(1)]", "layers += [F(), Linear(1)]"),
    ("OrderedDict([('fc', Linear(1))])", "OrderedDict([('f', F()), ('fc', Linear(1))])"),
    ('x = [("f", Linear(1)),\n     ("a", b)]',
     'x = [("f_1", F()), ("f", Linear(1)),\n     ("a", b)]'),
    ("OrderedDict({'fc': Linear(1), 'b': c})", "OrderedDict({'f': F(), 'fc': Linear(1), 'b': c})"),
    ("class B(nn.Sequential):\n    def __init__(self): super().__init__(Linear(1))",
     "class B(nn.Sequential):\n    def __init__(self): super().__init__(F(), Linear(1))"),
    ("m.add(Linear(1))", "m.add(F())\nm.add(Linear(1))"),
    ("if a:\r\n\tm.add(  Linear(1) )  # ten\r\n\tx\r\n",
     "if a:\r\n\tm.add(F())\r\n\tm.add(  Linear(1) )  # ten\r\n\tx\r\n"),
    ("m.add(a); m.add(Linear(1))", "m.add(a); m.add(F()); m.add(Linear(1))"),
    ("m.add(Linear(1)); x", "m.add(F())\nm.add(Linear(1)); x"),
    ("if a: m.add(Linear(1))", "if a: m.add(F()); m.add(Linear(1))"),
    ("m.add(Bidirectional(Linear(1)))", "m.add(F())\nm.add(Bidirectional(Linear(1)))"),
    ("m.add(\n    Linear(\n        1))\n", "m.add(F())\nm.add(\n    Linear(\n        1))\n"),
    ("m.add_module('fc', Linear(1))", "m.add_module('f', F())\nm.add_module('fc', Linear(1))"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "before"), ROWS)
def test_a_layer_is_put_before_another(source: str, before: str) -> None:
    manuscript = Manuscript.of(source, "net.py")
    layer = call(manuscript, "Linear")
    assert changed(manuscript, inserted_before(manuscript, layer, "F()")) == before


@pytest.mark.parametrize("source", [
    "self.fc = Linear(1)", "x = Linear(1)(x)", "f(Linear(1))", "[Linear(1) for i in x]",
    "return_(*Linear(1))", "x = Bidirectional(Linear(1))(x)", "print(Linear(1))",
])  # fmt: skip
def test_where_layers_stand_in_no_row_none_is_put(source: str) -> None:
    manuscript = Manuscript.of(source)
    assert inserted_before(manuscript, call(manuscript, "Linear"), "F()") is None


def test_two_layers_are_not_put_into_one_place_at_once() -> None:
    manuscript = Manuscript.of("x = [Linear(1)]")
    one, other = (inserted_before(manuscript, call(manuscript, "Linear"), new) for new in "FG")
    assert one is not None
    assert other is not None
    assert combined(one, other) is None


@pytest.mark.parametrize(("source", "label", "new"), [
    ("x = [\n  Linear( 1 ),\n]", "Linear(1) → F(), Linear(1)", "F(),\n  Linear( 1 )"),
    ("m.add(Linear(1))", "m.add(Linear(1)) → m.add(F()); m.add(Linear(1))",
     "m.add(F())\nm.add(Linear(1))"),
    ("x = [('a', Linear(1))]", "('a', Linear(1)) → ('f', F()), ('a', Linear(1))",
     "('f', F()), ('a', Linear(1))"),
])  # fmt: skip
def test_the_edit_is_told_by_the_neighbour(source: str, label: str, new: str) -> None:
    manuscript = Manuscript.of(source)
    edit = inserted_before(manuscript, call(manuscript, "Linear"), "F()")
    assert edit is not None
    assert (edit.label, edit.new) == (label, new)
