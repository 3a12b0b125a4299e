"""办结归档: whether a round can be closed, closing it, and the one package that it leaves."""
