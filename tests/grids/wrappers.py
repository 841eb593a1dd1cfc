"""Layers around layers, refusals included."""

from itertools import product

from tests.grids.cells import STACKS
from tests.grids.grid import grid, layer
from tests.grids.recurrent import FLAGS, SEQUENCES

MODES = ["concat", "sum", "mul", "ave", None]
NAMES = ["SimpleRNN", "GRU", "LSTM"]
ONE_OUTPUT = [
    layer(name, units=3, return_sequences=every, **more)
    for name, every in product(NAMES, FLAGS)
    for more in ({}, {"use_bias": False}, {"go_backwards": True})
]
STATES = [
    layer(name, units=2, return_sequences=every, return_state=True)
    for name, every in product(NAMES, FLAGS)
]
STATEFUL = [layer(name, units=2, stateful=True) for name in NAMES]
TURNED = [
    layer(name, units=units, go_backwards=True, return_sequences=every, return_state=state)
    for name, units, every, state in product(["GRU", "LSTM"], [3, 4], FLAGS, FLAGS)
]
BOTH_WAYS = [layer("Bidirectional", layer=inner) for inner in ONE_OUTPUT]
AT_A_STEP = [
    layer("Dense", units=4),
    layer("Dense", units=4, use_bias=False, activation="relu"),
    layer("Flatten"),
    layer("Dropout", rate=0.3),
    layer("BatchNormalization"),
    layer("Embedding", input_dim=9, output_dim=3),
    layer("Reshape", target_shape=(2, -1)),
]
IN_WINDOWS = [
    layer("Conv1D", filters=4, kernel_size=2, padding="causal"),
    layer("MaxPooling1D", pool_size=2),
    layer("GlobalAveragePooling1D"),
    *ONE_OUTPUT,
    *BOTH_WAYS,
]
OF_IMAGES = [
    layer("Conv2D", filters=4, kernel_size=(2, 3), strides=2, padding="same"),
    layer("Conv2D", filters=4, kernel_size=5),
    layer("DepthwiseConv2D", kernel_size=2),
    layer("AveragePooling2D", pool_size=2),
    layer("GlobalMaxPooling2D"),
    layer("Flatten"),
]
WITH_KERNELS = [
    layer("Dense", units=4),
    layer("Dense", units=4, use_bias=False),
    layer("Embedding", input_dim=9, output_dim=3),
]
OF_STEPS = [
    layer("Conv1D", filters=4, kernel_size=2),
    layer("Conv1D", filters=4, kernel_size=7),
    layer("Conv1DTranspose", filters=4, kernel_size=2, use_bias=False),
    layer("DepthwiseConv1D", kernel_size=2, depth_multiplier=3),
]
OF_PLACES = [
    layer("Conv2D", filters=4, kernel_size=(2, 1), strides=2, use_bias=False),
    layer("Conv2DTranspose", filters=4, kernel_size=2),
    layer("DepthwiseConv2D", kernel_size=2),
    layer("Conv2D", filters=4, kernel_size=2, groups=2),
]
NORMED = [layer("SpectralNormalization", layer=inner) for inner in WITH_KERNELS]
WITHOUT_KERNELS = [
    layer("Flatten"),
    layer("BatchNormalization"),
    layer("SeparableConv2D", filters=2, kernel_size=1),
    layer("LSTM", units=2),
    layer("ConvLSTM1D", filters=2, kernel_size=1),
    layer("RNN", cell=layer("GRUCell", units=2)),
    layer("TimeDistributed", layer=layer("Dense", units=2)),
    layer("Bidirectional", layer=layer("GRU", units=2)),
    layer("GRUCell", units=2),
]
AROUND_CELLS = [
    layer("RNN", cell=cell, return_sequences=every, return_state=state)
    for cell in (layer("LSTMCell", units=2), layer("GRUCell", units=2), STACKS[1], STACKS[2])
    for every, state in product(FLAGS, FLAGS)
]
MAPS = [
    layer("ConvLSTM1D", filters=2, kernel_size=2, return_sequences=every, **more)
    for every in FLAGS
    for more in ({}, {"return_state": True}, {"data_format": "channels_first"}, {"padding": "same"})
]
FRAMES = [
    layer("ConvLSTM2D", filters=2, kernel_size=2, return_sequences=every, return_state=state)
    for every, state in product(FLAGS, FLAGS)
]

CASES = [
    *grid("Bidirectional", *SEQUENCES, (4,), layer=ONE_OUTPUT + STATES, merge_mode=[*MODES, "max"]),
    *(
        case
        for batch in ({}, {"batch": 2})
        for case in grid("Bidirectional", (5, 3), **batch, layer=STATEFUL, merge_mode=MODES)
    ),
    *grid(
        "Bidirectional",
        (5, 3),
        layer=[*TURNED[:2], *ONE_OUTPUT[::3], *STATES[::2]],
        backward_layer=TURNED,
        merge_mode=["concat", "sum", None],
    ),
    *grid("Bidirectional", (5, 3), batch=2, layer=STATEFUL, backward_layer=TURNED[:2]),
    *grid("Bidirectional", (5, 3), layer=[layer("Dense", units=3), *BOTH_WAYS[:1]]),
    *grid("TimeDistributed", (4,), (3, 4), (3, 2, 4), layer=AT_A_STEP),
    *grid("TimeDistributed", (3, 4, 2), layer=IN_WINDOWS),
    *grid("TimeDistributed", (3, 4), layer=ONE_OUTPUT),
    *grid("TimeDistributed", (3, 4, 2), layer=STATES),
    *grid("TimeDistributed", (2, 4, 6, 3), layer=OF_IMAGES),
    *grid("TimeDistributed", (2, 6, 3), layer=OF_IMAGES[:2]),
    *grid("TimeDistributed", (3, 4), (3, 2, 4), dtype="int32", layer=AT_A_STEP),
    *(
        case
        for batch in ({}, {"batch": 2})
        for case in grid("TimeDistributed", (3, 4, 2), **batch, layer=STATEFUL)
    ),
    *grid(
        "TimeDistributed",
        (3, 4),
        (3, 2, 4),
        layer=[layer("TimeDistributed", layer=inner) for inner in AT_A_STEP],
    ),
    *grid("Bidirectional", (5, 3), layer=AROUND_CELLS, merge_mode=MODES),
    *grid("Bidirectional", (3, 4, 2), layer=MAPS, merge_mode=MODES),
    *grid("Bidirectional", (2, 3, 4, 2), layer=FRAMES, merge_mode=["concat", "ave", None]),
    *grid("TimeDistributed", (3, 4, 2), layer=AROUND_CELLS[::2]),
    *grid("TimeDistributed", (2, 3, 4, 2), layer=MAPS),
    *grid("TimeDistributed", (4, 2), layer=[layer("GRUCell", units=2)]),
    *(
        case
        for shapes, layers in (
            ([(6,), (6, 5), (6, 5, 4)], [*WITH_KERNELS, *NORMED, *WITHOUT_KERNELS]),
            ([(6, 5)], OF_STEPS),  # Keras takes other axes, and fails when it computes
            ([(6, 5, 4)], OF_PLACES),
        )
        for case in grid("SpectralNormalization", *shapes, layer=layers)
    ),
    *grid("SpectralNormalization", (6,), (6, 5), dtype="int32", layer=WITH_KERNELS),
    *grid("SpectralNormalization", (6,), layer=WITH_KERNELS[:1], power_iterations=[1, 3, 0, -1]),
    *grid("TimeDistributed", (6, 5), layer=NORMED[:2]),
]
