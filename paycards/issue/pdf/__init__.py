"""Pages that are drawn once each and written to a PDF as they were drawn."""
