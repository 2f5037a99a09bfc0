"""Turn the bytes of each stream into rows, with a ledger that adds up."""
