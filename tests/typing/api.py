"""Sample calls of the public API, checked by mypy only."""
