"""What the package einops does with torch's tensors: functions and layers told by a pattern."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from string import ascii_letters
from typing import Literal, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product, total
from shapeproof.message import Message, say
from shapeproof.rules.arithmetic import patterns
from shapeproof.rules.arithmetic.joining import end_to_end
from shapeproof.rules.arithmetic.reading import MOVED, sizes_of
from shapeproof.rules.arithmetic.reducing import MADE
from shapeproof.rules.arithmetic.views import is_rest
from shapeproof.rules.rule import Facts, Rule, Shape, Tensor, Weight, need
from shapeproof.rules.torch import products, reductions
from shapeproof.rules.torch.dtypes import promoted, same

Reduction = Literal["min", "max", "sum", "mean", "prod", "any", "all"]
REDUCING = {rule.name: rule for rule in reductions.FUNCTIONS}
ELLIPSIS, INSIDE = "...", "(...)"
"""What stands for any number of axes: one by one, or among others in parentheses."""
TOKEN = re.compile(r"\.\.\.|\w+|[^ ]")
COPIED = say("a copy of one number")


def rearrange(tensor: Tensor, *, pattern: str, **lengths: Dim) -> Facts:
    """Takes the axes apart, puts them into another order and together again, as '{pattern}'
    says."""
    both = written(pattern, tensor)
    both.need_no_numbers()
    both.need_same_names()
    return moved(tensor, both, lengths, MOVED)


def repeat(tensor: Tensor, *, pattern: str, **lengths: Dim) -> Facts:
    """Takes the axes apart, puts them into another order and together again, as '{pattern}' says,
    and copies all numbers along the names that only the right side has."""
    both = written(pattern, tensor)
    for name in both.only_before:
        need(False, "'{pattern}' leaves {axis} out, and repeat takes no axis away; reduce does",
             pattern=pattern, axis=shown(name))  # fmt: skip
    for name in both.only_after:
        need(
            name in lengths or is_number(name),
            "repeat needs to know how often it copies along {axis}; give it a size, as in {axis}=2",
            axis=name,
        )
    return moved(tensor, both, lengths, COPIED)


def reduce(tensor: Tensor, *, pattern: str, reduction: Reduction, **lengths: Dim) -> Facts:
    """Takes the axes apart and puts them together again, as '{pattern}' says; the numbers along
    names that the right side lacks become one, by their {reduction}."""
    both = written(pattern, tensor)
    both.need_nothing_new()
    known = both.read(tensor, lengths)
    names = [*chain(*both.before)]
    gone = tuple(i for i, name in enumerate(names) if name in both.only_before)
    facts = Facts(tensor)
    if gone:
        apart = Tensor(tuple(known[name] for name in names), same(tensor))
        facts = REDUCING[OF_AXES.get(reduction, reduction)](apart, dim=gone)
    output = Tensor(patterns.put_together(both.after, known), same(facts.outputs[0]))
    cell = patterns.reading(both.before, both.after, known, MADE[reduction] if gone else MOVED)
    return Facts(output, elementwise=facts.elementwise, cell=cell)


OF_AXES = {"min": "amin", "max": "amax"}
"""What torch calls these reductions, where they go over several axes."""


def einsum(*tensors: Tensor, pattern: str) -> Facts:
    """Multiplies the numbers of all inputs as '{pattern}' says: where two axes have one name, they
    are walked together, and the products along a name that the right side lacks are added up.
    Several inputs are put together from left to right, two at a time; with the package opt_einsum
    torch may find a cheaper order."""
    terms, arrow, after = pattern.partition("->")
    need(bool(arrow) and "->" not in after, NO_PATTERN, pattern=pattern)
    before = [side(pattern, term, repeats=True) for term in terms.split(",")]
    last = side(pattern, after)
    for group in chain(*before, last):
        need(
            len(group) == 1 and group[0] != INSIDE and not is_number(group[0]),
            "einsum of einops takes neither parentheses nor numbers; use rearrange before it or "
            "after it",
        )
    need(
        {*chain(*last)} <= {*chain(*chain(*before))},
        "'{pattern}' writes an axis that it does not read",
        pattern=pattern,
    )
    return products.einsum(*tensors, equation=equation(before, last))


def pack(*tensors: Tensor, pattern: str) -> Facts:
    """Lays the axes of each input that '*' stands for in '{pattern}' in one row, and joins all
    inputs along it.  The other axes must agree."""
    before, after = around_star(pattern)
    need(len(tensors) >= 1, "it joins several inputs, and has none")
    for x in tensors:
        need(
            len(x.shape) >= before + after,
            "'{pattern}' names {given:axis|axes} beside the '*', and an input has {rank}",
            pattern=pattern,
            given=before + after,
            rank=len(x.shape),
        )
    rows = [
        (*sizes[:before], product(sizes[before : len(sizes) - after]), *sizes[len(sizes) - after :])
        for sizes in sizes_of(*tensors)
    ]
    out, _ = end_to_end(rows, before, MOVED)
    dtype = promoted(*(Tensor(row, x.dtype) for row, x in zip(rows, tensors)))
    return Facts(Tensor(out, dtype))


def unpack(tensor: Tensor, *, packed_shapes: tuple[Shape | Dim, ...], pattern: str) -> Facts:
    """Cuts the axis that '*' stands for in '{pattern}' into parts, and lays each out in the shape
    that `packed_shapes` has for it."""
    before, after = around_star(pattern)
    [sizes] = sizes_of(tensor)
    need(
        len(sizes) == before + 1 + after,
        "'{pattern}' names {given:axis|axes}, and the input has {rank}",
        pattern=pattern,
        given=before + 1 + after,
        rank=len(sizes),
    )
    packed = sizes[before]
    shapes = [shape for shape in packed_shapes if isinstance(shape, tuple)]
    need(
        len(shapes) == len(packed_shapes),
        "`packed_shapes` has a shape for each part, such as (7,) or ()",
    )
    return Facts(
        tuple(
            Tensor((*sizes[:before], *own, *sizes[before + 1 :]), same(tensor))
            for own in settled(shapes, packed)
        )
    )


def settled(shapes: Sequence[Shape], packed: Dim) -> list[Shape]:
    """The shapes of the parts of an axis; a -1 in one of them takes what the others leave."""
    open_ones = [i for i, shape in enumerate(shapes) if any(map(is_rest, shape))]
    need(len(open_ones) <= 1, "only one size can be -1, since it takes what is left")
    known = total([0, *(product(shape) for i, shape in enumerate(shapes) if i not in open_ones)])
    need(
        packed >= known if open_ones else equal(packed, known),
        "the parts take {known}, and the axis is {size} long",
        known=known,
        size=packed,
    )
    found = [*shapes]
    for i in open_ones:
        names = [f"part {j}" for j in range(len(shapes[i]))]
        given = {name: size for name, size in zip(names, shapes[i]) if not is_rest(size)}
        lengths = patterns.taken_apart([names], (packed - known,), given)
        found[i] = tuple(lengths[name] for name in names)
    return found


def mixing(
    input: Tensor,
    *,
    pattern: str,
    weight_shape: str,
    bias_shape: str | None = None,
    **axes_lengths: Dim,
) -> Facts:
    """Takes the axes apart, multiplies with a weight that has the axes '{weight_shape}', adds up
    the products along the names that the right side of '{pattern}' lacks, and puts the axes
    together.  With `bias_shape`, a number for each place of '{bias_shape}' is added."""
    both = written(pattern, input)
    both.need_no_numbers()
    kernel = kernel_axes(both, weight_shape)
    both.need_axes(axes_lengths, kernel)
    shape = tuple(size_given(name, axes_lengths) for name in kernel)
    known = both.read(input, axes_lengths)
    before, after = ([[name] for name in chain(*groups)] for groups in both[1:])
    facts = products.einsum(
        Tensor(patterns.put_together(before, known), same(input)),
        Tensor(shape, "float32"),
        equation=equation([before, [[name] for name in kernel]], after),
    )
    output = Tensor(patterns.put_together(both.after, known), same(facts.outputs[0]))
    weights, added = {"weight": Weight(shape)}, facts.elementwise
    if bias_shape is not None:
        weights["bias"] = Weight(beside(both, bias_shape, axes_lengths))
        added = added + product(output.shape)
    return Facts(output, weights, facts.macs, added)


def kernel_axes(both: Pattern, weight_shape: str) -> list[str]:
    """The names of a weight's axes: all that the output has and the input lacks among them."""
    groups = side(weight_shape, weight_shape)
    need(
        "(" not in weight_shape and all(len(group) == 1 and is_name(group[0]) for group in groups),
        "the axes of a weight are names alone, not '{weight_shape}'",
        weight_shape=weight_shape,
    )
    kernel = [*chain(*groups)]
    for name in both.only_before:
        need(not name.startswith(ELLIPSIS), "'{pattern}' has '...' on one side only",
             pattern=both.text)  # fmt: skip
    need(
        {*both.only_after} <= {*kernel},
        "'{pattern}' writes an axis that it does not read",
        pattern=both.text,
    )
    for name in kernel:
        need(
            both.has(name),
            "the weight has an axis {axis}, which '{pattern}' does not name",
            axis=name,
            pattern=both.text,
        )
    return kernel


def beside(both: Pattern, bias_shape: str, lengths: Mapping[str, Dim]) -> Shape:
    """The shape of a bias: 1 along the axes of the output that it does not have."""
    own, after = [*chain(*side(bias_shape, bias_shape))], [*chain(*both.after)]
    for name in own:
        need(name in after, "the output has no axis {axis}, and the bias has", axis=name)
        size_given(name, lengths)
    first = min((after.index(name) for name in own), default=len(after))
    need(
        not any(name.startswith(ELLIPSIS) for name in after[first:]),
        "the axes of a bias stand behind the '...'",
    )
    return tuple(
        lengths[name] if name in own else 1 for name in after if not name.startswith(ELLIPSIS)
    )


def size_given(name: str, lengths: Mapping[str, Dim]) -> Dim:
    need(name in lengths, "the size of {axis} is to be given, as in {axis}=2", axis=name)
    return lengths[name]


# Patterns as einops reads them


class Pattern(NamedTuple):
    """Both sides of a pattern, as groups of names."""

    text: str
    before: list[list[str]]
    after: list[list[str]]

    @property
    def only_before(self) -> list[str]:
        return [name for name in chain(*self.before) if name not in {*chain(*self.after)}]

    @property
    def only_after(self) -> list[str]:
        return [name for name in chain(*self.after) if name not in {*chain(*self.before)}]

    def has(self, name: str) -> bool:
        return name in chain(*self.before, *self.after)

    def need_same_names(self) -> None:
        for name in (*self.only_before, *self.only_after):
            need(
                False,
                "'{pattern}' names {axis} on one side only; rearrange takes no axis away and adds "
                "none, which reduce and repeat do",
                pattern=self.text,
                axis=shown(name),
            )

    def need_nothing_new(self) -> None:
        need(
            not self.only_after,
            "'{pattern}' writes an axis that it does not read",
            pattern=self.text,
        )

    def need_no_numbers(self) -> None:
        need(
            not any(map(is_number, chain(*self.before, *self.after))),
            "'{pattern}' has a number other than 1 for an axis; give the axis a name, and its size "
            "by that name",
            pattern=self.text,
        )

    def need_axes(self, lengths: Iterable[str], others: Collection[str] = ()) -> None:
        for name in lengths:
            need(
                self.has(name) or name in others,
                "'{pattern}' has no axis {axis}, which is given a size",
                pattern=self.text,
                axis=name,
            )

    def read(self, x: Tensor, lengths: Mapping[str, Dim]) -> dict[str, Dim]:
        """How long each name is."""
        self.need_axes(lengths)
        [sizes] = sizes_of(x)
        numbers = {n: int(shown(n)) for n in chain(*self.before, *self.after) if is_number(n)}
        return patterns.taken_apart(self.before, sizes, numbers | dict(lengths))

    def spread(self, rank: int) -> Pattern:
        """The pattern with the names of as many axes as the input has for its `...`."""
        given = len(self.before)
        is_open = [ELLIPSIS] in self.before
        need(
            rank >= given - 1 if is_open else rank == given,
            "'{pattern}' names {given:axis|axes}, and the input has {rank}",
            pattern=self.text,
            given=given - is_open,
            rank=rank,
        )
        dots = [f"{ELLIPSIS}{i}" for i in range(rank - given + 1, 0, -1)]
        return Pattern(self.text, opened(self.before, dots), opened(self.after, dots))


def opened(groups: list[list[str]], dots: list[str]) -> list[list[str]]:
    """The groups with these names for `...`: an axis each, or all in the parentheses around it."""
    found: list[list[str]] = []
    for group in groups:
        if group == [ELLIPSIS]:
            found += [[name] for name in dots]
        else:
            found.append([n for name in group for n in (dots if name == INSIDE else [name])])
    return found


NO_PATTERN = "'{pattern}' is no pattern such as 'b h w -> b (h w)'"


def written(pattern: str, x: Tensor) -> Pattern:
    """Both sides of a pattern, as it is meant for this tensor."""
    before, arrow, after = pattern.partition("->")
    need(bool(arrow) and "->" not in after, NO_PATTERN, pattern=pattern)
    ordinals = count()
    both = Pattern(pattern, side(pattern, before, ordinals), side(pattern, after, ordinals))
    need(
        INSIDE not in chain(*both.before)
        and (ELLIPSIS in chain(*both.before) or not {ELLIPSIS, INSIDE} & {*chain(*both.after)}),
        "the axes that '...' stands for in '{pattern}' must be on the left, outside of parentheses",
        pattern=pattern,
    )
    return both.spread(len(x.shape))


def side(
    pattern: str, text: str, ordinals: Iterator[int] | None = None, repeats: bool = False
) -> list[list[str]]:
    """The groups of names on one side of a pattern; a 1 is a group without any.

    >>> side("", "b (h 1 w) 1 (c ...)")
    [['b'], ['h', 'w'], [], ['c', '(...)']]
    """
    ordinals = ordinals or count()
    groups: list[list[str]] = []
    inside: list[str] | None = None
    for token in TOKEN.findall(text):
        if token in "()":
            need((inside is None) is (token == "("), NO_PATTERN, pattern=pattern)
            groups += [inside] if inside is not None else []
            inside = [] if token == "(" else None
        else:
            names = named(pattern, token, inside is not None, ordinals)
            groups += [names] if inside is None else []
            inside = None if inside is None else inside + names
    need(inside is None, NO_PATTERN, pattern=pattern)
    every = [*chain(*groups)]
    for name in every:
        need(
            every.count(name) == 1 or (repeats and name not in (ELLIPSIS, INSIDE)),
            "'{pattern}' names the axis {axis} twice on one side",
            pattern=pattern,
            axis=shown(name),
        )
    return groups


def named(pattern: str, token: str, is_inside: bool, ordinals: Iterator[int]) -> list[str]:
    """The name that a word of a pattern is; each number is another axis, and a 1 is none."""
    if token == ELLIPSIS:
        return [INSIDE if is_inside else ELLIPSIS]
    if token.isdecimal():
        need(int(token) >= 1, "an axis of '{pattern}' is {size} long", pattern=pattern, size=token)
        return [] if int(token) == 1 else [f"{token}#{next(ordinals)}"]
    need(is_name(token), NO_PATTERN, pattern=pattern)
    return [token]


def is_name(word: str) -> bool:
    return word.isidentifier() and not word.startswith("_") and not word.endswith("_")


def is_number(name: str) -> bool:
    return "#" in name


def shown(name: str) -> str:
    """A name as its author wrote it."""
    return ELLIPSIS if name.startswith(ELLIPSIS) else name.partition("#")[0]


def equation(terms: Iterable[list[list[str]]], after: list[list[str]]) -> str:
    """The equation of torch's einsum: a letter for each name, its own first one if that is free."""
    letters = {ELLIPSIS: ELLIPSIS}
    for name in chain(*chain(*terms)):
        if name not in letters:
            free = [x for x in (name[0], *ascii_letters) if x not in letters.values()]
            need(bool(free), "an equation has {most} axes at most", most=len(ascii_letters))
            letters[name] = next(x for x in free if x in ascii_letters)
    left = ",".join("".join(letters[name] for name in chain(*term)) for term in terms)
    return f"{left}->{''.join(letters[name] for name in chain(*after))}"


def around_star(pattern: str) -> tuple[int, int]:
    """How many axes a pattern names before and behind its `*`."""
    names = pattern.split()
    need(
        names.count("*") == 1
        and len({*names}) == len(names)
        and all(is_name(name) for name in names if name != "*"),
        "'{pattern}' is no pattern such as 'b * c', with one '*' and each name once",
        pattern=pattern,
    )
    return names.index("*"), len(names) - names.index("*") - 1


def moved(tensor: Tensor, both: Pattern, lengths: Mapping[str, Dim], made: Message) -> Facts:
    """The same numbers where a pattern puts them."""
    known = both.read(tensor, lengths)
    cell = patterns.reading(both.before, both.after, known, made)
    return Facts(Tensor(patterns.put_together(both.after, known), same(tensor)), cell=cell)


ORDER = {
    "rearrange.einops": "tensor pattern",
    "repeat.einops": "tensor pattern",
    "reduce.einops": "tensor pattern reduction",
    "einsum.einops": "*tensors",
    "pack.einops": "*tensors",
    "unpack.einops": "tensor packed_shapes pattern",
}
MODULES = [
    Rule("einops.Rearrange", rearrange),
    Rule("einops.Reduce", reduce),
    Rule("einops.EinMix", mixing),
]
FUNCTIONS = [
    Rule("rearrange.einops", rearrange),
    Rule("repeat.einops", repeat),
    Rule("reduce.einops", reduce),
    Rule("einsum.einops", einsum),
    Rule("pack.einops", pack),
    Rule("unpack.einops", unpack),
]
