"""TensorFlow's functions, and those of Keras 2's backend, are Keras's operations by other names."""

from __future__ import annotations

import pytest

from shapeproof.model import Call
from shapeproof.read.source.keras.entry import read

SOURCE = """
import keras
import numpy as np
import tensorflow as tf
from keras import backend as K, ops

x = keras.Input((6, 8, 4))
y = keras.Input((6, 8, 4))
b = keras.Input((5,))
ids = keras.Input((7,), dtype="int32")
kernel = np.ones((3, 3, 4, 2))
model = keras.Model([x, y, b, ids], {expression})
"""
PAIRS = """
tf.reduce_mean(x, axis=[1, 2]) = ops.mean(x, axis=(1, 2))
tf.reduce_mean(x, 1, True) = ops.mean(x, 1, keepdims=True)
tf.reduce_sum(input_tensor=x, axis=-1, keep_dims=True) = ops.sum(x, -1, True)
tf.math.reduce_std(x, 1) = ops.std(x, 1)
tf.math.reduce_variance(x, 1) = ops.var(x, 1)
tf.reduce_logsumexp(x, 1) = ops.logsumexp(x, 1)
tf.argmax(x) = ops.argmax(x, 0)
tf.argmax(x, -1, output_type=tf.int32) = ops.argmax(x, -1)
tf.concat([x, y], axis=-1) = ops.concatenate([x, y], axis=-1)
tf.concat(values=[x, y], axis=1) = ops.concatenate([x, y], 1)
tf.stack([x, y], axis=1) = ops.stack([x, y], 1)
tf.unstack(x, axis=1)[0] = ops.unstack(x, axis=1)[0]
tf.split(x, 2, axis=2)[1] = ops.split(x, 2, axis=2)[1]
tf.split(x, num_or_size_splits=[1, 3, 4], axis=2)[2] = ops.split(x, [1, 4], axis=2)[2]
tf.transpose(x, [0, 3, 1, 2]) = ops.transpose(x, (0, 3, 1, 2))
tf.transpose(x, perm=[0, 2, 1, 3]) = ops.transpose(x, axes=(0, 2, 1, 3))
tf.reshape(x, [-1, 48, 4]) = ops.reshape(x, (-1, 48, 4))
tf.expand_dims(x, -1) = ops.expand_dims(x, -1)
tf.expand_dims(x, axis=1) = ops.expand_dims(x, 1)
tf.tile(x, [1, 2, 1, 1]) = ops.tile(x, (1, 2, 1, 1))
tf.cast(x, tf.float16) = ops.cast(x, "float16")
tf.gather(b, [0, 2], axis=1) = ops.take(b, [0, 2], axis=1)
tf.one_hot(ids, 10) = ops.one_hot(ids, 10)
tf.where(b > 0, b, 0.0) = ops.where(b > 0, b, 0.0)
tf.clip_by_value(x, 0.0, 1.0) = ops.clip(x, 0.0, 1.0)
tf.pad(x, [[0, 0], [1, 1], [2, 0], [0, 0]]) = ops.pad(x, ((0, 0), (1, 1), (2, 0), (0, 0)))
tf.einsum("bhwc,bhwc->bc", x, y) = ops.einsum("bhwc,bhwc->bc", x, y)
tf.matmul(x, tf.ones((4, 3))) = ops.matmul(x, ops.ones((4, 3)))
tf.tensordot(x, tf.ones((4, 3)), 1) = ops.tensordot(x, ops.ones((4, 3)), 1)
tf.square(x) = ops.square(x)
tf.math.sqrt(x) = ops.sqrt(x)
tf.pow(x, 2) = ops.power(x, 2)
tf.multiply(x=x, y=y) = ops.multiply(x, y)
tf.math.divide(x, y) = ops.true_divide(x, y)
tf.nn.softmax(x, axis=1) = ops.softmax(x, 1)
tf.nn.leaky_relu(x, alpha=0.1) = ops.leaky_relu(x, 0.1)
tf.nn.sigmoid(x) = ops.sigmoid(x)
tf.nn.swish(x) = ops.silu(x)
tf.nn.bias_add(x, tf.ones((4,))) = ops.add(x, ops.ones((4,)))
tf.nn.l2_normalize(x, axis=-1) = ops.normalize(x, axis=-1)
tf.nn.conv2d(x, kernel, strides=[1, 2, 2, 1], padding="SAME") = ops.conv(x, kernel, 2, "same")
tf.nn.conv2d(x, kernel, 1, "VALID", dilations=2) = ops.conv(x, kernel, dilation_rate=2)
tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID") = ops.max_pool(x, 2, 2)
tf.nn.avg_pool(x, [1, 3, 3, 1], [1, 1, 1, 1], "SAME") = ops.average_pool(x, 3, 1, "same")
tf.nn.moments(x, axes=[1, 2])[1] = ops.moments(x, (1, 2))[1]
tf.nn.space_to_depth(x, 2) = ops.space_to_depth(x, 2)
tf.nn.depth_to_space(input=x, block_size=2) = ops.depth_to_space(x, 2)
tf.nn.top_k(b, k=2)[0] = ops.top_k(b, 2)[0]
tf.image.resize(x, [12, 16]) = ops.image.resize(x, (12, 16))
tf.image.resize(x, (3, 4), method="nearest") = ops.image.resize(x, (3, 4), "nearest")
tf.cumsum(b) = ops.cumsum(b, 0)
tf.reverse(x, axis=[1]) = ops.flip(x, (1,))
tf.linalg.norm(b, axis=-1) = ops.norm(b, axis=-1)
tf.squeeze(tf.expand_dims(b, 1), 1) = ops.squeeze(ops.expand_dims(b, 1), 1)
tf.zeros_like(x) = ops.zeros_like(x)
tf.slice(x, [0, 1, 1, 0], [-1, 2, 3, -1]) = ops.slice(x, [0, 1, 1, 0], (-1, 2, 3, -1))
tf.logical_not(b > 0) = ops.logical_not(b > 0)
tf.greater(b, 0.5) = ops.greater(b, 0.5)
K.mean(x, axis=[1, 2], keepdims=True) = ops.mean(x, (1, 2), True)
K.concatenate([x, y]) = ops.concatenate([x, y], -1)
K.concatenate([x, y], axis=1) = ops.concatenate([x, y], 1)
K.permute_dimensions(x, (0, 3, 1, 2)) = ops.transpose(x, (0, 3, 1, 2))
K.expand_dims(x) = ops.expand_dims(x, -1)
K.dot(b, K.ones((5, 2))) = ops.dot(b, ops.ones((5, 2)))
K.reshape(x, (-1, 4)) = ops.reshape(x, (-1, 4))
K.repeat_elements(x, 2, axis=1) = ops.repeat(x, 2, axis=1)
K.argmax(x) = ops.argmax(x, -1)
K.clip(b, 0, 1) = ops.clip(b, 0, 1)
K.pow(b, 2) = ops.power(b, 2)
K.l2_normalize(b, axis=-1) = ops.normalize(b, axis=-1)
K.one_hot(ids, 4) = ops.one_hot(ids, 4)
K.stack([x, y], axis=1) = ops.stack([x, y], 1)
K.batch_flatten(x) = keras.layers.Flatten()(x)
K.resize_images(x, 2, 3, "channels_last") = keras.layers.UpSampling2D((2, 3))(x)
K.spatial_2d_padding(x, ((1, 1), (2, 2))) = keras.layers.ZeroPadding2D(((1, 1), (2, 2)))(x)
K.batch_dot(x, y, axes=3) = keras.layers.Dot(axes=3)([x, y])
K.pool2d(x, (2, 2), (2, 2), pool_mode="avg") = ops.average_pool(x, 2, 2)
keras.activations.softmax(x, axis=1) = ops.softmax(x, 1)
keras.activations.relu(x, max_value=6) = keras.layers.ReLU(max_value=6)(x)
keras.activations.exponential(x) = ops.exp(x)
"""


def last(expression: str) -> Call:
    model = read(SOURCE.replace("{expression}", expression), "m.py", "", ())
    assert not model.problems, model.problems
    return model.layers[-1]


@pytest.mark.parametrize("pair", PAIRS.strip().splitlines())
def test_two_names_for_one_operation(pair: str) -> None:
    one, other = map(last, pair.split(" = "))
    assert (one.type, one.inputs) == (other.type, other.inputs)
    assert one.facts[:4] == other.facts[:4]
    assert told(one) == told(other)


def told(call: Call) -> dict[str, object]:
    """The arguments that change a number; a size for each axis is one size for all."""
    given = {**call.layer.rule.defaults, **call.layer.arguments}
    return {key: alike(value) for key, value in given.items()}


def alike(value: object) -> object:
    if isinstance(value, tuple) and len(set(value)) == 1:
        return value[0]
    return value


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("tf.matmul(x, y, transpose_b=True)", (None, 6, 8, 8)),
        ("tf.matmul(x, y, transpose_a=True)", (None, 6, 4, 4)),
        ("tf.math.squared_difference(x, y)", (None, 6, 8, 4)),
        ("tf.reshape(x, (tf.shape(x)[0], -1, 4))", (None, 48, 4)),
        ("tf.reshape(x, tf.stack([tf.shape(x)[0], 48, 4]))", (None, 48, 4)),
        ("ops.reshape(x, (ops.shape(x)[0], 48, x.shape[3]))", (None, 48, 4)),
        ("ops.reshape(x, (-1, x.shape[1] * x.shape[2] * 2, 2))", (None, 96, 2)),
        ("b + tf.random.normal(tf.shape(b))", (None, 5)),
        ("b * K.random_normal(shape=(K.shape(b)[0], 5))", (None, 5)),
        ("K.exp(b / 2) * keras.random.normal(ops.shape(b))", (None, 5)),
        ("x[:, ::2, 1:-1, 0]", (None, 3, 6)),
        ("b[:, None] * 3", (None, 1, 5)),
        ("2 ** b - 1", (None, 5)),
        ("abs(b) / K.epsilon()", (None, 5)),
        ("b @ np.ones((5, 3))", (None, 3)),
    ],
)
def test_what_comes_out(expression: str, shape: object) -> None:
    model = read(SOURCE.replace("{expression}", expression), "m.py", "", ())
    assert not model.problems, model.problems
    batch, *sizes = model.layers[-1].output.shape
    assert ((None if type(batch) is not int else batch), *sizes) == shape


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("b @ np.ones((4, 3))", "rows of 5 numbers cannot meet columns of 4"),
        ("b[:, 7]", "there is no step 7 on axis 1, which is 5 long"),
        ("b[:, 0, 0]", "there are 2 axes to pick from, and 3 are named"),
        ("x + b", "sizes of 4 and 5 do not go together"),
        ("tf.reshape(x, (-1, 6, b))", "numbers are not known"),
        ("ops.reshape(x, (8, 3, x.shape[0], 5))", "cannot be laid out"),
        ("ops.mean(x, axes=1)", "mean takes no `axes`; did you mean `axis`?"),
        ("ops.mean(x, axis='a')", "`axis` must be a whole number, not 'a'"),
        ("ops.concatenate(x, b)", "numbers are not known"),
        ("ops.softmax(x, 1, 2)", "takes 2 arguments without a name, not 3"),
        ("ops.matmul(x)", "matmul needs `x2`"),
        ("tf.boolean_mask(x, x > 0)", "tf.boolean_mask has no rule yet"),
        ("ops.while_loop(lambda i: i, lambda i: i, [x])", "has no rule yet"),
    ],
)
def test_what_is_refused_and_why(expression: str, reason: str) -> None:
    model = read(SOURCE.replace("{expression}", expression), "m.py", "", ())
    [problem] = model.problems
    assert reason in str(problem.message)
    assert problem.at is not None


def test_functions_that_join_layers_need_no_import() -> None:
    source = "a = Input((10,))\nmodel = Model(a, concatenate([Dense(4)(a), add([a, a])]))"
    model = read(source, "m.py", "", ())
    assert not model.problems
    assert [call.path for call in model.layers] == ["dense", "add", "concatenate"]
    assert model.outputs[0].shape[1:] == (14,)
