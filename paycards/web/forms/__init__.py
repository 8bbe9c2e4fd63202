"""What the forms of the staff pages send, read into what it means; one file a topic."""
