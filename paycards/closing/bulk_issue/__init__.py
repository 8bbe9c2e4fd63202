"""Cards for a whole office at once: from its list to letters and cards for the post."""
