"""The ledger written out as workbooks: the round's ledger, a blank one, and the departments' forms."""
