"""A second opinion: what paycards must decide, worked out one row at a time from the documents alone."""
