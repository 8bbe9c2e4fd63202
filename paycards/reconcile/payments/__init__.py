"""Payments: the rules that place them, duplicates, reversals, and suspense tried again."""
