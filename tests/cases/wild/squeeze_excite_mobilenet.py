import tensorflow as tf
L = tf.keras.layers
def relu6(x): return L.ReLU(6.)(x)
def inverted(x, expand, out, stride, idx):
    cin = x.shape[-1]
    y = L.Conv2D(expand * cin, 1, use_bias=False, name=f"b{idx}_expand")(x)
    y = relu6(L.BatchNormalization()(y))
    y = L.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(y)
    y = relu6(L.BatchNormalization()(y))
    s = L.GlobalAveragePooling2D(keepdims=True)(y)
    s = L.Conv2D(max(1, y.shape[-1] // 8), 1, activation="relu")(s)
    s = L.Conv2D(y.shape[-1], 1, activation="hard_sigmoid")(s)
    y = L.Multiply()([y, s])
    y = L.BatchNormalization()(L.Conv2D(out, 1, use_bias=False)(y))
    return L.Add()([x, y]) if stride == 1 and cin == out else y
inp = tf.keras.Input([96, 96, 3])
x = L.Conv2D(16, 3, 2, "same", use_bias=False)(inp)
for idx, (t, c, s) in enumerate([(1, 16, 1), (6, 24, 2), (6, 24, 1), (6, 32, 2)]):
    x = inverted(x, t, c, s, idx)
model = tf.keras.Model(inp, L.Dense(100)(L.Flatten()(L.GlobalAveragePooling2D()(x))))
