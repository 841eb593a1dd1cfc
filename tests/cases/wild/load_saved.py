from tensorflow.keras.models import load_model
model = load_model('my_model.h5')
model.summary()
