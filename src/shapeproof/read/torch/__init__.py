"""torch's models: what runs, in which module, on which tensors."""
