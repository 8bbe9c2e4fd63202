"""What a payment card is: its number, and in time its states, barcode, artwork and letters."""
