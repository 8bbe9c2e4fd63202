"""What could not be placed: the open items, and suggestions for a person who places one."""
