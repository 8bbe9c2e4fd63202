"""The figures of the monthly return, one module for what belongs together."""
