"""Keras's optimizers: what each of them remembers beside the weights that it trains."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from shapeproof.message import Message, closest, say
from shapeproof.rules.arguments import ArgumentError
from shapeproof.rules.optimizer import Optimizer, Slots, Trained, beside_each, once
from shapeproof.rules.rule import UNKNOWN, Facts, Layer, Rule, Weight, need

NONE: Mapping[str, Any] = {}


def every(
    *weights: Trained,
    schedule: str | None = None,
    use_ema: bool = False,
    gradient_accumulation_steps: int | None = None,
) -> Facts:
    """Counts the steps of the training in `iteration`.  Unless `schedule` is given, it keeps one
    learning rate for all weights.  With `schedule`, {schedule} tells the learning rate of each
    step, and none is kept.  With `use_ema`, it remembers a running average of each number that it
    trains.  With `gradient_accumulation_steps`, it remembers the sum of each number's gradients
    over {gradient_accumulation_steps} steps."""
    steps = gradient_accumulation_steps
    need(
        not steps or steps >= 2,
        "gradient_accumulation_steps must be at least 2, not {steps}",
        steps=steps,
    )
    kept = once("iteration", dtype="int32")
    if schedule is None:
        kept = {**kept, **once("learning_rate")}
    beside = beside_each(weights, "average") if use_ema else {}
    return keeping(kept, beside, beside_each(weights, "gradient_accumulator") if steps else {})


def keeping(*slots: Slots) -> Facts:
    return Facts(UNKNOWN, {name: slot for some in slots for name, slot in some.items()})


def sgd(*weights: Trained, momentum: float = 0.0) -> Facts:
    """Moves each number that it trains against its gradient, and remembers nothing of it unless it
    is told to.  With `momentum`, it remembers for each number how it last moved."""
    return keeping(beside_each(weights, "momentum") if momentum else {})


def rmsprop(*weights: Trained, momentum: float = 0.0, centered: bool = False) -> Facts:
    """Remembers for each number that it trains how large the squares of its gradients have been.
    With `momentum`, it remembers how each number last moved, too.  With `centered`, it remembers
    the mean of each number's gradients, too."""
    moved = beside_each(weights, "momentum") if momentum > 0 else {}
    means = beside_each(weights, "average_gradient") if centered else {}
    return keeping(beside_each(weights, "velocity"), moved, means)


def adam(*weights: Trained, amsgrad: bool = False) -> Facts:
    """Remembers two numbers for each that it trains: a running mean of its gradients (`momentum`)
    and one of their squares (`velocity`).  With `amsgrad`, it remembers the largest of these means
    of squares, too."""
    largest = beside_each(weights, "velocity_hat") if amsgrad else {}
    return keeping(beside_each(weights, "momentum", "velocity"), largest)


def two_means(*weights: Trained) -> Facts:
    """Remembers two numbers for each that it trains: a running mean of its gradients (`momentum`)
    and one of their squares (`velocity`)."""
    return keeping(beside_each(weights, "momentum", "velocity"))


def nadam(*weights: Trained) -> Facts:
    """Remembers two numbers for each that it trains: a running mean of its gradients (`momentum`)
    and one of their squares (`velocity`).  How much the past still counts is a product that it
    keeps once."""
    product = Weight((), False, weights[0].dtype if weights else "float32")
    return keeping(beside_each(weights, "momentum", "velocity"), {"u_product": product})


def adamax(*weights: Trained) -> Facts:
    """Remembers two numbers for each that it trains: a running mean of its gradients (`momentum`)
    and how large they have been at most (`norm`)."""
    return keeping(beside_each(weights, "momentum", "norm"))


def adagrad(*weights: Trained) -> Facts:
    """Remembers for each number that it trains the sum of the squares of all its gradients."""
    return keeping(beside_each(weights, "accumulator"))


def adadelta(*weights: Trained) -> Facts:
    """Remembers two numbers for each that it trains: running means of the squares of its gradients
    and of the squares of its moves."""
    return keeping(beside_each(weights, "accumulated_grad", "accumulated_delta_var"))


def ftrl(*weights: Trained) -> Facts:
    """Remembers two numbers for each that it trains: the sum of the squares of its gradients
    (`accumulator`), and a sum of gradients from which the number itself is made anew at each step
    (`linear`)."""
    return keeping(beside_each(weights, "accumulator", "linear"))


def lion(*weights: Trained) -> Facts:
    """Remembers for each number that it trains a running mean of its gradients; of this only the
    sign is used."""
    return keeping(beside_each(weights, "momentum"))


def adafactor(*weights: Trained) -> Facts:
    """Remembers of a kernel only how large the squares of gradients are in each row and in each
    column, and puts them together when it needs them.  Keras keeps one number for each number
    that is trained all the same (`velocity`); of a bias, it keeps two numbers that are never
    used."""
    kept: dict[str, Weight] = {}
    for path, shape, dtype in weights:
        row = column = Weight((), False, "int32")
        if len(shape) >= 2:
            row = Weight(shape[:-1], False, dtype)
            column = Weight((*shape[:-2], shape[-1]), False, dtype)
        kept |= {f"row/{path}": row, f"column/{path}": column}
    return keeping(kept, beside_each(weights, "velocity"))


def muon(
    *weights: Trained,
    exclude_layers: tuple[object, ...] = (),
    exclude_embeddings: bool = True,
) -> Facts:
    """Remembers for each number that it trains a running mean of its gradients (`momentum`).
    Kernels of two axes need no more; all other weights are trained as Adam trains them, which
    takes a second number for each (`velocity`).  Unless `exclude_embeddings` is turned off, the
    tables of embeddings are among those others.  With `exclude_layers`, so are weights whose path
    has {exclude_layers} in it."""
    for words in exclude_layers:
        need(
            isinstance(words, str) and words.replace("_", "").replace("/", "").isalnum(),
            "which paths the pattern {words} in exclude_layers means is not read; give a part of "
            "their names",
            words=repr(words),
        )
    named = [*map(str, exclude_layers), *(["embedding"] if exclude_embeddings else [])]
    others = [
        weight
        for weight in weights
        if len(weight.shape) != 2 or any(word in path_of(weight, word) for word in named)
    ]
    return keeping(beside_each(weights, "momentum"), beside_each(others, "velocity"))


def path_of(weight: Trained, word: str) -> str:
    """The path as Keras writes it; it looks for embeddings in small letters."""
    path = weight.path.replace(".", "/")
    return path.lower() if word == "embedding" else path


def loss_scale(*weights: Trained, inner_optimizer: Optimizer) -> Facts:
    """Multiplies the loss, so that gradients in float16 do not vanish: it keeps the factor
    (`dynamic_scale`) and for how many steps all went well (`step_counter`), and another optimizer
    does the rest."""
    inner = inner_optimizer.slots(weights)
    return keeping(
        once("step_counter", dtype="int32"),
        once("dynamic_scale"),
        {f"inner_{name}": slot for name, slot in inner.items()},
    )


EVERY = Rule("every optimizer", every)
RULES = [
    Rule("Adadelta", adadelta),
    Rule("Adafactor", adafactor),
    Rule("Adagrad", adagrad),
    Rule("Adam", adam),
    Rule("AdamW", adam),
    Rule("Adamax", adamax),
    Rule("Ftrl", ftrl),
    Rule("Lamb", two_means),
    Rule("Lion", lion),
    Rule("LossScaleOptimizer", loss_scale),
    Rule("Muon", muon),
    Rule("Nadam", nadam),
    Rule("RMSprop", rmsprop),
    Rule("SGD", sgd),
    Rule("ScheduleFreeAdamW", two_means),
]
BY_NAME = {rule.name.lower(): rule for rule in RULES}
"""Keras takes their names in small letters too."""
POSITIONAL = {
    "Adam": "learning_rate beta_1 beta_2 epsilon amsgrad",
    "AdamW": "learning_rate weight_decay beta_1 beta_2 epsilon amsgrad",
    "LossScaleOptimizer": "inner_optimizer",
    "RMSprop": "learning_rate rho momentum epsilon centered",
    "SGD": "learning_rate momentum",
}
"""The order in which arguments stand without a name; of all others the first is the rate."""

KINDS: dict[str, Any] = {
    "bool": int,
    "float": int | float,
    "int": int,
    "str": str,
    "tuple[object, ...]": tuple,
    "Optimizer": Optimizer,
}


def optimizer(kind: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] = NONE) -> Optimizer:
    """The optimizer that `kind(*args, **kwargs)` makes.

    A `learning_rate` that is the name of a schedule is one.  Raises `ArgumentError` where there is
    no such optimizer, or where an argument that matters is not known.
    """
    rule = BY_NAME.get(kind.lower())
    if rule is None:
        raise ArgumentError(unknown(kind))
    order = POSITIONAL.get(rule.name, "learning_rate").split()
    given = {**dict(zip(order, args)), **kwargs}
    if isinstance(given.get("learning_rate"), str):
        given["schedule"] = given["learning_rate"]
    return Optimizer(rule.name, (_layer(EVERY, given, rule), _layer(rule, given, rule)))


def named(text: str) -> Optimizer:
    """`adam`, or `SGD(momentum=0.9)`, as a person types it.

    Raises `ArgumentError` for anything else.
    """
    kind, opening, rest = text.strip().partition("(")
    if not opening:
        return optimizer(kind)
    try:
        call = ast.parse(f"f({rest}", mode="eval").body
        assert isinstance(call, ast.Call)
        args = [ast.literal_eval(one) for one in call.args]
        kwargs = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
    except (AssertionError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
        raise ArgumentError(
            say("{text} is no optimizer; write it as in SGD(momentum=0.9)", text=repr(text))
        ) from None
    return optimizer(kind, args, kwargs)


def _layer(rule: Rule, given: Mapping[str, Any], of: Rule) -> Layer:
    """The arguments of a rule among those that are given."""
    own = {name: given[name] for name in rule.parameters if name in given}
    own = {name: tuple(v) if isinstance(v, list) else v for name, v in own.items()}
    for name, value in own.items():
        if value is not None and not isinstance(value, KINDS[rule.kind(name)]):
            raise ArgumentError(
                say("which `{name}` {optimizer} has is not known", name=name, optimizer=of.name)
            )
    for name in rule.parameters:
        if name not in own and name not in rule.defaults:
            raise ArgumentError(say("{layer} needs `{missing}`", layer=of.name, missing=name))
    return Layer(rule, own, of.name)


def unknown(kind: str) -> Message:
    """What to say of a name that is no optimizer's."""
    if kind == "MultiOptimizer":
        return say("MultiOptimizer gives each weight an optimizer by its path, which is not read")
    close = closest(kind, [*BY_NAME, *(rule.name for rule in RULES)])
    if close:
        return say("Keras has no optimizer {kind}; did you mean {close}?", kind=kind, close=close)
    return say("Keras has no optimizer {kind}", kind=kind)
