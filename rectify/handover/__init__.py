"""移交: everything open that hangs on one person, handed to another in one act."""
