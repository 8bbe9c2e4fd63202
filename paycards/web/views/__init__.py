"""The views, one file a topic; each ends with the part of the table of routes that is its own."""
