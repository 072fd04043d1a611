"""A case: one project asked about in a file, with the register and capacities that it may bring along."""
