"""torch's losses of classes: which of them is wanted, or what share of each."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import equal, product
from shapeproof.message import say
from shapeproof.rules.arithmetic.products import one, whole
from shapeproof.rules.arithmetic.reading import need_rank, sizes_of
from shapeproof.rules.arithmetic.reducing import without
from shapeproof.rules.rule import Facts, Index, Rule, Shape, Tensor, Weight, need
from shapeproof.rules.torch.dtypes import kind, need_alike, promoted, same
from shapeproof.rules.torch.elementwise import FLOATS, SINGLES, need_taken
from shapeproof.rules.torch.losses import (
    OLD,
    Measured,
    Reduction,
    asked,
    brought,
    kept,
    need_one_shape,
)
from shapeproof.rules.torch.products import need_axes

IGNORED = -100
"""The number that torch takes for no class, unless it is told otherwise."""


def negative_log(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    size_average: bool | None = None,
    ignore_index: int = IGNORED,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Takes for each place the number that its class has in the input, a logarithm of a share, with
    its sign turned; the target tells the numbers of the classes, which lie along axis 1 of the
    input, or along the only one.  A third input weighs each class.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    measured = of_numbers(input, target, weight)
    return brought(measured, reduction, size_average, reduce)


def negative_log_loss(
    input: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = IGNORED,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Takes for each place the number that its class has in the input, a logarithm of a share, with
    its sign turned; the target tells the numbers of the classes, which lie along axis 1 of the
    input, or along the only one.  With `weight`, each class is weighed.  Unless `reduction` says
    otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    facts = negative_log(input, target, weight, **asked(size_average, reduce, reduction))
    return kept(facts, weight=weight)


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    size_average: bool | None = None,
    ignore_index: int = IGNORED,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> Facts:
    """Brings the numbers of the classes, which lie along axis 1 of the input or along the only one,
    to shares that add up to 1, and measures for each place how far they are from the target, which
    tells the number of the class, or a share for each class.  So no softmax stands before it, where
    Keras's loss takes shares unless told `from_logits`.  A third input weighs each class.  With
    `label_smoothing`, a part of the wanted share is dealt out to all classes.  Unless `reduction`
    says otherwise, the mean of all is given.  With `reduction`, they are left as they are (none) or
    added up (sum); here it is {reduction}."""
    measured = of_classes(input, target, weight, ignore_index, label_smoothing)
    return brought(measured, reduction, size_average, reduce)


def cross_entropy_loss(
    input: Tensor,
    target: Tensor,
    *,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = IGNORED,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
    label_smoothing: float = 0.0,
) -> Facts:
    """Brings the numbers of the classes, which lie along axis 1 of the input or along the only one,
    to shares that add up to 1, and measures for each place how far they are from the target, which
    tells the number of the class, or a share for each class.  So no softmax stands before it, where
    Keras's loss takes shares unless told `from_logits`.  With `weight`, each class is weighed.
    With `label_smoothing`, a part of the wanted share is dealt out to all classes.  Unless
    `reduction` says otherwise, the mean of all is given.  With `reduction`, they are left as they
    are (none) or added up (sum); here it is {reduction}."""
    measured = of_classes(input, target, weight, ignore_index, label_smoothing)
    return kept(brought(measured, reduction, size_average, reduce), weight=weight)


def of_classes(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int | None,
    label_smoothing: float,
) -> Measured:
    """Logarithms of shares, and what each place takes of them."""
    need_rank(input, 1)
    need(
        0 <= label_smoothing <= 1,
        "label_smoothing is a share between 0 and 1, not {share}",
        share=label_smoothing,
    )
    is_smooth = label_smoothing > 0
    is_number = len(input.shape) == 1 and kind(target.dtype) == 1
    if len(input.shape) == len(target.shape) and not is_number:
        measured = of_each_class(input, target, weight, ignore_index)
        again = 2 * is_smooth
    else:
        measured = of_numbers(input, target, weight)
        again = int(is_smooth)
        if is_smooth:
            measured = measured._replace(work=measured.work + 2 * product(measured.sizes))
    work = measured.work + product(input.shape) * (1 + again)
    return measured._replace(work=work, made=say("-log of the share of the wanted class"))


def of_numbers(input: Tensor, target: Tensor, weight: Tensor | None) -> Measured:
    """For each place one of the classes, whose numbers the target tells."""
    need_rank(input, 1)
    need_taken(same(input), FLOATS)
    sizes, wanted = sizes_of(input, target)
    along = class_axis(sizes)
    rest = without(sizes, (along,))
    need_one_class_each(rest, wanted)
    need_class_numbers(target, may_be_bytes=len(sizes) <= 2)
    need_class_weights(weight, sizes[along], same(input))

    def reads(index: Index) -> tuple[tuple[range, ...], ...]:
        return of_all_classes(index, sizes), tuple(map(one, index)) if rest else whole(wanted)

    work = product(rest) * (1 + (weight is not None))
    made = say("-1 times the number of the wanted class")
    shapes, told = (sizes, wanted), reads if weight is None else None
    return Measured(rest, same(input), work, made, shapes, told, chosen=(0,))


def of_each_class(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int | None
) -> Measured:
    """For each place a sum over all classes, of which the target tells a share each."""
    sizes, wanted = sizes_of(input, target)
    along = class_axis(sizes)
    for size, other in zip(sizes, wanted):
        need(
            equal(size, other),
            "a target with as many axes as the input tells a share of each class and has its "
            "sizes, {size}, and not {other}; numbers of classes have one axis less",
            size=size,
            other=other,
        )
    need(
        kind(target.dtype) == 2,
        "a target with as many axes as the input tells a share of each class, which is a float, "
        "and it is {dtype}; numbers of classes have one axis less",
        dtype=same(target),
    )
    need_taken(same(input), FLOATS)
    need(ignore_index is None or ignore_index < 0, "no class is ignored where the target tells "
         "shares; leave ignore_index out")  # fmt: skip
    if weight is not None:
        need_class_weights(weight, sizes[along], None)

    def reads(index: Index) -> tuple[tuple[range, ...], ...]:
        return (of_all_classes(index, sizes),) * 2

    given = (input, target) if weight is None else (input, target, weight)
    work = product(sizes) * (2 + (weight is not None))
    made = say("-1 times the sum of all, weighed")
    return Measured(without(sizes, (along,)), promoted(*given), work, made, (sizes, wanted),
                    reads if weight is None else None)  # fmt: skip


def class_axis(sizes: Shape) -> int:
    return 1 if len(sizes) > 1 else 0


def of_all_classes(index: Index, sizes: Shape) -> tuple[range, ...]:
    """One place, and every class there."""
    along = class_axis(sizes)
    places = [*map(one, index)]
    return (*places[:along], range(int(sizes[along])), *places[along:])


def need_class_weights(weight: Tensor | None, classes: Dim, dtype: str | None) -> None:
    """There is one for each class."""
    if weight is None:
        return
    need_axes(weight, 1)
    [size] = weight.read("class weights")
    need(
        equal(size, classes),
        "there is a weight for each of {classes:class|classes}, not {size}",
        classes=classes,
        size=size,
    )
    need(
        dtype is None or same(weight) == dtype,
        "the inputs must have one dtype, and have {first} and {other}; cast one of them",
        first=dtype,
        other=same(weight),
    )


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    *,
    reduction: Reduction = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> Facts:
    """Makes a number for each class of all {features} numbers along the last axis, as a dense layer
    does with the second input, brings them to shares that add up to 1, and measures how far they
    are from the target, which tells the number of the class, or a share for each class.  A bias is
    added where there is one, and weights weigh each class.  With `label_smoothing`, a part of the
    wanted share is dealt out to all classes.  Unless `reduction` says otherwise, the mean of all is
    given.  With `reduction`, they are left as they are (none) or added up (sum); here it is
    {reduction}."""
    need_rank(linear_weight, 2)
    classes, *out, columns = linear_weight.read("classes", "...", "columns")
    need_alike(input, linear_weight, linear_bias)
    if linear_bias is not None:
        need_one_shape(linear_bias, Tensor((classes, *out), linear_bias.dtype))
    return dense_first(
        input, target, weight, (classes, *out), columns, linear_bias is not None,
        reduction, ignore_index, label_smoothing,
    )  # fmt: skip


def linear_cross_entropy_loss(
    input: Tensor,
    target: Tensor,
    *,
    in_features: Dim,
    num_classes: Dim,
    out_features: tuple[Dim, ...] = (),
    bias: bool = False,
    reduction: Reduction = "mean",
    weight: Tensor | None = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
) -> Facts:
    """Makes a number for each of {num_classes} classes of all {in_features} numbers along the last
    axis, as a dense layer does, brings them to shares that add up to 1, and measures how far they
    are from the target, which tells the number of the class, or a share for each class.  With
    `out_features`, it does so for each place of ({out_features}).  With `weight`, each class is
    weighed.  With `label_smoothing`, a part of the wanted share is dealt out to all classes.
    Unless `reduction` says otherwise, the mean of all is given.  With `reduction`, they are left as
    they are (none) or added up (sum); here it is {reduction}."""
    need_class_weights(weight, num_classes, None)
    facts = dense_first(
        input, target, weight, (num_classes, *out_features), in_features, bias,
        reduction, ignore_index, label_smoothing,
    )  # fmt: skip
    numbers = product((num_classes, *out_features))
    weights = {"linear.weight": Weight((numbers, in_features))}
    if bias:
        weights["linear.bias"] = Weight((numbers,))
    return facts._replace(weights={**weights, **kept(facts, weight=weight).weights})


def dense_first(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None,
    made: Shape,
    wanted: Dim,
    bias: bool,
    reduction: Reduction,
    ignore_index: int | None,
    label_smoothing: float,
) -> Facts:
    """A dense layer with a loss behind it, in one."""
    need(
        len(input.shape) == 2 or (len(input.shape) == 1 and len(made) == 1),
        "it reads a batch of {axes:axis|axes}, and the input has {rank}",
        axes=2,
        rank=len(input.shape),
    )
    *batch, features = input.read(*("batch", "features")[2 - len(input.shape) :])
    need(
        equal(features, wanted),
        "it reads {wanted:feature|features}, and the input has {features}",
        wanted=wanted,
        features=features,
    )
    numbers = product((*batch, *made))
    measured = of_classes(
        Tensor((*batch, *made), same(input)), target, weight, ignore_index, label_smoothing
    )
    work = measured.work + numbers if bias else measured.work
    facts = brought(measured._replace(work=work, reads=None), reduction)
    return facts._replace(macs=numbers * features)


def several_margins(
    input: Tensor,
    target: Tensor,
    *,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures for each example how far the numbers of its classes, whose numbers the target tells,
    are from standing above those of all others by 1.  It counts every class with every other.
    Unless `reduction` says otherwise, the mean of all is given.  With `reduction`, they are left as
    they are (none) or added up (sum); here it is {reduction}."""
    need_one_or_several_rows(input)
    need_one_shape(input, target)
    need_taken(same(input), SINGLES)
    need_class_numbers(target)
    *batch, classes = sizes_of(input, target)[0]
    work = product((*batch, classes, classes)) * 4
    made = say("what is lacking to the margin")
    measured = Measured(tuple(batch), same(input), work, made)
    return brought(measured, reduction, size_average, reduce)


def one_margin(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    p: int = 1,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures for each example how far the number of its class, which the target tells, is from
    standing above those of all others by the margin.  With `p`, the measures of classes are
    squared.  A third input weighs each class.  Unless `reduction` says otherwise, the mean of all
    is given.  With `reduction`, they are left as they are (none) or added up (sum); here it is
    {reduction}."""
    need(p in (1, 2), "p is 1 or 2, not {p}", p=p)
    need_one_or_several_rows(input)
    need_taken(same(input), SINGLES)
    need_class_numbers(target)
    (*batch, classes), wanted = sizes_of(input, target)
    need_one_class_each(tuple(batch), wanted)
    need_class_weights(weight, classes, same(input))
    passes = 4 + (p == 2) + (weight is not None)
    made = say("what is lacking to the margin")
    measured = Measured(wanted, same(input), product((*batch, classes)) * passes, made)
    return brought(measured, reduction, size_average, reduce)


def one_margin_loss(
    input: Tensor,
    target: Tensor,
    *,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: Reduction = "mean",
) -> Facts:
    """Measures for each example how far the number of its class, which the target tells, is from
    standing above those of all others by the margin.  With `p`, the measures of classes are
    squared.  With `weight`, each class is weighed.  Unless `reduction` says otherwise, the mean of
    all is given.  With `reduction`, they are left as they are (none) or added up (sum); here it is
    {reduction}."""
    facts = one_margin(input, target, weight, p=p, **asked(size_average, reduce, reduction))
    return kept(facts, weight=weight)


def need_one_or_several_rows(x: Tensor) -> None:
    need(len(x.shape) in (1, 2), "it reads the classes of one example or of several, and the input "
         "has {rank:axis|axes}", rank=len(x.shape))  # fmt: skip


def need_one_class_each(places: Shape, wanted: Shape) -> None:
    """The target has the sizes of the input, all but that of its classes."""
    need(
        len(wanted) == len(places) or (not places and len(wanted) == 1),
        "the target tells one class for each place, so it has one axis less than the input, "
        "{wanted}, and not {given}; target.squeeze(1) takes away an axis that is 1 long",
        wanted=len(places),
        given=len(wanted),
    )
    for size, other in zip(places or (1,), wanted):
        need(
            equal(size, other),
            "the target tells one class for each place, and where the input has {size} it has "
            "{other}",
            size=size,
            other=other,
        )


def need_class_numbers(target: Tensor, may_be_bytes: bool = False) -> None:
    need(
        same(target) == "int64" or (may_be_bytes and same(target) == "uint8"),
        "numbers of classes are int64, and the target is {dtype}; put .long() behind it",
        dtype=same(target),
    )


ORDER = {
    "multi_margin_loss": f"input target p margin weight {OLD}",
    "linear_cross_entropy": "input linear_weight target linear_bias weight reduction ignore_index "
    "label_smoothing options",
}
MODULES = [
    Rule("NLLLoss", negative_log_loss),
    Rule("CrossEntropyLoss", cross_entropy_loss),
    Rule("LinearCrossEntropyLoss", linear_cross_entropy_loss, beside="device dtype options"),
    Rule("MultiLabelMarginLoss", several_margins),
    Rule("MultiMarginLoss", one_margin_loss),
]
FUNCTIONS = [
    Rule("nll_loss", negative_log),
    Rule("cross_entropy", cross_entropy),
    Rule("linear_cross_entropy", linear_cross_entropy, beside="options"),
    Rule("multilabel_margin_loss", several_margins),
    Rule("multi_margin_loss", one_margin),
]
