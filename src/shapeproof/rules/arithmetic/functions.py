"""What activations make of a number: the formula of each, under the name that Keras has for it."""

from __future__ import annotations

from shapeproof.message import say

OF_ONE = {
    "celu": say("max(x, 0) + min(exp(x) - 1, 0)"),
    "elu": say("x where x > 0, else exp(x) - 1"),
    "exponential": say("exp(x)"),
    "gelu": say("x times the share of a normal distribution that lies below x"),
    "hard_shrink": say("x where x is beyond -0.5 or 0.5, else 0"),
    "hard_sigmoid": say("x/6 + 1/2, kept between 0 and 1"),
    "hard_silu": say("x*(x/6 + 1/2), the second factor kept between 0 and 1"),
    "hard_swish": say("x*(x/6 + 1/2), the second factor kept between 0 and 1"),
    "hard_tanh": say("x, kept between -1 and 1"),
    "leaky_relu": say("x where x > 0, else 0.2*x"),
    "linear": say("x"),
    "log_sigmoid": say("log(1/(1 + exp(-x)))"),
    "mish": say("x*tanh(log(1 + exp(x)))"),
    "relu": say("max(x, 0)"),
    "relu6": say("min(max(x, 0), 6)"),
    "selu": say("1.0507 times x where x > 0, else 1.0507*1.6733*(exp(x) - 1)"),
    "sigmoid": say("1/(1 + exp(-x))"),
    "silu": say("x/(1 + exp(-x))"),
    "soft_shrink": say("x moved towards 0 by 0.5, no further than 0"),
    "softplus": say("log(1 + exp(x))"),
    "softsign": say("x/(abs(x) + 1)"),
    "sparse_plus": say("0 up to -1, ((x + 1)/2)^2 up to 1, then x"),
    "sparse_sigmoid": say("(x + 1)/2, kept between 0 and 1"),
    "squareplus": say("(x + sqrt(x^2 + 4))/2"),
    "swish": say("x/(1 + exp(-x))"),
    "tanh": say("tanh(x)"),
    "tanh_shrink": say("x - tanh(x)"),
    "threshold": say("x where x is above the threshold, else the value given for the rest"),
}
"""What each of Keras's activations makes of one number x, with its own default settings."""
OF_AN_AXIS = {
    "log_softmax": say("x - log(the sum of exp over all)"),
    "softmax": say("exp(x)/(the sum of exp over all)"),
    "sparsemax": say("what is left of x when the same is taken from all, so that they add up to 1"),
}
"""What they make of a number x and all others along the last axis."""
IN_HALVES = "glu"  # one half of the last axis lets the other pass
