"""整改卷: everything about one issue in order, printed as one paper."""
