"""What templates may use: `{% load look %}` gives every component of `templates/components/`."""
