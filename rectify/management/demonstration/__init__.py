"""Demonstration data: read from `fixtures/demo`, dated from today, played through the operations."""
