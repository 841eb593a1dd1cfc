"""Keras's layers around models of other frameworks, which nobody can look into from here."""

from __future__ import annotations

from typing import Any

from shapeproof.rules.rule import UNKNOWN, Facts, Rule, Tensor


def saved_model(
    *inputs: Tensor,
    filepath: object,
    call_endpoint: object = "serve",
    call_training_endpoint: object = None,
) -> Facts:
    """Runs a model that TensorFlow saved to a file; only TensorFlow can tell what is in it, so its
    weights, its cost and what it puts out are not known here."""
    return Facts(UNKNOWN, macs=None)


def torch_module(
    *inputs: Tensor, module: object, name: object = None, output_shape: Any = None
) -> Facts:
    """Runs a PyTorch module; only PyTorch can tell what is in it, so its weights and its cost are
    not known here, nor is what it puts out.  With `output_shape`, Keras is told that it puts out
    ({output_shape})."""
    if not isinstance(output_shape, tuple):
        return Facts(UNKNOWN, macs=None)
    return Facts(Tensor(output_shape), macs=None)


def jax_function(
    *inputs: Tensor,
    call_fn: object,
    init_fn: object = None,
    params: object = None,
    state: object = None,
    seed: object = None,
) -> Facts:
    """Calls a JAX function of the author's own; only JAX can tell what is in it, so its weights,
    its cost and what it puts out are not known here."""
    return Facts(UNKNOWN, macs=None)


def flax_module(
    *inputs: Tensor, module: object, method: object = None, variables: object = None
) -> Facts:
    """Runs a Flax module; only Flax can tell what is in it, so its weights, its cost and what it
    puts out are not known here."""
    return Facts(UNKNOWN, macs=None)


RULES = [
    Rule("TFSMLayer", saved_model),
    Rule("TorchModuleWrapper", torch_module),
    Rule("JaxLayer", jax_function, beside="native_serialization_platforms"),
    Rule("FlaxLayer", flax_module, beside="seed native_serialization_platforms"),
]
