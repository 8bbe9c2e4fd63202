"""What becomes of a file: the ruling on it, what it brings, and what it says about other files."""
