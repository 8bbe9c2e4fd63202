"""The customer face: one card, its payments, whom to call; on its own host name, in English and Welsh."""
