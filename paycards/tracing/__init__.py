"""Where a payment is that somebody misses, enquiries about it, and accounts that letters must spare."""
