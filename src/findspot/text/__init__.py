"""Pure functions over text and bytes: encodings, scripts, dates, identifiers, and the compiled scanning kernels."""
