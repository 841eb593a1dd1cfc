import keras
from keras import layers

depths = [64, 128, 256, 512, 512]
model = keras.Sequential(name="vgg")
model.add(layers.Input((64, 64, 3)))
for i, filters in enumerate(depths):
    for j in range(2 if i < 2 else 3):
        model.add(layers.Conv2D(filters, 3, padding="same", name=f"block{i + 1}_conv{j + 1}"))
    model.add(layers.MaxPooling2D(name=f"block{i + 1}_pool"))
model.add(layers.Flatten())
model.add(layers.Dense(1024, activation="relu"))
model.add(layers.Dense(1000, activation="softmax"))
