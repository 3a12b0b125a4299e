"""All that knows HTTP: one module for each family of pages."""
