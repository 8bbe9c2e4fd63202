"""What a bank says about the council's own accounts: files in, statements out, and proof that they add up.

`read_bank_file` reads a file whole or refuses it, whatever its format; a statement and its entries are plain
data. Every reader's result passes one gate of sums.
"""
