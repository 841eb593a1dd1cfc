"""Keras's dense layer."""

from __future__ import annotations

from shapeproof.algebra.formula import Dim
from shapeproof.algebra.words import product
from shapeproof.rules.arithmetic.products import (
    Activation,
    bias,
    bias_at,
    of_products,
    one,
    passes,
)
from shapeproof.rules.rule import Facts, Index, Reads, Rule, Tensor, Weight, need


def dense(x: Tensor, *, units: Dim, activation: Activation = None, use_bias: bool = True) -> Facts:
    """Each of the {units} units weighs all {features} features of the last axis, and nothing
    else, and adds them up to one number."""
    need(len(x.shape) >= 2, "it reads a batch and at least one axis of features")
    need(units >= 1, "there must be at least 1 unit, not {units}", units=units)
    *outer, features = x.read("batch", "...", "features")

    def cell(index: Index) -> Reads:
        *places, unit = index
        return Reads(
            ((*map(one, places), range(int(features))),),
            of_products(int(features), use_bias),
            {"kernel": (range(int(features)), one(unit))} | bias_at(use_bias, unit),
        )

    return Facts(
        Tensor((*outer, units)),
        {"kernel": Weight((features, units))} | bias(use_bias, units),
        macs=product((*outer, features, units)),
        elementwise=product((*outer, units)) * passes(use_bias, activation),
        cell=cell,
    )


BESIDE = (
    "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint lora_rank lora_alpha quantization_config"
)
RULES = [Rule("Dense", dense, beside=BESIDE)]
