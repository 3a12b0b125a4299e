"""Two kinds of memory: the chained event log, and what every row with a history shares."""
