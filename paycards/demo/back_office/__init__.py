"""A week of the back office at a small third council: what comes each morning, from till to closed day."""
