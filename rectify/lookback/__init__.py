"""回头看: issues of an earlier round taken over, judged again, opened again."""
