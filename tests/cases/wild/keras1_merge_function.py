from keras.layers import Input, Dense, merge, LSTM, Embedding
from keras.models import Model
tweet_a = Input(shape=(140, 256))
tweet_b = Input(shape=(140, 256))
shared_lstm = LSTM(64)
encoded_a = shared_lstm(tweet_a)
encoded_b = shared_lstm(tweet_b)
merged_vector = merge([encoded_a, encoded_b], mode='concat', concat_axis=-1)
predictions = Dense(1, activation='sigmoid')(merged_vector)
model = Model(input=[tweet_a, tweet_b], output=predictions)
