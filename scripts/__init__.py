"""What is done now and then by hand, each behind a target of the Makefile."""
