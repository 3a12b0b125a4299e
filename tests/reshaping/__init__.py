"""Splitting, merging and moving of issues and measures."""
