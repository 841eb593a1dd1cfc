from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras import layers, models
train_gen = ImageDataGenerator(rescale=1./255).flow_from_directory("data/train", target_size=(150, 150), batch_size=20)
model = models.Sequential([
    layers.Conv2D(16, 3, activation="relu", input_shape=(150, 150, 3)),
    layers.GlobalAveragePooling2D(),
    layers.Dense(train_gen.num_classes, activation="softmax"),
])
history = model.fit(train_gen, steps_per_epoch=train_gen.samples // 20, epochs=10)
