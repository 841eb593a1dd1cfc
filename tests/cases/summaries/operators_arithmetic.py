import keras

x = keras.Input((8, 4))
y = keras.Input((8, 4))
a = 2 - x * 0.5 + y / 3 - 1
b = (x // 2) % 3 + x**2 + 2**y
c = -a + b - 10
model = keras.Model([x, y], [c, 1 / y, 7 // x])
