import keras
from keras.layers import *
n_users, n_items, k = 610, 9724, 50
user = Input(shape=(1,), name="user"); item = Input(shape=(1,), name="item")
u = Flatten()(Embedding(n_users, k, embeddings_initializer="he_normal", embeddings_regularizer=keras.regularizers.l2(1e-6))(user))
v = Flatten()(Embedding(n_items, k)(item))
ub = Flatten()(Embedding(n_users, 1)(user)); vb = Flatten()(Embedding(n_items, 1)(item))
x = Add()([Dot(axes=1)([u, v]), ub, vb])
x = Activation("sigmoid")(x)
model = keras.Model(inputs=[user, item], outputs=x)
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.001))
