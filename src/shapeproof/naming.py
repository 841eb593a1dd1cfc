"""Names put in the place of numbers: of what a layer reads, and of what its author chose."""

from __future__ import annotations

from shapeproof.algebra.formula import Apply, Dim, Expr, Name, Step, lift
from shapeproof.rules.rule import Layer, Stated, Tensor


def is_chosen(layer: Layer, argument: str) -> bool:
    """Whether the author gave this argument another value than its default."""
    arguments, default = layer.arguments, layer.rule.defaults.get(argument)
    return (
        argument in arguments
        and arguments[argument] is not default
        and not (type(arguments[argument]) is type(default) and arguments[argument] == default)
    )


def with_names(x: Tensor) -> Tensor:
    """The same tensor with its sizes ready to be named by the rule that reads them."""
    batch, *sizes = x.shape or (1,)
    batch = Stated(batch) if type(batch) is int else batch
    return x._replace(shape=(batch, *map(_unnamed, sizes)) if x.shape else ())


class Slot(Name):
    """A size that a rule is about to name; it keeps the name that it was first given."""

    __slots__ = ("first",)

    def __init__(self, value: int | None, meaning: Expr | None) -> None:
        super().__init__("", value, meaning)
        self.first = ""

    def called(self, name: str) -> Name:
        self.first = self.first or name
        return super().called(name)


def _unnamed(size: Dim) -> Slot:
    return Slot(size, None) if isinstance(size, int) else Slot(None, lift(size))


def axes_of(x: Tensor) -> tuple[str, ...]:
    """What a rule called the axes of a tensor that it has read."""
    return tuple(
        (size.first or f"axis {i}") if isinstance(size, Slot) else first_axis(size)
        for i, size in enumerate(x.shape)
    )


def first_axis(size: Dim) -> str:
    """What a rule called a first axis; one of which it says nothing is taken for the batch."""
    axis = size.axis if isinstance(size, Stated) else ""
    return axis if axis and not axis.startswith("size ") else "batch"


def named(layer: Layer) -> Layer:
    """The same layer with the arguments that its author chose named; defaults stay numbers."""
    rule = layer.rule
    fixed = {
        key: Name(key, value) if rule.is_quantity(key) else value
        for key, value in rule.fixed.items()
    }
    chosen = {
        key: _named(rule.is_quantity(key), key, value) if is_chosen(layer, key) else value
        for key, value in layer.arguments.items()
    }
    return layer._replace(rule=rule._replace(fixed=fixed), arguments=chosen)


def _named(quantity: bool, key: str, value: object) -> object:
    match value:
        case Layer():
            return named(value)
        case tuple() if quantity:
            return tuple(_named(True, "", size) for size in value)
        case tuple() if any(isinstance(one, Layer) for one in value):
            return tuple(_named(False, "", one) for one in value)
        case int() if quantity and value >= 0:
            return Name(key, value)
        case Name() | Apply() | Step() if quantity:
            return Name(key, value.value, value)
        case _:
            return value
