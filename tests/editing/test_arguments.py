"""An argument is set where it stands, or added as the others are written; all else stays."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeproof.editing import Manuscript, with_argument
from tests.editing.sources import LINEAR, call, changed

SET = [  # the source, the argument, its value, the source then
    ("Linear(1050, 10)", "in_features", 1568, "Linear(1568, 10)"),
    ("Linear(1050, 10)", "out_features", "n + 1", "Linear(1050, n + 1)"),
    (
        "Linear(in_features=1050, out_features=10)",
        "in_features",
        7,
        "Linear(in_features=7, out_features=10)",
    ),
    ("Linear( 16*5*5 ,10 )", "in_features", 7, "Linear( 7 ,10 )"),
    ("Linear((1050), ((10)))", "out_features", 7, "Linear((1050), ((7)))"),
    ("Linear(f(1, 2), 10)", "in_features", 7, "Linear(7, 10)"),
    (
        "Linear(\n    1050,  # sizes\n    10,\n)",
        "in_features",
        7,
        "Linear(\n    7,  # sizes\n    10,\n)",
    ),
    ("Linear(10 *\n       5, 10)", "in_features", 7, "Linear(7, 10)"),
    ("Linear(10, \\\n  20)", "out_features", 7, "Linear(10, \\\n  7)"),
    ("é = 'ö'; Linear(1050, 'ü', 10)", "in_features", 7, "é = 'ö'; Linear(7, 'ü', 10)"),
    ("Linear (1050, 10)", "in_features", 7, "Linear (7, 10)"),
    ("(Linear)(1050, 10)", "in_features", 7, "(Linear)(7, 10)"),
    ("Linear(*sizes, 10)", "out_features", 7, None),
    ("Linear(10, *rest)", "in_features", 7, "Linear(7, *rest)"),
    ("Linear(10, *rest)", "out_features", 7, None),
    ("Linear(10, *rest)", "device", "d", "Linear(10, *rest, device=d)"),
    ("Linear(10, *rest, bias=1)", "bias", 0, "Linear(10, *rest, bias=0)"),
    ("Linear(10, 20, **rest)", "in_features", 7, "Linear(7, 20, **rest)"),
    ("Conv(3, (3, 5))", "kernel[0]", 7, "Conv(3, (7, 5))"),
    ("Conv(3, kernel=[3, 5])", "kernel[1]", 7, "Conv(3, kernel=[3, 7])"),
    ("Conv(3, (3, 5))", "kernel[2]", 7, None),
    ("Conv(3, (*a, 5))", "kernel[1]", 7, None),
    ("Conv(3, 5)", "kernel[0]", 7, None),
    ("@Linear(1050)\ndef f(): pass", "in_features", 7, "@Linear(7)\ndef f(): pass"),
    ("print(f'{Linear(1050)}')", "in_features", 7, None),
    ("Linear(x for x in y)", "in_features", 7, "Linear(7)"),
    ("Linear((x for x in y), 10)", "in_features", 7, "Linear(7, 10)"),
    ("x = lambda: Linear(1050)", "in_features", 7, "x = lambda: Linear(7)"),
]
ADDED = [  # the source, the source with `bias=0` in it
    ("Linear()", "Linear(bias=0)"),
    ("Linear(  )", "Linear(bias=0  )"),
    ("Linear(\n)", "Linear(bias=0\n)"),
    ("x = (Linear  # (\n     ())", "x = (Linear  # (\n     (bias=0))"),
    ("Linear  # a (\\\n(1)".replace("  # a (", " "), "Linear \\\n(1, bias=0)"),
    ("Linear(1, 2)", "Linear(1, 2, bias=0)"),
    ("Linear(1, 2,)", "Linear(1, 2, bias=0,)"),
    ("Linear(1, (2) )", "Linear(1, (2), bias=0 )"),
    ("Linear(1, ((2)), )", "Linear(1, ((2)), bias=0, )"),
    ("Linear(1, (2, 3))", "Linear(1, (2, 3), bias=0)"),
    ("Linear(1, k={2: 3})", "Linear(1, k={2: 3}, bias=0)"),
    ("Linear(1, '#,)')  # ,)", "Linear(1, '#,)', bias=0)  # ,)"),
    ("Linear(\n    1,\n    2,\n)", "Linear(\n    1,\n    2,\n    bias=0,\n)"),
    ("Linear(\n    1,\n    2\n)", "Linear(\n    1,\n    2,\n    bias=0\n)"),
    ("Linear(\n    1,\n    2)", "Linear(\n    1,\n    2,\n    bias=0)"),
    ("Linear(1,\n       2)", "Linear(1,\n       2,\n       bias=0)"),
    ("Linear(\n    1,\n    2  # two\n)", "Linear(\n    1,\n    2,  # two\n    bias=0\n)"),
    ("Linear(\n    1,\n    2,  # two ,)\n    # end\n)",
     "Linear(\n    1,\n    2,  # two ,)\n    bias=0,\n    # end\n)"),
    ("Linear(\n    1\n    , 2\n    ,\n)", "Linear(\n    1\n    , 2, bias=0\n    ,\n)"),
    ("Linear(\n    1, \\\n    2 \\\n)", "Linear(\n    1, \\\n    2, bias=0 \\\n)"),
    ("Linear(\n\t1,\n\t2,\n)", "Linear(\n\t1,\n\t2,\n\tbias=0,\n)"),
    ("Linear(**rest)", None),
    ("Linear(*rest)", None),
    ("Linear(x for x in y)", None),
    ("Linear(1, k=2)(x)", "Linear(1, k=2, bias=0)(x)"),
    ("if x: Linear(1); y = 2", "if x: Linear(1, bias=0); y = 2"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "value", "then"), SET)
def test_an_argument_is_set_where_it_stands(
    source: str, name: str, value: int | str, then: str | None
) -> None:
    manuscript = Manuscript.of(source, "net.py")
    positions = ("filters", "kernel") if "Conv" in source else LINEAR
    layer = call(manuscript, "Conv" if "Conv" in source else "Linear")
    assert changed(manuscript, with_argument(manuscript, layer, name, value, positions)) == then


@pytest.mark.parametrize(("source", "then"), ADDED)
def test_an_argument_is_added_as_the_others_are_written(source: str, then: str | None) -> None:
    manuscript = Manuscript.of(source, "net.py")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "bias", 0, LINEAR)
    assert changed(manuscript, edit) == then


@pytest.mark.parametrize("source", ["print Linear(1050)", "x = 1\nprint 'a', Linear(1050)"])
def test_code_that_was_written_anew_for_python_3_is_left_alone(source: str) -> None:
    manuscript = Manuscript.of(source)
    edit = with_argument(manuscript, call(manuscript, "print"), "end", "''", ())
    assert edit is None


@pytest.mark.parametrize(("source", "label", "old", "new"), [
    ("fc = nn.Linear(1050,   10)  # head", "nn.Linear(1050, 10) → nn.Linear(7, 10)",
     "nn.Linear(1050,   10)", "nn.Linear(7,   10)"),
    ("fc = nn.Linear(\r\n    1050,  # in\r\n    10,\r\n)",
     "nn.Linear(1050, 10,) → nn.Linear(7, 10,)",
     "nn.Linear(\r\n    1050,  # in\r\n    10,\r\n)", "nn.Linear(\r\n    7,  # in\r\n    10,\r\n)"),
    (f"fc = nn.Linear(1050, {'a' * 100})", "1050 → 7", "1050", "7"),
])  # fmt: skip
def test_an_edit_is_told_by_the_call_around_it(source: str, label: str, old: str, new: str) -> None:
    manuscript = Manuscript.of(source, "net.py")
    edit = with_argument(manuscript, call(manuscript, "Linear"), "in_features", 7, LINEAR)
    assert edit is not None
    assert (edit.label, edit.old, edit.new) == (label, old, new)
    assert edit.place == (1, source.index(old) + 1, None, "net.py")


SPACE = st.sampled_from(["", " ", "\n", "\n  ", "  # a,b)(\n\t", " \\\n ", "\r\n  "])
TERM = st.sampled_from(["1", "(2)", "f(3, 4)", "'é,('", "[5,\n6]", "a if b else c", "x[1:2]"])


@st.composite
def argument_lists(draw: st.DrawFn) -> tuple[list[str], list[str], str]:
    """Positional and keyword arguments, and a call of them in some formatting."""
    by_position = draw(st.lists(TERM, max_size=3))
    names = draw(st.lists(st.sampled_from(["k", "m", "bias"]), unique=True, max_size=2))
    by_name = [f"{name}={draw(TERM)}" for name in names]
    every = [*by_position, *by_name]
    text = "".join(
        f"{draw(SPACE)}{one}{draw(SPACE)}{',' if i < len(every) - 1 or draw(st.booleans()) else ''}"
        for i, one in enumerate(every)
    )
    return by_position, by_name, f"Linear({text}{draw(SPACE)})"


@settings(max_examples=150, deadline=None)
@given(argument_lists(), st.sampled_from(["in_features", "out_features", "bias", "m"]),
       st.sampled_from(["\u00e4 = 'ö'; ", "    ", "", "x = \\\n"]))  # fmt: skip
def test_however_a_call_is_written_one_argument_changes_and_nothing_else(
    written: tuple[list[str], list[str], str], name: str, before: str
) -> None:
    by_position, by_name, text = written
    source = f"if 1:\n    {before.strip() or 'pass;'} {text}  # end\n    pass\n"
    source = source.replace("x = \\", "x = (\n),")
    manuscript = Manuscript.of(source, "net.py")
    edit = with_argument(manuscript, call(manuscript, "Linear"), name, 77, LINEAR)
    assert edit is not None
    at = LINEAR.index(name) if name in LINEAR else len(by_position)
    names = [one.partition("=")[0] for one in by_name]
    if name in names:
        by_name[names.index(name)] = f"{name}=77"
    elif at < len(by_position):
        by_position[at] = "77"
    else:
        by_name.append(f"{name}=77")
    then = changed(manuscript, edit)
    assert isinstance(then, str)
    expected = ast.parse(f"Linear({', '.join([*by_position, *by_name])})", mode="eval").body
    assert ast.dump(call(Manuscript.of(then), "Linear")) == ast.dump(expected)
    assert "#" not in text or then.count("#") == source.count("#")
    start, end = edit.replacements[0].start, edit.replacements[-1].end
    assert then.startswith(source[:start])
    assert then.endswith(source[end:])
