"""What is shown of a model or an answer: a file a notation."""
