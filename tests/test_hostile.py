"""Whatever is given to the command line: one line on standard error, no traceback, in time, and
nothing of it is executed."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from shapeproof.cli import main
from shapeproof.read.source.keras import entry
from shapeproof.web.answers import answered
from tests.sampling import crossed

HEAD = (
    "from keras.layers import *\nfrom keras.models import Sequential, Model\nmodel = Sequential()\n"
)
CANARY = "canary.txt"
SECONDS = 10  # of the processor, of which reading takes 1 at most for each reading
LONGEST = 5_000  # characters of what is said
REFUSED = [
    "",
    "\n" * 100_000,
    " " * 100_000,
    "# nothing but a comment",
    "\x00\x01\x02",
    "x = " + "9" * 5000 + "\n",
    "x = 10**10**10",
    "while True: model.add(Dense(1))",
    "while True: pass",
    "range(10**12)",
    "list(range(10**12))",
    "for i in range(10**12): model.add(Dense(1))",
    "def f(): return f()\nf()",
    "def f(x): return f(Dense(3)(x))\nf(Input((3,)))",
    "model = " + "(" * 3000 + "1" + ")" * 3000,
    "model.add(" + "Dense(" * 400 + "1" + ")" * 401,
    "model.add(model)",
    "layers = []\nlayers.append(layers)\nmodel = Sequential(layers)",
    "layers = {}\nlayers['a'] = layers\nmodel = Model(layers, layers)",
    "shape = []\nshape.append(shape)\nmodel.add(Dense(3, input_shape=shape))",
    "a = []\na.append(a)\nx = Add()(a)",
    "x = Bidirectional(Bidirectional)\nmodel.add(x)",
    "inner = Sequential([Dense(3, input_shape=(3,))])\no = Sequential([inner])\ninner.add(o)",
    "model = TimeDistributed(model)(model)",
    "model = 'x' * 10**9",
    "model.add(Dense('a' * 10**7))",
    "model.add('\\n' * 100)",
    "raise ValueError('two\\nlines\\x1b[31m')",
    "model.add(Dense(3, input_shape=(3,), name='a\\nb')); model.add(Dense('\\n'))",
    "exec('model = 1')",
    "().__class__.__bases__[0].__subclasses__()",
    "import ctypes; ctypes.string_at(0)",
    "x = Input(784)",
    "x = Input(shape=None)",
    "x = Input()",
    "Model(1, 2)",
    "Model()",
    "Dense()(Input((3,)))",
    "Dense(3)()",
    "Dense(3)(3)",
    "Add()([])",
    "Concatenate()([Input((3,))] * 2, axis='x')",
    "Reshape((7, 7))(Input((3,)))",
    "Permute((9, 9))(Input((3, 4)))",
    "Dot(axes=99)([Input((3,)), Input((3,))])",
    "Dense(2)(Lambda(lambda x: 1 / 0)(Input((3,))))",
    "model.get_layer('none').output",
    "model.pop()",
    "model.layers[5]",
    "Merge([1, 2], mode='concat')",
    "merge([], mode='concat')",
    "def build(x): return Dense(3)(x)",
]
ABSURD = [
    "10**30", "-1", "0", "None", "float('nan')", "float('inf')", "'three'", "[[1], [2]]",
    "(1, 2, 3, 4)",
    "True", "1.5", "{}", "lambda x: x", "Dense", "Dense(2)", "b'3'", "1j", "()", "object()",
    "10**9",
    "...", "{1, 2}", "range(3)", "-10**30", "''", "Unknown", "np.array([1, 2])", "slice(1, 2)",
]  # fmt: skip
ARGUMENTS = [
    "Dense({})", "Dense(3, activation={})", "Dense(3, use_bias={})", "Dense(3, name={})",
    "Conv2D({}, 3)", "Conv2D(3, {})", "Conv2D(3, 3, strides={})", "Conv2D(3, 3, padding={})",
    "Conv2D(3, 3, dilation_rate={})", "Conv2D(4, 3, groups={})", "Conv2D(3, 3, data_format={})",
    "MaxPooling2D({})", "ZeroPadding2D({})", "Cropping2D({})", "UpSampling2D({})", "Dropout({})",
    "Reshape({})", "Permute({})", "Embedding({}, 3)", "Embedding(3, {})", "LSTM({})",
    "Bidirectional({})", "TimeDistributed({})", "Lambda({})",
    "Lambda(lambda x: x, output_shape={})",
    "BatchNormalization(axis={})", "BatchNormalization(momentum={})", "Softmax(axis={})",
    "Concatenate(axis={})", "Dot(axes={})", "RepeatVector({})", "PReLU(shared_axes={})",
    "Dense(3, dtype={})", "Dense(3, trainable={})", "GroupNormalization({})", "ReLU({})",
    "Conv2DTranspose(3, 3, output_padding={})", "Masking({})", "LayerNormalization(axis={})",
]  # fmt: skip
SHAPES = ["input_shape={}", "batch_input_shape={}", "input_dim={}", "batch_size={}"]
ESCAPES = [
    "__import__('os').system('touch {canary}')",
    "open('{canary}', 'w').write('x')",
    "eval(\"open('{canary}', 'w')\")",
    "exec(\"open('{canary}', 'w')\")",
    "import os; os.system('touch {canary}')",
    "import subprocess; subprocess.run(['touch', '{canary}'])",
    "import pathlib; pathlib.Path('{canary}').touch()",
    "().__class__.__mro__[1].__subclasses__()[0].__init__.__globals__['open']('{canary}', 'w')",
    "Dense.__init__.__globals__['__builtins__']['open']('{canary}', 'w')",
    "getattr(__builtins__, 'open')('{canary}', 'w')",
    "f\"{{open('{canary}', 'w')}}\"",
    "'{{0.__class__}}'.format(open('{canary}', 'w'))",
    "model.add(Lambda(lambda x: open('{canary}', 'w')))",
    "class A(Model):\n    def __init__(self): open('{canary}', 'w')\nA()",
    "import pickle; pickle.loads(b\"cos\\nsystem\\n(S'touch {canary}'\\ntR.\")",
    "import importlib; importlib.import_module('antigravity')",
    "!touch {canary}",
    "get_ipython().system('touch {canary}')",
]


NESTED = "model = Sequential([Input((8,)), Dense(8)])\n"
TOO_MUCH = [
    (f"{NESTED}for i in range(1000): model = Sequential([model])", "nested too deeply"),
    ("model = Sequential([Input((8,)), Dense(10**5000)])", "more digits than"),
]
LARGE = [
    "model = Sequential([Input((8,)), Dense(10**400)])",
    "model = Sequential([Input((8,)), Dense(int(1e300)), Dense(int(1e300))])",
    "model = Sequential([Input((10**9, 10**9, 3)), Conv2D(10**9, 10**8)])",
]


@pytest.fixture(autouse=True)
def a_short_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be read until its time is over is over sooner."""
    monkeypatch.setattr(entry, "SECONDS", 1.0)


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


def seen(tmp_path: Path, source: str | bytes, name: str = "m.py") -> tuple[int, str, str]:
    """Show a file of this content; it must be in time, and whatever is said must be in one line."""
    file = tmp_path / name
    file.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8", "replace"))
    start = time.process_time()
    code, out, err = run("show", str(file))
    assert time.process_time() - start < SECONDS
    assert "Traceback" not in out + err
    assert err.count("\n") <= 1
    assert len(err) < LONGEST
    assert "object at 0x" not in err, err
    assert not any(ord(character) < 32 for character in err.rstrip("\n")), err
    assert code in (0, 1, 2)
    assert (code == 0) == (err == ""), err
    return code, out, err


@pytest.mark.parametrize("source", REFUSED, ids=range(len(REFUSED)))
def test_what_makes_no_model_is_refused_in_one_line(source: str, tmp_path: Path) -> None:
    code, _, err = seen(tmp_path, HEAD + source)
    assert code in (1, 2)
    assert err


@pytest.mark.parametrize(("argument", "values"), crossed(ARGUMENTS, ABSURD, every=3))
def test_absurd_arguments_are_told_in_one_line(
    argument: str, values: list[str], tmp_path: Path
) -> None:
    before = "import numpy as np\n" + HEAD + "model.add(Input((8, 8, 4)))\n"
    if argument.startswith(("LSTM", "Bid", "Masking")):
        before = before.replace("(8, 8, 4)", "(8, 4)")
    for value in values:
        seen(tmp_path, f"{before}model.add({argument.format(value)})\nmodel.add(Flatten())")


@pytest.mark.parametrize("argument", SHAPES)
def test_absurd_shapes_are_told_in_one_line(argument: str, tmp_path: Path) -> None:
    for value in [
        *ABSURD,
        "(-3, 2)",
        "(2, 'a')",
        "((1, 2), 3)",
        "(None, None)",
        "(3.5, 2)",
        "(0,)",
    ]:
        seen(tmp_path, f"{HEAD}model.add(Dense(3, {argument.format(value)}))\nmodel.add(Dense(2))")


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_is_executed(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen(tmp_path, HEAD + source.format(canary=tmp_path / CANARY))
    seen(tmp_path, HEAD + "model.add(Dense(3, input_shape=(2,)))\n" + source.format(canary=CANARY))
    assert not (tmp_path / CANARY).exists()


@pytest.mark.parametrize("content", [
    b"", b"\xff\xfe\x00binary", b"{", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [{"source": 7}]}',
    b'{"cells": [{"cell_type": "code"}]}',
    b'{"cells": [{"cell_type": "code", "source": [1, null]}]}',
    b'{"cells": [{"cell_type": "code", "source": "x = ("}]}', b"[" * 100000, b"null", b'"text"',
    b'{"cells": {"a": 1}}', b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "1"}]}]}',
])  # fmt: skip
def test_broken_notebooks_are_told_in_one_line(content: bytes, tmp_path: Path) -> None:
    code, _, _ = seen(tmp_path, content, "m.ipynb")
    assert code == 2


@pytest.mark.parametrize("content", [
    b"\x00" * 100, bytes(range(256)), b"\xff" * 10, b"PK\x03\x04",
    b"x = '\xe9'", b"# coding: utf-16\nx = 1", b"\x89PNG\r\n",
])  # fmt: skip
def test_binary_files_are_told_in_one_line(content: bytes, tmp_path: Path) -> None:
    assert seen(tmp_path, content)[0] == 2


@pytest.mark.slow
def test_a_million_layers_stop_in_time(tmp_path: Path) -> None:
    loop = "for i in range(10**6): model.add(Dense(3))\n"
    seen(tmp_path, HEAD + "model.add(Input((3,)))\n" + loop)
    seen(tmp_path, HEAD + loop)


@pytest.mark.parametrize("arguments", [
    ("show",), ("show", "none.py"), ("show", "/"), ("why", "none.py", "x"), ("", ""),
    ("show", ":"), ("show", "a.xyz"), ("show", "\x00"), ("show", "x" * 5000),
    ("why", "none.py", "--expected", "x"),
    ("why", "none.py", "--expected", "4,5"),
])  # fmt: skip
def test_mistyped_commands_get_one_line(arguments: tuple[str, ...]) -> None:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    assert code == 2
    assert err.getvalue().count("\n") == 1


@pytest.fixture
def the_depth_of_python() -> Iterator[None]:
    """What other tests run may have raised it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("the_depth_of_python")
@pytest.mark.parametrize(("source", "told"), TOO_MUCH, ids=("nested", "digits"))
def test_what_is_too_much_is_no_mistake_of_ours(source: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(HEAD + source)
    for format in ("text", "html"):
        code, out, err = run("show", str(tmp_path / "m.py"), "--format", format)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert told in err
    page = answered({"ask": "export", "format": "html", "source": HEAD + source})
    assert told in page["refused"]


@pytest.mark.parametrize("source", LARGE, ids=range(len(LARGE)))
def test_large_sizes_are_told(source: str, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(HEAD + source)
    for format in ("text", "html", "latex"):
        code, out, err = run("show", str(tmp_path / "m.py"), "--format", format)
        assert (code, err) == (0, "")
        assert "000000" in out.replace(",", "").replace("{}", "")
    assert "rows" in answered({"ask": "model", "source": HEAD + source})
