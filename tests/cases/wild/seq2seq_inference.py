from tensorflow.keras.models import Model
from tensorflow.keras.layers import Input, LSTM, Dense
encoder_inputs = Input(shape=(None, 71))
encoder_outputs, state_h, state_c = LSTM(256, return_state=True)(encoder_inputs)
encoder_states = [state_h, state_c]
decoder_inputs = Input(shape=(None, 93))
decoder_lstm = LSTM(256, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = Dense(93, activation='softmax')
model = Model([encoder_inputs, decoder_inputs], decoder_dense(decoder_outputs))
encoder_model = Model(encoder_inputs, encoder_states)
decoder_state_input_h = Input(shape=(256,))
decoder_state_input_c = Input(shape=(256,))
states = [decoder_state_input_h, decoder_state_input_c]
outs, h, c = decoder_lstm(decoder_inputs, initial_state=states)
decoder_model = Model([decoder_inputs] + states, [decoder_dense(outs)] + [h, c])
