"""What can be done with engineering days: one verb, one file."""
