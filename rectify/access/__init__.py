"""Permissions and the role table; no models, no questions about a person (see `people`)."""
