"""The facts of the dashboard's page."""
