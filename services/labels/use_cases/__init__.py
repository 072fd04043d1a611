"""What people do with labels: one verb, one file."""
