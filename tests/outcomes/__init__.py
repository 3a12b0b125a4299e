"""Outcomes: who enters, sees, changes, counts and exports them."""
