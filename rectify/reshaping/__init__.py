"""Splitting, merging and moving issues and measures; history and links stay."""
