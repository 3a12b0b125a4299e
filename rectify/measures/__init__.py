"""Tasks, measures, who assists in them, and the log of their progress."""
