"""The bench: this diagnosis beside what could be picked instead; `make bench` writes docs/benchmarks.md."""
