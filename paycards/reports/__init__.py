"""Reports for people who do not sit at the terminal: the same figures as HTML, CSV and PDF."""
