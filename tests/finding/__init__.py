"""Finding: the one search, and filters kept by name."""
