import numpy as np
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self, classes):
        super(Net, self).__init__()
        self.conv = tf.keras.layers.Conv2D(4, 3)
        self.flatten = tf.keras.layers.Flatten()
        self.out = tf.keras.layers.Dense(classes)

    def call(self, x):
        return self.out(self.flatten(self.conv(x)))


model = Net(3)
images = np.zeros((10, 14, 14))
images = images[..., tf.newaxis].astype("float32")
train_ds = tf.data.Dataset.from_tensor_slices((images, np.zeros((10,)))).shuffle(10).batch(4)
train_ds = train_ds.map(lambda x, y: (x / 255.0, y), num_parallel_calls=tf.data.AUTOTUNE)
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam()


@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        predictions = model(images, training=True)
        loss = loss_object(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


for epoch in range(5):
    for images, labels in train_ds.prefetch(1):
        train_step(images, labels)
