from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
Tx, Ty, n_a, n_s, vocab = 30, 10, 32, 64, 37
repeator = RepeatVector(Tx)
concatenator = Concatenate(axis=-1)
densor1 = Dense(10, activation="tanh")
densor2 = Dense(1, activation="relu")
activator = Activation("softmax", name='attention_weights')
dotor = Dot(axes=1)
post = LSTM(n_s, return_state=True)
output_layer = Dense(11, activation="softmax")
def one_step(a, s_prev):
    s_prev = repeator(s_prev)
    concat = concatenator([a, s_prev])
    e = densor1(concat)
    alphas = activator(densor2(e))
    return dotor([alphas, a])
X = Input(shape=(Tx, vocab))
s0 = Input(shape=(n_s,), name='s0')
c0 = Input(shape=(n_s,), name='c0')
s, c, outputs = s0, c0, []
a = Bidirectional(LSTM(units=n_a, return_sequences=True))(X)
for t in range(3):
    context = one_step(a, s)
    s, _, c = post(context, initial_state=[s, c])
    outputs.append(output_layer(s))
model = Model(inputs=[X, s0, c0], outputs=outputs)
