"""Proof before release: what is about to be printed is read back, from the very bytes that are printed."""
