"""What people do: look at files, suspense, problems and layouts, and decide."""
