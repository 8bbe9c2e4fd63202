"""Writers: rows in, a supplier's file out. Written from the specification, apart from the decoder."""
