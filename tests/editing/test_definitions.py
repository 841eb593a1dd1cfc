"""Where an argument is a variable, the place of its value is found, if it is one place."""

import pytest

from shapeproof.editing import Manuscript, alternatives, definitions_of
from shapeproof.message import Place
from tests.editing.sources import LINEAR, call, changed

ONE = [  # a source with `1050` at one place, which `Linear` reads
    "h = 1050\nLinear(h, 10)",
    "h: int = 1050\nLinear(h, 10)",
    "h, w = 1050, 3\nLinear(h, 10)",
    "(h, w) = [1050, f()]\nLinear(h, 10)",
    "a = 1050\nh = a\nLinear(h, 10)",
    "if (h := 1050): Linear(h, 10)",
    "h = 2\ndef f():\n    h = 1050\n    Linear(h, 10)",
    "h = 1050\ndef f():\n    Linear(h, 10)\ndef g():\n    h = 3",
    "def f(h=1050): Linear(h, 10)",
    "def f(h): Linear(h, 10)\nf(1050)",
    "def f(a, h=3): Linear(h, 10)\nf(1, 1050)",
    "def f(a, *, h=1050): Linear(h, 10)\nf(1)",
    "f = 1\ndef f(x, h=1050):\n    def g(): return Linear(h, 10)",
    "class Net:\n    def __init__(self, h=1050): Linear(h, 10)",
    "class Net:\n    def __init__(self, h=3): Linear(h, 10)\nNet(1050)",
    "class Net:\n    def __init__(self, h): self.fc = Linear(h, 10)\nN = 1050\nNet(h=N)",
    "class Net:\n    def __init__(self, h): Linear(h, 10)\n"
    "class Big(Net):\n    def __init__(self): super().__init__(1050)",
    "class Net:\n    def __init__(self):\n        self.h = 1050\n        Linear(self.h, 10)",
    "h = 1050\nclass Net:\n    h = 3\n    def f(self): Linear(h, 10)",
    "h = 1050\ndef f(a=Linear(h, 10)):\n    h = 3",
    "class Net:\n    h = 1050\n    fc = Linear(h, 10)",
    "class Net:\n    h = 1050\n    def f(self): Linear(self.h, 10)",
    "class Net:\n    def __init__(self, h=1050): self.h = h\n    def f(self): Linear(self.h, 10)",
    "class Base:\n    h = 1050\nclass Net(Base):\n    def f(self): Linear(self.h, 10)",
    "@dataclass\nclass C:\n    h: int = 1050\ndef f(config): Linear(config.h, 10)",
    "@dataclass\nclass C:\n    n: int = 1\n    h: int = 1\nc = C(2, 1050)\nLinear(c.h, 10)",
    "@dataclass\nclass C:\n    h: int = field(default=1050)\nc = C()\nLinear(c.h, 10)",
    "p.add_argument('--h', type=int, default=1050)\na = p.parse_args()\nLinear(a.h, 10)",
    "c = SimpleNamespace(h=1050)\nLinear(c.h, 10)",
    "c = {'h': 1050, 'k': 3}\nLinear(c['h'], 10)",
    "c = dict(k=3, h=1050)\nLinear(c['h'], 10)",
    "c = {}\nc['h'] = 1050\nLinear(c['h'], 10)",
    "class h: pass\ndef f():\n    h = 1050\n    return [Linear(h, 10) for i in range(3)]",
]
NOT_ONE = [
    "Linear(h, 10)",
    "h = 1050\nh = 3\nLinear(h, 10)",
    "h = 1050\nh += 1\nLinear(h, 10)",
    "h = 1050 * 2\nLinear(h, 10)",
    "h = f()\nLinear(h, 10)",
    "for h in (1050, 3): Linear(h, 10)",
    "from sizes import h\nLinear(h, 10)",
    "def f(h): Linear(h, 10)",
    "def f(h): Linear(h, 10)\nf(1050)\nf(3)",
    "def f(h=3): Linear(h, 10)\nf(1050)\nf()",
    "def f(h=1050): Linear(h, 10)\nf(*x)",
    "def f(*h): Linear(h, 10)\nf(1050)",
    "class Net:\n    def forward(self, h=1050): Linear(h, 10)",
    "class Net:\n    def __init__(self):\n        self.h = 1050\n        self.h = self.h + 1\n"
    "        Linear(self.h, 10)",
    "h = 1050\ndef f():\n    global h\n    h = 2\nLinear(h, 10)",
    "h = h\nLinear(h, 10)",
    "c = {'h': 1050}\nd = {'h': 3}\nLinear(c['h'], 10)",
    "p.add_argument('--h', type=int)\nLinear(a.h, 10)",
]


@pytest.mark.parametrize("source", ONE)
def test_the_value_of_a_variable_is_set_at_its_one_place_or_in_the_call(source: str) -> None:
    manuscript = Manuscript.of(source, "net.py")
    layer = call(manuscript, "Linear")
    at_its_place, in_the_call = alternatives(manuscript, layer, "in_features", 7, LINEAR)
    assert changed(manuscript, at_its_place) == source.replace("1050", "7")
    argument = next(one for one in ("self.h", "config.h", "c.h", "a.h", "c['h']", "h")
                    if f"Linear({one}, 10)" in source)  # fmt: skip
    assert changed(manuscript, in_the_call) == source.replace(f"Linear({argument}", "Linear(7")


@pytest.mark.parametrize("source", NOT_ONE)
def test_a_value_that_may_come_from_elsewhere_is_set_in_the_call_alone(source: str) -> None:
    manuscript = Manuscript.of(source, "net.py")
    (edit,) = alternatives(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit.new == "Linear(7, 10)"


def test_the_element_of_a_tuple_is_found_too() -> None:
    manuscript = Manuscript.of("k = (3, 5)\nConv(8, k)\n", "net.py")
    (edit,) = alternatives(manuscript, call(manuscript, "Conv"), "k[1]", 7, ("filters", "k"))
    assert edit.label == "k = (3, 5) → k = (3, 7)"


def test_a_variable_in_a_tuple_is_found_too() -> None:
    manuscript = Manuscript.of("h = 5\nConv(8, (3, h))\n", "net.py")
    edits = alternatives(manuscript, call(manuscript, "Conv"), "k[1]", 7, ("filters", "k"))
    assert [edit.label for edit in edits] == [
        "h = 5 → h = 7", "Conv(8, (3, h)) → Conv(8, (3, 7))",
    ]  # fmt: skip


@pytest.mark.parametrize(("source", "label", "place"), [
    ("def f(a, h: int = 1050): Linear(h, 10)", "h: int = 1050 → h: int = 7", (1, 10)),
    ("h = 1050  # size\nLinear(h, 10)", "h = 1050 → h = 7", (1, 1)),
    ("class C:\n    h: int = 1050\nc = C()\nLinear(c.h, 10)", "h: int = 1050 → h: int = 7", (2, 5)),
    ("def f(h): Linear(h, 10)\nf(h=1050)", "f(h=1050) → f(h=7)", (2, 1)),
])  # fmt: skip
def test_such_an_edit_is_told_with_the_name(
    source: str, label: str, place: tuple[int, int]
) -> None:
    manuscript = Manuscript.of(source, "net.py")
    edit, _ = alternatives(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit.label == label
    assert edit.place == Place(*place, None, "net.py")


def test_all_places_are_told_where_there_are_several() -> None:
    manuscript = Manuscript.of("h = 1\nif x:\n    h = 2\nLinear(h, 10)")
    layer = call(manuscript, "Linear")
    assert [manuscript.sheet(one).written(one) for one in definitions_of(manuscript, layer.args[0])
            ] == ["1", "2"]  # fmt: skip
