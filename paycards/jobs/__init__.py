"""What paycards does, one job a file. A job opens its transactions; nothing below it does."""
