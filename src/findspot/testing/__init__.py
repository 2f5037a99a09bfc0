"""Made-up people, demo sources with a known truth, damage on purpose, streams in memory: for tests and the demo."""
