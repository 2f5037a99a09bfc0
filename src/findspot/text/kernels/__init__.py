"""Compiled loops over bytes (numba). Import from the submodules, and only at the point of use: numba takes a second to load."""
