"""Lists that a council hands over: its accounts, and the cards that people hold."""
