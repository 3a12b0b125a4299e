"""Workbooks that go out: what they hold, and that they read back as what they were made of."""
