from keras.layers import GRU, Dense, Flatten, Input, TimeDistributed, Conv2D, MaxPooling2D
from keras.models import Model

video = Input(shape=(10, 64, 64, 3))
x = TimeDistributed(Conv2D(32, 3, activation="relu"))(video)
x = TimeDistributed(MaxPooling2D(2))(x)
x = TimeDistributed(Flatten())(x)
x = GRU(64, return_sequences=True)(x)
x = TimeDistributed(Dense(8), name="per_frame")(x)
model = Model(video, x)
