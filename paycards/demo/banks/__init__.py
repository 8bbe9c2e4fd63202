"""Writers: what a bank has booked in, its file out. Written from specifications, apart from the readers."""
