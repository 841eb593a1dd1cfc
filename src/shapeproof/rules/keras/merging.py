"""Keras's layers of several inputs."""

from __future__ import annotations

from functools import cache

from shapeproof.algebra.words import product, total
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic.axes import Axes, from_front
from shapeproof.rules.arithmetic.broadcasting import agreed, behind, broadcast
from shapeproof.rules.arithmetic.contractions import contraction
from shapeproof.rules.arithmetic.joining import end_to_end
from shapeproof.rules.arithmetic.normalizing import by_length
from shapeproof.rules.arithmetic.products import of_products, one
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Shape, Tensor, called, need


def merging(*inputs: Tensor, made: Message, divided: bool = False) -> Facts:
    """Each number is {made} of the {inputs} that the inputs have at its place.  Where an input is
    1 long along an axis, its one number is used at every place of that axis."""
    shapes = sizes_of(inputs)
    batch = agreed([shape[0] for shape in shapes], "their batch")
    out = (batch, *broadcast(*(shape[1:] for shape in shapes)))

    def cell(index: Index) -> Reads:
        example, *places = index
        return Reads(
            tuple((one(example), *behind(tuple(places), shape[1:])) for shape in shapes), made
        )

    return Facts(Tensor(out), elementwise=product(out) * (len(inputs) - 1 + divided), cell=cell)


def subtraction(*inputs: Tensor) -> Facts:
    """From each number of the first input the second input's number at its place is taken away.
    Where an input is 1 long along an axis, its one number is used at every place of that axis."""
    need(len(inputs) == 2, "it takes exactly 2 inputs, not {n}", n=len(inputs))
    return merging(*inputs, made=say("the difference"))


def concatenate(*inputs: Tensor, axis: int = -1) -> Facts:
    """Puts the {inputs} inputs one behind the other along axis {axis}, where their sizes add up
    to {joined}; all their other sizes must agree.  Unless `axis` says otherwise, that is the last
    axis."""
    out, cell = end_to_end(sizes_of(inputs), axis, say("the number itself"))
    return Facts(Tensor(out), cell=cell)


def dot(*inputs: Tensor, axes: Axes, normalize: bool = False) -> Facts:
    """Walks {length:step|steps} along axis {first axis} of the first input and axis {second axis}
    of the second at once, multiplies the two numbers of each step, and adds the products up to one
    number.  The other axes of both stand side by side in the output, so that every place of the
    first meets every place of the second.  With `normalize`, what is walked along is divided by
    its length first, and each sum is the cosine of an angle."""
    need(len(inputs) == 2, "it takes exactly 2 inputs, not {n}", n=len(inputs))
    left, right = sizes_of(inputs)
    pair = axes if isinstance(axes, tuple) else (axes, axes)
    need(len(pair) == 2, "axes names one axis of each input, not {n}", n=len(pair))
    i, j = from_front(pair[0], len(left)), from_front(pair[1], len(right))
    called(i, "first axis")
    called(j, "second axis")
    need(i >= 1 and j >= 1, "axis 0 is the batch, which is not multiplied along")
    batch = agreed((left[0], right[0]), "their batch")
    rest, macs = contraction(left[1:], right[1:], i - 1, j - 1)
    length = called(left[i], "length")

    def cell(index: Index) -> Reads:
        example, *places = map(one, index)
        walked, split = range(int(length)), len(left) - 2
        first, second = places[:split], places[split : len(rest)]
        return Reads(
            (
                (example, *first[: i - 1], walked, *first[i - 1 :]),
                (example, *second[: j - 1], walked, *second[j - 1 :]),
            ),
            of_products(int(length), False),
        )

    scaled = total((product(left[1:]), product(right[1:]))) * by_length(0)
    return Facts(
        Tensor((batch, *(rest or (1,)))),
        macs=batch * macs,
        elementwise=batch * scaled if normalize else 0,
        cell=cell,
    )


def sizes_of(inputs: tuple[Tensor, ...]) -> list[Shape]:
    """The sizes of each input, under names that tell the inputs apart."""
    need(len(inputs) >= 1, "it takes a list of inputs, and has none")
    called(len(inputs), "inputs")
    return [_sizes_of(x, number) for number, x in enumerate(inputs, start=1)]


def _sizes_of(x: Tensor, number: int) -> Shape:
    need(len(x.shape) >= 1, "an input has a batch axis at least")
    return x.read(*_names(len(x.shape), number))


@cache
def _names(rank: int, number: int) -> tuple[str, ...]:
    return ("batch", *(f"size {i} of input {number}" for i in range(1, rank)))


RULES = [
    *(
        Rule(name, merging, {"made": made, "divided": name == "Average"})
        for name, made in (
            ("Add", say("the sum")),
            ("Multiply", say("the product")),
            ("Average", say("the mean")),
            ("Maximum", say("the largest")),
            ("Minimum", say("the smallest")),
        )
    ),
    Rule("Subtract", subtraction),
    Rule("Concatenate", concatenate),
    Rule("Dot", dot),
]
