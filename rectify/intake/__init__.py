"""A paper on its way into the ledger: read, planned, mended, applied."""
