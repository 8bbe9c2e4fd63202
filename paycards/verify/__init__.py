"""Rebuild the books from the original bytes, and compare."""
