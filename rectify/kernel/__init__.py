"""What every room may use and what knows none of them: clock, numerals, dates in words, text, files."""
