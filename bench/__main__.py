"""Runs the benchmark of the spine."""

from bench.spine import main

main()
