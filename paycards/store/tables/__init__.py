"""The tables, by subject. Rows carry their council, so that an installation can be split by council.

A payment is known everywhere by the file that brought it and its row in that
file, (file_id, row_no): every posting leads back to a source row whose bytes
are in the archive.

A table is imported from the module of its subject: seventy of them take a tenth of the time of a command that
asks five. With each come those that its primary key refers to, which SQLAlchemy may ask for. What goes
through all of them takes them from `every`.
"""
