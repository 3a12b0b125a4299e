"""Due dates with the office's own words, how they were counted, and the lights they show."""
