"""The page: what it asks, what Python answers, and the server that serves both."""
