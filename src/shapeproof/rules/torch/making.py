"""torch's functions that make tensors: of given sizes, of numbers in a row, of lists."""

from __future__ import annotations

from math import ceil, floor
from typing import TypeGuard

from shapeproof.algebra.formula import Condition, Dim, Formula, Name
from shapeproof.algebra.words import ceil_div, step
from shapeproof.message import say
from shapeproof.rules.arithmetic import pointwise
from shapeproof.rules.arithmetic.pointwise import gone_over, place_by_place, unread
from shapeproof.rules.arithmetic.reading import at_its_place, sizes_of
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, need
from shapeproof.rules.torch.dtypes import DEFAULT, WEAK, kind, promoted, same
from shapeproof.rules.torch.elementwise import (
    ANY,
    FLOATS,
    INEXACT,
    NUMBERS,
    REAL,
    REAL_NUMBERS,
    Takes,
    anew,
    need_taken,
    need_tensors,
    summed,
)

Number = object
"""A number of a source, which may have a fraction: no size that formulas are written in."""


def made(shape: Shape, dtype: str) -> Facts:
    """A tensor of these sizes, whose numbers read none."""
    for size in shape:
        need(size >= 0, "a size must be 0 or more, not {size}", size=size)
    return Facts(Tensor(shape, dtype), cell=_from_nothing)


def _from_nothing(index: Index) -> Reads:
    return Reads((), say("a number that reads none"))


def of_sizes(*, size: tuple[Dim, ...], dtype: str | None = None, takes: Takes = ANY) -> Facts:
    """Makes a tensor of the sizes ({size}); it reads nothing.  With `dtype`, its numbers are
    {dtype}."""
    need_sizes(size)
    need_taken(dtype or DEFAULT, takes)
    return made(size, dtype or DEFAULT)


def full(*, size: tuple[Dim, ...], fill_value: Number, dtype: str | None = None) -> Facts:
    """Makes a tensor of the sizes ({size}) with one number everywhere: {fill_value}.  With `dtype`,
    its numbers are {dtype}."""
    need_sizes(size)
    return made(size, dtype or dtype_of(fill_value))


def whole_numbers(
    *, low: Number = 0, high: Number, size: tuple[Dim, ...], dtype: str | None = None
) -> Facts:
    """Makes a tensor of the sizes ({size}) with whole numbers drawn at random, from {low} up to
    {high}, which is not reached.  With `dtype`, its numbers are {dtype}."""
    need_sizes(size)
    need_range(low, high)
    given = dtype or "int64"
    need_taken(given, REAL_NUMBERS)
    return made(size, given)


def shuffled(*, n: Dim, dtype: str | None = None) -> Facts:
    """Makes a row of the numbers from 0 up to {n}, which is not reached, in an order drawn at
    random.  With `dtype`, its numbers are {dtype}."""
    given = dtype or "int64"
    need_taken(given, REAL_NUMBERS)
    return made((n,), given)


def drawn_around(
    *, mean: Number, std: Number = 1.0, size: tuple[Dim, ...], dtype: str | None = None
) -> Facts:
    """Makes a tensor of the sizes ({size}) with numbers drawn at random around {mean}.  With
    `dtype`, its numbers are {dtype}."""
    return of_sizes(size=size, dtype=dtype, takes=INEXACT)


def drawn_around_each(mean: Tensor, std: Tensor) -> Facts:
    """Draws a number at random at every place, around the number that the first input has there,
    spread as far as the second says.  Where an input is 1 long along an axis, its one number is
    used at every place of that axis."""
    if mean.dtype in WEAK:
        need_tensors(std)
        need_taken(same(std), FLOATS)
    else:
        need_taken(same(mean), INEXACT)
        need_taken(promoted(std), REAL)
    read = std if mean.dtype in WEAK else mean
    facts = place_by_place((mean, std), say("a number drawn at random"), same(read))
    return gone_over(0, facts)


def identity(*, n: Dim, m: Dim | None = None, dtype: str | None = None) -> Facts:
    """Makes a matrix of {n} rows with 1 on its diagonal and 0 elsewhere.  Unless `m` says
    otherwise, it is as wide as high.  With `m`, it is {m} wide.  With `dtype`, its numbers are
    {dtype}."""
    return made((n, n if m is None else m), dtype or DEFAULT)


def spaced(*, start: Number, end: Number, steps: Dim, dtype: str | None = None) -> Facts:
    """Goes from {start} to {end} in {steps} numbers, both ends included.  With `dtype`, its numbers
    are {dtype}."""
    given = dtype or max(DEFAULT, dtype_of(start), dtype_of(end), key=kind)
    need_taken(given, NUMBERS)
    return made((steps,), given)


def stepping(*, start: Dim = 0, end: Dim, step: Dim = 1, dtype: str | None = None) -> Facts:
    """Goes from {start} in steps of {step} up to {end}, which is not reached.  With `dtype`, its
    numbers are {dtype}."""
    need(step >= 1, "a step must not be 0")
    need_way(end >= start, start, end, step)
    way = end if type(start) is int and start == 0 else end - start
    length = way if type(step) is int and step == 1 else ceil_div(way, step)
    return row(length, dtype or "int64")


def stepping_anyhow(
    *, start: Number = 0, end: Number, step: Number = 1, dtype: str | None = None
) -> Facts:
    """Goes from {start} in steps of {step} up to {end}, which is not reached.  With `dtype`, its
    numbers are {dtype}."""
    given = dtype or in_a_row(start, end, step)
    ends = distance(start, end, step, is_whole=given == "int64")
    return row(Name("numbers") if ends is None else ceil(ends), given)


def through(*, start: Number, end: Number, step: Number = 1, dtype: str | None = None) -> Facts:
    """Goes from {start} in steps of {step} as far as {end}, which is reached where a step leads
    there.  With `dtype`, its numbers are {dtype}."""
    given = dtype or DEFAULT
    ends = distance(start, end, step, is_whole=kind(given) < 2)
    return row(Name("numbers") if ends is None else floor(ends) + 1, given)


def distance(start: Number, end: Number, step: Number, is_whole: bool) -> float | None:
    """How many steps lead from one number to another; None where nobody knows them."""
    if not (is_number(start) and is_number(end) and is_number(step)):
        return None
    need_countable(start, end, step)
    if is_whole:
        start, end, step = int(start), int(end), int(step)
    need(step != 0, "a step must not be 0")
    need_way((end - start) * step >= 0, start, end, step)
    steps = (end - start) / step
    need_countable(steps)
    return steps


def need_countable(*numbers: float) -> None:
    need(all(abs(one) < 2**63 for one in numbers), "torch counts no further than 2^63")


def in_a_row(*numbers: object) -> str:
    """The dtype of whole numbers, or of floats where one of them has a fraction."""
    return "int64" if all(kind(dtype_of(one)) < 2 for one in numbers) else DEFAULT


def need_way(is_one: Condition, start: object, end: object, step: object) -> None:
    need(
        is_one,
        "from {start} no steps of {step} lead to {end}",
        start=start,
        step=step,
        end=end,
    )


def row(length: Dim, dtype: str) -> Facts:
    need_taken(dtype, REAL_NUMBERS)
    return made((step("numbers", length),), dtype)


def of_lists(*, data: object, dtype: str | None = None) -> Facts:
    """Makes a tensor of the numbers that stand in the source, an axis for each depth of its lists.
    With `dtype`, its numbers are {dtype}."""
    return made(shape_of(data), dtype or dtype_of(data))


def scalar(*, s: Number, dtype: str | None = None) -> Facts:
    """Makes a tensor of one number: {s}.  With `dtype`, its numbers are {dtype}."""
    need(shape_of(s) == (), "`{what}` is no number", what=s)
    return made((), dtype or DEFAULT)


def of_tensor(data: Tensor, *, dtype: str | None = None) -> Facts:
    """Passes every number on as it is.  With `dtype`, each is written as {dtype}."""
    [sizes] = sizes_of(data)
    return Facts(
        Tensor(sizes, dtype or promoted(data)), cell=at_its_place(say("the number itself"))
    )


def of_tensors(*data: Tensor, dtype: str | None = None) -> Facts:
    """Makes a row of the numbers that stand in a list.  With `dtype`, its numbers are {dtype}."""
    need(
        all(not one.shape for one in data),
        "only single numbers make a row; torch.stack makes one tensor of several",
    )
    sizes_of(*data)
    return Facts(Tensor((len(data),), dtype or max((promoted(one) for one in data), key=kind)))


def alike(input: Tensor, *, dtype: str | None = None, takes: Takes = ANY) -> Facts:
    """Makes a tensor of the shape that the input has; the input's numbers are not read.  With
    `dtype`, its numbers are {dtype}."""
    [sizes] = sizes_of(input)
    given = dtype or same(input)
    need_taken(given, takes)
    return Facts(Tensor(sizes, given), cell=unread)


def full_alike(input: Tensor, *, fill_value: Number, dtype: str | None = None) -> Facts:
    """Makes a tensor of the shape that the input has; the input's numbers are not read.  With
    `dtype`, its numbers are {dtype}."""
    return alike(input, dtype=dtype)


def whole_numbers_alike(
    input: Tensor, *, low: Number = 0, high: Number, dtype: str | None = None
) -> Facts:
    """Makes a tensor of the shape that the input has, with whole numbers drawn at random, from
    {low} up to {high}, which is not reached.  With `dtype`, its numbers are {dtype}."""
    need_range(low, high)
    return alike(input, dtype=dtype, takes=REAL_NUMBERS)


def new(input: Tensor, *, size: tuple[Dim, ...], dtype: str | None = None) -> Facts:
    """Makes a tensor of the sizes ({size}) in the dtype of the input, whose numbers are not read.
    With `dtype`, its numbers are {dtype}."""
    need_sizes(size)
    return made(size, dtype or same(input))._replace(cell=unread)


def new_full(
    input: Tensor, *, size: tuple[Dim, ...], fill_value: Number, dtype: str | None = None
) -> Facts:
    """Makes a tensor of the sizes ({size}) in the dtype of the input, whose numbers are not read.
    With `dtype`, its numbers are {dtype}."""
    return new(input, size=size, dtype=dtype)


def new_of_lists(input: Tensor, *, data: object, dtype: str | None = None) -> Facts:
    """Makes a tensor of the numbers that stand in the source, in the dtype of the input.  With
    `dtype`, its numbers are {dtype}."""
    return made(shape_of(data), dtype or same(input))._replace(cell=unread)


def powers(x: Tensor, *, N: Dim | None = None) -> Facts:
    """Writes the powers of every number along a new last axis.  Unless `N` says otherwise, there
    are as many as numbers."""
    return pointwise.powers(x, N, summed(x))


def need_sizes(size: object) -> None:
    need(isinstance(size, tuple), "the sizes must stand in brackets: (2, 3)")


def need_range(low: object, high: object) -> None:
    """Numbers that are drawn at random lie in a range."""
    if is_number(low) and is_number(high):
        need(low < high, "there is no whole number from {low} up to {high}", low=low, high=high)


def shape_of(data: object) -> Shape:
    """How long lists are, from the outermost to the innermost.

    >>> shape_of(((1, 2, 3), (4, 5, 6))), shape_of(2.5), shape_of(())
    ((2, 3), (), (0,))
    """
    match data:
        case Tensor():
            return data.shape
        case tuple() | list():
            shapes = [shape_of(one) for one in data]
            need(
                all(shape == shapes[0] for shape in shapes),
                "lists side by side must be equally long, and be lists or numbers all",
            )
            return (len(shapes), *(shapes[0] if shapes else ()))
        case _:
            need(isinstance(data, complex | Formula) or is_number(data),
                 "`{what}` is no tensor, and no number", what=data)  # fmt: skip
            return ()


def dtype_of(data: object) -> str:
    """What torch keeps a number of the source in, or lists of numbers.

    >>> dtype_of(2), dtype_of((True, 2.5)), dtype_of(())
    ('int64', 'float32', 'float32')
    """
    match data:
        case Tensor():
            return promoted(data)
        case bool():
            return "bool"
        case int() | Formula():
            return "int64"
        case complex():
            return "complex64"
        case tuple() | list() if data:
            return max(map(dtype_of, data), key=kind)
        case _:
            return DEFAULT


def is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float)


ORDER = {
    **dict.fromkeys(("zeros", "ones", "empty", "rand", "randn"), "size... dtype"),
    **dict.fromkeys(("new_zeros", "new_ones", "new_empty"), "input size... dtype"),
    "full": "size fill_value dtype",
    "randint": "high size dtype",
    "randint.low": "low high size dtype",
    "randint_like": "input high dtype",
    "randint_like.low": "input low high dtype",
    "normal.float_float": "mean std size dtype",
    "logspace": "start end steps base dtype",
    **{
        f"arange{overload}": order
        for overload, order in (
            ("", "end dtype"),
            (".start", "start end dtype"),
            (".start_step", "start end step dtype"),
            (".number", "end dtype"),
            (".number_start", "start end dtype"),
            (".number_start_step", "start end step dtype"),
        )
    },
}
FUNCTIONS = [
    *(
        Rule(name, of_sizes, {"takes": takes})
        for name, takes in (
            ("zeros", ANY),
            ("ones", ANY),
            ("empty", ANY),
            ("rand", INEXACT),
            ("randn", INEXACT),
        )
    ),
    *(
        Rule(name, of_sizes, {"takes": ANY}, beside)
        for name, beside in (("empty_strided", "stride"), ("empty_permuted", "physical_layout"))
    ),
    Rule("full", full),
    *(Rule(name, whole_numbers) for name in ("randint", "randint.low")),
    Rule("randperm", shuffled),
    Rule("normal", drawn_around_each),
    Rule("normal.float_float", drawn_around),
    Rule("normal.in_place", anew, {"takes": INEXACT}, "mean std"),
    Rule("eye", identity),
    Rule("linspace", spaced),
    Rule("logspace", spaced, beside="base"),
    *(Rule(f"arange{one}", stepping) for one in ("", ".start", ".start_step")),
    *(Rule(f"arange.number{one}", stepping_anyhow) for one in ("", "_start", "_start_step")),
    Rule("range", through),
    *(Rule(name, of_lists) for name in ("tensor", "as_tensor", "asarray")),
    *(Rule(f"{name}.tensor", of_tensor) for name in ("tensor", "as_tensor", "asarray")),
    *(Rule(f"{name}.tensors", of_tensors) for name in ("tensor", "as_tensor", "asarray")),
    Rule("from_numpy", of_lists),
    Rule("scalar_tensor", scalar),
    *(Rule(name, alike, {"takes": ANY}) for name in ("zeros_like", "ones_like", "empty_like")),
    *(Rule(name, alike, {"takes": INEXACT}) for name in ("rand_like", "randn_like")),
    Rule("full_like", full_alike),
    *(Rule(name, whole_numbers_alike) for name in ("randint_like", "randint_like.low")),
    *(Rule(name, new) for name in ("new_zeros", "new_ones", "new_empty")),
    Rule("new_full", new_full),
    Rule("new_tensor", new_of_lists),
    Rule("vander", powers, beside="increasing"),
]
"""`arange.number` and its like are the same with numbers that may have a fraction, or a sign."""
