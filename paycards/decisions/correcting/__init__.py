"""Correct references: read wrong ones as right ones, and put right what was posted by them."""
