"""What would change a decision: the fewest facts that give another owner, searched."""
