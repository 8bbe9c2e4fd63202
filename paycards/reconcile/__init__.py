"""Where money belongs: rules, duplicates, reversals, suspense. Set-based SQL, the same on both databases."""
