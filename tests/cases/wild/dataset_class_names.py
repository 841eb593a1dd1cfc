import tensorflow as tf
train_ds = tf.keras.utils.image_dataset_from_directory("flowers", image_size=(180, 180))
class_names = train_ds.class_names
num_classes = len(class_names)
model = tf.keras.Sequential([
  tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu', input_shape=(180, 180, 3)),
  tf.keras.layers.MaxPooling2D(),
  tf.keras.layers.Flatten(),
  tf.keras.layers.Dense(num_classes)
])
