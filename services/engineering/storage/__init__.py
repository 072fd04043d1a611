"""What engineering keeps in its own PostgreSQL."""
