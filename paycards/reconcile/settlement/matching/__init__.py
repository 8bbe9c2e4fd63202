"""Which bank entry pays which dues: the rules, over plain data, without a database."""
