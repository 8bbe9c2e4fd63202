"""What suppliers owe the council, and which bank money pays it."""
