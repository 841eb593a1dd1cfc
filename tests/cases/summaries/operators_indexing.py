import keras

x = keras.Input((8, 6, 4))
first, last = x[:, 0], x[:, -1]
part = x[:, 1:5, ::2]
new = x[:, 0, None]
tail = x[..., 1:]
row = x[:, 2:-1, 0]
rest = x[:, :, :, 3]
model = keras.Model(x, [first - last, part, new, tail, row, rest])
