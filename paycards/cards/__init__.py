"""The card desk: issue a card, release what was proved, change its state, look it up, order it."""
