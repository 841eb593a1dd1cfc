"""What is wrong with a model, which layer is guilty, and what mends it."""
