"""Compiled loops over bytes (numba). Import submodules at the point of use only: numba takes a second to load."""
