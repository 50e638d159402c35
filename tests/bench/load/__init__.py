"""Load: the program as `whyfailed serve` runs it, under as many questions as it takes; `make bench ONLY=load`."""
