"""Evidence of whose a payment is, for many suspense items at once; each kind in a module of its own."""
