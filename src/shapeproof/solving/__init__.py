"""A model run backwards: which values of its arguments and sizes give the numbers asked for."""
