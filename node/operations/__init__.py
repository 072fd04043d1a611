"""What an operator does to a node's databases directly. Loaded by the commands that need it only."""
