from tensorflow.keras.models import Model
from tensorflow.keras.layers import *
def head(kernel):
    i = Input(shape=(128, 9))
    c = Conv1D(filters=64, kernel_size=kernel, activation='relu')(i)
    d = Dropout(0.5)(c)
    p = MaxPooling1D(pool_size=2)(d)
    return i, Flatten()(p)
heads = [head(k) for k in (3, 5, 11)]
merged = concatenate([f for _, f in heads])
outputs = Dense(6, activation='softmax')(Dense(100, activation='relu')(merged))
model = Model(inputs=[i for i, _ in heads], outputs=outputs)
