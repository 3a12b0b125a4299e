"""Finding: one search over everything a person may see, and filters kept by name."""
