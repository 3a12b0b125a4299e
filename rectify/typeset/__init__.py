"""One document tree for every printed thing, set as official papers are (GB/T 9704-2012)."""
