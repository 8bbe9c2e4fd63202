"""How long a night takes, and how much memory: `make bench`, or `python -m benchmarks --help`."""
