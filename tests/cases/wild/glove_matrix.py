import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Embedding, Conv1D, GlobalMaxPooling1D, Dense
from tensorflow.keras.initializers import Constant
word_index = {w: i + 1 for i, w in enumerate("a b c d e f g h".split())}
EMBEDDING_DIM = 100
num_words = min(20000, len(word_index)) + 1
embedding_matrix = np.zeros((num_words, EMBEDDING_DIM))
for word, i in word_index.items():
    if i >= 20000:
        continue
    embedding_matrix[i] = np.random.rand(EMBEDDING_DIM)
model = Sequential()
model.add(Embedding(embedding_matrix.shape[0], embedding_matrix.shape[1], embeddings_initializer=Constant(embedding_matrix), trainable=False, input_shape=(50,)))
model.add(Conv1D(128, 5, activation='relu'))
model.add(GlobalMaxPooling1D())
model.add(Dense(1, activation='sigmoid'))
