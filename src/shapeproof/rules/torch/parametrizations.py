"""Weights that torch makes anew at each call: `weight_norm`, `spectral_norm` and `orthogonal`.

A kind is named as `torch.nn.utils` has its function: `parametrizations.weight_norm`, and
`weight_norm` for the older one that hooks itself into the module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from typing import Any, NamedTuple

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import maximum, product, step
from shapeproof.message import noun, say
from shapeproof.rules.arithmetic.axes import from_front
from shapeproof.rules.arithmetic.products import whole
from shapeproof.rules.rule import Facts, Index, Layer, Reads, Shape, Weight, need

Places = tuple[range, ...]


class Made(NamedTuple):
    """What is kept instead of a weight, what making it costs, and which places of what is kept are
    read for some places of the weight."""

    kept: Mapping[str, Weight]
    macs: Dim | None
    work: Dim
    read: Callable[[Places], Mapping[str, Places]]


def weight_norm(weight: Weight, *, dim: int | None = 0) -> Made:
    """A direction, and how long it is: along an axis, or where that is None or -1 as a whole."""
    along = None if dim in (None, -1) else from_front(dim, len(weight.shape))
    length: Shape = ()
    if along is not None:
        length = tuple(size if i == along else 1 for i, size in enumerate(weight.shape))

    def read(places: Places) -> dict[str, Places]:
        own = whole(length) if along is None else at(along, places, whole(length))
        of_all = whole(weight.shape)
        return {"g": own, "v": of_all if along is None else at(along, places, of_all)}

    squares, lengths = 2 * product(weight.shape), 2 * product(length)
    work = squares + lengths + product(weight.shape)
    return Made({"g": weight._replace(shape=length), "v": weight}, 0, work, read)


def at(axis: int, places: Places, others: Places) -> Places:
    return (*others[:axis], places[axis], *others[axis + 1 :])


def spectral_norm(weight: Weight, *, dim: int = 0, n_power_iterations: int = 1) -> Made:
    """Its rows, along an axis, are multiplied with two singular vectors, which are kept; a weight
    of one axis is divided by its length."""
    need_steps(n_power_iterations)
    along = from_front(dim, len(weight.shape))
    if len(weight.shape) == 1:
        work = 3 * weight.size + 1
        return Made({"original": weight}, 0, work, lambda _: {"original": whole(weight.shape)})
    return by_vectors(weight, along)


def hooked_spectral_norm(weight: Weight, *, dim: int = 0, n_power_iterations: int = 1) -> Made:
    """The older one, which takes a weight of one axis for a column."""
    need_steps(n_power_iterations)
    need(
        0 <= dim < max(len(weight.shape), 1),
        "dim must be the number of an axis from the front, not {dim}",
        dim=dim,
    )
    return by_vectors(weight, dim)


def need_steps(steps: int) -> None:
    need(steps >= 1, "n_power_iterations must be at least 1, not {n}", n=steps)


def by_vectors(weight: Weight, along: int) -> Made:
    rows = weight.shape[along]
    columns = product((*weight.shape[:along], *weight.shape[along + 1 :]))
    vector = Weight((rows,), False, weight.dtype, "buffer")
    kept = {"original": weight, "u": vector, "v": vector._replace(shape=(columns,))}

    def read(_: Places) -> dict[str, Places]:
        return {name: whole(one.shape) for name, one in kept.items()}

    return Made(kept, step("singular value", weight.size + rows), weight.size, read)


def orthogonal(
    weight: Weight, *, orthogonal_map: str | None = None, use_trivialization: bool = True
) -> Made:
    """Rows, or columns where there are fewer, at right angles; turned by a square matrix that is
    kept."""
    need(
        orthogonal_map in (None, "matrix_exp", "cayley", "householder"),
        "orthogonal_map must be 'matrix_exp', 'cayley' or 'householder', not {map}",
        map=orthogonal_map,
    )
    need(len(weight.shape) >= 2, "a weight of one axis has no rows that could be orthogonal")
    kept = {"original": weight}
    if use_trivialization:
        side = maximum(*weight.shape[-2:])
        shape = (*weight.shape[:-2], side, side)
        kept["base"] = Weight(shape, False, weight.dtype, "buffer")

    def read(_: Places) -> dict[str, Places]:
        return {name: whole(one.shape) for name, one in kept.items()}

    return Made(kept, None, 0, read)


def pruned(weight: Weight) -> Made:
    """All of it, and a mask that says of each number whether it counts."""
    kept = {"original": weight, "mask": Weight(weight.shape, False, weight.dtype, "buffer")}
    return Made(kept, 0, weight.size, lambda places: dict.fromkeys(kept, places))


class Kind(NamedTuple):
    """How a weight is made, what torch calls what it keeps instead, and a sentence on it."""

    make: Callable[..., Made]
    names: Mapping[str, str]
    sentence: str
    is_child: bool = True


LENGTH = say(
    "One of its weights is made anew at each call, of a direction and a length that are learnt "
    "apart."
).template
SINGULAR = say(
    "One of its weights is divided at each call by the largest singular value that it has, which "
    "two vectors that are kept tell."
).template
ANGLES = say(
    "One of its weights is made anew at each call, so that its rows or its columns stand at right "
    "angles to each other."
).template
MASK = say(
    "One of its weights is multiplied at each call by a mask of zeros and ones, which is kept."
).template
INSIDE = "parametrizations.{}."
KINDS = {
    "parametrizations.weight_norm": Kind(
        weight_norm, {"g": f"{INSIDE}original0", "v": f"{INSIDE}original1"}, LENGTH
    ),
    "parametrizations.spectral_norm": Kind(
        spectral_norm,
        {"original": f"{INSIDE}original", "u": f"{INSIDE}0._u", "v": f"{INSIDE}0._v"},
        SINGULAR,
    ),
    "parametrizations.orthogonal": Kind(
        orthogonal, {"original": f"{INSIDE}original", "base": f"{INSIDE}0.base"}, ANGLES
    ),
    "weight_norm": Kind(weight_norm, {"g": "{}_g", "v": "{}_v"}, LENGTH, is_child=False),
    "spectral_norm": Kind(
        hooked_spectral_norm,
        {"original": "{}_orig", "u": "{}_u", "v": "{}_v"},
        SINGULAR,
        is_child=False,
    ),
    "prune.identity": Kind(
        pruned, {"original": "{}_orig", "mask": "{}_mask"}, MASK, is_child=False
    ),
}


def parametrised(layer: Layer, name: str, kind: str, **settings: Any) -> Layer:
    """The layer whose weight `name` is made anew at each call; `settings` are those that the
    function of this `kind` takes."""
    if kind.endswith("spectral_norm") and settings.get("dim") is None:
        settings["dim"] = int("ConvTranspose" in layer.rule.name)
    states = Parametrised(layer.rule.states, name, kind, settings)
    return layer._replace(rule=layer.rule._replace(states=states))


def with_parametrised(facts: Facts, name: str, kind: str, **settings: Any) -> Facts:
    """The facts with what is kept instead of the weight `name`."""
    need(
        name in facts.weights,
        "there is no weight {name} that could be made anew; there are {names}",
        name=name,
        names=tuple(map(noun, facts.weights)) or (noun("none"),),
    )
    how = KINDS[kind]
    home, _, own = name.rpartition(".")
    prefix = f"{home}." if home else ""
    made = how.make(facts.weights[name], **settings)
    names = {part: prefix + how.names[part].format(own) for part in made.kept}
    kept = {names[part]: weight for part, weight in made.kept.items()}
    told = facts.cell

    def cell(index: Index) -> Reads:
        assert told
        found = told(index)
        weights = dict(found.weights)
        if (places := weights.pop(name, None)) is not None:
            weights |= {names[part]: at for part, at in made.read(places).items()}
        return found._replace(weights=weights)

    return facts._replace(
        weights=put(facts.weights, name, kept, prefix, how.is_child),
        macs=None if made.macs is None or facts.macs is None else facts.macs + made.macs,
        elementwise=facts.elementwise + step(own, made.work),
        cell=cell if told else None,
    )


def put(
    weights: Mapping[str, Weight],
    name: str,
    kept: Mapping[str, Weight],
    prefix: str,
    is_child: bool,
) -> dict[str, Weight]:
    """The weights with what is kept instead of one behind those of its module, and behind those of
    the modules in it where it is a module itself."""
    beside = [
        one
        for one in weights
        if one.startswith(prefix) and (is_child or "." not in one.removeprefix(prefix))
    ]
    found: dict[str, Weight] = {}
    for one, weight in weights.items():
        if one != name:
            found[one] = weight
        if one == beside[-1]:
            found |= kept
    return found


class Parametrised:
    """A layer's rule with a weight that is made anew; it takes what the layer's own rule takes."""

    def __init__(
        self, states: Callable[..., Facts], name: str, kind: str, settings: Mapping[str, Any]
    ) -> None:
        update_wrapper(self, states, (*WRAPPER_ASSIGNMENTS, *ASKED), ())
        self.key = states, name, kind, tuple(sorted(settings.items()))
        self.__doc__ = f"{states.__doc__ or ''}  {KINDS[kind].sentence}"

    def __call__(self, *inputs: Any, **arguments: Any) -> Facts:
        states, name, kind, settings = self.key
        return with_parametrised(states(*inputs, **arguments), name, kind, **dict(settings))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parametrised) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


ASKED = ("__code__", "__kwdefaults__", "__defaults__", "__globals__")
"""What is asked of a rule's function beside what it says."""
