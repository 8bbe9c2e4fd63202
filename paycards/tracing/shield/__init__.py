"""Accounts with money in flight, which recovery letters must spare: one module for each reason."""
