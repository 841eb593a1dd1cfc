"""The model summary that shows its work: every shape, parameter count and cost, derived."""
