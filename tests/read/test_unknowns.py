"""What is not known has the text of its expression, one identity, and is said."""

from typing import Any

import pytest
from tests.read.toy import Layer, Toy, read, refusal, said

from shapeproof.algebra.formula import Formula, Name
from shapeproof.algebra.notation import formula
from shapeproof.message import ShapeproofError
from shapeproof.read.source import Array, Instance, Interpreter, Unknown


def value(source: str) -> Any:
    return read(source).module_scope["x"]


def text(source: str) -> str:
    found = value(source)
    return formula(found) if isinstance(found, Formula) else found.text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = X_train.shape[1]", "X_train.shape[1]"),
        ("x = len(class_names)", "len(class_names)"),
        ("x = data['a'][0]", "data['a'][0]"),
        ("x = f(1, k='v').y", "x"),
        ("import pandas as pd\nx = pd.read_csv('a' * 99)", "x"),
        ("import pandas as pd\ndf = pd.read_csv('a')\nx = df.shape[0]", "df.shape[0]"),
        ("x = X.shape[1] - 1", "X.shape[1] - 1"),
        ("x = 2 * n + m", "2*n + m"),
        ("x = n // 2", "floor(n/2)"),
        ("x = int(n / 2)", "floor(n/2)"),
        ("import math\nx = math.ceil(n / 2)", "ceil(n/2)"),
        ("x = max(n, 3)", "max(n, 3)"),
        ("x = sum([n, 2, 3])", "n + 5"),
        ("x = n % 2", "n % 2"),
        ("x = (a.b + 0.5) * 2", "(a.b + 0.5)*2"),
        ("x = names[i:, -1]", "names[i:, -1]"),
        ("(a, b), (x, y) = load()", "x"),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('n', type=int)\n"
         "args = p.parse_args()\nx = args.n", "args.n"),
    ],
)  # fmt: skip
def test_an_unknown_is_written_as_in_the_source(source: str, expected: str) -> None:
    assert text(source) == expected


def test_the_same_path_is_the_same_size() -> None:
    names = read("a = X.shape[1]\nb = X.shape[1]\nc = Y.shape[1]\nd = len(X) - len(X)").module_scope
    assert names["a"] is names["b"]
    assert isinstance(names["a"].size, Name)
    assert names["a"].size is names["b"].size
    assert names["a"].size is not names["c"].size


def test_results_of_two_calls_are_two_sizes() -> None:
    names = read("import os\na = os.cpu_count()\nb = os.cpu_count()").module_scope
    assert names["a"] is not names["b"]


def test_formulas_equal_themselves() -> None:
    names = read("a = X.shape[1] + 1\nx = a == X.shape[1] + 1, a == 'k', a != None").module_scope
    assert names["x"] == (True, False, True)


def test_an_undecided_condition_counts_as_false_and_is_said() -> None:
    reader = read("if args.cuda:\n    x = 1\nelse:\n    x = 2\ny = 1 if q > 3 else 2")
    assert (reader.module_scope["x"], reader.module_scope["y"]) == (2, 2)
    assert said(reader) == ["line 1: assumed `args.cuda` is False",
                            "line 5: assumed `q > 3` is False"]  # fmt: skip


@pytest.mark.parametrize("end", ["raise ValueError(1)", "import sys; sys.exit()", "exit(1)"])
def test_the_way_that_does_not_end_is_taken(end: str) -> None:
    reader = read(f"if args.ok:\n    x = 1\nelse:\n    {end}")
    assert reader.module_scope["x"] == 1
    assert said(reader) == ["line 1: assumed `args.ok` is True"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [("x = u and False", False), ("x = u or True", True), ("x = not (u and False)", True),
     ("x = isinstance(3, int) or u", True), ("x = 1 if False and u else 2", 2),
     ("x = any([u, True])", True), ("x = all([u, False])", False),
     ("x = 3 in [3, u]", True), ("x = [1, u] == [2, u]", False),
     ("x = [1, u] == [1, u]", True)],
)  # fmt: skip
def test_what_an_unknown_cannot_change_is_decided(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize("source", ["x = u and 3", "x = 3 in [1, u]", "x = [1, u] == [1, 2]",
                                    "x = u is None", "x = f'{u}'", "x = '%d' % u",
                                    "x = sorted(u)", "x = [i for i in u]", "x = u[0] < 3",
                                    "x = {'a': 1}[u]", "x = [1, 2][u]", "x = ','.join(u)",
                                    "x = str(u)", "x = dict(u)", "x = abs(u)"])  # fmt: skip
def test_what_it_could_change_is_unknown(source: str) -> None:
    assert isinstance(value(source), Unknown)


def test_a_loop_over_an_unknown_runs_once_and_is_said() -> None:
    reader = read("m = Stack()\nfor u, v in sizes:\n    m.add(u)\nwhile busy():\n    k = 1")
    assert [each.text for each in reader.module_scope["m"].added] == ["u"]
    assert said(reader) == ["line 2: assumed one round of the loop over `sizes`",
                            "line 4: assumed one round of the loop while `busy()`"]  # fmt: skip


def test_hosts_are_made_with_their_place_and_bindings_are_kept_in_order() -> None:
    reader = read("from toy.layers import *\nm = Stack()\nm.add(  Dense(3))\né = [Dense(4)]; n = m")
    model = reader.module_scope["m"]
    assert [b.name for b in reader.bindings] == ["Dense", "Stack", "apply", "m", "n"]
    assert model.added[0].at[:2] == (3, 9)
    assert reader.module_scope["é"][0].at[:2] == (4, 6)


@pytest.mark.parametrize("spelling", [
    "import toy\nx = toy.Dense(3)", "import toy.layers as L\nx = L.Dense(3)",
    "from toy import layers\nx = layers.Dense(3)", "from toy.layers import Dense as D\nx = D(3)",
    "from toy.layers import *\nx = Dense(3)", "x = Dense(3)",
    "import toy.layers\nx = toy.layers.Dense(3)",
    "import toy\nx = getattr(toy, 'Den' + 'se')(3)",
    "try:\n    import toy\nexcept ImportError:\n    toy = 1\nx = toy.Dense(3)",
    "def f():\n    from toy import Dense\n    return Dense\nx = f()(3)",
])  # fmt: skip
def test_every_spelling_of_an_import_reaches_the_vocabulary(spelling: str) -> None:
    made = value(spelling)
    assert isinstance(made, Layer)
    assert made.args == [3]


def test_a_host_calls_back_what_it_was_given() -> None:
    assert value("k = 2\nx = apply(lambda a, b=1: a + b + k, 3)") == 6


def test_an_error_of_a_host_passes_the_sources_own_except() -> None:
    with pytest.raises(ShapeproofError, match="does not fit") as caught:
        read("m = Stack()\ntry:\n    m.add('bad')\nexcept Exception:\n    pass")
    assert caught.value.at is not None
    assert caught.value.at.line == 3


def test_a_class_may_stand_on_a_host() -> None:
    body = "def __init__(self):\n        super().__init__()\n        self.k = 3"
    made = value(f"class M(Dense):\n    {body}\nx = M()")
    assert isinstance(made, Instance)
    assert made.attributes == {"k": 3}


def test_an_error_where_no_model_is_involved_is_passed_over_and_said() -> None:
    reader = read("x = [1][3]\ny = 2")
    assert reader.module_scope["x"].text == "x"
    assert reader.module_scope["y"] == 2
    assert said(reader) == ["line 1: passed over this statement (IndexError: list index out of "
                            "range); what it sets is unknown"]  # fmt: skip


@pytest.mark.parametrize("source", [
    "m = Stack()\nm.add([1][2])", "m = 1\nDense([1][2])",
    "import toy\nm = 2\nw = toy.layers.Dense([1][2])", "m = 1\ndef f(w): return w[3]\ndef g():\n"
    "    n = f([])\n    return Dense(n)\nk = g()", "m = 1\nclass A:\n    def f(self, n):\n"
    "        return Dense(n[4])\nk = A().f([])",
    "m = Stack()\nfor i in range(3):\n    m.add({}[i])",
])  # fmt: skip
def test_an_error_where_a_model_is_involved_ends_reading_and_keeps_what_was_bound(
    source: str,
) -> None:
    reader = Interpreter([Toy()], file="a.py")
    with pytest.raises(ShapeproofError, match="Error: ") as caught:
        reader.run(source)
    assert caught.value.at is not None
    assert "m" in reader.module_scope


@pytest.mark.parametrize(("source", "line", "what"), [
    ("x = 1\nraise ValueError('no good')", 2, "ValueError: no good"),
    ("def f():\n    raise KeyError('k')\n\nf()", 2, "KeyError: 'k'"),
    ("assert 1 == 2, 'sizes differ'", 1, "AssertionError: sizes differ"),
    ("class E(Exception): pass\nraise E", 2, "E"),
])  # fmt: skip
def test_an_exception_that_nothing_catches_ends_reading(source: str, line: int, what: str) -> None:
    error = refusal(source)
    assert error.at is not None
    assert error.at.line == line
    assert what in str(error)


def test_exit_ends_reading_quietly() -> None:
    assert "y" not in read("x = 1\nimport sys\nsys.exit(0)\ny = 2").module_scope


def test_an_expression_over_the_names_of_the_file() -> None:
    reader = read("def build(n, k=2):\n    return [Dense(n)] * k\nclass C:\n    n = 4")
    assert [each.args for each in reader.expression("build(C.n, k=1)")] == [[4]]
    with pytest.raises(ShapeproofError, match="no expression"):
        reader.expression("x = 1")
    with pytest.raises(ShapeproofError, match="KeyError"):
        reader.expression("{}['a']")


def test_unknown_star_arguments_leave_parameters_unknown() -> None:
    names = read("def f(a, b=2, **k):\n    return a, b\nx, y = f(*u, **v)").module_scope
    assert (names["x"].text, names["y"]) == ("a", 2)


@pytest.mark.parametrize(("source", "shape"), [
    ("np.zeros((3, 4))", (3, 4)), ("np.ones(5)", (5,)), ("np.random.rand(2, 3)", (2, 3)),
    ("np.random.random((10, 2))", (10, 2)), ("np.random.randint(0, 9, size=(4,))", (4,)),
    ("np.array([[1, 2], [3, 4], [5, 6]])", (3, 2)), ("np.arange(12).reshape(3, -1)", (3, 4)),
    ("np.expand_dims(np.zeros((3, 4)), -1)", (3, 4, 1)), ("np.zeros((3, 4)).T", (4, 3)),
    ("np.zeros((9, 4))[2:5]", (3, 4)), ("np.zeros((9, 4))[:, 0]", (9,)),
    ("np.zeros((9, 4))[..., None]", (9, 4, 1)), ("np.zeros((9, 4))[0]", (4,)),
    ("np.concatenate([np.zeros((2, 3)), np.ones((4, 3))])", (6, 3)),
    ("np.stack([np.zeros(3)] * 2)", (2, 3)), ("np.zeros((2, 3)) * 2 + np.ones(3)", (2, 3)),
    ("np.transpose(np.zeros((2, 3, 4)), (0, 2, 1))", (2, 4, 3)),
    ("np.zeros((60, 28, 28)).astype('float32') / 255", (60, 28, 28)),
    ("np.zeros((2, 3)).mean(axis=0)", (3,)), ("np.linspace(0, 1, 7)", (7,)),
    ("np.zeros((8, 2)).reshape((-1, 4, 4, 1))", (1, 4, 4, 1)), ("np.eye(3)", (3, 3)),
])  # fmt: skip
def test_an_array_knows_its_shape(source: str, shape: tuple[int, ...]) -> None:
    made = value(f"import numpy as np\nx = {source}")
    assert isinstance(made, Array)
    assert made.shape == shape


def test_numbers_of_small_arrays_are_known() -> None:
    names = read("import numpy as np\na = np.prod([2, 3, 4])\nb = np.array([64, 128])[1]\n"
                 "c = [int(n) for n in np.arange(3) * 2]\nd = len(np.zeros((7, 2)))\n"
                 "e = np.zeros((n, 3)).shape[1]").module_scope  # fmt: skip
    assert [names[k] for k in "abcde"] == [24, 128, [0, 2, 4], 7, 3]
