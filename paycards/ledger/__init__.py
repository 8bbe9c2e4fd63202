"""Where money stands: double entry, balances, and the files for the council's other systems."""
