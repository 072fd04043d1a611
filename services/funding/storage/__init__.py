"""What funding keeps in its database, and the rule parameters that it reads at its start."""
