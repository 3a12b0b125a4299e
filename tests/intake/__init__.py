"""Intake: what is read from papers and ledgers, and how well."""
