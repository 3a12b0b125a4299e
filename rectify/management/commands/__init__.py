"""One module for each `manage.py` word."""
