"""批示: a leader's instruction on an issue or a measure, whom it names, and what they answered."""
