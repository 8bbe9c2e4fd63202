"""Take-up: who of a closing office pays with a card, who pays in another way, who has gone silent."""
