"""Keras's losses as values of a source: which one it is, and whether it reads logits."""

from __future__ import annotations

from typing import Any, NamedTuple

from shapeproof.message import Place
from shapeproof.read.source.values import Named, Unknown, arguments, shortened

SHORT = {
    "mse": "meansquarederror",
    "mae": "meanabsoluteerror",
    "mape": "meanabsolutepercentageerror",
    "msle": "meansquaredlogarithmicerror",
    "bce": "binarycrossentropy",
    "kld": "kldivergence",
}
OF_ROWS = ("categoricalcrossentropy", "categoricalfocalcrossentropy")
OF_NUMBERS = ("sparsecategoricalcrossentropy",)
OF_SHARES = ("binarycrossentropy", "binaryfocalcrossentropy")
STRETCHED = (
    *("meansquarederror", "meanabsoluteerror", "meanabsolutepercentageerror", "kldivergence"),
    *("meansquaredlogarithmicerror", "huber", "logcosh", "poisson", "hinge", "squaredhinge"),
    *("categoricalhinge", "cosinesimilarity"),
)


class Loss(NamedTuple):
    """A loss: its name as the author wrote it, and the same without what tells spellings apart;
    whether it reads logits, and the label that it leaves out, if any."""

    written: str
    plain: str
    from_logits: Any = False
    ignores: Any = None
    at: Place | None = None


class MadeLoss(Unknown):
    """A loss that a source makes."""

    __slots__ = ("made",)

    def __init__(self, text: str, at: Place, made: Loss) -> None:
        super().__init__(text, at, is_result=True)
        self.made = made


class LossClass(Named):
    """`keras.losses.CategoricalCrossentropy`: called, it makes one."""

    __slots__ = ()

    def call(self, args: list[Any], kwargs: dict[str, Any], at: Place) -> Any:
        name = self.dotted.rpartition(".")[2]
        first = args[0] if args and plain(name).endswith("crossentropy") else False
        loss = Loss(name, plain(name), kwargs.get("from_logits", first),
                    kwargs.get("ignore_class"))  # fmt: skip
        return MadeLoss(shortened(f"{name}({arguments(args, kwargs)})"), at, loss)


def resolve(name: str, dotted: str, find: Any) -> LossClass | None:
    known = (*OF_ROWS, *OF_NUMBERS, *OF_SHARES, *STRETCHED)
    return LossClass(dotted, find) if plain(name) in known else None


def compiled(value: Any, at: Place) -> Loss | None:
    """What `model.compile(loss=value)` means; None for several and for one's own."""
    match value:
        case str():
            return Loss(value, plain(value), at=at)
        case MadeLoss():
            return value.made._replace(at=at)
        case LossClass():
            name = value.dotted.rpartition(".")[2]
            return Loss(name, plain(name), at=at)
        case _:
            return None


def settled(loss: Loss, given: tuple[int, ...], wanted: tuple[int, ...]) -> Loss:
    """The loss that Keras takes for `crossentropy`, where it is left to the shapes."""
    if loss.plain not in ("crossentropy", "ce"):
        return loss
    if given[-1] == 1:
        return loss._replace(plain=OF_SHARES[0])
    is_number = len(wanted) < len(given) or wanted[-1] == 1
    return loss._replace(plain=OF_NUMBERS[0] if is_number else OF_ROWS[0])


def plain(name: str) -> str:
    short = name.replace("_", "").lower()
    return SHORT.get(short, short)
