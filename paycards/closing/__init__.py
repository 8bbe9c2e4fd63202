"""A closing office: its list, cards and letters in bulk, and who takes them up."""
