"""The migrations themselves: run by tests/door/test_migrations.py on tables that they have laid."""
