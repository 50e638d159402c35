"""The bench: this diagnosis beside what could be picked instead, and the program under load; `make bench`."""
