# %% imports
import keras
from keras import layers
# In[2]:
get_ipython().run_line_magic('matplotlib', 'inline')
# In[3]:
model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
model.summary()
# In[4]:
model = keras.Sequential([keras.Input((8,)), layers.Dense(16, activation='relu'), layers.Dense(4)])
