"""What is known: the documented scenarios and codes, read from `knowledge/` and checked."""
