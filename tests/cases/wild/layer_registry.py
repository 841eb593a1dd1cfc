from tensorflow.keras import layers, models
REGISTRY = {"conv": layers.Conv2D, "pool": layers.MaxPooling2D, "flat": layers.Flatten, "dense": layers.Dense}
SPEC = [("conv", dict(filters=6, kernel_size=5, activation="tanh", input_shape=(32, 32, 1))), ("pool", {}),
        ("conv", dict(filters=16, kernel_size=5, activation="tanh")), ("pool", {}), ("flat", {}),
        ("dense", dict(units=120, activation="tanh")), ("dense", dict(units=84, activation="tanh")), ("dense", dict(units=10))]
model = models.Sequential([REGISTRY[kind](**kw) for kind, kw in SPEC])
