"""The rules of labels: plain Python, no I/O."""
