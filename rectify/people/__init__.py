"""Units, departments, persons and grants; what a person may do where."""
