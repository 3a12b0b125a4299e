"""成果: what rectification has brought about, counted apart from the words of progress."""
