"""The bank: statements of the council's own accounts are ruled on, chained, and posted where ours."""
