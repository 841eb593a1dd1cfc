"""Classes of one's own that call, hold or make themselves without end: one line, in time."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tests.test_hostile import CANARY, seen

HEAD = (
    "import keras\nfrom keras import ops\nfrom keras.layers import *\nfrom keras.models import *\n"
)
INIT = "def __init__(self):\n    super().__init__()\n"
CALL = "def call(self, x):\n    return x\n"

REFUSED = [
    "def call(self, x): return self(x)",
    "def call(self, x): return self.call(x)",
    "def call(self, x): return self(ops.concatenate([x, x], -1))",
    "def call(self, x): return M()(x)",
    f"{INIT}    self.inner = M()\n{CALL}",
    f"{INIT}    self.blocks = [Dense(3)]\n    self.blocks.append(self.blocks)\n{CALL}",
    f"{INIT}    self.blocks = {{}}\n    self.blocks['a'] = self.blocks\n{CALL}",
    "def __getattr__(self, name): return getattr(self, name + '_')\n"
    "def call(self, x): return self.thing(x)",
    f"{INIT}    self.a = 1\ndef __setattr__(self, name, value): setattr(self, name, value)\n{CALL}",
    "@property\ndef layers(self): return self.layers\ndef call(self, x): return self.layers",
    "def call(self, x):\n    a = [x]\n    a.append(a)\n    return a",
    "def call(self, x):\n    for _ in range(40): x = [x, x]\n    return x",
    "def call(self, x):\n    for _ in range(3000): x = [x]\n    return x",
    "def call(self, x):\n    for _ in range(40): x = [x, x]\n    return Add()(x)",
    "call = 3",
    "def call(): return 1",
    "def call(self, x, y, z): return x",
    "def call(self, x): raise ValueError('two\\nlines')",
    "def build(self, s): self.w = self.add_weight(shape=(10**30, 'x', None))\n" + CALL,
    "def build(self, s): self.w = self.add_weight(shape=[s, s])\n" + CALL,
    "def call(self, x): return Dense('a')(x)",
    "def __init__(self): super().__init__(1, 2, 3, a=4)\n" + CALL,
    "def __init__(self): pass\n" + CALL,
    f"{INIT}    self.d = Dense(3)\n    del self.d\ndef call(self, x): return self.d(x)",
]
BORNE = [
    "def call(self, x): return x[10**9]",
    "def call(self, x): return ops.reshape(x, (10**30, -1))",
    f"{INIT}    self.me = self\n{CALL}",
    f"{INIT}    self.list = [self, [self]]\n{CALL}",
    "def call(self, x): return self",
    "def call(self, x): yield x",
    "call = Dense(3)",
    f"{INIT}    self.name = [1]\n    self.trainable = 3\n    self.built = 'x'\n{CALL}",
    f"{INIT}    self.d = {{1: Dense(3), 'a': Dense(2), None: 3}}\n{CALL}",
]
ENDLESS = [
    "def call(self, x):\n    while True: x = Dense(3)(x)",
    f"{INIT}    self.ds = [Dense(3) for _ in range(10**6)]\n{CALL}",
    "def build(self, s):\n    for i in range(10**7): self.add_weight(shape=(3,))\n" + CALL,
    "def __init__(self, n=40):\n    super().__init__()\n"
    "    self.inner = M(n - 1) if n else Dense(3)\n"
    "def call(self, x): return self.inner(self.inner(x))",
]
ESCAPES = [
    "open('{canary}', 'w')",
    "exec(\"open('{canary}', 'w')\")",
    "__import__('os').system('touch {canary}')",
    "self.call.__globals__['open']('{canary}', 'w')",
]


def written(body: str) -> str:
    return f"{HEAD}class M(Model):\n{indent(body, '    ')}\nmodel = M()\nmodel.build((None, 3))\n"


@pytest.mark.parametrize("body", REFUSED, ids=range(len(REFUSED)))
def test_a_class_that_gives_nothing_is_refused_in_one_line(body: str, tmp_path: Path) -> None:
    code, _, err = seen(tmp_path, written(body))
    assert code in (1, 2)
    assert err


@pytest.mark.parametrize("body", BORNE, ids=range(len(BORNE)))
def test_a_strange_class_is_borne(body: str, tmp_path: Path) -> None:
    seen(tmp_path, written(body))


@pytest.mark.slow
@pytest.mark.parametrize("body", ENDLESS, ids=range(len(ENDLESS)))
def test_a_class_without_end_stops_in_time(body: str, tmp_path: Path) -> None:
    assert seen(tmp_path, written(body))[0] == 2


@pytest.mark.parametrize("statement", ESCAPES)
def test_nothing_in_a_class_is_executed(
    statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = statement.format(canary=tmp_path / CANARY)
    seen(tmp_path, written(f"{INIT}    {code}\ndef call(self, x):\n    {code}\n    return x"))
    assert not (tmp_path / CANARY).exists()


def test_layers_that_call_each_other_are_refused(tmp_path: Path) -> None:
    source = (
        "class A(Layer):\n    def call(self, x): return self.other(x)\n"
        "a, b = A(), A()\na.other, b.other = b, a\nmodel = Sequential([Input((3,)), a])"
    )
    assert seen(tmp_path, HEAD + source)[0] == 2


@pytest.mark.parametrize("cell", [
    "state_size = 'abc'\n    def call(self, x, states): return x, states",
    "state_size = None\n    def call(self, x, states): return x, states",
    "state_size = 4\n    def call(self, x): return x, []",
    "state_size = 4\n    def call(self, x, states): return states",
])  # fmt: skip
def test_absurd_cells_are_told_in_one_line(cell: str, tmp_path: Path) -> None:
    source = f"class C(Layer):\n    {cell}\nmodel = Sequential([Input((3, 3)), RNN(C())])"
    seen(tmp_path, HEAD + source)
