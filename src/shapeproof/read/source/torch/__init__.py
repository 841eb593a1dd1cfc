"""What the names of torch mean in a source: modules, tensors, functions, and the calls of them."""
