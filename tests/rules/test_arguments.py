"""The arguments of a layer: taken as Keras takes them, or refused with the reason."""

from typing import Any

import pytest

from shapeproof.algebra.formula import Name
from shapeproof.rules import keras
from shapeproof.rules.arguments import ArgumentError, bind, checked, choices_of, unexpected
from shapeproof.rules.rule import Rule
from tests.grids.grid import layer


def rule(name: str) -> Rule:
    found = keras.rule(name)
    assert found
    return found


def test_arguments_stand_in_keras_order_or_have_names() -> None:
    assert bind(rule("Conv1D"), (7, 40, 2), {"padding": "same"}) == {
        "filters": 7,
        "kernel_size": 40,
        "strides": 2,
        "padding": "same",
    }


def test_a_list_is_as_good_as_a_tuple() -> None:
    assert bind(rule("Permute"), ([2, 1],), {}) == {"dims": (2, 1)}


def test_what_changes_no_number_is_left_out() -> None:
    assert bind(rule("Dense"), (7,), {"kernel_initializer": "zeros"}) == {"units": 7}


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("MultiHeadAttention", "kernel_initializer"),
        ("BatchNormalization", "gamma_initializer"),
        ("BatchNormalization", "synchronized"),
        ("LSTM", "unit_forget_bias"),
    ],
)
def test_what_changes_no_number_is_taken_by_name(name: str, beside: str) -> None:
    taking = rule(name)
    given = dict.fromkeys(set(taking.parameters) - set(taking.defaults), 2)
    assert bind(taking, (), {**given, beside: None}) == given


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "reason"),
    [
        ("Masking", (0, 1), {}, "Masking takes 1 argument without a name, not 2"),
        ("Identity", (1,), {}, "Identity takes 0 arguments without a name, not 1"),
        ("Dense", (7,), {"units": 8}, "`units` is given twice"),
        ("Dense", (), {"use_bias": False}, "Dense needs `units`"),
        ("Conv1D", (), {}, "Conv1D needs `filters`, `kernel_size`"),
        ("Dense", (7,), {"unit": 8}, "Dense takes no `unit`; did you mean `units`?"),
        ("Dense", (7,), {"xyz": 8}, "Dense takes no `xyz`"),
    ],
)
def test_what_a_layer_does_not_take_is_refused(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        bind(rule(name), args, kwargs)
    assert str(refused.value) == reason


def test_the_likeliest_name_is_told() -> None:
    assert str(unexpected(rule("Conv2D"), "kernel_initialiser")).endswith(
        "did you mean `kernel_initializer`?"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        {"units": 7},
        {"units": Name("units")},
        {"units": 7, "use_bias": False},
        {"units": 7, "activation": None},
    ],
)
def test_quantities_and_settings_that_are_so_are_kept(arguments: dict[str, Any]) -> None:
    assert checked(rule("Dense"), arguments).arguments == arguments


def test_none_is_taken_where_the_annotation_says_so() -> None:
    """It may be the default (`strides` of pooling) or a choice (`merge_mode`)."""
    checked(rule("MaxPooling1D"), {"strides": None})
    checked(rule("Bidirectional"), {"layer": layer("LSTM", units=3), "merge_mode": None})
    with pytest.raises(ArgumentError):
        checked(rule("Conv1D"), {"padding": None})


@pytest.mark.parametrize("name", keras.FAMILY)
def test_every_default_is_what_its_argument_may_be(name: str) -> None:
    checked(rule(name), rule(name).defaults)


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("Dense", {"units": "7"}, "`units` must be a whole number, not '7'"),
        ("Dense", {"units": True}, "`units` must be a whole number, not True"),
        ("Dense", {"units": 2.5}, "`units` must be a whole number, not 2.5"),
        ("Dense", {"units": None}, "`units` must be a whole number, not None"),
        (
            "Dense",
            {"units": 8.0},
            "`units` must be a whole number, not 8.0: a division by `/` gives a float, `//` a "
            "whole number",
        ),
        ("Dense", {"units": (3, 4)}, "`units` must be a whole number, not (3, 4)"),
        ("Conv2D", {"kernel_size": (3, 2.5)}, "`kernel_size` must be a whole number, not 2.5"),
        ("Dense", {"use_bias": "no"}, "`use_bias` must be one of False, True, not 'no'"),
        ("Conv1D", {"padding": "smae"},
         "`padding` must be one of 'valid', 'same', 'causal', not 'smae'"),
    ],
)  # fmt: skip
def test_what_an_argument_cannot_be_is_refused(
    name: str, arguments: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        checked(rule(name), arguments)
    assert str(refused.value) == reason


def test_choices_are_those_of_the_annotation() -> None:
    assert choices_of(rule("Conv1D"), "padding") == ("valid", "same", "causal")
    assert choices_of(rule("Dense"), "use_bias") == (False, True)
    assert choices_of(rule("Dense"), "units") == ()
    assert choices_of(rule("Dense"), "activation") == ()
