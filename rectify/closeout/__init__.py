"""Submission and review of measures."""
