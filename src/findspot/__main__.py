"""``python -m findspot``."""

from findspot.cli import main

main()
