"""Conditions as people type them: Python judges what they mean, and mistakes are one line."""

import itertools
from collections.abc import Mapping

import pytest

import shapeproof as sp
from shapeproof.algebra.formula import Expr, Literal, Name, Relation, Step
from shapeproof.algebra.logic import All, Condition, Some, holds, opposite, put
from shapeproof.conditions import ConditionError, parsed
from shapeproof.quantities import NoQuantity, quantity

VALUES = (-3, -1, 0, 1, 2, 4, 7)


def with_numbers(condition: Condition, numbers: Mapping[str, int]) -> Condition:
    def number(leaf: Name | Step) -> Expr:
        return Literal(numbers[leaf.name])

    return put(condition, number)


@pytest.mark.parametrize(
    "text",
    [
        *(f"a {symbol} b" for symbol in ("<", "<=", ">", ">=", "==", "!=")),
        "a < b < c",
        "a <= b != c > 1",
        "a + 2*b - c // 3 >= 1",
        "a % 3 == b % 2",
        "-a < 0 or b > 2",
        "a < b and b < c or c == 1",
        "not a < b",
        "not (a < b and not b == c)",
        "not (a < 1 or b != 2) or c >= 4",
        "a * (b - c) <= 1_0",
    ],
)
def test_a_condition_means_what_it_means_in_python(text: str) -> None:
    condition = parsed(text)
    for a, b, c in itertools.product(VALUES, repeat=3):
        numbers = {"a": a, "b": b, "c": c}
        expected = bool(eval(text, {}, numbers))
        assert holds(with_numbers(condition, numbers)) is expected, numbers
        assert holds(with_numbers(opposite(condition), numbers)) is not expected, numbers


def test_divides_has_an_opposite() -> None:
    relation = Relation("divides", Name("a"), Name("b"))
    for a, b in itertools.product((1, 2, 3), range(-7, 8)):
        numbers = {"a": a, "b": b}
        assert holds(with_numbers(relation, numbers)) is (b % a == 0)
        assert holds(with_numbers(opposite(relation), numbers)) is (b % a != 0)


def test_what_is_not_known_decides_only_where_it_matters() -> None:
    unknown, yes, no = (Relation("<=", Literal(1), b) for b in (Name("n"), Literal(1), Literal(0)))
    assert holds(All((unknown, no))) is False
    assert holds(All((unknown, yes))) is None
    assert holds(Some((unknown, yes))) is True
    assert holds(Some((unknown, no))) is None
    assert holds(All(())) is True
    assert holds(Some(())) is False


@pytest.mark.parametrize(
    ("text", "number"), [("1e6", 10**6), ("1_000", 1000), ("2.5e1", 25), ("1e23", 10**23)]
)
def test_numbers_are_exact(text: str, number: int) -> None:
    condition = parsed(f"params <= {text}")
    assert isinstance(condition, Relation)
    assert condition.right.value == number


@pytest.mark.parametrize(
    "key",
    ["input.1", "features.0.output[1]", "0.output[1]", "conv1.kernel_size[0]", "a.b.layer.units"],
)
def test_a_quantity_is_called_as_it_was_written(key: str) -> None:
    for written in (key, f"`{key}`"):
        condition = parsed(f"1 <= {written}")
        assert isinstance(condition, Relation)
        assert isinstance(condition.right, Name)
        assert condition.right.name == key


def test_the_same_word_is_the_same_quantity() -> None:
    condition = parsed("a.b == a.b + `a.b`")
    assert isinstance(condition, Relation)
    assert holds(with_numbers(condition, {"a.b": 0})) is True
    assert condition.right == condition.left + condition.left


@pytest.mark.parametrize("written", ["output == (None, 10, _, 64)", "output[1] == 10"])
def test_a_shape_is_compared_where_it_is_stated(written: str) -> None:
    right = {"output.rank": 4, "output[1]": 10, "output[3]": 64}
    assert holds(with_numbers(parsed(written), right)) is True
    assert holds(with_numbers(parsed(written), {**right, "output[1]": 9})) is False


def test_a_shape_has_as_many_axes() -> None:
    shape = parsed("output == (None, 3)")
    assert holds(with_numbers(shape, {"output.rank": 3, "output[1]": 3})) is False
    assert holds(with_numbers(shape, {"output.rank": 2, "output[1]": 3})) is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("params = 3", "`params = 3`: write == to compare"),
        ("params", "`params`: a condition compares numbers, as params <= 1e6 and"),
        ("params <= 1.5", "`params <= 1.5`: '1.5' is no whole number"),
        ("params <= 1e999999999", "is no whole number"),
        ("params / 2 < 3", "made of such with +, -, *, //, %"),
        ("a ** b < 3", "made of such with +, -, *, //, %"),
        ("f(x) < 3", "a number of a condition is whole"),
        ("__import__('os').x == 1", "a number of a condition is whole"),
        ("[a for a in b] == 1", "a number of a condition is whole"),
        ("True < 3", "a number of a condition is whole"),
        ("a in b", "numbers are compared with <=, <, >=, >, ==, !="),
        ("a + 1 == (1, 2)", "a shape is compared with an output"),
        ("a if b else c", "a condition compares numbers"),
        ("7 // 0 < params", "`7 // 0 < params`: nothing is divided by 0"),
        ("params % (x - x) > 1", "nothing is divided by 0"),
        ("params <= 1M", "is no condition such as"),
        ("x <", "is no condition such as"),
        ("", "is no condition such as"),
        ("\0 < 3", "is no condition such as"),
        ("(" * 900 + "x" + ")" * 900 + " < 3", "is no condition such as"),
        ("not " * 490 + "(" * 10 + "x <", "is no condition such as"),
        ("x + " * 2000 + "x < 3", "a condition has 2000 characters at most"),
    ],
)
def test_a_mistake_is_one_line_that_says_what(text: str, said: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parsed(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


SOURCE = """
model = Sequential([Input((60, 1)), Conv1D(7, 40), Flatten(), Dense(3)])
"""


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("params", 287 + 147 * 3 + 3),
        ("bytes", 4 * (287 + 147 * 3 + 3)),
        ("output[1]", 3),
        ("output.rank", 2),
        ("outputs[0][1]", 3),
        ("outputs[0].rank", 2),
        ("conv1d.output[1]", 21),
        ("conv1d.output[-1]", 7),
        ("conv1d.params", 287),
        ("conv1d.bytes", 4 * 287),
        ("conv1d.macs", 21 * 40 * 7),
    ],
)
def test_quantities_of_a_model(key: str, number: int) -> None:
    assert quantity(sp.explain(SOURCE).model, key) == number


def test_a_name_that_ends_several_paths_is_none_of_them() -> None:
    inner = "Sequential([Input((3,)), Dense({}, name='last')], name='{}')"
    text = f"model = Sequential([{inner.format(3, 'a')}, {inner.format(5, 'b')}])"
    model = sp.explain(text).model
    assert quantity(model, "b.last.params") == 20
    with pytest.raises(NoQuantity, match="there is no layer `last`"):
        quantity(model, "last.params")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("parms", "`parms` is no number of this model; there are params, macs, flops, bytes"),
        ("output", "`output` is a shape; name a size of it, such as output[1]"),
        ("output[7]", "there is no output[7]: the output is (None, 3)"),
        ("outputs[2][1]", "there is no outputs[2][1]"),
        ("conv1.output[1]", "there is no layer `conv1`; did you mean `conv1d`?"),
        ("pool.output[1]", "there is no layer `pool`; there are conv1d, flatten, dense"),
    ],
)
def test_what_there_is_not_is_said(key: str, said: str) -> None:
    with pytest.raises(NoQuantity) as refused:
        quantity(sp.explain(SOURCE).model, key)
    assert said in str(refused.value)
