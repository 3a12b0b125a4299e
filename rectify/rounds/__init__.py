"""Inspection rounds: one inspected unit, one inspection, one letter of issues."""
