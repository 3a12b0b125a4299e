"""The round's reports: drafted from the ledger, edited, set as official papers."""
