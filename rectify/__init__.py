"""整改台账: the ledger of an inspected Party unit, from the letter of issues to the archived report."""
