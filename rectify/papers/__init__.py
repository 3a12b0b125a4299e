"""A paper read without any model: content, outline, roles, issues, figures."""
