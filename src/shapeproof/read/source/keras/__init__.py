"""What the names of Keras mean in a source: layers, models, tensors, and the calls between them."""
