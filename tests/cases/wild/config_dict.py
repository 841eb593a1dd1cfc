import keras
CONFIG = {
    "input": (64, 64, 3),
    "blocks": [
        {"filters": 16, "kernel": 5, "pool": 2},
        {"filters": 32, "kernel": 3, "pool": 2, "bn": True},
        {"filters": 64, "kernel": 3, "pool": None},
    ],
    "head": [128, 0.4, 10],
}
def from_config(cfg):
    x = inp = keras.layers.Input(shape=cfg["input"])
    for b in cfg["blocks"]:
        x = keras.layers.Conv2D(b["filters"], b["kernel"], padding="same", use_bias=not b.get("bn", False))(x)
        if b.get("bn"):
            x = keras.layers.BatchNormalization()(x)
        x = keras.layers.ReLU()(x)
        if b["pool"]:
            x = keras.layers.MaxPool2D(b["pool"])(x)
    x = keras.layers.GlobalAvgPool2D()(x)
    *hidden, last = cfg["head"]
    for h in hidden:
        x = keras.layers.Dropout(h)(x) if isinstance(h, float) else keras.layers.Dense(h, "relu")(x)
    return keras.Model(inp, keras.layers.Dense(last, "softmax")(x), name="from_config")
net = from_config(CONFIG)
