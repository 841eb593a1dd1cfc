from absl import app, flags
import tensorflow as tf
FLAGS = flags.FLAGS
flags.DEFINE_integer("units", 64, "units")
def main(argv):
    model = tf.keras.Sequential([tf.keras.layers.Input((10,)), tf.keras.layers.Dense(FLAGS.units), tf.keras.layers.Dense(1)])
    model.summary()
if __name__ == "__main__":
    app.run(main)
