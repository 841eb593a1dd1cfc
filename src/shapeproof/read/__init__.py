"""One folder per kind of source that a model is read from."""
