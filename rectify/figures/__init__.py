"""Which rows a number counts: the ledger's filters as QuerySets, the same for page and figure."""
