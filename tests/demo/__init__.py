"""The demonstration: its content, its days, and what loading it leaves."""
