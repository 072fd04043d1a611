"""What people and other services may ask of funding, one verb a file."""
