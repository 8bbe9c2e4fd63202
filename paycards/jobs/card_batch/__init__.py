"""A card batch: the customers of a closing office, from their list to letters and cards for the post."""
