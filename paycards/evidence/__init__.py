"""Proof for others: a payment's whole story, packs that anybody can check, and the audit trail."""
