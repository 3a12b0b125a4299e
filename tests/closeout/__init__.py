"""Review and close-out: chains, steps, entries from paper, reopening, what is printed."""
