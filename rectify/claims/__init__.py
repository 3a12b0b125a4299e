"""认领: a department takes up what it was assigned or gives it back; the office assigns."""
