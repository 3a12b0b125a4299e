"""The 整改卷 of an issue."""
