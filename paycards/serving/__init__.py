"""What serves the pages: the server, its health, its metrics, its log."""
