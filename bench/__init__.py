"""Speed and memory, measured on made-up data made on the spot: ``python -m bench``."""
