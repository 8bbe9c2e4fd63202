"""Who may do what, and the doors to the database: one to read, one for a transaction that writes."""
