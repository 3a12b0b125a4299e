"""The components, a module for each family; `look` gathers them into one library."""
