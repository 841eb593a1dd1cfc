import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tensorflow import keras
from tensorflow.keras import layers
df = pd.read_csv("train.csv")
X = df.drop("target", axis=1)
y = df["target"]
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=42)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
model = keras.Sequential([
    layers.Dense(64, activation="relu", input_shape=[X_train.shape[1]]),
    layers.BatchNormalization(),
    layers.Dense(1, activation="sigmoid"),
])
