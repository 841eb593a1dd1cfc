from tensorflow import keras
from tensorflow.keras import layers

frames, height, width = 6, 16, 20
model = keras.Sequential(
    [
        layers.ConvLSTM2D(8, (3, 3), padding="same", return_sequences=True,
                          input_shape=(frames, height, width, 1)),
        layers.BatchNormalization(),
        layers.Bidirectional(layers.ConvLSTM2D(4, 3, strides=2, return_sequences=True)),
        layers.ConvLSTM2D(4, kernel_size=3, use_bias=False),
        layers.AdaptiveAveragePooling2D((2, 3)),
        layers.Flatten(),
        layers.SpectralNormalization(layers.Dense(10, activation="relu")),
        layers.Normalization(mean=0.5, variance=2.0),
        layers.Dense(1),
    ]
)
